"""
Families: a parent and its children, as a batch leaves them behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.core.reasons import Place, Refusal
from mockserver.core.record import Json, Record
from mockserver.core.record_writer import live
from mockserver.core.upsert_types import Write
from mockserver.core.view import Stage
from mockserver.providers.square.catalog import KINDS, OBJECTS, data_of
from mockserver.providers.square.constraints import client_id_of
from mockserver.providers.square.vendor_errors import VendorError, constraint, invalid_object


@dataclass(frozen=True, slots=True)
class Family:
    """A parent, where the batch touched it, and the batch's writes by the ids of their objects."""

    parent: Record
    place: Place
    writes: Mapping[str, Write]

    def name(self, record: Record) -> str:
        """An object as the client knows it."""
        write = self.writes.get(record["id"])
        return record["id"] if write is None else client_id_of(write)

    def refused(self, record: Record, sentence: str, field: str) -> Refusal:
        return invalid_object(self.place_of(record), self.name(record), sentence, field)

    def broken(self, record: Record, fault: VendorError) -> Refusal:
        """The refusal of an object in words that Square does not use for others."""
        return constraint(self.place_of(record), fault)

    def place_of(self, record: Record) -> Place:
        """Where an object stands in the request, or what touched its family."""
        write = self.writes.get(record["id"])
        return self.place if write is None else write.place


def families(stage: Stage, writes: Sequence[Write]) -> Iterator[Family]:
    """Every live parent whose children or own state the batch touched."""
    by_id = {write.id: write for write in writes}
    touched: dict[str, Place] = {}
    for write in writes:
        if KINDS[write.kind].children:
            touched.setdefault(write.id, write.place)
        for state in (write.old, write.record):
            if state is not None and "parent" in state:
                touched.setdefault(state["parent"], write.place)
    for parent_id, place in touched.items():
        parent = live(stage, OBJECTS, parent_id)
        if parent is not None:
            yield Family(parent, place, by_id)


def settle_field(stage: Stage, record: Record, write: Write | None, name: str, value: Json) -> None:
    """Write a field of an object that depends on other objects."""
    own = KINDS[record["kind"]].data
    data = {**data_of(record), name: value}
    settled: Record = {**record, "body": {**record["body"], own: data}}
    stage.put(OBJECTS, settled)
    if write is not None:
        write.record = settled
