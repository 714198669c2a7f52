"""Where on the way of a request a delay is waited, and with the tenant locked or not."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from book_calls import (
    found,
    plan,
    save,
)
from live import Live

from mockserver.transport import delays

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
