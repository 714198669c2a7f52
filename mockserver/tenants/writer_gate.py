"""
One writer at a time, for vendors that allow no more.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

MOST_BOUND_KEYS = 10_000


class WriterGate:
    """
    Where only one write of a tenant may run at a time, a second one is refused.

    The gate is held for the whole of a writing request, parsing included, and never waited for
    (SQ-101). It remembers the idempotency keys of the requests that it turned away.
    """

    def __init__(self) -> None:
        self._held = Lock()
        self._bound: OrderedDict[str, str] = OrderedDict()
        self._binding = Lock()

    def enter(self) -> bool:
        """Take the gate if it is free; never waits."""
        return self._held.acquire(blocking=False)

    def leave(self) -> None:
        """Free the gate."""
        self._held.release()

    def bind(self, key: str, fingerprint: str) -> None:
        """Bind a key to the first request that was turned away with it."""
        with self._binding:
            self._bound.setdefault(key, fingerprint)
            while len(self._bound) > MOST_BOUND_KEYS:
                self._bound.popitem(last=False)

    def bound(self, key: str) -> str | None:
        """The fingerprint of the request that a key was turned away with."""
        with self._binding:
            return self._bound.get(key)
