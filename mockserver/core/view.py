"""
How the pure core sees the state: a view to read, a stage to write on.

Rules of this file:

1. Nothing is copied. A stage keeps only what was changed and asks its base for the rest.
2. Cost follows the change. ``find`` uses an index of the base and one of the staged records, which
   is made when it is first asked for; only ``all`` walks a collection, and only what it is asked
   for.
3. A stage goes back to a mark: that is how a batch is all-or-nothing. It forks into a trial whose
   changes are looked at before it absorbs them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

from mockserver.core.record import Record, as_seen, index_values, own_values

Changes: TypeAlias = dict[str, dict[str, Record | None]]
"""Collection, then id, then the new record or ``None`` for one that is gone."""

UNCHANGED: Any = object()
"""What stood in the changes of a stage where nothing did."""

METER = "meters"
"""The collection of counters: one record a counter, its number under ``body.value``."""


class View(Protocol):
    """A state to read: every record in its latest form, tombstones included."""

    def get(self, collection: str, record_id: str) -> Record | None:
        """One record by its id."""

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records of which ``index`` (one of ``INDEXES``) holds ``value``, oldest first."""

    def candidates(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records any state of which, hidden ones included, may hold ``value``: a superset."""

    def all(self, collection: str) -> Iterator[Record]:
        """Every record of a collection, oldest first."""


class Seen:
    """
    A view of what queries may see at a moment: later writes hidden, earlier states in their place.

    Tombstones stay; whether to show them is the vendor's rule.
    """

    def __init__(self, base: View, now: int) -> None:
        self._base = base
        self._now = now

    def get(self, collection: str, record_id: str) -> Record | None:
        """One record as it is seen now."""
        record = self._base.get(collection, record_id)
        return None if record is None else as_seen(record, self._now)

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records whose visible state holds ``value`` under ``index``."""
        for candidate in self._base.candidates(collection, index, value):
            record = as_seen(candidate, self._now)
            if record is not None and value in own_values(record, index):
                yield record

    candidates = find

    def all(self, collection: str) -> Iterator[Record]:
        """Every record that has a visible state."""
        for latest in self._base.all(collection):
            record = as_seen(latest, self._now)
            if record is not None:
                yield record


@dataclass(slots=True)
class StagedIndex:
    """An index over the first ``size`` records that were staged in a collection."""

    ids: dict[str, dict[str, None]] = field(default_factory=dict)
    size: int = 0


class Stage:
    """Changes laid over a view, readable like a view, not yet committed."""

    def __init__(self, base: View) -> None:
        self._base = base
        self.changes: Changes = {}
        self._log: list[tuple[str, str, Any]] = []
        self._laid: dict[str, list[Record]] = {}
        self._index: dict[tuple[str, str], StagedIndex] = {}

    def get(self, collection: str, record_id: str) -> Record | None:
        """One record, staged or stored."""
        staged = self.changes.get(collection)
        if staged is not None and record_id in staged:
            return staged[record_id]
        return self._base.get(collection, record_id)

    def candidates(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """Records that may hold ``value`` under ``index``: a superset, stored ones first."""
        staged = self.changes.get(collection, {})
        for record in self._base.candidates(collection, index, value):
            if record["id"] not in staged:
                yield record
        if staged:
            for record_id in tuple(self.staged_index(collection, index).get(value, ())):
                changed = staged.get(record_id)
                if changed is not None:
                    yield changed

    def staged_index(self, collection: str, index: str) -> dict[str, dict[str, None]]:
        """
        Value to the ids of records that were staged under it.

        A superset: what was staged over or undone stays in it.
        """
        known = self._index.get((collection, index))
        if known is None:
            known = self._index[collection, index] = StagedIndex()
        laid = self._laid.get(collection, ())
        for number in range(known.size, len(laid)):
            for value in index_values(laid[number], index):
                known.ids.setdefault(value, {})[laid[number]["id"]] = None
        known.size = len(laid)
        return known.ids

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records of which ``index`` holds ``value`` in their latest state."""
        for record in self.candidates(collection, index, value):
            if value in own_values(record, index):
                yield record

    def all(self, collection: str) -> Iterator[Record]:
        """Every record: stored ones in their staged form, then new ones."""
        staged = self.changes.get(collection, {})
        stored = set()
        for record in self._base.all(collection):
            record_id = record["id"]
            stored.add(record_id)
            current = staged.get(record_id, record)
            if current is not None:
                yield current
        for record_id, changed in tuple(staged.items()):  # who walks may stage
            if record_id not in stored and changed is not None:
                yield changed

    def put(self, collection: str, record: Record) -> None:
        """Stage a record under its own id; it must not be changed afterwards."""
        self.note(collection, record["id"], record)
        self._laid.setdefault(collection, []).append(record)

    def drop(self, collection: str, record_id: str) -> None:
        """Stage the end of a record, leaving no tombstone."""
        self.note(collection, record_id, None)

    def note(self, collection: str, record_id: str, record: Record | None) -> None:
        """Change one record, and remember what stood there."""
        staged = self.changes.setdefault(collection, {})
        self._log.append((collection, record_id, staged.get(record_id, UNCHANGED)))
        staged[record_id] = record

    def mark(self) -> int:
        """A place to come back to with ``undo``."""
        return len(self._log)

    def undo(self, mark: int) -> None:
        """Take back whatever was staged since a mark, but what was absorbed."""
        while len(self._log) > mark:
            collection, record_id, before = self._log.pop()
            staged = self.changes[collection]
            if before is not UNCHANGED:
                staged[record_id] = before
                continue
            del staged[record_id]
            if not staged:
                del self.changes[collection]

    def fork(self) -> Stage:
        """A trial on top of this stage; ``absorb`` keeps it, forgetting it undoes it."""
        return Stage(self)

    def absorb(self, trial: Stage) -> None:
        """Take over everything that was staged on a fork of this stage."""
        for collection, changed in trial.changes.items():
            self.changes.setdefault(collection, {}).update(changed)
        for collection, laid in trial._laid.items():
            self._laid.setdefault(collection, []).extend(laid)

    def meter(self, name: str, value: int) -> int:
        """Set a counter and return its value; counters are part of the state."""
        self.put(
            METER,
            {
                "id": name,
                "kind": "meter",
                "body": {"value": value},
                "version": 0,
                "created": 0,
                "updated": 0,
            },
        )
        return value

    def read_meter(self, name: str) -> int:
        """The value of a counter, 0 when it was never set."""
        record = self.get(METER, name)
        return 0 if record is None else int(record["body"]["value"])

    def serial(self, name: str) -> int:
        """The next number of a counter: 1, 2, 3 and so on."""
        return self.meter(name, self.read_meter(name) + 1)


class Tables:
    """The simplest view: plain dictionaries, scanned. For tests and small fixed states."""

    def __init__(self, tables: Mapping[str, Mapping[str, Record]] | None = None) -> None:
        self._tables = tables or {}

    def get(self, collection: str, record_id: str) -> Record | None:
        """One record by its id."""
        return self._tables.get(collection, {}).get(record_id)

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records whose latest state holds ``value`` under ``index``."""
        for record in self.all(collection):
            if value in own_values(record, index):
                yield record

    def candidates(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records any state of which holds ``value`` under ``index``."""
        for record in self.all(collection):
            if value in index_values(record, index):
                yield record

    def all(self, collection: str) -> Iterator[Record]:
        """Every record of a collection, oldest first."""
        yield from tuple(self._tables.get(collection, {}).values())
