"""
Secrets out of what the request log shows, by their value: wherever it stands, it is taken out.

A tenant's name stays, because that is how it is asked for; a client with a real secret should not
be pointed at a sandbox.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl

from mockserver.core.record import Json
from mockserver.tenants.request_log import LoggedRequest

REDACTED = "[redacted]"
LEAST = 8
"""Shorter values are taken out of their own header or field only; elsewhere they may be words."""

SECRET_NAME = re.compile(
    r"authorization|cookie|password|secret|api[-_]?key|access[-_]?token|refresh[-_]?token",
    re.IGNORECASE,
)
"""Headers, parameters and properties whose values are secrets."""


def secrets_of(entry: LoggedRequest, *bodies: Json) -> list[str]:
    """Every secret value of a request and its answer, the longest first."""
    found = {value for value in named_secrets(entry, bodies) if len(value) >= LEAST}
    return sorted(found, key=len, reverse=True)


def named_secrets(entry: LoggedRequest, bodies: tuple[Json, ...]) -> Iterator[str]:
    """The values that stand under a name that tells."""
    for headers in (entry.headers, entry.answer_headers):
        for name, value in headers.items():
            if SECRET_NAME.search(name):
                yield value
                yield value.partition(" ")[2].strip()
    for name, value in parse_qsl(entry.target.partition("?")[2]):
        if SECRET_NAME.search(name):
            yield value
    for body in bodies:
        yield from secrets_in(body)


def secrets_in(value: Json) -> Iterator[str]:
    if isinstance(value, dict):
        for name, member in value.items():
            if isinstance(member, str) and SECRET_NAME.search(name):
                yield member
            else:
                yield from secrets_in(member)
    elif isinstance(value, list):
        for member in value:
            yield from secrets_in(member)


def without(value: Json, secrets: list[str]) -> Json:
    """A JSON value in which no secret stands, neither in texts nor in names."""
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, REDACTED)
        return value
    if isinstance(value, dict):
        return {
            without(name, secrets): REDACTED
            if isinstance(member, str) and SECRET_NAME.search(name)
            else without(member, secrets)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [without(member, secrets) for member in value]
    return value
