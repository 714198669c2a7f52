"""
Where records hold what refers to others: by id, in slots of the engine, or by key.
"""

from __future__ import annotations

from collections.abc import Callable

from mockserver.core.record import JsonObject
from mockserver.core.upsert_types import Slot
from mockserver.declared.identities import text_of
from mockserver.declared.shapes import RecordShape


def slots_of(records: RecordShape) -> Callable[[str, JsonObject], list[Slot]]:
    """Where bodies of a collection hold ids of other records."""
    by_id = [(name, each) for name, each in records.references.items() if each.by is None]

    def slots(_kind: str, body: JsonObject) -> list[Slot]:
        found = []
        for name, reference in by_id:
            value = body.get(name)
            if isinstance(value, list):
                found += [
                    Slot(value, index, reference.collection, (name, index))
                    for index in range(len(value))
                ]
            elif value is not None:
                found.append(Slot(body, name, reference.collection, (name,)))
        return found

    return slots


def referred_keys(records: RecordShape, body: JsonObject) -> list[str]:
    """Natural keys by which the holders of references by key are found."""
    return [
        f"refers {each.collection} {each.by}={text_of(body[name])}"
        for name, each in records.references.items()
        if each.by is not None and body.get(name) is not None
    ]
