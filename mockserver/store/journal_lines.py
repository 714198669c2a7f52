"""
The journal's lines: one line is one atomic unit, and it proves itself.

    1f0e4a2b 2 {"objects":{"A":{...},"B":null}}
    |        | |
    |        | the value: collection, then id, then record, or null for one that is gone
    |        the number of the line, the header being the first
    CRC-32 of number and value, eight hexadecimal digits

A "+" instead of the first blank marks what orjson does not write (integers beyond 64 bits, lone
surrogates); such a line is written and read by the standard library.
The first line is the header: what file this is, in which version, and whose.
Version 1 had no numbers; its journals are read, and rewritten when they are opened.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias
from zlib import crc32

import orjson

from mockserver.core.view import Changes
from mockserver.errors import StateError

VERSION = 2
UNNUMBERED = 1
"""The version whose lines have no numbers."""

FORMAT = "upsert-sandbox journal"

START = re.compile(rb"[0-9a-f]{8}[ +]")
"""What comes before the value of a line."""

Label: TypeAlias = dict[str, str]
"""Whose state a journal keeps; written into its header."""


class BadLine(ValueError):
    """A line that does not prove itself."""


class OddLine(ValueError):
    """A line that proves itself and is not what belongs there; the message says what is wrong."""


def encode(value: Any, number: int) -> bytes:
    """One line, its end included. ``TypeError`` or ``ValueError`` for what is no JSON."""
    try:
        payload, mark = orjson.dumps(value), b" "
    except orjson.JSONEncodeError:
        payload, mark = json.dumps(value, allow_nan=False).encode(), b"+"
    place = b"%d " % number
    return b"%08x%b%b%b\n" % (crc32(payload, crc32(place)), mark, place, payload)


def decode(line: bytes, number: int, version: int = VERSION) -> Any:
    """
    The value of the line that should have this number.

    ``BadLine`` when it is cut short or damaged, ``OddLine`` when it is another line or no JSON.
    """
    if not proves_itself(line):
        raise BadLine
    start = 9
    if version != UNNUMBERED:
        stated, _, _ = line[9:40].partition(b" ")
        if stated != b"%d" % number:
            raise OddLine(f"bears the number {stated.decode('ascii', 'replace')!r}")
        start += len(stated) + 1
    payload = memoryview(line)[start:-1]
    try:
        return orjson.loads(payload) if line[8:9] == b" " else json.loads(bytes(payload))
    except (ValueError, RecursionError):
        raise OddLine("holds no JSON") from None


def changes_in(value: Any) -> Changes:
    """A decoded value as the changes that it must be. ``OddLine`` for anything else."""
    if type(value) is not dict:
        raise OddLine("holds no collections")
    for changed in value.values():
        if type(changed) is not dict:
            raise OddLine("holds a collection that is none")
        for record in changed.values():
            if record is not None and type(record) is not dict:
                raise OddLine("holds a record that is none")
    changes: Changes = value
    return changes


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
    return encode({"format": FORMAT, "version": VERSION, "label": label}, 1)


def read_header(line: bytes) -> tuple[Label, int]:
    """
    Label and version in a first line, which is numbered or not.

    ``BadLine`` for no header, ``StateError`` for a version that this program does not know.
    """
    if not proves_itself(line):
        raise BadLine
    found = header_in(line)
    if found is None:
        raise BadLine
    label, version = found
    if version not in {UNNUMBERED, VERSION}:
        raise StateError(
            f"it is written in version {version!r} of the journal; this program reads version"
            f" {VERSION} and before (use the release that wrote it, or start with an empty"
            " directory)"
        )
    return label, version


def header_in(line: bytes) -> tuple[Label, Any] | None:
    """Label and version as a first line states them, proven or not."""
    try:
        value = orjson.loads(line[max(line.find(b"{"), 0) :])
    except ValueError:
        return None
    if type(value) is not dict or value.get("format") != FORMAT:
        return None
    label, version = value.get("label", {}), value.get("version")
    if type(label) is not dict or not all(type(part) is str for part in label.values()):
        return None
    return label, version
