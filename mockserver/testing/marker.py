"""
The marker ``@pytest.mark.sandbox`` as a setup: its arguments checked, those of several merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from mockserver.errors import UsageError
from mockserver.testing.setup import WORDS, Setup

SHAPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "vendor": ((str,), "a vendor's name"),
    "seed": ((str, Path, Mapping), "a seed's name, a folder, or rows by collection"),
    "clock": ((str, datetime), "a moment: ISO 8601 or datetime"),
    "limits": ((Mapping,), "operation to sizes"),
    "faults": ((list, tuple), "a list of presets and rules"),
    "async_delay": ((int, float), "seconds"),
    "readings": ((Mapping,), "name of a reading to its choice"),
}
"""Argument to the types that it may have, and what it is in words."""


@dataclass(frozen=True, slots=True)
class Marked:
    """What the markers of a test say; ``vendor`` is ``None`` where they name none."""

    vendor: str | None
    setup: Setup


UNMARKED = Marked(None, {})


def read_markers(markers: Iterable[tuple[Sequence[Any], Mapping[str, Any]]]) -> Marked:
    """
    Arguments of the markers of a test, the closest first; a closer one overrules a farther one.

    Raises ``UsageError`` for an argument that is not understood.
    """
    merged: dict[str, Any] = {}
    for positional, named in markers:
        for name, value in read_arguments(positional, named).items():
            merged.setdefault(name, value)
    vendor = merged.pop("vendor", None)
    return Marked(vendor, Setup(**merged))  # type: ignore[typeddict-item]  # checked above


def read_arguments(positional: Sequence[Any], named: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of one marker; the vendor may stand without its name."""
    if len(positional) > 1 or (positional and "vendor" in named):
        raise UsageError("only the vendor may stand without a name, and once")
    given = {**({"vendor": positional[0]} if positional else {}), **named}
    for name, value in given.items():
        if name not in SHAPES:
            raise UsageError(f"no argument {name!r}; there are: vendor, {', '.join(WORDS)}")
        types, words = SHAPES[name]
        if not isinstance(value, types) or isinstance(value, bool):
            raise UsageError(f"{name} must be {words}, not {value!r}")
    return given
