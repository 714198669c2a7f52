"""
What request logs hold, in bytes: every part of an entry counts, and all logs together are bounded.
"""

from __future__ import annotations

import gc
import tracemalloc
from typing import Any

import pytest
from harness import Bench
from live import Live

from mockserver.core.reasons import Reason, Refusal, Violation
from mockserver.core.upsert_types import BatchOutcome, Item, Outcome, Stamp, Status, WriteResult
from mockserver.messages import ANYONE, HttpRequest, HttpResponse
from mockserver.tenants.request_log import (
    MOST_DETAIL_BYTES,
    MOST_LOG_BYTES,
    LogBudget,
    RequestLog,
    Trace,
)

LONG = "x" * 30_000


def record(log: RequestLog, number: int, **parts: Any) -> None:
    request = HttpRequest(
        "save",
        ANYONE,
        headers=parts.get("headers", {}),
        body=parts.get("body", b""),
        method="PUT",
        target=parts.get("target", "/"),
    )
    headers = {"X-Request-Id": str(number), **parts.get("answer_headers", {})}
    answer = HttpResponse(200, headers, parts.get("answer", b""))
    trace = parts.get("trace") or Trace()
    log.record(request, answer, trace, number=number, at=0, vendor="books", tenant="abc")


PARTS = {
    "a header": {"headers": {"x-long": LONG}},
    "the name of a header": {"headers": {LONG: ""}},
    "the path": {"target": f"/{LONG}"},
    "the query": {"target": f"/?q={LONG}"},
    "a header of the answer": {"answer_headers": {"X-Long": LONG}},
    "a body": {"body": LONG.encode()},
    "the body of an answer": {"answer": LONG.encode()},
}


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_an_entry_counts(part: str):
    log = RequestLog(LogBudget())
    for number in range(900):
        record(log, number, **PARTS[part])
    kept = log.entries()
    least = 15_000 if "body" in part else 30_000
    assert len(kept) <= MOST_LOG_BYTES / least
    assert len(kept) >= MOST_LOG_BYTES / least / 1.5
    assert kept[-1].number == 899


def test_one_entry_larger_than_a_log_is_kept_alone():
    log = RequestLog(LogBudget())
    record(log, 1)
    record(log, 2, target="x" * (MOST_LOG_BYTES + 1))
    assert [entry.number for entry in log.entries()] == [2]
    record(log, 3)
    assert [entry.number for entry in log.entries()] == [3]


def test_all_logs_together_are_bounded_and_the_oldest_entry_of_all_goes():
    budget = LogBudget(most=100_000)
    one, two = RequestLog(budget), RequestLog(budget)
    record(one, 1, target=LONG)
    record(two, 2, target=LONG)
    record(two, 3, target=LONG)
    assert [entry.number for entry in one.entries()] == [1]
    record(two, 4, target=LONG)
    assert one.entries() == []
    assert [entry.number for entry in two.entries()] == [2, 3, 4]
    record(one, 5, target=LONG)
    assert [entry.number for log in (one, two) for entry in log.entries()] == [5, 3, 4]


def test_what_a_log_lets_go_of_is_counted_no_more():
    budget = LogBudget()
    log = RequestLog(budget)
    record(log, 1, target=LONG)
    assert budget.total > 30_000
    log.clear()
    assert budget.total == 0
    for number in range(2_000):
        record(log, number)
    assert budget.total == sum(entry.size for entry in log.entries())


@pytest.mark.parametrize("end", ["discard", "evict", "reset"])
def test_the_log_of_a_tenant_that_goes_is_let_go_of(end: str):
    bench = Bench("square", "my-seller")
    tenants = bench.sandbox.vendors["square"].tenants
    bench.call("CatalogInfo")
    log = tenants.get("my-seller").request_log
    assert log.entries()
    if end == "evict":
        tenants.most = 1
        tenants.get("another-seller")
    else:
        getattr(tenants, end)("my-seller")
    assert log.entries() == []


def test_details_of_long_bodies_are_bounded_in_bytes():
    log = RequestLog(LogBudget())
    body = b"x" * (MOST_DETAIL_BYTES // 2)
    for number in range(3):
        outcome = Outcome(
            [BatchOutcome([WriteResult(Item((), None), Status.REJECTED)])], Stamp(0, 0)
        )
        record(log, number, body=body, trace=Trace(outcome))
    assert [entry.detailed for entry in log.entries()] == [False, True, True]


def test_a_refusal_keeps_no_long_text_of_its_request():
    log = RequestLog(LogBudget())
    text = "y" * 1_000_000
    refusal = Refusal(
        Reason.INVALID,
        (text, 0),
        {"id": text, "count": 7},
        (Violation((text,), "enum", ["a", "b"], text),),
        1,
        note=text,
    )
    record(log, 1, trace=Trace(refusal=refusal))
    kept = log.entries()[0].trace.refusal
    assert kept == Refusal(
        Reason.INVALID,
        ("y" * 200, 0),
        {"id": "y" * 200, "count": 7},
        (Violation(("y" * 200,), "enum", ["a", "b"], "y" * 200),),
        1,
    )


def test_what_strangers_ask_for_without_a_credential_is_bounded():
    bench = Bench("square", "my-seller")
    refusal = Refusal(Reason.UNAUTHENTICATED, facts={"missing": True})
    gc.collect()
    tracemalloc.start()
    for number in range(1_500):
        headers = {"x-long": f"{number}" + "x" * 30_000}
        bench.sandbox.refuse("square", refusal, headers, f"GET /square/{number}" + "y" * 30_000)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert held < 2 * MOST_LOG_BYTES


def test_long_headers_over_http_are_kept_whole_and_counted(live: Live):
    with live.client(**{"X-Key": "abc", "X-Long": "z" * 10_000}) as client:
        client.get("/books/books/1")
    (entry,) = live.sandbox.vendors["books"].tenants.get("abc").request_log.entries()
    assert entry.headers["x-long"] == "z" * 10_000
    assert entry.size > 10_000
