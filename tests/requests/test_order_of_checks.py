"""
Two reasons to refuse one request: which of them is answered, and what the other one cost.

The order of checks is observable, so each pair is provoked over a real socket with the smallest
vendor, which has one writer, idempotency keys, and a limit of 3 records and 1,000 bytes.
"""

from __future__ import annotations

import asyncio
import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from harness import Bench
from live import Live, serving
from miniature import ANSWERS, BOOKS, CONTRACT, DOCUMENT, decode

from mockserver.contract.document import check_contract
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Command
from mockserver.core.view import Stage, View
from mockserver.provider import Change, Request, Response
from mockserver.transport import delays

JSON = {"Content-Type": "application/json"}
NOT_JSON = b'{"books"'
TOO_LARGE = b'{"books": "%s"}' % (b"x" * 2000)
INVALID_RECORD = {"isbn": ""}
OUTAGE = {"effect": {"status": 503}, "times": 1}
LATE_OUTAGE = {**OUTAGE, "phase": "after"}


REMOVALS: dict[str, Any] = {
    "post": {
        "operationId": "removeBook",
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        "responses": ANSWERS,
        "x-upsert": {"effect": "remove", "resource": "books", "idempotency": "optional"},
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


def save(client: httpx.Client, *isbns: str, **more: Any) -> httpx.Response:
    return client.put("/books/books", json={"books": [{"isbn": isbn} for isbn in isbns], **more})


def send(client: httpx.Client, body: bytes, **headers: str) -> httpx.Response:
    return client.put("/books/books", content=body, headers={**JSON, **headers})


def found(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("reason")


def set_rate(client: httpx.Client, unit: str, most: int, operation: str = "saveBooks") -> None:
    rate = {"rate": {"unit": unit, "most": most, "per_s": 10}}
    client.put(f"/__admin/limits/{operation}", json=rate).raise_for_status()


def use_up(client: httpx.Client, unit: str) -> None:
    """Let the next request be one too many: a rate of one, and the one was sent."""
    set_rate(client, unit, 1)
    assert save(client, "first").status_code == 200


def plan(client: httpx.Client, *rules: dict[str, Any]) -> None:
    client.put("/__admin/faults", json={"faults": list(rules)}).raise_for_status()


def hits(client: httpx.Client) -> list[int]:
    rules = client.get("/__admin/faults").json()["faults"]["books"]
    return [rule["hits"] for rule in rules]


@contextmanager
def locked(live: Live) -> Iterator[None]:
    """Another writer of the same tenant, at work for as long as the block runs."""
    gate = live.sandbox.vendors["books"].tenants.get("abc").gate
    assert gate.enter()
    try:
        yield
    finally:
        gate.leave()


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


def test_an_unreadable_request_uses_no_fault_up(client: httpx.Client):
    plan(client, OUTAGE)
    assert found(send(client, NOT_JSON)) == (400, "not-json")
    assert hits(client) == [0]
    assert found(save(client, "1")) == (503, "unavailable")


@pytest.mark.parametrize("rule", [OUTAGE, LATE_OUTAGE], ids=["before", "after"])
def test_a_locked_request_uses_no_fault_up(live: Live, client: httpx.Client, rule: dict[str, Any]):
    plan(client, rule)
    with locked(live):
        assert found(save(client, "1")) == (429, "locked")
    assert hits(client) == [0]


@pytest.mark.parametrize("rule", [OUTAGE, LATE_OUTAGE], ids=["before", "after"])
def test_a_request_over_its_rate_uses_no_fault_up(client: httpx.Client, rule: dict[str, Any]):
    use_up(client, "requests")
    plan(client, rule)
    assert found(save(client, "1")) == (429, "rate-limited")
    assert hits(client) == [0]


def test_a_fault_that_writes_nothing_is_told_before_a_reused_key(client: httpx.Client):
    save(client, "1", key="k")
    plan(client, OUTAGE)
    assert found(save(client, "2", key="k")) == (503, "unavailable")
    assert found(save(client, "2", key="k")) == (400, "key-reuse")


def test_a_fault_that_writes_nothing_leaves_the_rate_of_records_alone(client: httpx.Client):
    set_rate(client, "records", 1)
    plan(client, OUTAGE)
    assert found(save(client, "1")) == (503, "unavailable")
    assert save(client, "1").status_code == 200


def test_a_late_fault_replaces_a_refusal_and_a_replay_too(client: httpx.Client):
    plan(client, LATE_OUTAGE)
    answer = client.put("/books/books", json={"books": [INVALID_RECORD]})
    assert found(answer) == (503, "unavailable")
    save(client, "1", key="k")
    plan(client, LATE_OUTAGE)
    assert found(save(client, "1", key="k")) == (503, "unavailable")


def test_a_late_fault_replaces_a_refused_rate_which_still_says_when_to_come_again(
    client: httpx.Client,
):
    use_up(client, "records")
    plan(client, {**LATE_OUTAGE, "effect": {"status": 503, "retry_after_s": 7}})
    answer = save(client, "1")
    assert found(answer) == (503, "unavailable")
    assert answer.headers["Retry-After"] == "10"


def test_what_is_kept_under_a_key_is_the_answer_before_a_late_fault(client: httpx.Client):
    plan(client, LATE_OUTAGE)
    assert found(save(client, "1", key="k")) == (503, "unavailable")
    again = save(client, "1", key="k")
    assert (again.status_code, again.json()["books"]) == (200, ["created"])
    assert again.headers["X-Replay"] == "1"
    assert "X-Sandbox-Fault" not in again.headers


Seen = tuple[float, int, str | None, int]


@pytest.fixture
def meanwhile(live: Live, monkeypatch: pytest.MonkeyPatch) -> list[Seen]:
    """Per delay: its seconds, a read of book 1, another write, and the requests in the log."""
    seen: list[Seen] = []

    def look(seconds: float) -> None:
        with live.client(**{"X-Key": "abc"}) as other:
            logged = other.get("/__admin/requests", params={"tenant": "abc"}).json()["total"]
            read = other.get("/books/books/1").status_code
            seen.append((seconds, read, found(save(other, "2"))[1], logged))

    async def look_aside(seconds: float) -> None:
        await asyncio.to_thread(look, seconds)

    monkeypatch.setattr(delays, "sleep", look_aside)
    return seen


def test_a_delay_is_waited_before_anything_is_written_with_the_tenant_locked(
    client: httpx.Client, meanwhile: list[Seen]
):
    plan(client, {"effect": {"latency_ms": 250}, "times": 1})
    assert save(client, "1").status_code == 200
    assert meanwhile == [(0.25, 404, "locked", 0)]
    assert save(client, "2").status_code == 200, "the tenant is free again"


def test_a_delay_for_each_record_is_waited_after_the_commit_with_the_tenant_locked(
    client: httpx.Client, meanwhile: list[Seen]
):
    plan(client, {"effect": {"latency_per_item_ms": 10}, "times": 1})
    assert save(client, "1", "3").status_code == 200
    assert meanwhile == [(0.02, 200, "locked", 0)]
    assert save(client, "2").status_code == 200, "the tenant is free again"


def test_a_delay_is_waited_before_an_injected_answer_which_then_is_not_late_again(
    client: httpx.Client, meanwhile: list[Seen]
):
    effect = {"status": 503, "latency_ms": 250, "latency_per_item_ms": 10}
    plan(client, {"effect": effect, "times": 1})
    assert found(save(client, "1")) == (503, "unavailable")
    assert meanwhile == [(0.25, 404, "locked", 0)]


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
