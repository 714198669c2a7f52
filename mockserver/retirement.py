"""
Letting go of large states beside the requests, so that a reset does not wait for it.

Freeing ten thousand records takes longer than putting a new state in their place.
One thread frees them piece by piece, and other threads get their turn in between.
Nothing is changed in what is retired, because requests in flight may still read it.
"""

from __future__ import annotations

from collections.abc import Iterable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any

from mockserver.journal import Entry
from mockserver.store.seam import Contents


class Retirement:
    """Where states and journals go that nobody needs any more."""

    def __init__(self) -> None:
        self._queue: SimpleQueue[list[Iterable[Any]]] = SimpleQueue()
        self._starting = Lock()
        self._thread: Thread | None = None

    def take(self, contents: Contents, entries: Iterable[Entry]) -> None:
        """Free these once their other owners have let go of them."""
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._work, name="retirement", daemon=True)
                self._thread.start()
        pieces: list[Iterable[Any]] = [rows.values() for rows in contents.values()]
        for entry in entries:
            pieces.extend(rows.values() for rows in entry.trace.changed.values())
            if entry.trace.outcome is not None:
                pieces.extend(batch.results for batch in entry.trace.outcome.batches)
        self._queue.put(pieces)

    def _work(self) -> None:
        while True:
            pieces = self._queue.get()
            held: list[Any] = []
            for piece in pieces:
                held.extend(piece)
            del pieces
            piece = ()
            while held:
                held.pop()
