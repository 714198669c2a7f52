"""
The short way of a request: from Connexion's routing and security straight to the sandbox.

Operations of vendors need nothing that Flask does. What is short is answered in the event loop,
because a thread costs more than most answers do; what is long is answered in a thread, so that it
does not hold up everybody else. Flask answers the pages and the control plane, and with
``through_flask`` these operations too.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from http import HTTPStatus
from typing import Any, Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from mockserver.core.reasons import Reason, Refusal
from mockserver.messages import ANYONE, Delay, Grant, HttpRequest, HttpResponse
from mockserver.requests.service import SandboxService
from mockserver.requests.vendor import Admission
from mockserver.transport import delays
from mockserver.transport.body_reader import BODY
from mockserver.transport.security import RequestRefused

ADMISSION: Final = "sandbox_admission"
"""Where the admission of a request is kept: a key of the ASGI scope's extensions."""

LARGE: Final = 32 * 1024
"""Bytes of a body from which on an answer is expected to be long."""

LONG: Final = 5_000_000
"""Nanoseconds of CPU after which the next answer of an operation is expected to be long too."""

DEFAULT_PORTS: Final = {"http": ":80", "https": ":443"}

Way: TypeAlias = Generator[Delay, None, HttpResponse]


class DirectAnswers:
    """Middleware between the reader of bodies and Flask: answers the operations of vendors."""

    def __init__(self, app: ASGIApp, sandbox: SandboxService) -> None:
        self._app = app
        self._sandbox = sandbox
        self._long: set[tuple[str, str]] = set()
        self._writes_in_threads = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer an operation of a vendor; pass anything else on."""
        routing = scope.get("extensions", {}).get("connexion_routing", {})
        vendor = (routing.get("api_base_path") or "").strip("/")
        operation = routing.get("operation_id")
        if operation is None or vendor not in self._sandbox.vendors:
            await self._app(scope, receive, send)
            return
        answer = await self.answer(vendor, operation, scope)
        await deliver(answer, scope, send)

    async def answer(self, vendor: str, operation: str, scope: Scope) -> HttpResponse:
        """The answer to a request, when everything that holds it up is over."""
        admission = admission_of(self._sandbox, vendor, operation, scope)
        http = request_of(scope, vendor, operation, admission.grant)
        way: Way = begin(self._sandbox, vendor, http, admission)
        writes = self._sandbox.vendors[vendor].contract.operations[operation].rules is not None
        while True:
            step = await self.go_on(way, (vendor, operation), len(http.body), writes=writes)
            if isinstance(step, HttpResponse):
                return step
            await delays.sleep(step.seconds)

    async def go_on(
        self, way: Way, operation: tuple[str, str], size: int, *, writes: bool
    ) -> Delay | HttpResponse:
        """
        Go on until the answer, or until something holds the request up.

        A write goes to a thread while another write is in one: it may have to wait for it, and a
        wait in the event loop would hold up everything.
        """
        behind = writes and self._writes_in_threads > 0
        if size < LARGE and not behind and operation not in self._long:
            step, took = advance(way)
        else:
            self._writes_in_threads += writes
            try:
                step, took = await run_in_threadpool(advance, way)
            finally:
                self._writes_in_threads -= writes
        (self._long.add if took > LONG else self._long.discard)(operation)
        return step


def begin(sandbox: SandboxService, vendor: str, http: HttpRequest, admission: Admission) -> Way:
    """The way of a request; not a step is taken before it is asked for."""
    return (yield from sandbox.respond(vendor, http, admission.limits))


def advance(way: Way) -> tuple[Delay | HttpResponse, int]:
    """The next delay on a way, or the answer at its end; and nanoseconds of CPU spent."""
    began = time.thread_time_ns()
    try:
        step: Delay | HttpResponse = next(way)
    except StopIteration as end:
        step = end.value
    return step, time.thread_time_ns() - began


def admission_of(sandbox: SandboxService, vendor: str, operation: str, scope: Scope) -> Admission:
    """Under what a request was admitted. Raises ``RequestRefused`` without a credential."""
    admission: Admission = scope["extensions"][ADMISSION]
    secured = sandbox.vendors[vendor].contract.operations[operation].secured
    if secured and admission.grant is ANYONE:
        raise RequestRefused(Refusal(Reason.UNAUTHENTICATED, facts={"missing": True}))
    return admission


def request_of(scope: Scope, vendor: str, operation: str, grant: Grant) -> HttpRequest:
    """A routed request as the sandbox sees it; a header that is repeated is one with commas."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in scope["headers"]:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]},{value}" if name in headers else value
    query = scope["query_string"].decode("latin-1")
    path: str = scope["path"]
    return HttpRequest(
        operation_id=operation,
        grant=grant,
        path=scope["path_params"],
        query=query,
        headers=headers,
        body=scope["extensions"].get(BODY, b""),
        url=f"{host_url(scope, headers)}/{vendor}",
        method=scope["method"],
        target=f"{path}?{query}" if query else path,
    )


def host_url(scope: Scope, headers: dict[str, str]) -> str:
    """Where the client says that it found the sandbox, else where the server listens."""
    scheme: str = scope["scheme"]
    host, port = scope.get("server") or ("localhost", None)
    named = headers.get("host") or (host if port is None else f"{host}:{port}")
    return f"{scheme}://{named.removesuffix(DEFAULT_PORTS.get(scheme, ''))}"


async def deliver(answer: HttpResponse, scope: Scope, send: Send) -> None:
    """Send a whole answer; one to HEAD without its body."""
    raw: list[Any] = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in answer.headers.items()
    ]
    if answer.status != HTTPStatus.NO_CONTENT:  # it has no length (RFC 9110, 8.6)
        raw.append((b"content-length", str(len(answer.body)).encode()))
    body = b"" if scope["method"] == "HEAD" else answer.body
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": body})
