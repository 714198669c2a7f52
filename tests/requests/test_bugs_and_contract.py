"""Answers that the contract does not describe, and bugs of ours."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from book_calls import (
    INVALID_RECORD,
    LATE_OUTAGE,
    NOT_JSON,
    OUTAGE,
    found,
    locked,
    plan,
    save,
    send,
    use_up,
)
from harness import Bench
from live import Live, serving
from miniature import BOOKS, CONTRACT, DOCUMENT

from mockserver.contract.document import check_contract
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Command
from mockserver.core.view import View
from mockserver.provider import Request


@pytest.fixture
def narrow() -> Iterator[Live]:
    """Books whose contract describes 200 alone, held strictly."""
    document = copy.deepcopy(DOCUMENT)
    for path in document["paths"].values():
        for operation in path.values():
            described = operation["responses"]
            operation["responses"] = {"200": described["200"]}
    contract = check_contract("books", Path(__file__), document)
    with serving([(contract, BOOKS)], strict=True) as served:
        served.clock.freeze(1_790_000_000_000)
        yield served


def test_what_a_user_set_or_planned_need_not_be_in_the_contract(narrow: Live):
    with narrow.client(**{"X-Key": "abc"}) as client:
        with locked(narrow):
            assert found(save(client, "1")) == (429, "locked")
        use_up(client, "requests")
        assert found(save(client, "1")) == (429, "rate-limited")
        use_up(client, "records")
        assert found(save(client, "1")) == (429, "rate-limited")
        client.delete("/__admin/limits").raise_for_status()
        plan(client, OUTAGE)
        assert found(save(client, "1")) == (503, "unavailable")


def test_a_refusal_that_the_contract_does_not_describe_is_a_bug_where_answers_are_held_to_it(
    narrow: Live,
):
    with narrow.client(**{"X-Key": "abc"}) as client:
        assert found(send(client, NOT_JSON)) == (500, "internal")
        answer = client.put("/books/books", json={"books": [INVALID_RECORD]})
        assert found(answer) == (500, "internal")


def test_a_bug_is_raised_where_answers_are_held_to_the_contract_and_logged_elsewhere():
    strict = Bench("books", "abc", served=(CONTRACT, BOOKS))
    with pytest.raises(RuntimeError, match="a planted bug"):
        strict.call("getBook", path={"isbn": "1"}, query="fail=true")
    lenient = Bench("books", "abc", served=(CONTRACT, BOOKS), strict=False)
    reply = lenient.call("getBook", path={"isbn": "1"}, query="fail=true", headers={"X-Echo": "a"})
    assert (reply.status, reply.body["reason"], reply.headers["X-Echo"]) == (500, "internal", "a")


def broken(_view: View, request: Request, _tick: Tick) -> Command:
    raise RuntimeError(f"a planted bug in {request.operation}")


BROKEN = replace(
    BOOKS,
    operations={
        **BOOKS.operations,
        "saveBooks": replace(BOOKS.operations["saveBooks"], decode=broken),
    },
)


def test_a_bug_frees_the_tenant_keeps_no_answer_and_is_replaced_by_no_late_fault():
    with (
        serving([(CONTRACT, BROKEN)], strict=False) as live,
        live.client(**{"X-Key": "abc"}) as client,
    ):
        plan(client, LATE_OUTAGE)
        for _ in range(2):
            assert found(save(client, "1", key="k")) == (500, "internal")
        listed = client.get("/__admin/requests", params={"tenant": "abc"}).json()["requests"]
    assert [(entry["status"], entry["reason"]["reason"]) for entry in listed] == [
        (500, "internal"),
        (500, "internal"),
    ]


def test_requests_are_numbered_in_one_row_whether_or_not_they_reached_a_tenant(
    client: httpx.Client,
):
    save(client, "1")
    client.get("/books/nowhere")
    client.get("/books/books/1", headers={"X-Key": "revoked-abc"})
    client.get("/books/books/1", headers={"X-Key": "other"})
    listed = client.get("/__admin/requests").json()["requests"]
    assert [(entry["tenant"], entry["status"]) for entry in listed] == [
        ("other", 404),
        (None, 401),
        (None, 404),
        ("abc", 200),
    ]
    numbers = [entry["number"] for entry in listed]
    assert numbers == list(range(numbers[-1] + 3, numbers[-1] - 1, -1))
