"""
The outermost layer: which vendor an address belongs to.

Addresses are ``/<vendor>`` followed by the vendor's own paths. A vendor may also be served at
the root, for clients that take only a host, and under the alias prefixes that it declares.
A path that its contract writes with a slash at the end is also served without it, never the
other way round.

An address has one form, and it is decided here before anything else looks at it. Whatever has an
empty step (``//vendor``), a dot step or a control character in it, decoded, is nobody's: the
frameworks behind would each read it in their own way, and a client that sends it would fail
elsewhere too.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import replace
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.admin.access import HOST, PREFIX, kept_out
from mockserver.admin.problems import as_problem, problem_of
from mockserver.contract import Contract
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.tick import moment
from mockserver.messages import HttpResponse
from mockserver.requests.service import SandboxService
from mockserver.requests.vendor import RESERVED_PREFIXES
from mockserver.transport.connections import ConnectionFault, give_up

STEP = r"(?!\.{1,2}(?:/|$))[^/\x00-\x1f\x7f]+"
ONE_FORM = re.compile(f"/(?:{STEP}/)*(?:{STEP})?")
"""An address as everything behind this module knows it."""

ROUTERS_REDIRECT = 307
"""How Starlette's router answers an address that only lacks a slash, or has one too many."""


class AddressMiddleware:
    """Rewrites addresses to the one form that everything behind it knows."""

    def __init__(
        self,
        app: ASGIApp,
        sandbox: SandboxService,
        admin: Contract,
        root: str | None = None,
        admin_token: str | None = None,
    ) -> None:
        self._app = app
        self._sandbox = sandbox
        self._contracts = contracts_by_mount(sandbox, admin)
        self._root = root
        self._admin_token = admin_token
        self._slashed = {
            name: slashed_paths(vendor.contract) for name, vendor in sandbox.vendors.items()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; one that is still held up when the server ends gets no answer."""
        try:
            await self._pass_on(scope, receive, send)
        except asyncio.CancelledError:
            if scope["type"] != "http":
                raise
            await give_up(send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = self.dated(ConnectionFault(send, receive))
            if ONE_FORM.fullmatch(scope["path"]) is None:
                await self.refuse(self.owner_of(scope["path"]), scope, send)
                return
            path = self.canonical(scope["path"])
            vendor = vendor_of(self._sandbox, path)
            if path != scope["path"]:
                scope = {**scope, "path": path, "raw_path": path.encode()}
            if path == PREFIX or path.startswith(f"{PREFIX}/"):
                refusal = kept_out(path, caller_of(scope), headers_of(scope), self._admin_token)
                if refusal is not None:
                    await answer_with(as_problem(problem_of(refusal)), send)
                    return
            if methods := self.misses(path, scope["method"]):
                await self.refuse(vendor, scope, send, methods)
                return
            scope = with_sound_host(scope)
            send = self.without_redirects(scope, send)
        await self._app(scope, receive, send)

    def dated(self, send: Send) -> Send:
        """Write the time of the sandbox on answers that carry none."""

        async def send_on(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = message.setdefault("headers", [])
                if not any(name.lower() == b"date" for name, _ in headers):
                    now = moment(self._sandbox.clock.now())
                    message["headers"] = [
                        *headers,
                        (b"date", format_datetime(now, usegmt=True).encode()),
                    ]
            await send(message)

        return send_on

    def without_redirects(self, scope: Scope, send: Send) -> Send:
        """Turn the router's redirects into the answer to an unknown address."""
        vendor = vendor_of(self._sandbox, scope["path"])
        redirected = False

        async def send_on(message: Message) -> None:
            nonlocal redirected
            if message.get("status") == ROUTERS_REDIRECT:
                redirected = True
                await self.refuse(vendor, scope, send)
            elif not redirected:
                await send(message)

        return send_on

    def misses(self, path: str, method: str) -> frozenset[str] | None:
        """
        The methods of a concrete path that lacks this one, for the ``Allow`` header.

        The routers would go on to a more general path and take the address for an id.
        """
        contract, own = contract_at(self._contracts, path)
        for pattern, methods in () if contract is None else contract.exceptions:
            if method not in methods and pattern.fullmatch(own):
                return methods
        return None

    async def refuse(
        self, vendor: str | None, scope: Scope, send: Send, methods: frozenset[str] = frozenset()
    ) -> None:
        """Answer that there is nothing at this address, or nothing but these methods."""
        refusal = Refusal(Reason.WRONG_METHOD if methods else Reason.NO_ROUTE)
        line = f"{scope['method']} {scope['path']}"
        if vendor is None:
            answer = as_problem(problem_of(refusal))
        else:
            answer = self._sandbox.refuse(vendor, refusal, headers_of(scope), line)
        if methods:
            allowed = {**answer.headers, "Allow": ", ".join(sorted(methods))}
            answer = replace(answer, headers=allowed)
        await answer_with(answer, send)

    def owner_of(self, path: str) -> str | None:
        """The vendor whose words answer for an address, ``None`` for those of the sandbox."""
        first = path.lstrip("/").partition("/")[0]
        if first in self._sandbox.vendors:
            return first
        return None if first in RESERVED_PREFIXES else self._root

    def canonical(self, path: str) -> str:
        """The address of a vendor's path below its own name, as its contract writes it."""
        if vendor_of(self._sandbox, path) is None:
            if self.owner_of(path) is None:
                return path
            path = f"/{self._root}{path}"
        vendor = vendor_of(self._sandbox, path)
        if vendor is None:
            return path
        own = path.removeprefix(f"/{vendor}")
        for alias in self._sandbox.vendors[vendor].provider.aliases:
            rest = own.removeprefix(alias)
            if rest != own and rest.startswith("/"):
                own = rest
                break
        if any(pattern.fullmatch(own) for pattern in self._slashed[vendor]):
            own = f"{own}/"
        return f"/{vendor}{own}"


async def answer_with(answer: HttpResponse, send: Send) -> None:
    """Send a whole answer."""
    raw = [(name.encode(), value.encode("latin-1")) for name, value in answer.headers.items()]
    raw.append((b"content-length", str(len(answer.body)).encode()))
    await send({"type": "http.response.start", "status": answer.status, "headers": raw})
    await send({"type": "http.response.body", "body": answer.body})


def headers_of(scope: Scope) -> dict[str, str]:
    """The headers of a request, names in lower case."""
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def with_sound_host(scope: Scope) -> Scope:
    """
    A request without a ``Host`` that names no host.

    The framework would refuse it, or make addresses of it; so it makes them of where it listens.
    """
    if HOST.fullmatch(headers_of(scope).get("host", "localhost")):
        return scope
    headers = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "headers": headers}


