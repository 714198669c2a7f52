"""
How a defect is planted into the sound sandbox, and how the suite is let loose on it.

A defect wraps the sandbox from outside, answer by answer (``wrap``), or replaces one function
inside it (``patch``), or both. A benign variant does the same without breaking any rule.
"""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from live import serving

import conformance
from conformance.reports.report import Report
from mockserver.requests.vendor import load_vendors


class JsonBody:
    """A body as JSON: ``json`` is the parsed body or ``None``, and can be set."""

    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @json.setter
    def json(self, value: Any) -> None:
        self.body = json.dumps(value).encode()
        self.headers.setdefault("content-type", "application/json")


@dataclass
class Ask(JsonBody):
    """
    A request on its way to the sandbox. ``path`` starts behind the vendor's prefix; ``json`` is
    the parsed body or ``None``; change any of it before ``forward``.
    """

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    def copy(self) -> Ask:
        return copy.deepcopy(self)


@dataclass
class Reply(JsonBody):
    """An answer on its way back; ``json`` as in ``Ask``."""

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


Forward = Callable[[Ask], Reply]
Wrap = Callable[[Ask, Forward], Reply]


def straight(ask: Ask, forward: Forward) -> Reply:
    return forward(ask)


@dataclass(frozen=True)
class Defect:
    """
    One broken rule.

    - ``rules``: the ids that must notice, all of them
    - ``wrap``: called for every request, in a thread of its own; may forward never, once or often.
      State that outlives a request comes from a factory: ``wrap=fresh(make)``
    - ``patch``: a context manager that is entered before the sandbox is built
    """

    name: str
    rules: tuple[str, ...]
    wrap: Wrap = straight
    patch: Callable[[], AbstractContextManager[Any]] = nullcontext
    visibility_delay: int = 0


@dataclass(frozen=True)
class Benign:
    """A conforming variant: no rule may fail. ``rules`` narrows what is run, empty for all."""

    name: str
    rules: tuple[str, ...] = ()
    wrap: Wrap = straight
    patch: Callable[[], AbstractContextManager[Any]] = nullcontext
    visibility_delay: int = 0


def fresh(make: Callable[[], Wrap]) -> Wrap:
    """A wrap with state: made anew for every sandbox."""
    return Remembering(make)  # type: ignore[return-value] # resolved by ``planted``


@dataclass(frozen=True)
class Remembering:
    make: Callable[[], Wrap]


@contextmanager
def planted(vendor: str, variant: Defect | Benign) -> Iterator[str]:
    """The address of a sandbox of one vendor with a defect in it."""
    wrap = variant.wrap.make() if isinstance(variant.wrap, Remembering) else variant.wrap

    def wrapped(app: Any) -> Any:
        return app if wrap is straight else Wrapper(app, wrap, f"/{vendor}")

    with variant.patch():
        vendors = loaded(vendor) if variant.patch is nullcontext else load_vendors([vendor])
        with serving(
            vendors, visibility_delay=variant.visibility_delay, strict=False, wrap=wrapped
        ) as live:
            yield f"{live.url}/{vendor}"


@cache
def loaded(vendor: str) -> Any:
    return load_vendors([vendor])


def judged(vendor: str, variant: Defect | Benign, only: Sequence[str], **more: Any) -> Report:
    """What the suite says of a variant."""
    with planted(vendor, variant) as url:
        return conformance.check(url, vendor=vendor, only=only, rerun=False, **more)


class Wrapper:
    """An ASGI application around another, in terms of whole requests and answers."""

    def __init__(self, app: Any, wrap: Wrap, prefix: str) -> None:
        self.app, self.wrap, self.prefix = app, wrap, prefix

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(self.prefix):
            await self.app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()

        def forward(ask: Ask) -> Reply:
            return asyncio.run_coroutine_threadsafe(self.inside(scope, ask), loop).result(60)

        ask = await self.received(scope, receive)
        reply = await asyncio.to_thread(self.wrap, ask, forward)
        reply.headers["content-length"] = str(len(reply.body))
        headers = encoded(reply.headers)
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    async def received(self, scope: Any, receive: Any) -> Ask:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        path = scope["path"].removeprefix(self.prefix)
        query = scope["query_string"].decode()
        return Ask(scope["method"], path, query, decoded(scope["headers"]), body)

    async def inside(self, scope: Any, ask: Ask) -> Reply:
        path = self.prefix + ask.path
        headers = ask.headers | ({"content-length": str(len(ask.body))} if ask.body else {})
        inner = scope | {
            "method": ask.method,
            "path": path,
            "raw_path": path.encode(),
            "query_string": ask.query.encode(),
            "headers": [
                (name.encode(), value.encode("latin-1")) for name, value in headers.items()
            ],
        }
        reply = Reply(500)
        unread = [{"type": "http.request", "body": ask.body, "more_body": False}]

        async def receive() -> Any:
            return unread.pop() if unread else await asyncio.sleep(3600)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                reply.status = message["status"]
                reply.headers = {
                    name.decode(): value.decode() for name, value in message["headers"]
                }
            else:
                reply.body += message.get("body", b"")

        await self.app(inner, receive, send)
        return reply


def encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


def decoded(headers: Sequence[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode(): value.decode("latin-1") for name, value in headers}
