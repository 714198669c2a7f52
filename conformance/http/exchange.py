"""One request and its answer, as sent and received, and without secrets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from conformance.expectations import at
from conformance.http.answer_json import read_json

SECRET_HEADERS = frozenset(
    {"authorization", "cookie", "set-cookie", "proxy-authorization", "x-api-key", "spm-api-key"}
)
SECRET_MEMBERS = re.compile(
    r'("(?:access_token|refresh_token|client_secret|password)"\s*:\s*)"[^"]*"'
)
MASK = "[redacted]"
SHOWN = 4000
"""Characters of a body that a report keeps."""


@dataclass(frozen=True)
class Exchange:
    """
    A request that was answered.

    - ``path`` is relative to the vendor's address
    - header names are in lower case
    - ``explicit_headers``: names of the headers that a probe set itself; they hold no secrets
    - ``judged`` is false for the suite's own housekeeping: cleaning up, fetching tokens
    """

    method: str
    path: str
    url: str
    headers: Mapping[str, str]
    content: bytes
    status: int
    answer_headers: Mapping[str, str]
    answer: bytes
    started: float
    seconds: float
    explicit_headers: frozenset[str] = frozenset()
    judged: bool = True

    @cached_property
    def json(self) -> Any:
        """The parsed answer, or ``ABSENT`` when it is no JSON that can be used."""
        return read_json(self.answer)

    @property
    def ok(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300  # noqa: PLR2004 the class of success

    def at(self, *path: str | int) -> Any:
        """The value at a path of keys and positions of the answer, or ``ABSENT``."""
        return at(self.json, *path)

    def header(self, name: str) -> str | None:
        """A header of the answer, ``None`` when it is missing."""
        return self.answer_headers.get(name.lower())

    def repeats(self, other: Exchange) -> bool:
        """Whether this is the same read with the same answer as another."""
        one = (self.method, self.url, self.content, self.status, self.answer)
        return one == (other.method, other.url, other.content, other.status, other.answer)

    @property
    def line(self) -> str:
        """Method, path and status in one line."""
        return f"{self.method} {self.path} -> {self.status}"


@dataclass(frozen=True)
class RedactedExchange:
    """An exchange without secrets, for reports."""

    method: str
    url: str
    headers: dict[str, str]
    body: str
    status: int
    answer_headers: dict[str, str]
    answer: str
    seconds: float
    curl: str


@dataclass
class Redaction:
    """Replaces secrets, found by value, with placeholders."""

    placeholders: dict[str, str] = field(default_factory=dict)

    def hide(self, secret: str, placeholder: str) -> None:
        """Replace a secret from now on."""
        self.placeholders[secret] = placeholder

    def text(self, text: str) -> str:
        """A text without secrets; longer secrets first, because one may contain another."""
        for secret in sorted(self.placeholders, key=len, reverse=True):
            text = text.replace(secret, f"${self.placeholders[secret]}")
        return SECRET_MEMBERS.sub(rf'\1"{MASK}"', text)

    def headers(
        self, headers: Mapping[str, str], explicit_headers: frozenset[str]
    ) -> dict[str, str]:
        """Headers without secrets; those that a probe set itself are shown."""
        shown = {}
        for name, value in headers.items():
            text = self.text(value)
            hidden = name in SECRET_HEADERS and name not in explicit_headers and text == value
            shown[name] = MASK if hidden else text
        return shown

    def exchange(self, exchange: Exchange) -> RedactedExchange:
        """An exchange without secrets, its bodies cut to what a report keeps."""
        headers = self.headers(exchange.headers, exchange.explicit_headers)
        body = self.text(exchange.content.decode(errors="replace"))
        answer = self.text(exchange.answer.decode(errors="replace"))
        return RedactedExchange(
            method=exchange.method,
            url=self.text(exchange.url),
            headers=headers,
            body=shortened(body),
            status=exchange.status,
            answer_headers=self.headers(exchange.answer_headers, frozenset()),
            answer=shortened(answer),
            seconds=round(exchange.seconds, 4),
            curl=as_curl(exchange.method, self.text(exchange.url), headers, body),
        )


def shortened(text: str) -> str:
    """A text cut to what a report keeps."""
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"


def as_curl(method: str, url: str, headers: Mapping[str, str], body: str) -> str:
    """A curl command for a request; the shell fills in ``$TOKEN``."""
    parts = ["curl", "-sS", "-X", method, quoted(url)]
    for name, value in headers.items():
        parts += ["-H", quoted(f"{name}: {value}")]
    if body and len(body) <= SHOWN:
        parts += ["--data-binary", quoted(body)]
    elif body:
        parts += ["--data-binary", f"@body.json  # {len(body)} characters: use replay"]
    return " ".join(parts)


def quoted(text: str) -> str:
    """A text as one word of a shell; placeholders of secrets stay variables."""
    if re.search(r"\$[A-Z_]*TOKEN\b", text) and not re.search(r"[\"\\`!]", text):
        return f'"{text}"'
    pieces = re.split(r"(\$(?:[A-Z]+_)*TOKEN\b)", text)
    return "".join(
        f'"{piece}"' if piece.startswith("$") else shlex.quote(piece) for piece in pieces if piece
    )
