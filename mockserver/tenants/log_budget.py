"""
What all request logs of the process may hold together, so that many tenants cost no more than few.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from itertools import count
from threading import Lock
from typing import Protocol

MOST_LOGGED_BYTES = 64 * 1024 * 1024
"""Of all tenants and vendors of a process."""


class BudgetedLog(Protocol):
    """A log whose oldest entries go when the budget is used up."""

    def drop(self, ticket: int) -> None:
        """Let go of the entry with this ticket, and of older ones."""


class LogBudget:
    """
    Counts the bytes of entries by tickets that grow; the oldest entries of all go first.

    Safe to use from several threads; it calls a log only while it holds no lock.
    """

    def __init__(self, most: int = MOST_LOGGED_BYTES) -> None:
        self.most = most
        self.total = 0
        self._held: OrderedDict[int, tuple[BudgetedLog, int]] = OrderedDict()
        self._tickets = count(1)
        self._lock = Lock()

    def ticket(self) -> int:
        """The ticket of a new entry."""
        return next(self._tickets)

    def spend(self, log: BudgetedLog, ticket: int, size: int) -> None:
        """Count an entry; what is too much goes from the logs that hold it."""
        evicted = []
        with self._lock:
            self._held[ticket] = (log, size)
            self.total += size
            while self.total > self.most and len(self._held) > 1:
                oldest, (holder, freed) = self._held.popitem(last=False)
                self.total -= freed
                evicted.append((holder, oldest))
        for holder, oldest in evicted:
            holder.drop(oldest)

    def release(self, tickets: Iterable[int]) -> None:
        """Count entries no more that their log let go of."""
        with self._lock:
            for ticket in tickets:
                held = self._held.pop(ticket, None)
                if held is not None:
                    self.total -= held[1]


LOG_BUDGET = LogBudget()
"""Of the whole process."""
