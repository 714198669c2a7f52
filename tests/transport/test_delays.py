"""
Answers that are held up on purpose: who waits for them, and what they look like.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.messages import Delay, Grant, HttpRequest
from mockserver.transport import delays

WORKERS = 10
"""Threads in which the framework calls views."""


class Hold:
    """Holds every delay until it is let go; counts those that wait."""

    def __init__(self) -> None:
        self.arrived = threading.Semaphore(0)
        self._held: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def __call__(self, _seconds: float) -> None:
        event = asyncio.Event()
        self._held.append((asyncio.get_running_loop(), event))
        self.arrived.release()
        await event.wait()

    def let_go(self) -> None:
        for loop, event in self._held:
            loop.call_soon_threadsafe(event.set)


@pytest.fixture
def live() -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)]) as served:
        yield served


@pytest.fixture
def client(live: Live) -> Iterator[httpx.Client]:
    with live.client(**{"X-Key": "abc"}) as connection:
        yield connection


def slow_down(client: httpx.Client, **rule: object) -> None:
    rules = [{"effect": {"latency_ms": 60_000}, **rule}]
    client.put("/__admin/faults", json={"faults": rules}).raise_for_status()


def test_many_requests_that_are_held_up_keep_no_other_waiting(
    live: Live, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
):
    hold = Hold()
    monkeypatch.setattr(delays, "sleep", hold)
    slow_down(client, match={"header": {"X-Slow": "yes"}})

    def read(_number: int) -> int:
        with live.client(**{"X-Key": "abc", "X-Slow": "yes"}) as other:
            return other.get("/books/books/1").status_code

    with ThreadPoolExecutor(2 * WORKERS) as pool:
        slow = [pool.submit(read, number) for number in range(2 * WORKERS)]
        for _ in slow:
            assert hold.arrived.acquire(timeout=20)
        assert client.get("/books/books/1").status_code == 404
        assert not any(answer.done() for answer in slow)
        hold.let_go()
        assert [answer.result(20) for answer in slow] == [404] * (2 * WORKERS)


def test_an_answer_that_was_held_up_is_the_one_that_would_have_come_at_once(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
):
    async def note(_seconds: float) -> None:
        return

    monkeypatch.setattr(delays, "sleep", note)
    at_once = client.put("/books/books", json={"books": [{"isbn": "1"}]})
    slow_down(client, effect={"latency_ms": 5, "latency_per_item_ms": 5}, times=1)
    late = client.put("/books/books", json={"books": [{"isbn": "2"}]})
    fault = late.headers.pop("X-Sandbox-Fault")
    assert fault == "fault-1"
    assert late.json()["books"] == at_once.json()["books"] == ["created"]
    assert list(late.headers) == list(at_once.headers)


def test_the_tenant_is_free_again_when_a_held_up_request_is_given_up(live: Live):
    vendor = live.sandbox.vendors["books"]
    tenant = vendor.tenants.get("abc")
    fault = {"effect": {"latency_ms": 60_000}}
    vendor.faults.replace([fault], 0)
    way = live.sandbox.respond("books", writing())
    assert next(way) == Delay(60.0)
    assert not tenant.gate.enter(), "held by the request"
    way.close()
    assert tenant.gate.enter()


def writing() -> HttpRequest:
    return HttpRequest("saveBooks", Grant("abc"), body=b'{"books": [{"isbn": "1"}]}')
