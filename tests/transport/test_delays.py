"""
Answers that are held up on purpose: who waits for them, and what they look like.
"""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.messages import Delay, Grant, HttpRequest
from mockserver.requests.service import SandboxService
from mockserver.store import open_store
from mockserver.transport import delays, threaded_server
from mockserver.transport.application import build_application
from mockserver.transport.threaded_server import served_in_thread

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

    with ThreadPoolExecutor(5 * WORKERS) as pool:
        slow = [pool.submit(read, number) for number in range(5 * WORKERS)]
        for _ in slow:
            assert hold.arrived.acquire(timeout=20)
        assert client.get("/books/books/1").status_code == 404
        assert client.get("/books/books/1", headers={"X-Key": "other"}).status_code == 404
        assert client.get("/__admin/health").status_code == 200
        assert client.delete("/__admin/faults").json()["removed"] == 1
        assert not any(answer.done() for answer in slow)
        hold.let_go()
        assert [answer.result(20) for answer in slow] == [404] * (5 * WORKERS)


HEAD = b" HTTP/1.1\r\nHost: localhost\r\nX-Key: abc\r\n"
BODY = b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
BEGUN = {
    "an answer that is stalled": b"GET /books/books/1" + HEAD + b"\r\n",
    "half of a line": b"GET /books/boo",
    "a body that drips": b"PUT /books/books" + HEAD + BODY,
    "the same for the control plane": b"PUT /__admin/faults" + HEAD + BODY,
}


def connect(url: str, sent: bytes) -> socket.socket:
    address = urlsplit(url)
    assert address.hostname is not None
    connection = socket.create_connection((address.hostname, address.port), timeout=20)
    connection.sendall(sent)
    return connection


def stall(client: httpx.Client) -> None:
    rule = {"effect": {"status": 500, "connection": "stall"}}
    client.put("/__admin/faults", json={"faults": [rule]}, params={"tenant": "abc"})


@pytest.mark.parametrize("sent", BEGUN.values(), ids=BEGUN)
def test_connections_that_go_nowhere_keep_no_other_waiting(
    live: Live, client: httpx.Client, sent: bytes
):
    stall(client)
    with ExitStack() as open_connections:
        for _ in range(3 * WORKERS):
            connection = open_connections.enter_context(connect(live.url, sent))
            if sent.startswith(b"GET /books/books/1"):
                assert connection.recv(12) == b"HTTP/1.1 500"
        assert client.get("/books/books/1", headers={"X-Key": "other"}).status_code == 404
        assert client.get("/__admin/health").status_code == 200


@pytest.mark.parametrize("end", ["the client leaves", "the server ends"])
def test_a_stalled_answer_that_ends_leaves_no_word_in_the_log(
    end: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(threaded_server, "LONGEST_END", 0.3)
    service = SandboxService([(CONTRACT, BOOKS)], open_store(None))
    with (
        served_in_thread(build_application(service)) as url,
        httpx.Client(base_url=url, trust_env=False) as client,
    ):
        stall(client)
        connection = connect(url, BEGUN["an answer that is stalled"])
        assert connection.recv(12) == b"HTTP/1.1 500"
        if end == "the client leaves":
            connection.close()
    connection.close()
    assert [record for record in caplog.records if record.exc_info] == []


def test_a_body_that_breaks_off_is_not_taken_for_a_whole_one(live: Live, client: httpx.Client):
    """Half of an import is a shorter import."""
    client.put("/books/books", json={"books": [{"isbn": "1"}]})
    before = client.get("/__admin/export").content
    head = b"POST /__admin/import HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"
    connection = connect(live.url, head + b"Content-Type: application/x-ndjson\r\n\r\n\n")
    connection.shutdown(socket.SHUT_WR)
    connection.recv(1)
    connection.close()
    assert client.get("/__admin/export").content == before


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
