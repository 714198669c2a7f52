"""
The clock that the sandbox lives by. Tests and users move it; nothing in the sandbox sleeps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock


def wall_clock() -> int:
    """Epoch milliseconds of the machine."""
    return time.time_ns() // 1_000_000


class Clock:
    """Real time plus an offset, or a frozen moment; epoch milliseconds."""

    def __init__(self, source: Callable[[], int] = wall_clock) -> None:
        self._source = source
        self._offset = 0
        self._frozen: int | None = None
        self._lock = Lock()

    def now(self) -> int:
        """The current time of the sandbox."""
        frozen = self._frozen
        return self._source() + self._offset if frozen is None else frozen

    def freeze(self, moment: int | None = None) -> int:
        """Stop at a moment, or now; returns it."""
        with self._lock:
            self._frozen = self.now() if moment is None else moment
            return self._frozen

    def advance(self, milliseconds: int) -> int:
        """Move forward, frozen or not; returns the new time."""
        if milliseconds < 0:
            raise ValueError("time only moves forward")
        with self._lock:
            if self._frozen is None:
                self._offset += milliseconds
            else:
                self._frozen += milliseconds
            return self.now()

    def run(self) -> None:
        """Go on from the current moment at the pace of real time."""
        with self._lock:
            if self._frozen is not None:
                self._offset = self._frozen - self._source()
                self._frozen = None
