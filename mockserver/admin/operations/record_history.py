"""
The history of one record: which request created, changed, removed or rejected it.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.request_queries import refusal_as_json
from mockserver.admin.operations.state_control import of, vendors_of
from mockserver.admin.problems import Problem
from mockserver.admin.redaction import without
from mockserver.admin.request_matching import keys_of, results_of
from mockserver.admin.selection import one
from mockserver.admin.state_diff import differences
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import moment
from mockserver.core.upsert_types import Status
from mockserver.provider import Request
from mockserver.requests.vendor import ServedVendor
from mockserver.tenants.request_log import LoggedRequest, names_of


def get_history(context: AdminContext, request: Request) -> JsonObject:
    """Every logged request that touched or tried to touch a record, oldest first."""
    vendor, tenant = chosen = one(context, request, vendors_of(context, request))
    name, key = request.path["collection"], request.path["key"]
    kept = tenant.request_log.entries()
    ids = ids_of(kept, name, key)
    with tenant.state.reading() as view:
        stored = view.get(name, key)
        ids.update(record["id"] for record in view.find(name, "keys", key))
    if stored is not None:
        ids.add(stored["id"])
    names = ids | {key} | ({*names_of(stored, key)} if stored else set())
    events = [event for entry in kept for event in events_of(vendor, entry, name, ids, names)]
    if not events and not ids:
        raise Problem(404, f"{name} never had a record {key!r}, as far as is kept", parameter="key")
    complete = all(entry.detailed for entry in kept)
    return {**of(chosen), "collection": name, "key": key, "complete": complete, "events": events}


def ids_of(entries: list[LoggedRequest], collection: str, key: str) -> set[str]:
    return {
        record_id
        for entry in entries
        for record_id, states in entry.trace.changed.get(collection, {}).items()
        if any(state is not None and key in names_of(state, record_id) for state in states)
    }


def events_of(
    vendor: ServedVendor, entry: LoggedRequest, collection: str, ids: set[str], names: set[str]
) -> Iterator[JsonObject]:
    """What one request did to a record, or was refused."""
    shown: JsonObject = {
        "request": entry.id,
        "at": moment(entry.at).isoformat(timespec="milliseconds"),
        "operation": entry.operation,
    }
    for record_id, (old, new) in entry.trace.changed.get(collection, {}).items():
        if record_id in ids:
            yield {
                **shown,
                "what": what(old, new),
                "before": old,
                "after": new,
                **changed(old, new),
            }
    operation = vendor.contract.operations.get(entry.operation or "")
    if operation is None or operation.rules is None or operation.rules.resource != collection:
        return
    for result in results_of(entry):
        if result.status is Status.REJECTED and not names.isdisjoint(keys_of(result)):
            reasons = [refusal_as_json(vendor.provider, refusal) for refusal in result.refusals]
            sent = without(result.item.value, [])
            yield {**shown, "what": "rejected", "sent": sent, "reasons": reasons}


def what(old: Record | None, new: Record | None) -> str:
    """What happened to a record, in one word."""
    if old is None:
        return "created"
    if new is None or (new.get("deleted") and not old.get("deleted")):
        return "removed"
    return "changed" if old["body"] != new["body"] else "touched"


def changed(old: Record | None, new: Record | None) -> JsonObject:
    """The properties that changed, where there is a before and an after."""
    if old is None or new is None:
        return {}
    return {"differences": list(differences(old["body"], new["body"]))}
