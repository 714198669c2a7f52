"""
Two reasons to refuse one request: which of them is answered, and what the other one cost.

The order of checks is observable, so each pair is provoked over a real socket with the smallest
vendor, which has one writer, idempotency keys, and a limit of 3 records and 1,000 bytes.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from book_calls import (
    INVALID_RECORD,
    JSON,
    NOT_JSON,
    TOO_LARGE,
    found,
    locked,
    save,
    send,
    set_rate,
    use_up,
)
from live import Live, serving
from miniature import ANSWERS, BOOKS, DOCUMENT, decode

from mockserver.contract.document import check_contract
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Command
from mockserver.core.view import Stage, View
from mockserver.provider import Change, Request, Response

REMOVALS: dict[str, Any] = {
    "post": {
        "operationId": "removeBook",
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "properties": {"key": {"type": "string", "x-upsert": "idempotency-key"}},
                    }
                }
            },
        },
        "responses": ANSWERS,
        "x-upsert": {"remove": "books"},
    }
}


def decode_unless_closed(view: View, request: Request, tick: Tick) -> Command | Refusal:
    if any(view.find("books", "keys", "closed")):
        return Refusal(Reason.CONSTRAINT)
    return decode(view, request, tick)


def remove_book(stage: Stage, request: Request, _tick: Tick) -> Response | Refusal:
    for record in list(stage.find("books", "keys", request.body["isbn"])):
        stage.drop("books", record["id"])
        return Response(200, {"removed": request.body["isbn"]})
    return Refusal(Reason.NOT_FOUND)


@pytest.fixture
def closing() -> Iterator[httpx.Client]:
    """Books that refuse every new one once the book "closed" is there, and that are removed."""
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/removals"] = REMOVALS
    contract = check_contract("books", Path(__file__), document)
    operations = {
        **BOOKS.operations,
        "saveBooks": replace(BOOKS.operations["saveBooks"], decode=decode_unless_closed),
        "removeBook": Change(remove_book),
    }
    provider = replace(BOOKS, operations=operations)
    with serving([(contract, provider)]) as live, live.client(**{"X-Key": "abc"}) as client:
        yield client


def test_a_bad_credential_is_told_before_a_bad_media_type(live: Live):
    with live.client(**{"X-Key": "revoked-abc"}) as client:
        assert send(client, b"{}", **{"Content-Type": "text/plain"}).status_code == 401


def test_a_bad_media_type_is_told_before_a_body_that_is_too_large(client: httpx.Client):
    answer = send(client, TOO_LARGE, **{"Content-Type": "text/plain"})
    assert found(answer) == (415, "media-type")


def test_a_body_that_is_too_large_is_told_before_a_rate_that_is_used_up(client: httpx.Client):
    use_up(client, "requests")
    assert found(send(client, TOO_LARGE)) == (413, "too-large")


def test_a_body_that_is_too_large_counts_against_no_rate(client: httpx.Client):
    set_rate(client, "requests", 1)
    assert send(client, TOO_LARGE).status_code == 413
    assert save(client, "1").status_code == 200


def test_a_rate_of_requests_is_told_before_one_of_bytes_which_then_counts_nothing(
    client: httpx.Client,
):
    use_up(client, "requests")
    set_rate(client, "bytes", 40, operation="*")
    turned_away = save(client, "2")
    assert (found(turned_away), turned_away.json()["facts"]["unit"]) == (
        (429, "rate-limited"),
        "requests",
    )
    client.delete("/__admin/limits/saveBooks").raise_for_status()
    assert save(client, "2").status_code == 200, "24 of 40 bytes"
    assert save(client, "3").json()["facts"]["unit"] == "bytes"


@pytest.mark.parametrize(("unit", "most"), [("requests", 1), ("bytes", 40)])
def test_a_used_up_rate_is_told_before_a_lock(
    live: Live, client: httpx.Client, unit: str, most: int
):
    set_rate(client, unit, most)
    assert save(client, "first").status_code == 200
    with locked(live):
        assert found(save(client, "1")) == (429, "rate-limited")


def test_a_used_up_rate_is_told_before_a_body_that_is_no_json(client: httpx.Client):
    use_up(client, "requests")
    assert found(send(client, NOT_JSON)) == (429, "rate-limited")


def test_a_locked_request_counts_against_the_rate(live: Live, client: httpx.Client):
    set_rate(client, "requests", 1)
    with locked(live):
        assert found(save(client, "1")) == (429, "locked")
    assert found(save(client, "1")) == (429, "rate-limited")


def test_an_unreadable_request_counts_against_the_rate(client: httpx.Client):
    set_rate(client, "requests", 1)
    assert found(send(client, NOT_JSON)) == (400, "not-json")
    assert found(save(client, "1")) == (429, "rate-limited")


def test_a_lock_is_told_before_a_replay(live: Live, client: httpx.Client):
    assert save(client, "1", key="k").status_code == 200
    with locked(live):
        assert found(save(client, "1", key="k")) == (429, "locked")
    assert save(client, "1", key="k").headers["X-Replay"] == "1"


def test_a_lock_is_told_before_a_body_that_is_no_json(live: Live, client: httpx.Client):
    with locked(live):
        assert found(send(client, NOT_JSON)) == (429, "locked")


def test_a_bad_parameter_is_told_before_a_body_that_is_no_json():
    document = copy.deepcopy(DOCUMENT)
    depth = {"name": "depth", "in": "query", "schema": {"type": "integer"}}
    document["paths"]["/books"]["put"]["parameters"] = [depth]
    contract = check_contract("books", Path(__file__), document)
    with serving([(contract, BOOKS)]) as live, live.client(**{"X-Key": "abc"}) as client:
        answer = client.put("/books/books?depth=x", content=NOT_JSON, headers=JSON)
    assert found(answer) == (400, "bad-parameter")


def test_a_bad_envelope_is_told_before_a_reused_key(client: httpx.Client):
    save(client, "1", key="k")
    answer = client.put("/books/books", json={"books": {}, "key": "k"})
    assert found(answer) == (400, "invalid")


def test_a_replay_is_answered_although_the_rate_of_records_is_used_up(client: httpx.Client):
    set_rate(client, "records", 1)
    first = save(client, "1", key="k")
    again = save(client, "1", key="k")
    assert (again.status_code, again.json()) == (200, first.json())
    assert found(save(client, "2", key="other")) == (429, "rate-limited")


def test_a_reused_key_is_told_before_a_used_up_rate_of_records(client: httpx.Client):
    set_rate(client, "records", 1)
    save(client, "1", key="k")
    assert found(save(client, "2", key="k")) == (400, "key-reuse")


def test_a_replay_and_a_reused_key_are_told_before_what_the_provider_refuses(
    closing: httpx.Client,
):
    first = save(closing, "1", key="k")
    save(closing, "closed")
    again = save(closing, "1", key="k")
    assert (again.status_code, again.json()) == (200, first.json())
    assert found(save(closing, "2", key="k")) == (400, "key-reuse")
    assert found(save(closing, "2", key="other")) == (400, "constraint")


def test_a_removal_with_a_known_key_is_replayed_although_its_record_is_gone(
    closing: httpx.Client,
):
    save(closing, "1")
    wanted = {"isbn": "1", "key": "k"}
    answers = [closing.post("/books/removals", json=wanted) for _ in range(2)]
    assert [answer.json() for answer in answers] == [{"removed": "1"}] * 2
    assert [answer.headers.get("X-Replay") for answer in answers] == [None, "1"]
    assert found(closing.post("/books/removals", json={**wanted, "key": "l"})) == (404, "not-found")


def test_a_used_up_rate_of_records_is_told_before_an_invalid_record(client: httpx.Client):
    use_up(client, "records")
    answer = client.put("/books/books", json={"books": [INVALID_RECORD]})
    assert found(answer) == (429, "rate-limited")


def test_a_used_up_rate_of_records_is_told_before_a_batch_over_its_limit(client: httpx.Client):
    use_up(client, "records")
    assert found(save(client, "1", "2", "3", "4")) == (429, "rate-limited")


def test_a_batch_over_its_limit_is_told_before_an_invalid_record(client: httpx.Client):
    answer = client.put("/books/books", json={"books": [INVALID_RECORD] * 4})
    assert found(answer) == (400, "over-batch-limit")


def test_a_batch_over_its_limit_counts_against_the_rate_of_records(client: httpx.Client):
    set_rate(client, "records", 5)
    assert found(save(client, "1", "2", "3", "4")) == (400, "over-batch-limit")
    assert found(save(client, "1", "2")) == (429, "rate-limited")
