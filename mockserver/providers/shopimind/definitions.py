"""
The operations on definitions.

Order of checks for create and extend; from the third on, all faults are listed together:

| | check |
|---|---|
| 1 | an extended definition exists |
| 2 | the name is free among the definitions of the shop that are not deleted |
| 3 | field names occur once, defaults fit their types |
| 4 | the unique key names declared fields |
| 5 | relations start at declared fields, one each, and lead to something that exists |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.listing import paged, read_listing
from mockserver.providers.shopimind.responses import single
from mockserver.providers.shopimind.schema import (
    DEFINITIONS,
    ROW,
    TARGET_FIELDS,
    as_field,
    as_row,
    folded,
    stored,
    unknown_definition,
)
from mockserver.providers.shopimind.values import fault_of
from mockserver.providers.shopimind.vendor_errors import VendorError

NAME_TAKEN = "custom data definition name is already used."


def list_definitions(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """Every definition of the shop, deleted ones too."""
    listing = read_listing(request, ROW)
    if isinstance(listing, Refusal):
        return listing
    return paged(map(as_row, view.all(DEFINITIONS)), listing, tick)


def get_definition(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """One definition that was not deleted."""
    record = stored(view, request.path["id_definition"])
    return unknown_definition() if record is None else single(as_row(record))


def create_definition(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """A new, active definition (SPM-22 to SPM-34)."""
    sent = request.body
    body: JsonObject = {
        "name": sent["name"],
        "description": sent.get("description"),
        "status": "active",
        "unique_keys": sent.get("unique_keys", []),
        "fields": sent["fields"],
        "relationships": [completed(entry) for entry in sent.get("relationships", [])],
    }
    refusal = refused(stage, body)
    if refusal is not None:
        return refusal
    record = put_definition(stage, str(stage.serial(DEFINITIONS)), body, tick)
    return single(as_row(record), 201)


def extend_definition(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """New fields and relations after the old ones, a new name or description (SPM-35, SPM-37)."""
    old = stored(stage, request.path["id_definition"])
    if old is None:
        return unknown_definition()
    sent = request.body
    body: JsonObject = dict(old["body"])
    body.update({name: sent[name] for name in ("name", "description") if name in sent})
    body["fields"] = [*body["fields"], *sent.get("fields", [])]
    added = [completed(entry) for entry in sent.get("relationships", [])]
    body["relationships"] = [*body["relationships"], *added]
    refusal = refused(stage, body, old["id"])
    if refusal is not None:
        return refusal
    return single(as_row(put_definition(stage, old["id"], body, tick, old)))


def activate_definition(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """Records may be written again; repeatable (SPM-39, SPM-44)."""
    return with_status(stage, request, tick, "active")


def deactivate_definition(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """Records are read-only from now on; repeatable (SPM-39 to SPM-43)."""
    return with_status(stage, request, tick, "inactive")


def delete_definition(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """A logical delete: the row stays in the listing, its name becomes free (SPM-45 to SPM-47)."""
    return with_status(stage, request, tick, "deleted")


def with_status(stage: Stage, request: Request, tick: Tick, status: str) -> Response | Refusal:
    """A definition in another status; staged only if it is another one."""
    old = stored(stage, request.path["id_definition"])
    if old is None:
        return unknown_definition()
    if old["body"]["status"] == status:
        return single(as_row(old))
    body = {**old["body"], "status": status}
    return single(as_row(put_definition(stage, old["id"], body, tick, old)))


def put_definition(
    stage: Stage, id_definition: str, body: JsonObject, tick: Tick, old: Record | None = None
) -> Record:
    """Stage a definition, visible at once and found by its name unless it is deleted."""
    record: Record = {
        "id": id_definition,
        "kind": "definition",
        "body": body,
        "version": tick.now,
        "created": tick.now if old is None else old["created"],
        "updated": tick.now,
    }
    if body["status"] != "deleted":
        record["keys"] = [folded(body["name"])]
    stage.put(DEFINITIONS, record)
    return record


def completed(entry: JsonObject) -> JsonObject:
    """A relation with the target field that it means when it names none (SPM-28)."""
    if "targetField" in entry:
        return entry
    return {**entry, "targetField": TARGET_FIELDS.get(entry["targetSchema"], "id")}


def refused(stage: Stage, body: JsonObject, own: str | None = None) -> Refusal | None:
    """Why a definition cannot be stored like this, everything that is wrong at once."""
    if any(record["id"] != own for record in stage.find(DEFINITIONS, "keys", folded(body["name"]))):
        return Refusal(Reason.CONSTRAINT, note=NAME_TAKEN)
    faults = (
        *field_faults(body["fields"]),
        *key_faults(body),
        *relation_faults(stage, body, own),
    )
    return Refusal(Reason.CONSTRAINT, note=faults) if faults else None


def field_faults(fields: Sequence[JsonObject]) -> Iterator[VendorError]:
    """A field that was declared before, or whose default is not of its type."""
    seen = {"id"}
    for index, entry in enumerate(fields):
        if entry["name"] in seen:
            yield VendorError(f"fields[{index}].name", "must not be used twice, nor be id")
        seen.add(entry["name"])
        default = entry.get("default")
        said = None if default is None else fault_of(as_field(entry), default)
        if said is not None:
            yield VendorError(f"fields[{index}].default", said)


def key_faults(body: JsonObject) -> Iterator[VendorError]:
    """A unique key that names something else than a field (SPM-32), or one field twice."""
    declared = {entry["name"] for entry in body["fields"]}
    keys = body["unique_keys"]
    for index, name in enumerate(keys):
        if name not in declared or name in keys[:index]:
            yield VendorError(f"unique_keys[{index}]", "must name a declared field, once")


def relation_faults(stage: Stage, body: JsonObject, own: str | None) -> Iterator[VendorError]:
    """A relation from nowhere (SPM-33), to nowhere (SPM-34), or a second one from one field."""
    declared = {entry["name"] for entry in body["fields"]}
    for index, entry in enumerate(body["relationships"]):
        place = f"relationships[{index}]"
        if entry["sourceField"] not in declared:
            yield VendorError(f"{place}.sourceField", "must name a declared field, once")
        declared.discard(entry["sourceField"])
        if entry["targetSchemaType"] == "system":
            if entry["targetSchema"] not in TARGET_FIELDS:
                yield VendorError(
                    f"{place}.targetSchema", f"must be one of {', '.join(TARGET_FIELDS)}"
                )
            continue
        itself = own is not None and entry["targetSchema"] == own
        target = body if itself else body_of(stage, entry["targetSchema"])
        if target is None:
            yield VendorError(f"{place}.targetSchema", "must be the id of a definition")
        elif entry["targetField"] not in {"id", *(one["name"] for one in target["fields"])}:
            yield VendorError(f"{place}.targetField", "must be id or a field of the target")


def body_of(stage: Stage, id_definition: str) -> JsonObject | None:
    """The body of a definition that was not deleted."""
    record = stored(stage, id_definition)
    return None if record is None else record["body"]
