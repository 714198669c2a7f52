"""
The short way and the way through Flask give the same bytes.

Two sandboxes with one seed and one frozen time get every request of the suite, one after the
other; their answers are compared as they are sent, names and order of headers included.
"""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from harness import NOON

import conformance
from conformance.judging.vendors import VENDORS
from mockserver.requests.service import SandboxService, SandboxSettings
from mockserver.requests.vendor import load_vendors
from mockserver.store import open_store
from mockserver.tenants.clock import Clock
from mockserver.transport.application import build_application
from mockserver.transport.threaded_server import served_in_thread

OWN_ID = re.compile(rb"[0-9a-f]{32}")
"""A random name that the sandbox gives a request, where its vendor gives none."""

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


def application(vendor: str, *, through_flask: bool) -> Any:
    clock = Clock()
    clock.freeze(NOON)
    settings = SandboxSettings(seed=7)
    sandbox = SandboxService(load_vendors([vendor]), open_store(None), clock, settings)
    return build_application(sandbox, through_flask=through_flask)


class BothDoors:
    """An ASGI application that asks two others and answers as the second does."""

    def __init__(self, vendor: str) -> None:
        self.flask = application(vendor, through_flask=True)
        self.direct = application(vendor, through_flask=False)
        self.turn = asyncio.Lock()
        self.compared = 0
        self.differences: list[str] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        body = await whole(receive)
        async with self.turn:
            through_flask = await answer_of(self.flask, scope, body)
            directly = await answer_of(self.direct, scope, body)
        self.compared += 1
        if comparable(through_flask) != comparable(directly):
            line = f"{scope['method']} {scope['path']}"
            self.differences.append(f"{line}: {through_flask!r:.400} / {directly!r:.400}")
        status, headers, content = directly
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})


async def whole(receive: Any) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def answer_of(app: Any, scope: Any, body: bytes) -> Answer:
    unread = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Any] = []

    async def receive() -> Any:
        return unread.pop() if unread else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    await app({**scope, "extensions": {}}, receive, send)
    start, *pieces = sent
    content = b"".join(piece.get("body", b"") for piece in pieces)
    return start["status"], list(start["headers"]), content


def comparable(answer: Answer) -> Answer:
    status, headers, body = answer
    return status, [(name, OWN_ID.sub(b"id", value)) for name, value in headers], body


@pytest.mark.parametrize("vendor", sorted(VENDORS))
def test_every_request_of_the_suite_is_answered_alike(vendor: str):
    doors = BothDoors(vendor)
    with served_in_thread(doors) as url:
        conformance.check(f"{url}/{vendor}", vendor=vendor, rerun=False)
    assert doors.differences == []
    assert doors.compared > 100


@pytest.mark.parametrize(
    ("method", "path", "headers", "body"),
    [
        ("HEAD", "/v2/catalog/info", {}, b""),
        ("GET", "/v2/catalog/info", {"X-Twice": "1", "Host": "example.test:80"}, b""),
        ("GET", "/v2/catalog/list?types=TAX&cursor=%20%C3%A9", {"Host": "[::1]:9"}, b""),
        ("GET", "/v2/catalog/object/%E2%82%AC%20%2F", {}, b""),
        ("GET", "/v2/catalog/object/a%25b?include_related_objects=maybe", {}, b""),
        ("POST", "/v2/catalog/object", {}, b"{"),
        ("POST", "/v2/catalog/object", {"Content-Type": "text/plain"}, b"{}"),
        ("DELETE", "/v2/catalog/object/none", {}, b""),
        ("PATCH", "/v2/catalog/object", {}, b"{}"),
        ("GET", "/v2/nothing", {}, b""),
    ],
)
def test_odd_requests_are_answered_alike(
    method: str, path: str, headers: dict[str, str], body: bytes
):
    doors = BothDoors("square")
    sent = {"Host": "127.0.0.1", "Authorization": "Bearer my-seller", **headers}
    raw = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
    plain, _, query = path.partition("?")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": f"/square{plain}",
        "raw_path": f"/square{plain}".encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [*raw, (b"x-twice", b"2"), (b"content-length", str(len(body)).encode())],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080),
    }

    async def both() -> tuple[Answer, Answer]:
        return await answer_of(doors.flask, scope, body), await answer_of(doors.direct, scope, body)

    through_flask, directly = asyncio.run(both())
    assert comparable(directly) == comparable(through_flask)
