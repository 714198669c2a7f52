"""
Why one record is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from mockserver.core.reasons import Reason, Refusal, Violation, invalid
from mockserver.core.record import Json, Record
from mockserver.core.upsert_types import Item, Write
from mockserver.declared.shapes import RecordShape


def broken(item: Item, inside: tuple[str, ...], keyword: str, limit: Json) -> Refusal:
    """The refusal of a record with one thing wrong."""
    violation = Violation((*item.place, *inside), keyword, limit)
    return invalid((violation,), 1, Reason.INVALID_RECORD)


def wrong_members(faults: Sequence[Violation]) -> Refusal:
    """The refusal of a record for some of its members."""
    note = "read-only-member" if faults[0].keyword == "readOnly" else None
    refusal = invalid(tuple(faults), len(faults), Reason.INVALID_RECORD)
    return replace(refusal, note=note)


def taken(write: Write, key: str, holder: Record, records: RecordShape) -> Refusal:
    """The refusal of a value that another record has already, as a key or as defined unique."""
    own = holder["body"].get(records.id_key) if records.id_key else holder["id"]
    declared = key.partition("=")[0] in {*records.collection.keys, "id"}
    return Refusal(
        Reason.CONSTRAINT,
        write.place,
        {
            "key": key,
            "holder": own,
            "id": write.id.rpartition("/")[2],
            "scope": write.kind.partition("/")[2],
        },
        note="taken" if declared else "value-taken",
    )
