"""
TinyDB storages that keep their state in memory and take changes instead of whole databases.

Stock TinyDB reads and writes everything on each operation.
Here ``read`` hands out the live collections, ``commit`` takes the changes of several collections
as one unit, and ``write``, the stock call, replaces the whole state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, RLock
from typing import Any

from tinydb.storages import Storage

from mockserver.core.record import Record
from mockserver.core.view import Changes
from mockserver.errors import StateError
from mockserver.store.collection import StoredCollection
from mockserver.store.live import Live, LiveView
from mockserver.store.seam import Contents
from mockserver.store.snapshot import Snapshot


class LiveStorage(Storage):
    """
    A state in memory, safe to use from several threads; see ``live.py`` for the two locks.

    Committed records belong to the storage: nobody changes them in place.
    """

    def __init__(self, contents: Contents | None = None) -> None:
        self.writer = RLock()
        self.latch = Lock()
        self._live = Live(contents or {})
        self._closed = False

    def read(self) -> dict[str, dict[str, Any]]:
        """The live collections by name; the outer dictionary is a copy, they are not."""
        with self.latch:
            collections: dict[str, Any] = dict(self._live.collections)
        return collections

    def table(self, name: str) -> StoredCollection:
        """One live collection, an empty one when it does not exist."""
        held = self._live.collections.get(name)
        return StoredCollection() if held is None else held

    def commit(self, changes: Changes) -> None:
        """
        Make changes durable, then visible, all together.

        ``StateWriteError`` leaves memory and file as they were.
        """
        with self.writer:
            self._check_open()
            self._apply(changes)

    def write(self, data: dict[str, dict[str, Any]]) -> None:
        """Replace the whole state, the stock way of writing; costs what ``data`` holds."""
        self.replace(data)

    def replace(self, contents: Contents) -> None:
        """Replace the whole state; readers see the old one or the new one."""
        with self.writer:
            self._check_open()
            self._swap(Live(contents))

    def discard(self) -> None:
        """Forget the whole state, and its file."""
        self.replace({})

    def close(self) -> None:
        """Refuse further changes; reading goes on. May be called again."""
        with self.writer:
            self._closed = True

    def contents(self) -> dict[str, dict[str, Record]]:
        """A copy of the collections that hold something; the records in it are the live ones."""
        with self.latch:
            return {name: dict(held) for name, held in self._live.collections.items() if held}

    def is_empty(self) -> bool:
        """Whether no collection holds anything."""
        with self.latch:
            return not any(self._live.collections.values())

    def view(self) -> LiveView:
        """The live state for the holder of ``writer``."""
        return LiveView(self._live)

    @contextmanager
    def reading(self) -> Iterator[Snapshot]:
        """The state of this moment, for as long as the context lasts."""
        snapshot = Snapshot(self._live, self.latch)
        try:
            yield snapshot
        finally:
            snapshot.close()

    def _check_open(self) -> None:
        if self._closed:
            raise StateError("The store is closed; open it again to change its state.")

    def _apply(self, changes: Changes) -> None:
        with self.latch:
            self._live.apply(changes)

    def _swap(self, live: Live) -> None:
        with self.latch:
            self._live = live
