"""
The live state in memory, and what its commits replaced.

Rules of this file:

1. There are two locks. ``writer`` is held by whoever decides on changes and commits them, from
   the first look to the last byte; ``latch`` is held for moments, around one look or one change of
   the dictionaries, and never while foreign code, the disk or a decision is waited for.
   Who takes both takes ``writer`` first.
2. A reader waits for the latch only. What it saw stays: each commit that happens while somebody
   reads leaves a layer with the states it replaced, and the reader looks through these layers.
   Nobody reading, no layers.
3. Replacing the whole state puts a new ``Live`` in the place of the old one, which nobody changes
   any more; who reads it goes on reading it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from mockserver.core.record import Record, own_values
from mockserver.core.view import Changes
from mockserver.store.collection import Placed, StoredCollection
from mockserver.store.seam import Contents

Before: TypeAlias = dict[str, dict[str, Placed | None]]
"""Collection, then id, then the state that a commit replaced; ``None`` where there was none."""


class Layer:
    """What one commit replaced, and the layer of the commit after it."""

    __slots__ = ("before", "later")

    def __init__(self) -> None:
        self.before: Before = {}
        self.later: Layer | None = None


class Live:
    """All collections of one state, and the layer that the next commit will fill."""

    def __init__(self, contents: Contents) -> None:
        self.collections = {
            name: records.clone()
            if isinstance(records, StoredCollection)
            else StoredCollection(records)
            for name, records in contents.items()
        }
        self.latest = Layer()
        self.readers = 0

    def apply(self, changes: Changes) -> None:
        """Change the collections; the latch is held."""
        if self.readers:
            self._remember(changes)
        for name, changed in changes.items():
            collection = self.collections.get(name)
            if collection is None:
                collection = self.collections[name] = StoredCollection()
            collection.apply(changed)

    def _remember(self, changes: Changes) -> None:
        layer = self.latest
        for name, changed in changes.items():
            collection = self.collections.get(name) or StoredCollection()
            layer.before[name] = {record_id: collection.placed(record_id) for record_id in changed}
        layer.later = self.latest = Layer()


class LiveView:
    """
    The live state as a transaction sees it: not a copy, and lazy.

    Only the holder of ``writer`` may use it, because only that keeps commits away.
    """

    def __init__(self, live: Live) -> None:
        self._collections = live.collections

    def get(self, collection: str, record_id: str) -> Record | None:
        records = self._collections.get(collection)
        return None if records is None else records.get(record_id)

    def candidates(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records any state of which may hold ``value`` under ``index``."""
        records = self._collections.get(collection)
        if records is not None:
            for record_id in records.ids(index, value):
                yield records[record_id]

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records whose latest state holds ``value`` under ``index``."""
        for record in self.candidates(collection, index, value):
            if value in own_values(record, index):
                yield record

    def all(self, collection: str) -> Iterator[Record]:
        """Every record of a collection, oldest first."""
        yield from self._collections.get(collection, {}).values()
