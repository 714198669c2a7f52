"""
One collection in memory: records by id, their order, and string indexes over them.

Rules of this file:

1. The dictionary itself is the primary index; its order is the order in which ids first came.
2. Only strings are indexed: Python has ``True == 1 == 1.0``, so an index over numbers would miss
   documents that a scan finds.
3. Earlier states of a record (``was``) are indexed with it, so a lookup gives a superset.
4. A lookup keeps the order of the collection, whenever its entries came into the index.
5. ``apply`` costs what it changes; only ``__init__`` and ``clone`` walk the collection.
6. Entries of an index may be shared with a clone; ``_owned`` names those that are not (``None``:
   all of them). The first change of a shared entry copies it.

Nothing here locks: whoever calls ``apply`` keeps readers out.
"""

from __future__ import annotations

from collections.abc import Collection as Sized
from collections.abc import Iterable, Mapping
from itertools import count
from operator import itemgetter
from typing import Any, TypeAlias

from mockserver.core.record import INDEXES, Record

Placed: TypeAlias = tuple[int, Record]
"""A record and its place: a number that grows in the order of the collection."""

by_place = itemgetter(0)


def index_strings(record: Mapping[str, Any], index: str) -> Sized[str]:
    """
    The distinct strings under which ``index`` finds a record.

    For records this is ``core.record.index_values``; it also bears documents that are none.
    """
    value = record.get(index)
    if not record.get("was"):
        if value is None:
            return ()
        if type(value) is str:
            return (value,)
        if type(value) is list and len(value) == 1 and type(value[0]) is str:
            return value
    found: dict[str, None] = {}
    state: Any = record
    while isinstance(state, dict):
        found.update(dict.fromkeys(_strings_of(state.get(index))))
        state = state.get("was")
    return found


def _strings_of(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Iterable):
        return [item for item in value if isinstance(item, str)]
    return ()


def enter(buckets: dict[str, dict[str, None]], value: str, record_id: str) -> None:
    """Let ``value`` find a record; it comes after those found already."""
    bucket = buckets.get(value)
    if bucket is None:
        buckets[value] = {record_id: None}
    else:
        bucket[record_id] = None


class StoredCollection(dict[str, Record]):
    """The records of one collection by id, indexed by the fields named in ``INDEXES``."""

    __slots__ = ("_buckets", "_disordered", "_next_place", "_owned", "places")

    def __init__(self, records: Mapping[str, Record] | None = None) -> None:
        super().__init__(records or {})
        self.places: dict[str, int] = dict(zip(self, count(), strict=False))
        self._next_place = len(self)
        self._buckets: dict[str, dict[str, dict[str, None]]] = {index: {} for index in INDEXES}
        self._disordered: set[tuple[str, str]] = set()
        self._owned: set[tuple[str, str]] | None = None
        for index, buckets in self._buckets.items():
            for record_id, record in self.items():
                for value in index_strings(record, index):
                    enter(buckets, value, record_id)

    def clone(self) -> StoredCollection:
        """
        An independent copy with the same records, made quickly.

        Both share the entries of their indexes until one of them changes an entry.
        """
        copy = StoredCollection()
        copy.update(self)
        copy.places = self.places.copy()
        copy._next_place = self._next_place
        copy._buckets = {index: buckets.copy() for index, buckets in self._buckets.items()}
        copy._disordered = self._disordered.copy()
        copy._owned = set()
        self._owned = set()
        return copy

    def apply(self, changed: Mapping[str, Record | None]) -> None:
        """Put records and drop those that are ``None``, indexes included."""
        for record_id, record in changed.items():
            old = self.get(record_id)
            if record is not None:
                self._put(record_id, record, old)
            elif old is not None:
                self._drop(record_id, old)

    def _put(self, record_id: str, record: Record, old: Record | None) -> None:
        self[record_id] = record
        if old is None:
            self.places[record_id] = self._next_place
            self._next_place += 1
            for index, buckets in self._buckets.items():
                for value in index_strings(record, index):
                    self._own(index, value)
                    enter(buckets, value, record_id)
            return
        layered = "was" in old or "was" in record
        for index in INDEXES:
            if layered or old.get(index) != record.get(index):
                self._reindex(index, record_id, old, record)

    def _reindex(self, index: str, record_id: str, old: Record, record: Record) -> None:
        earlier, later = index_strings(old, index), index_strings(record, index)
        for value in earlier:
            if value not in later:
                self._leave(index, value, record_id)
        buckets = self._buckets[index]
        for value in later:
            if value in earlier:
                continue
            bucket = buckets.get(value)
            if bucket and self.places[next(reversed(bucket))] > self.places[record_id]:
                self._disordered.add((index, value))
            self._own(index, value)
            enter(buckets, value, record_id)

    def _drop(self, record_id: str, old: Record) -> None:
        for index in INDEXES:
            for value in index_strings(old, index):
                self._leave(index, value, record_id)
        del self[record_id]
        del self.places[record_id]

    def _own(self, index: str, value: str) -> None:
        """Stop sharing an entry that is about to change."""
        if self._owned is None or (index, value) in self._owned:
            return
        bucket = self._buckets[index].get(value)
        if bucket is not None:
            self._buckets[index][value] = bucket.copy()
        self._owned.add((index, value))

    def _leave(self, index: str, value: str, record_id: str) -> None:
        self._own(index, value)
        bucket = self._buckets[index][value]
        del bucket[record_id]
        if not bucket:
            del self._buckets[index][value]
            self._disordered.discard((index, value))

    def ids(self, index: str, value: str) -> Sized[str]:
        """The ids of the records any state of which may hold ``value``, in order; not a copy."""
        bucket = self._buckets[index].get(value)
        if bucket is None:
            return ()
        if (index, value) in self._disordered:
            # A new dictionary takes the place of the old one, so an iteration that is under way
            # elsewhere goes on undisturbed.
            bucket = dict.fromkeys(sorted(bucket, key=self.places.__getitem__))
            self._buckets[index][value] = bucket
            self._disordered.discard((index, value))
        return bucket

    def placed(self, record_id: str) -> Placed | None:
        """A record with its place, or nothing."""
        record = self.get(record_id)
        return None if record is None else (self.places[record_id], record)


def indexed(
    contents: Mapping[str, Mapping[str, Record]],
) -> Mapping[str, Mapping[str, Record]]:
    """
    Contents that a state can be replaced with quickly, as often as one likes.

    They are independent of what they were made from, records apart, which nobody changes in place.
    """
    return {
        name: records.clone()
        if isinstance(records, StoredCollection)
        else StoredCollection(records)
        for name, records in contents.items()
    }
