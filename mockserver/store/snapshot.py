"""
A view of the live state that stays as it was, whatever is committed meanwhile.

It copies nothing when it is made.
It follows the layers that later commits leave behind and prefers what it finds there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock
from types import MappingProxyType

from mockserver.core.record import INDEXES, Record, own_values
from mockserver.store.collection import Placed, StoredCollection, by_place, index_strings
from mockserver.store.live import Before, Live

NOTHING: Mapping[str, Placed | None] = MappingProxyType({})


class Snapshot:
    """The state as it was when the snapshot was made, until it is closed."""

    def __init__(self, live: Live, latch: Lock) -> None:
        self._live = live
        self._latch = latch
        self._before: Before = {}
        self._index: dict[tuple[str, str, str], dict[str, None]] = {}
        self._closed = False
        with latch:
            live.readers += 1
            self._layer = live.latest

    def close(self) -> None:
        """End the snapshot; who uses it afterwards gets a ``RuntimeError``."""
        with self._latch:
            if not self._closed:
                self._closed = True
                self._live.readers -= 1

    def get(self, collection: str, record_id: str) -> Record | None:
        with self._latch:
            before = self._look_back(collection)
            if record_id in before:
                placed = before[record_id]
                return None if placed is None else placed[1]
            records = self._live.collections.get(collection)
            return None if records is None else records.get(record_id)

    def candidates(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records any state of which may hold ``value`` under ``index``."""
        with self._latch:
            before = self._look_back(collection)
            records = self._live.collections.get(collection)
            if records is None:
                return iter(())
            ids = records.ids(index, value)
            if not before:
                return iter([records[record_id] for record_id in ids])
            earlier = self._index.get((collection, index, value), ())
            return _in_order(records, before, ids, earlier)

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records whose latest state holds ``value`` under ``index``."""
        found = self.candidates(collection, index, value)
        return (record for record in found if value in own_values(record, index))

    def all(self, collection: str) -> Iterator[Record]:
        """Every record of a collection, oldest first."""
        with self._latch:
            before = self._look_back(collection)
            records = self._live.collections.get(collection)
            if records is None:
                return iter(())
            if not before:
                return iter(list(records.values()))
            return _in_order(records, before, records, before)

    def _look_back(self, collection: str) -> Mapping[str, Placed | None]:
        """What commits have replaced in a collection since the snapshot was made."""
        if self._closed:
            raise RuntimeError("This view was used after its reading() had ended.")
        while self._layer.later is not None:
            for name, before in self._layer.before.items():
                self._take_over(name, before)
            self._layer = self._layer.later
        return self._before.get(collection, NOTHING)

    def _take_over(self, name: str, before: dict[str, Placed | None]) -> None:
        known = self._before.setdefault(name, {})
        for record_id, placed in before.items():
            if record_id in known:
                continue
            known[record_id] = placed
            if placed is not None:
                for index in INDEXES:
                    for value in index_strings(placed[1], index):
                        self._index.setdefault((name, index, value), {})[record_id] = None


def _in_order(
    records: StoredCollection,
    before: Mapping[str, Placed | None],
    ids: Iterable[str],
    earlier: Iterable[str],
) -> Iterator[Record]:
    found = [(records.places[key], records[key]) for key in ids if key not in before]
    found += [placed for key in earlier if (placed := before[key]) is not None]
    found.sort(key=by_place)
    return iter([record for _, record in found])
