"""Ledger entries for what an upsert could create, and the ids that its answer gives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.drivers.square.objects import family, name_of
from conformance.drivers.square.responses import objects_of, pairs_of
from conformance.expectations import at, is_list
from conformance.http.exchange import Exchange
from conformance.http.target import Target
from conformance.http.write_ledger import LedgerEntry

Noted = list[tuple[str, LedgerEntry]]
"""Temporary ids in the order of the request, each with its entry."""


def note_writes(target: Target, body: Any, credential: str) -> tuple[Noted, int]:
    """
    Ledger entries for the top-level objects that a body could create, and the number of objects.
    """
    entries: Noted = []
    count = 0
    for value in top_level_objects(body):
        count += len(list(family(value)))
        ref = at(value, "id")
        name = name_of(value)
        if isinstance(ref, str) and not ref.startswith("#"):
            continue
        kind = at(value, "type")
        entry = target.will_write(str(kind or ""), name or target.namespace, credential=credential)
        entries.append((str(ref), entry))
    return entries, max(count, 1)


def top_level_objects(body: Any) -> Iterator[Any]:
    """The top-level objects of an upsert, single or in batches."""
    batches = at(body, "batches")
    for batch in batches if is_list(batches) else ():
        objects = at(batch, "objects")
        yield from objects if is_list(objects) else ()
    if at(body, "object"):
        yield at(body, "object")


def note_ids(exchange: Exchange, entries: Noted) -> None:
    """
    Record the permanent ids, from the mappings in their order or from the names of the objects.
    """
    open_entries = list(entries)
    for ref, object_id in pairs_of(exchange):
        assign_id(open_entries, object_id, [each for each in open_entries if each[0] == ref])
    for value in objects_of(exchange) if open_entries else ():
        named = [each for each in open_entries if each[1].name == name_of(value)]
        assign_id(open_entries, str(value.get("id", "")), named)


def assign_id(
    open_entries: Noted, object_id: str, candidates: Sequence[tuple[str, LedgerEntry]]
) -> None:
    """Give an id to the first of some candidates and take it off the open entries."""
    for candidate in candidates[:1]:
        candidate[1].note_id(object_id)
        open_entries.remove(candidate)
