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
from mockserver.tenants.request_log import LoggedRequest

A_FEW = 200
"""Records and results that one request frees: about a third of a millisecond."""

MOST = 100_000
"""Beyond this many, the excess is freed at once."""


class DeferredFree:
    """States and logs that nobody needs any more (``held``); threads may share it."""

    def __init__(self) -> None:
        self.held: deque[Any] = deque()

    def hold(self, contents: Contents, entries: Iterable[LoggedRequest]) -> None:
        """Hold these, to be freed later."""
        for rows in contents.values():
            self.held.extend(rows.values())
        for entry in entries:
            for changed in entry.trace.changed.values():
                self.held.extend(changed.values())
            if entry.trace.outcome is not None:
                for batch in entry.trace.outcome.batches:
                    self.held.extend(batch.results)
        self.free(len(self.held) - MOST)

    def free(self, count: int = A_FEW) -> None:
        """Free a few of what is held, the oldest first."""
        held = self.held
        for _ in range(min(count, len(held))):
            try:
                held.popleft()
            except IndexError:  # another thread was quicker
                return
