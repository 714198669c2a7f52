"""
JSON text to values and back, strictly: what cannot be stored exactly is refused.

jiter parses, because it notices a property that is given twice and keeps large integers.
orjson writes, and its sorted output is also the canonical form of a request: it refuses integers
beyond 64 bits and turns a number beyond a double into ``null``, which is how one is noticed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass

import jiter
import orjson

from mockserver.core.reasons import Place, render
from mockserver.core.record import Json

SMALLEST, LARGEST = -(2**63), 2**64 - 1
FRACTION = re.compile(rb"[0-9](?:\.0[,\]}]|\.0$|e[0-9+])")
"""How orjson writes a number that came with a fraction or an exponent and has neither."""

INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
"""A position in an array as a JSON pointer writes it."""

LINES = "application/x-ndjson"
LINE = re.compile(r" at line (\d+) column (\d+)$")


class NotJson(ValueError):
    """Text that is not acceptable JSON; the message never repeats more than a property's name."""


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed body and its canonical text, in which key order and spacing do not matter."""

    value: Json
    canonical: bytes


def parse(text: bytes) -> Document:
    """Parse a body. Raises ``NotJson`` with what is wrong and where."""
    try:
        value = jiter.from_json(
            text, allow_inf_nan=False, cache_mode="keys", catch_duplicate_keys=True
        )
    except ValueError as error:
        raise NotJson(explained(str(error))) from error
    try:
        canonical = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except TypeError as error:
        raise NotJson(
            f"a number does not fit into 64 bits{place_text(oversized(value))}"
        ) from error
    if canonical.count(b"null") > text.count(b"null"):
        place = infinite(value)
        if place is not None:
            raise NotJson(f"a number is too large{place_text(place)}")
    if FRACTION.search(canonical):
        value = with_whole_numbers(value)
        canonical = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    return Document(value, canonical)


def with_whole_numbers(value: Json) -> Json:
    """
    The same value with whole numbers as integers: 7.0 and 7 are one number in JSON Schema.

    Containers are changed in place. What does not fit into 64 bits stays as it came.
    """
    stack = [value]
    while stack:
        node = stack.pop()
        if isinstance(node, dict | list):
            for key, child in node.items() if isinstance(node, dict) else enumerate(node):
                if isinstance(child, dict | list):
                    stack.append(child)
                else:
                    node[key] = as_whole(child)
    return as_whole(value)


def as_whole(leaf: Json) -> Json:
    """A number without a fraction as an integer, anything else as it is."""
    if isinstance(leaf, float) and leaf.is_integer() and SMALLEST <= leaf < -SMALLEST:
        return int(leaf)
    return leaf


def parse_lines(text: bytes) -> Document:
    """Parse one value a line, empty lines apart. Raises ``NotJson`` with the line."""
    documents = []
    for number, line in enumerate(text.split(b"\n"), 1):
        if line.strip():
            try:
                documents.append(parse(line))
            except NotJson as error:
                raise NotJson(f"line {number}: {error}") from error
    canonical = b"\n".join(document.canonical for document in documents)
    return Document([document.value for document in documents], canonical)


def dump(value: Json) -> bytes:
    return orjson.dumps(value)


def follow_pointer(value: Json, pointer: str) -> Json:
    """What a JSON pointer (RFC 6901) leads to, ``None`` when it leads nowhere."""
    for step in pointer.split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, dict) and name in value:
            value = value[name]
        elif isinstance(value, list) and INDEX.fullmatch(name) and int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def explained(message: str) -> str:
    """A parser's message with its place in words, cut to a sentence."""
    match = LINE.search(message)
    if match is None:
        return message[:200]
    line, column = match.groups()
    return f"{message[: match.start()][:120]} (line {line}, column {column})"


def place_text(place: Place | None) -> str:
    """A place as the end of a sentence."""
    return f" at {render(place)}" if place else ""


def oversized(value: Json) -> Place | None:
    """Where an integer of more than 64 bits stands."""
    return find_leaf(value, lambda leaf: isinstance(leaf, int) and not SMALLEST <= leaf <= LARGEST)


def infinite(value: Json) -> Place | None:
    """Where a number beyond a double stands."""
    return find_leaf(value, lambda leaf: isinstance(leaf, float) and not math.isfinite(leaf))


def find_leaf(value: Json, wanted: Callable[[Json], bool]) -> Place | None:
    """The first leaf that a condition holds for."""
    stack: list[tuple[Place, Json]] = [((), value)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, dict):
            stack.extend(((*place, key), child) for key, child in node.items())
        elif isinstance(node, list):
            stack.extend(((*place, index), child) for index, child in enumerate(node))
        elif wanted(node):
            return place
    return None