def caller_of(scope: Scope) -> str:
    """The address that a request came from; empty for one that came by no network."""
    client = scope.get("client")
    return client[0] if client else ""


def slashed_paths(contract: Contract) -> list[re.Pattern[str]]:
    """The paths of a contract that end in a slash, to be recognised without it."""
    paths = {operation.path for operation in contract.operations.values()}
    ends = sorted(path[:-1] for path in paths if path.endswith("/") and path[:-1] not in paths)
    return [re.compile("[^/]+".join(map(re.escape, re.split(r"{[^}]*}", end)))) for end in ends]


def contracts_by_mount(sandbox: SandboxService, admin: Contract) -> Mapping[str, Contract]:
    """Every contract that is served by the first step of its addresses."""
    served = {name: vendor.contract for name, vendor in sandbox.vendors.items()}
    return {**served, PREFIX.removeprefix("/"): admin}


def contract_at(contracts: Mapping[str, Contract], path: str) -> tuple[Contract | None, str]:
    """The contract that an address belongs to, if any, and the address within it."""
    first, slash, rest = path.removeprefix("/").partition("/")
    return contracts.get(first), f"{slash}{rest}"


def vendor_of(sandbox: SandboxService, path: str) -> str | None:
    """The vendor whose address this is."""
    first = path.removeprefix("/").partition("/")[0]
    return first if first in sandbox.vendors else None
