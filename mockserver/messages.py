"""
The messages of HTTP as the sandbox sees them: a routed request, whose it is, and its answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mockserver.json_text import dump
from mockserver.provider import Response

JSON_HEADERS = {"Content-Type": "application/json"}


@dataclass(frozen=True, slots=True)
class Grant:
    """What a credential opens: one tenant."""

    tenant: str


ANYONE = Grant("")
"""What an operation gets that asks for no credential."""


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """
    A routed request before anything in it was read.

    ``query`` is the raw query string; ``method`` and ``target`` are as the client wrote them.
    """

    operation_id: str
    grant: Grant
    path: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    url: str = ""
    method: str = ""
    target: str = ""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """An answer as bytes."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Delay:
    """How long a request is held up on purpose before it goes on; seconds from now."""

    seconds: float


def serialise(response: Response) -> HttpResponse:
    """A response as bytes."""
    if response.body is None:
        return HttpResponse(response.status, response.headers, b"")
    return HttpResponse(response.status, {**JSON_HEADERS, **response.headers}, dump(response.body))
