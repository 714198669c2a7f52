"""
Records that every tenant has from the beginning, and no operation changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mockserver.core.record import INDEXES, JsonObject, Record, own_values
from mockserver.core.view import View
from mockserver.declared.identities import keys_of
from mockserver.declared.shapes import RecordShape


class GivenRecords:
    """
    What ``given`` declares, as records of its collections.

    They are laid over the state of a tenant when it is looked at, and are no part of it.
    """

    def __init__(self, shapes: Mapping[str, RecordShape]) -> None:
        self._records: dict[str, dict[str, Record]] = {}
        self._index: dict[tuple[str, str, str], list[Record]] = {}
        for name, shape in shapes.items():
            for scope, bodies in shape.collection.given.items():
                for number, body in enumerate(bodies, start=1):
                    self._add(name, given_record(shape, scope, number, body))

    def _add(self, collection: str, record: Record) -> None:
        self._records.setdefault(collection, {})[record["id"]] = record
        for index in INDEXES:
            for value in own_values(record, index):
                self._index.setdefault((collection, index, value), []).append(record)

    def over(self, view: View) -> View:
        """A state with the given records before its own."""
        return WithGiven(view, self) if self._records else view

    def get(self, collection: str, record_id: str) -> Record | None:
        """A given record by its id."""
        return self._records.get(collection, {}).get(record_id)

    def find(self, collection: str, index: str, value: str) -> Sequence[Record]:
        """The given records of which an index holds a value."""
        return self._index.get((collection, index, value), ())

    def all(self, collection: str) -> Sequence[Record]:
        """The given records of a collection."""
        return tuple(self._records.get(collection, {}).values())


NOTHING_GIVEN = GivenRecords({})


class WithGiven:
    """A view of a state and of the records that are given in every state."""

    def __init__(self, base: View, given: GivenRecords) -> None:
        self._base = base
        self._given = given

    def get(self, collection: str, record_id: str) -> Record | None:
        """One record by its id."""
        return self._given.get(collection, record_id) or self._base.get(collection, record_id)

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records of which an index holds a value, given ones first."""
        yield from self._given.find(collection, index, value)
        yield from self._base.find(collection, index, value)

    def candidates(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The records any state of which may hold a value under an index."""
        yield from self._given.find(collection, index, value)
        yield from self._base.candidates(collection, index, value)

    def all(self, collection: str) -> Iterator[Record]:
        """Every record of a collection."""
        yield from self._given.all(collection)
        yield from self._base.all(collection)


def given_record(shape: RecordShape, scope: str, number: int, body: JsonObject) -> Record:
    """One given record; it is as old as the epoch."""
    kind = "/".join(filter(None, (shape.collection.name, scope)))
    return {
        "id": f"given/{scope}/{number}",
        "kind": kind,
        "body": body,
        "version": 0,
        "created": 0,
        "updated": 0,
        "keys": keys_of(shape, body, shape.collection.keys),
    }
