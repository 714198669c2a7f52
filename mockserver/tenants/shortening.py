"""
Refusals as they are kept: what a client sent does not come back at its full length.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mockserver.core.reasons import Place, Refusal

LONGEST_FACT = 200
"""Characters that are kept of a text in a refusal."""


def shortened(refusal: Refusal) -> Refusal:
    """A refusal as it is kept: without the long texts of a request, and without its wording."""
    return replace(
        refusal,
        place=short_place(refusal.place),
        facts={name: short(value) for name, value in refusal.facts.items()},
        violations=tuple(
            replace(one, place=short_place(one.place), value=short(one.value))
            for one in refusal.violations
        ),
        note=None,
    )


def short(value: Any) -> Any:
    """A value, if it is short; else the beginning of it as text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, str):
        return value[:LONGEST_FACT]
    text = str(value)
    return value if len(text) <= LONGEST_FACT else text[:LONGEST_FACT]


def short_place(place: Place) -> Place:
    """A place whose names are short."""
    return tuple(step if isinstance(step, int) else step[:LONGEST_FACT] for step in place)
