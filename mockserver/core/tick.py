"""
Time and fresh bits, handed to the core as a value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

MILLISECOND = 1000


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


def moment(milliseconds: int) -> datetime:
    """Epoch milliseconds as a UTC datetime, exact to the millisecond."""
    seconds, rest = divmod(milliseconds, MILLISECOND)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * MILLISECOND)
