"""
Time and fresh bits, handed to the core as a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

MILLISECOND = 1000

EARLIEST, LATEST = -62_135_596_800_000, 253_402_300_799_999
"""The first and the last moment of the years 1 to 9999, epoch milliseconds."""


@dataclass(frozen=True, slots=True)
class Tick:
    """
    The moment of one request.

    - ``now``: epoch milliseconds
    - ``visibility_delay``: how long an eventual write stays hidden, milliseconds
    - ``bits``: returns an integer of so many fresh random bits; providers shape ids from it
    """

    now: int
    visibility_delay: int
    bits: Callable[[int], int]


def bounded(milliseconds: int) -> int:
    """The closest moment within the years 1 to 9999."""
    return min(max(milliseconds, EARLIEST), LATEST)


def moment(milliseconds: int) -> datetime:
    """
    Epoch milliseconds as a UTC datetime, exact to the millisecond.

    What lies outside the years 1 to 9999 is shown as their first or last moment.
    """
    seconds, rest = divmod(bounded(milliseconds), MILLISECOND)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * MILLISECOND)
