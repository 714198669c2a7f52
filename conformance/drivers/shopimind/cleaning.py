"""
Deletion of what the ledger names, and the check that it is gone.

Definitions are deleted one by one, the latest first, because a later one may relate to an earlier
one; customers and products are deleted twenty at a time; overrides are set to what they were.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from conformance.drivers.removal import not_refused, remove_each, remove_together
from conformance.drivers.shopimind.bodies import first_member, id_of, rows_of
from conformance.drivers.shopimind.definition import DEFINITIONS, MOST
from conformance.drivers.shopimind.queries import where
from conformance.drivers.shopimind.shop import CUSTOMERS, PRODUCTS
from conformance.http.target import Target
from conformance.http.write_ledger import LedgerEntry

OVERRIDES = f"{DEFINITIONS}/overrides"
AT_ONCE = 20
"""Items that a bulk delete takes."""


def remove(target: Target, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Delete what entries name; the entries whose records are still there."""
    left: list[LedgerEntry] = []
    for credential in dict.fromkeys(entry.credential for entry in entries):
        mine = [entry for entry in entries if entry.credential == credential]
        for kind, remove_kind in REMOVALS.items():
            of_kind = [entry for entry in mine if entry.kind == kind]
            left += remove_together(of_kind, partial(remove_kind, target))
    return left


def definitions(target: Target, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Delete definitions, those without an id by their names; the entries that are left."""
    unknown = [entry.name for entry in entries if not entry.id]
    named = numbers(target, unknown, entries[0].credential) if unknown else {}

    def is_gone(entry: LedgerEntry) -> bool:
        ids = [entry.id] if entry.id else named.get(entry.name, [])
        gone = [delete_definition(target, number, entry.credential) for number in ids]
        return all(gone)

    return remove_each(entries, is_gone)


def delete_definition(target: Target, number: str, credential: str) -> bool:
    """Delete a definition; whether it is gone. Raises ``Untested`` when deleting is refused."""
    path = f"{DEFINITIONS}/{number}"
    not_refused(target.send("DELETE", path, credential=credential))
    answer = target.send("GET", path, credential=credential)
    return not answer.ok or answer.at("data", "status") == "deleted"


def numbers(target: Target, names: Sequence[str], credential: str) -> dict[str, list[str]]:
    """Name to the ids of definitions with that name that are not deleted."""
    found: dict[str, list[str]] = {}
    for start in range(0, len(names), AT_ONCE):
        query = [
            ("limit", MOST),
            *where("name", "IN", list(names[start : start + AT_ONCE])),
            *where("status", "NOT_EQUALS", "deleted", position=1),
        ]
        page = target.send("GET", DEFINITIONS, query=query, credential=credential)
        for row in rows_of(page):
            if row.get("name") in names and row.get("status") != "deleted":
                number = id_of(first_member(row, "id_definition", "id"))
                found.setdefault(row["name"], []).append(number)
    return found


def rows(path: str, target: Target, entries: Sequence[LedgerEntry]) -> Iterator[LedgerEntry]:
    """
    Delete customers or products, and wait until no listing shows them; the entries that are left.
    """
    word = "customer_id" if path == CUSTOMERS else "product_id"
    names = list(dict.fromkeys(entry.name for entry in entries))
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        sent = [int(name) for name in some] if path == PRODUCTS else some
        deletion = target.send("POST", f"{path}/bulk-delete", {f"{word}s": sent}, writes=0)
        still = target.poll(
            lambda some=some: still_listed(target, path, word, some),  # type: ignore[misc] # bound now
            lambda found: not found,
            None if not_refused(deletion).ok else 0.0,
        )
        yield from (entry for entry in entries if entry.name in still)


def still_listed(target: Target, path: str, word: str, names: Sequence[str]) -> set[str]:
    """
    Which of these customers or products a listing still shows; all of them when it is refused.
    """
    query = [("limit", MOST), *where(word, "IN", list(names))]
    page = target.send("GET", path, query=query)
    if not isinstance(page.at("data"), list):
        return set(names)
    return {str(row.get(word)) for row in rows_of(page)} & set(names)


def restore(target: Target, entries: Sequence[LedgerEntry]) -> Iterator[LedgerEntry]:
    """Set overrides to what the first entry of each field recorded; the entries that are left."""
    seen: set[str] = set()
    for entry in entries:
        if entry.name in seen:
            continue
        seen.add(entry.name)
        schema, _, field = entry.name.partition(".")
        query = {"target_system_schema": schema, "system_field_name": field}
        before = json.loads(entry.id)
        target.send("PUT", OVERRIDES, {"overrides": before}, query=query)
        if sources(target, schema, field) != before:
            yield entry


def sources(target: Target, schema: str, field: str) -> list[dict[str, object]]:
    """The overrides of a native field by rising priority, in the form in which they are sent."""
    page = target.send("GET", OVERRIDES, query=[("limit", MOST)])
    found = [
        {
            "id_custom_data_definition": int(id_of(row.get("id_custom_data_definition")) or 0),
            "custom_field_name": row.get("custom_field_name"),
            "priority": int(id_of(row.get("priority")) or 0),
        }
        for row in rows_of(page)
        if first_member(row, "system_field_name", "system_field") == field
        and first_member(row, "target_system_schema") in {schema, None}
    ]
    return sorted(found, key=lambda source: int(str(source["priority"])))


REMOVALS: dict[str, Callable[[Target, Sequence[LedgerEntry]], Iterable[LedgerEntry]]] = {
    "overrides": restore,
    "definition": definitions,
    "customer": partial(rows, CUSTOMERS),
    "product": partial(rows, PRODUCTS),
}
"""Kind of an entry to what removes it, in the order in which they are removed."""
