"""
The journal's lines: one line is one atomic unit, and it proves itself.

    1f0e4a2b {"objects":{"A":{...},"B":null}}
    |        |
    |        the value: collection, then id, then record, or null for one that is gone
    CRC-32 of the value, eight hexadecimal digits

A "+" instead of the blank marks what orjson does not write (integers beyond 64 bits, lone
surrogates); such a line is written and read by the standard library.
The first line is the header: what file this is, in which version, and whose.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias
from zlib import crc32

import orjson

from mockserver.errors import StateError

VERSION = 1
FORMAT = "upsert-sandbox journal"

START = re.compile(rb"[0-9a-f]{8}[ +]")
"""What comes before the value of a line."""

Label: TypeAlias = dict[str, str]
"""Whose state a journal keeps; written into its header."""


class BadLine(ValueError):
    """A line that does not prove itself."""


def encode(value: Any) -> bytes:
    """One line, its end included. ``TypeError`` or ``ValueError`` for what is no JSON."""
    try:
        payload, mark = orjson.dumps(value), b" "
    except orjson.JSONEncodeError:
        payload, mark = json.dumps(value, allow_nan=False).encode(), b"+"
    return b"%08x%b%b\n" % (crc32(payload), mark, payload)


def decode(line: bytes) -> Any:
    """The value of one line. ``BadLine`` when it is cut short or damaged."""
    if not proves_itself(line):
        raise BadLine
    read = orjson.loads if line[8:9] == b" " else json.loads
    return read(line[9:-1])


def proves_itself(line: bytes) -> bool:
    """Whether a line is whole and has the checksum of its value."""
    return (
        START.match(line) is not None
        and line[-1:] == b"\n"
        and line[:8] == b"%08x" % crc32(memoryview(line)[9:-1])
    )


def hides_a_line(line: bytes) -> bool:
    """
    Whether a bad line ends with a good one.

    Then what is damaged is the end of a line before it, and it is not one that was cut short.
    """
    return any(proves_itself(line[start.start() :]) for start in START.finditer(line, 1))


def header(label: Label) -> bytes:
    return encode({"format": FORMAT, "version": VERSION, "label": label})


def read_header(line: bytes) -> Label:
    """The label in a first line. ``BadLine``, or ``StateError`` for another version."""
    value = decode(line)
    if not isinstance(value, dict) or value.get("format") != FORMAT:
        raise BadLine
    version = value.get("version")
    if version != VERSION:
        raise StateError(
            f"it is written in version {version!r} of the journal; this program reads version"
            f" {VERSION} (use the release that wrote it, or start with an empty directory)"
        )
    label: Label = value["label"]
    return label
