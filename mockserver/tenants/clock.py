"""
The clock that the sandbox lives by. Tests and users move it; nothing in the sandbox sleeps.

Each tenant has one; its source is the clock of the sandbox, whose source is the machine.
None of them leaves the years 1 to 9999.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import RLock

from mockserver.core.tick import bounded


def wall_clock() -> int:
    """Epoch milliseconds of the machine."""
    return time.time_ns() // 1_000_000


class Clock:
    """The time of its source plus an offset, or a frozen moment; epoch milliseconds."""

    def __init__(self, source: Callable[[], int] = wall_clock) -> None:
        self._source = source
        self._offset = 0
        self._frozen: int | None = None
        self._lock = RLock()

    @property
    def mode(self) -> str:
        """``frozen``, ``offset`` for a clock that runs ahead or behind, ``real`` otherwise."""
        if self._frozen is not None:
            return "frozen"
        return "offset" if self._offset else "real"

    def now(self) -> int:
        """The current time of the sandbox."""
        frozen = self._frozen
        return bounded(self._source() + self._offset) if frozen is None else frozen

    def freeze(self, moment: int | None = None) -> int:
        """Stop at a moment, or now; returns it. Raises ``ValueError`` for one out of range."""
        with self._lock:
            self._frozen = self.now() if moment is None else in_range(moment)
            return self._frozen

    def advance(self, milliseconds: int) -> int:
        """
        Move forward, frozen or not; returns the new time.

        Raises ``ValueError`` for a step back and for one that leads out of range.
        """
        if milliseconds < 0:
            raise ValueError("time only moves forward")
        with self._lock:
            in_range(self.now() + milliseconds)
            self._move(milliseconds)
            return self.now()

    def _move(self, milliseconds: int) -> None:
        if self._frozen is None:
            self._offset += milliseconds
        else:
            self._frozen += milliseconds

    def catch_up(self, moment: int) -> int:
        """Move forward to a moment unless it is past; returns by how many milliseconds."""
        with self._lock:
            wait = max(0, bounded(moment) - self.now())
            self._move(wait)
            return wait

    def run(self, moment: int | None = None) -> None:
        """
        Go on at the pace of the source, from a moment or from the current one.

        Raises ``ValueError`` for a moment out of range.
        """
        with self._lock:
            if moment is None and self._frozen is None:
                return
            self._offset = (self.now() if moment is None else in_range(moment)) - self._source()
            self._frozen = None

    def restore(self) -> None:
        """Follow the source again, as a new clock does."""
        with self._lock:
            self._offset = 0
            self._frozen = None


def in_range(moment: int) -> int:
    """A moment within the years 1 to 9999. Raises ``ValueError`` for any other."""
    if bounded(moment) != moment:
        raise ValueError("a clock stays within the years 1 to 9999")
    return moment
