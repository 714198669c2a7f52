"""
Secrets out of what the request log shows.

A secret is what stands under a name that tells: a header, a parameter, a property, also where the
body is no sound JSON. It is taken out there, whatever it is, and its value wherever else it stands.
A tenant's name stays, because that is how it is asked for; a client with a real secret should not
be pointed at a sandbox.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterator
from urllib.parse import quote, quote_plus, unquote_plus

from mockserver.core.record import Json
from mockserver.tenants.request_log import LoggedRequest

REDACTED = "[redacted]"
LEAST = 8
"""Shorter values are taken out of their own header or field only; elsewhere they may be words."""

NAME = (
    r"authorization|cookie|passw(?:or)?d|passphrase|secret|credential|signature|private[-_]?key"
    r"|api[-_]?key|auth[-_]?key"
    r"|(?<!page)(?<!page[-_])tokens?(?![a-z]|[-_](?:type|ur[il]|expir))"
)
SECRET_NAME = re.compile(NAME, re.IGNORECASE)
"""Headers, parameters and properties whose values are secrets; ``page_token`` is a cursor."""

NAMED_VALUE = re.compile(
    rf"""(?:{NAME})[\w.\-]{{0,64}}(?:\\?["'])?\s{{0,9}}(?:=>|[:=])\s{{0,9}}(?P<value>[^\s&,;}}\]])""",
    re.IGNORECASE,
)
"""A name that tells and the beginning of its value, in text of any kind."""

QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
PLAIN = re.compile(r"(?:(?:basic|bearer)\s+)?[^\s&,;}\]]+", re.IGNORECASE)
PAIR_NAMES = ("name", "key", "field", "header")
PAIR_VALUES = frozenset({"value", "values"})


def secrets_of(entry: LoggedRequest, *bodies: Json) -> list[str]:
    """Every secret value of a request and its answer, as it may be written; the longest first."""
    found = {
        form
        for value in named_secrets(entry, bodies)
        if len(value) >= LEAST
        for form in forms_of(value)
    }
    return sorted(found, key=len, reverse=True)


def named_secrets(entry: LoggedRequest, bodies: tuple[Json, ...]) -> Iterator[str]:
    """The values that stand under a name that tells."""
    for headers in (entry.headers, entry.answer_headers):
        for name, value in headers.items():
            if SECRET_NAME.search(name):
                yield from in_header(value)
    for name, value in query_of(entry.target):
        if SECRET_NAME.search(unquote_plus(name)):
            yield unquote_plus(value)
    for body in bodies:
        yield from in_text(body) if isinstance(body, str) else in_value(body)


def in_header(value: str) -> Iterator[str]:
    """A header's value, its credential, and the parts that it is made of."""
    scheme, _, credential = value.partition(" ")
    yield value
    yield credential.strip()
    if scheme.lower() == "basic":
        try:
            yield from base64.b64decode(credential, validate=True).decode().split(":", 1)
        except (binascii.Error, UnicodeDecodeError, ValueError):
            return
    for part in value.split(";"):
        yield part.partition("=")[2].strip()


def in_value(value: Json) -> Iterator[str]:
    """The secrets in a JSON value."""
    if isinstance(value, dict):
        pair = is_secret_pair(value)
        for name, member in value.items():
            if SECRET_NAME.search(name) or (pair and name in PAIR_VALUES):
                yield from leaves(member)
            else:
                yield from in_value(member)
    elif isinstance(value, list):
        for member in value:
            yield from in_value(member)


def leaves(value: Json) -> Iterator[str]:
    """Every text and number below a name that tells, as text."""
    if isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from leaves(member)
    elif isinstance(value, bytes):
        yield value.decode(errors="replace")
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def in_text(text: str) -> Iterator[str]:
    """The secrets in a body that is no JSON, or only the beginning of one."""
    for start, end in named_spans(text):
        written = text[start:end]
        yield written.strip("\\\"'")
        yield unquote_plus(written)
        for quoted in QUOTED.findall(written):
            yield unescaped(quoted)
            yield quoted.strip('"')
        if written[0] in "[{":
            yield from re.findall(r"[^\s\"',:\[\]{}]+", written)


def named_spans(text: str) -> Iterator[tuple[int, int]]:
    """Where the values of names that tell begin and end in a text."""
    position = 0
    while found := NAMED_VALUE.search(text, position):
        start = found.start("value")
        position = end_of_value(text, start)
        yield start, position


def end_of_value(text: str, start: int) -> int:
    """The end of a value: of its quotes or brackets, or of the text where they are not closed."""
    first = text[start]
    if first == '"' and (quoted := QUOTED.match(text, start)):
        return quoted.end()
    if first in "[{":
        depth = 0
        for piece in re.compile(rf"{QUOTED.pattern}|[\[\]{{}}]", re.DOTALL).finditer(text, start):
            depth += (piece[0] in "[{") - (piece[0] in "]}")
            if not depth:
                return piece.end()
        return len(text)
    plain = PLAIN.match(text, start)
    return start + 1 if plain is None else plain.end()


def unescaped(quoted: str) -> str:
    """What a quoted text of JSON stands for, as far as it is whole."""
    try:
        return str(json.loads(quoted))
    except ValueError:
        return quoted.strip('"')


def forms_of(value: str) -> Iterator[str]:
    """A value as it may be written: plain, in an address, in JSON."""
    yield value
    encoded = value.encode(errors="surrogatepass")
    yield quote(encoded, safe="")
    yield quote(encoded)
    yield quote_plus(encoded)
    yield json.dumps(value)[1:-1]
    yield json.dumps(value, ensure_ascii=False)[1:-1]


def is_secret_pair(value: dict[str, Json]) -> bool:
    """Whether an object names what its ``value`` is, and the name tells."""
    return any(
        isinstance(name := value.get(member), str) and SECRET_NAME.search(name)
        for member in PAIR_NAMES
    )


def without(value: Json, secrets: list[str]) -> Json:
    """A JSON value in which no secret stands, neither in texts, numbers nor names."""
    if isinstance(value, bytes):
        value = value.decode(errors="replace")
    if isinstance(value, str):
        for secret in secrets:
            value = value.replace(secret, REDACTED)
        return value
    if isinstance(value, dict):
        pair = is_secret_pair(value)
        return {
            without(name, secrets): REDACTED
            if member is not None
            and not isinstance(member, bool)
            and (SECRET_NAME.search(name) or (pair and name in PAIR_VALUES))
            else without(member, secrets)
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [without(member, secrets) for member in value]
    if isinstance(value, int | float) and not isinstance(value, bool) and str(value) in secrets:
        return REDACTED
    return value


def body_without(body: Json, secrets: list[str]) -> Json:
    """A body as it is shown; one that is text may hold names that tell."""
    if not isinstance(body, str):
        return without(body, secrets)
    shown, last = "", 0
    for start, end in named_spans(body):
        shown += body[last:start] + REDACTED
        last = end
    return without(shown + body[last:], secrets)


def target_without(target: str, secrets: list[str]) -> str:
    """An address without its secret parameters."""
    path, mark, query = target.partition("?")
    shown = [
        f"{name}={REDACTED}" if SECRET_NAME.search(unquote_plus(name)) and value else piece
        for piece in query.split("&")
        for name, _, value in [piece.partition("=")]
    ]
    hidden: str = without(f"{path}{mark}{'&'.join(shown)}", secrets)
    return hidden


def query_of(target: str) -> Iterator[tuple[str, str]]:
    """The parameters of an address as they are written."""
    for piece in target.partition("?")[2].split("&"):
        name, _, value = piece.partition("=")
        yield name, value
