"""A fault and a reason to refuse: which is answered, and whether the fault is used up."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from book_calls import (
    INVALID_RECORD,
    LATE_OUTAGE,
    NOT_JSON,
    OUTAGE,
    found,
    hits,
    locked,
    plan,
    save,
    send,
    set_rate,
    use_up,
)
from live import Live


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
