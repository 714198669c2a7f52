"""
The sandbox in a test, without HTTP: one vendor, a clock to move, every answer held to the contract.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mockserver.contract import Contract
from mockserver.core.reasons import Refusal
from mockserver.messages import HttpRequest, HttpResponse
from mockserver.provider import Provider
from mockserver.requests.service import SandboxService, SandboxSettings
from mockserver.requests.vendor import load_vendors
from mockserver.store import open_store
from mockserver.tenants.clock import Clock

NOON = 1_790_000_000_000
"""2026-09-21T14:13:20Z, the frozen time of every test that does not choose its own."""


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any
    headers: dict[str, str]


class Bench:
    """Calls operations of one vendor by their ids."""

    def __init__(
        self,
        vendor: str,
        credential: str,
        *,
        visibility_delay: int = 0,
        strict: bool = True,
        served: tuple[Contract, Provider] | None = None,
    ) -> None:
        self.vendor = vendor
        self.credential = credential
        self.clock = Clock()
        self.clock.freeze(NOON)
        vendors = load_vendors([vendor]) if served is None else [served]
        settings = SandboxSettings(visibility_delay=visibility_delay, seed=7, strict=strict)
        self.sandbox = SandboxService(vendors, open_store(None), self.clock, settings)

    def call(
        self,
        operation: str,
        body: Any = None,
        *,
        path: dict[str, str] | None = None,
        query: str = "",
        headers: dict[str, str] | None = None,
        credential: str | None = None,
        raw: bytes | None = None,
    ) -> Reply:
        """The answer of an operation; ``raw`` replaces the body's text."""
        vendor = self.sandbox.vendors[self.vendor]
        admitted = vendor.admit(operation, credential or self.credential)
        if isinstance(admitted, Refusal):
            return reply(self.sandbox.refuse(self.vendor, admitted, headers or {}))
        text = raw if raw is not None else b"" if body is None else json.dumps(body).encode()
        http = HttpRequest(
            operation_id=operation,
            grant=admitted.grant,
            path=path or {},
            query=query,
            headers={name.lower(): value for name, value in (headers or {}).items()},
            body=text,
            url=f"http://sandbox.test/{self.vendor}",
        )
        return reply(self.sandbox.answer(self.vendor, http, admitted.limits))

    def advance(self, seconds: float) -> None:
        """Move the clock."""
        self.clock.advance(int(seconds * 1000))


def reply(answer: HttpResponse) -> Reply:
    """An answer as a test wants it."""
    body = json.loads(answer.body) if answer.body else None
    return Reply(answer.status, body, dict(answer.headers))
