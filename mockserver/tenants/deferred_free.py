"""
Letting go of large states bit by bit, so that a reset does not wait for it.

Freeing ten thousand records takes longer than putting a new state in their place.
They are held here instead, and every request frees a few of them.
Nothing is changed in what is retired, because requests in flight may still read it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Any

from mockserver.store.seam import Contents
from mockserver.tenants.request_log import Entry

A_FEW = 200
"""Records and results that one request frees: about a third of a millisecond."""

MOST = 100_000
"""Beyond this many, the excess is freed at once."""


class Retirement:
    """Where states and journals go that nobody needs any more; threads may share it."""

    def __init__(self) -> None:
        self._held: deque[Any] = deque()

    def take(self, contents: Contents, entries: Iterable[Entry]) -> None:
        """Hold these, to be freed later."""
        for rows in contents.values():
            self._held.extend(rows.values())
        for entry in entries:
            for changed in entry.trace.changed.values():
                self._held.extend(changed.values())
            if entry.trace.outcome is not None:
                for batch in entry.trace.outcome.batches:
                    self._held.extend(batch.results)
        self.free(len(self._held) - MOST)

    def free(self, count: int = A_FEW) -> None:
        """Free a few of what is held, the oldest first."""
        held = self._held
        for _ in range(min(count, len(held))):
            try:
                held.popleft()
            except IndexError:  # another thread was quicker
                return
