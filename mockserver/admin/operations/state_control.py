"""
The state of one tenant: looking at records, setting them past every check, moving them in and out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem, pointer
from mockserver.admin.selection import SelectedTenant, one, one_to_set, vendors
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import View
from mockserver.json_text import dump
from mockserver.messages import HttpResponse
from mockserver.provider import Request, Response
from mockserver.requests.vendor import ServedVendor
from mockserver.store.seam import Contents

NDJSON = {"Content-Type": "application/x-ndjson"}


def get_state(context: AdminContext, request: Request) -> JsonObject:
    """How many records each collection holds."""
    chosen = one(context, request)
    return {**of(chosen), "collections": sizes(chosen[0], chosen[1].state.contents())}


def set_state(context: AdminContext, request: Request) -> JsonObject:
    """Replace the whole state."""
    chosen = one_to_set(context, request)
    for name in request.body["collections"]:
        if name not in chosen[0].contract.collections:
            raise unknown_collection(name, [chosen[0]], pointer=f"/collections{pointer((name,))}")
    now = chosen[1].clock.now()
    contents = {
        name: {row["id"]: complete_record(row, None, now) for row in rows}
        for name, rows in request.body["collections"].items()
    }
    chosen[1].state.replace(contents)
    return {**of(chosen), "collections": sizes(chosen[0], contents)}


def clear_state(context: AdminContext, request: Request) -> JsonObject:
    """Empty the state of one tenant."""
    chosen = one(context, request)
    chosen[1].state.replace({})
    return {**of(chosen), "collections": {}}


def get_collection(context: AdminContext, request: Request) -> JsonObject:
    """The records of a collection, in the order in which they came."""
    name = request.path["collection"]
    chosen = one(context, request, vendors_of(context, request))
    start = request.parameters.get("offset", 0)
    stop = start + request.parameters.get("limit", 100)
    with chosen[1].state.reading() as view:
        found = list(view.all(name))
    if "deleted" in request.parameters:
        wanted = request.parameters["deleted"]
        found = [record for record in found if record.get("deleted", False) == wanted]
    return {**of(chosen), "collection": name, "total": len(found), "records": found[start:stop]}


def set_collection(context: AdminContext, request: Request) -> JsonObject:
    """Replace the records of a collection."""
    name = request.path["collection"]
    chosen = one_to_set(context, request, vendors_of(context, request))
    now = chosen[1].clock.now()
    rows = [complete_record(row, None, now) for row in request.body["records"]]
    with chosen[1].state.transaction() as stage:
        for record in list(stage.all(name)):
            stage.drop(name, record["id"])
        for record in rows:
            stage.put(name, record)
    return {**of(chosen), "collection": name, "total": len(rows)}


def clear_collection(context: AdminContext, request: Request) -> JsonObject:
    """Empty a collection."""
    name = request.path["collection"]
    chosen = one(context, request, vendors_of(context, request))
    with chosen[1].state.transaction() as stage:
        gone = [record["id"] for record in stage.all(name)]
        for record_id in gone:
            stage.drop(name, record_id)
    return {**of(chosen), "collection": name, "removed": len(gone)}


def get_record(context: AdminContext, request: Request) -> JsonObject:
    """One record as it is stored, by its id or a natural key."""
    chosen = one(context, request, vendors_of(context, request))
    with chosen[1].state.reading() as view:
        record = found(view, request)
    return {**of(chosen), "collection": request.path["collection"], "record": record}


def set_record(context: AdminContext, request: Request) -> Response:
    """Store a record past every check; what is left out stays as it was."""
    chosen = one_to_set(context, request, vendors_of(context, request))
    name, key = request.path["collection"], request.path["key"]
    with chosen[1].state.transaction() as stage:
        old = stage.get(name, key)
        record = complete_record({**request.body, "id": key}, old, chosen[1].clock.now())
        stage.put(name, record)
    body = {**of(chosen), "collection": name, "record": record}
    return Response(201 if old is None else 200, body)


def delete_record(context: AdminContext, request: Request) -> JsonObject:
    """Take a record out of the state, leaving no tombstone."""
    name = request.path["collection"]
    chosen = one(context, request, vendors_of(context, request))
    with chosen[1].state.transaction() as stage:
        record = found(stage, request)
        stage.drop(name, record["id"])
    return {**of(chosen), "collection": name, "removed": 1}


def export_state(context: AdminContext, request: Request) -> HttpResponse:
    """Every record as one line of NDJSON, the same for the same state."""
    _, tenant = one(context, request)
    snapshot = request.parameters.get("snapshot")
    if snapshot is not None and snapshot not in tenant.snapshots:
        raise Problem(404, f"no snapshot {snapshot!r}", parameter="snapshot")
    contents = tenant.state.contents() if snapshot is None else tenant.snapshots[snapshot]
    lines = [
        dump({"collection": name, "record": record})
        for name in sorted(contents)
        for record in contents[name].values()
    ]
    return HttpResponse(200, NDJSON, b"".join(line + b"\n" for line in lines))


def import_state(context: AdminContext, request: Request) -> JsonObject:
    """Replace the whole state with exported lines."""
    chosen = one_to_set(context, request)
    contents: dict[str, dict[str, Record]] = {}
    for line in request.body:
        record = complete_record(line["record"], None, 0)
        contents.setdefault(line["collection"], {})[record["id"]] = record
    chosen[1].state.replace(contents)
    return {**of(chosen), "collections": sizes(chosen[0], contents)}


def vendors_of(context: AdminContext, request: Request) -> list[ServedVendor]:
    """The vendors of a call that have the collection of its address."""
    name = request.path["collection"]
    chosen = vendors(context, request)
    having = [vendor for vendor in chosen if name in vendor.contract.collections]
    if not having:
        raise unknown_collection(name, chosen, parameter="collection")
    return having


def unknown_collection(name: str, among: Sequence[ServedVendor], **place: str) -> Problem:
    """The problem of a collection that no operation of these vendors writes to."""
    known = sorted({each for vendor in among for each in vendor.contract.collections})
    return Problem(404, f"no collection {name!r}", **place, known=known)


def sizes(vendor: ServedVendor, contents: Contents) -> dict[str, int]:
    """How many records the collections of the vendor hold; what is internal is left out."""
    shown = vendor.contract.collections
    return {name: len(rows) for name, rows in contents.items() if name in shown}


def of(chosen: SelectedTenant) -> JsonObject:
    return {"vendor": chosen[0].provider.name, "tenant": chosen[1].name}


def found(view: View, request: Request) -> Record:
    """The record that an address names."""
    name, key = request.path["collection"], request.path["key"]
    record = view.get(name, key)
    if record is not None:
        return record
    by_key: Sequence[Record] = list(view.find(name, "keys", key))
    if len(by_key) != 1:
        raise Problem(404, f"{name} has no record {key!r}", parameter="key")
    return by_key[0]


def complete_record(row: Mapping[str, Json], old: Record | None, now: int) -> Record:
    """A record with everything that a store expects, from what was sent and what was there."""
    record: Record = {
        "id": row["id"],
        "kind": "",
        "body": {},
        "version": now,
        "created": now,
        "updated": now,
    }
    record.update(old or {})
    record.update(row)  # type: ignore[typeddict-item]  # its form was checked with the contract
    return record
