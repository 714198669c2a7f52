"""
Deletion of the customers that the ledger names, and the check that they are gone.

A customer whose id is known is deleted by it; one whose answer never came is looked up by the
identity that was sent. Addresses and attribute values are deleted with their customer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.drivers.removal import not_refused, remove_each
from conformance.http.exchange import Exchange
from conformance.http.target import Target, path_segment
from conformance.http.write_ledger import LedgerEntry

GONE = 404


def path_of(customer: object) -> str:
    return f"/customers/id/{path_segment(customer)}"


def remove(target: Target, entries: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """Delete customers; the entries whose customers are still there."""
    seen: dict[tuple[str, str], bool] = {}

    def is_gone_once(entry: LedgerEntry) -> bool:
        path, query = lookup_of(entry)
        place = entry.credential, f"{path}?{query}"
        if place not in seen:
            seen[place] = is_gone(target, entry, path, query)
        return seen[place]

    return remove_each(entries, is_gone_once)


def lookup_of(entry: LedgerEntry) -> tuple[str, dict[str, str]]:
    """Path and query by which the customer of an entry is found."""
    if entry.id or entry.kind == "customer":
        return path_of(entry.id or entry.name), {}
    source, _, source_id = entry.name.partition("/")
    return f"/customers/sourceId/{path_segment(source_id)}", {"source": source} if source else {}


def is_gone(target: Target, entry: LedgerEntry, path: str, query: dict[str, str]) -> bool:
    """
    Delete a customer if it is there; whether it is absent afterwards.

    Raises ``Untested`` when deleting is refused altogether.
    """
    sent: dict[str, Any] = {"query": query, "credential": entry.credential}
    where = target.profile.readings.get("resources", "") + path

    def look() -> Exchange:
        return target.send("GET", where, **sent)

    if not entry.id and look().status == GONE:
        return True
    deleted = not_refused(target.send("DELETE", where, **sent))
    patience = None if deleted.ok or deleted.status == GONE else 0.0
    return target.poll(look, lambda found: found.status == GONE, patience).status == GONE
