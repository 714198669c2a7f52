"""
Writing and listing records of a definition.

Order of checks of a save: the definition, whether it is active, the number of items, then item by
item: is it an object, are its properties known, its required ones there, its values of their
types, its relations resolvable. A faulty item costs itself; without a sound one the request is a
400 (SPM-50 to SPM-60). The unique key is matched with the latest accepted state, so that two
saves in a row update one record however late they become visible (SPM-61, SPM-74).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import (
    ById,
    ByKey,
    Command,
    Draft,
    Item,
    Outcome,
    Policy,
    Stamp,
    Write,
)
from mockserver.core.view import Seen, Stage, View
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.listing import paged, read_listing
from mockserver.providers.shopimind.relations import Unresolved, resolved
from mockserver.providers.shopimind.responses import bulk_of, written_at
from mockserver.providers.shopimind.schema import (
    Definition,
    Field,
    key_of,
    links_of,
    required_definition,
    writable_definition,
)
from mockserver.providers.shopimind.values import fault_of
from mockserver.providers.shopimind.vendor_errors import VendorError

RECORDS = "records"


def numbered(items: Sequence[Json]) -> Command:
    """An array as a command of one batch, each item placed by its position."""
    return Command([[Item((index,), value) for index, value in enumerate(items)]])


def decode_save(view: View, request: Request, _tick: Tick) -> Command | Refusal:
    """The records of a save, unless their definition takes none."""
    definition = writable_definition(view, request.path["id_definition"])
    return definition if isinstance(definition, Refusal) else numbered(request.body)


def decode_update(view: View, request: Request, _tick: Tick) -> Command | Refusal:
    """The one record of an update, unless its definition takes none."""
    definition = writable_definition(view, request.path["id_definition"])
    return definition if isinstance(definition, Refusal) else Command([[Item((), request.body)]])


def save_policy(request: Request) -> Policy:
    return policy(request.path["id_definition"], record_id=None)


def update_policy(request: Request) -> Policy:
    return policy(request.path["id_definition"], record_id=request.path["id"])


def policy(id_definition: str, record_id: str | None) -> Policy:
    """The functions of one request; the definition is read once, it cannot change meanwhile."""
    known: list[Definition] = []

    def definition(view: View) -> Definition:
        if not known:
            found = required_definition(view, id_definition)
            if isinstance(found, Refusal):
                raise LookupError(id_definition)
            known.append(found)
        return known[0]

    def interpret(view: View, item: Item, index: int, tick: Tick) -> Sequence[Write] | Refusal:
        if record_id is not None and of_definition(view, id_definition, record_id) is None:
            return Refusal(Reason.UNKNOWN_RECORD, note="Custom data record not found")
        schema = definition(view)
        seen = Seen(view, tick.now)
        body, faults = understood(seen, schema, item.value, partial=record_id is not None)
        if faults:
            return Refusal(Reason.INVALID_RECORD, item.place, note=tuple(faults))
        key = key_of(schema.unique_keys, body)
        identity = ById(record_id) if record_id else ByKey((key,) if key else ())
        return [Write(index, item.place, id_definition, identity, body)]

    def compose(stage: Stage, write: Write, _stamp: Stamp) -> Draft | Refusal:
        return composed(stage, definition(stage), write)

    return Policy(interpret=interpret, compose=compose, new_id=new_id)


def new_id(stage: Stage, _write: Write, _tick: Tick) -> str:
    """The next number of the shop (SPM-64)."""
    return str(stage.serial(RECORDS))


def composed(stage: Stage, definition: Definition, write: Write) -> Draft | Refusal:
    """The record to store: defaults filled in when it is new; its key and relations find it."""
    body = write.body
    if write.old is None:
        defaults = {
            field.name: field.default
            for field in definition.fields.values()
            if field.default is not None and field.name not in body
        }
        body = {**defaults, **body}
    key = key_of(definition.unique_keys, body)
    if key is not None and isinstance(write.identity, ById) and taken(stage, write, key):
        fault = VendorError(", ".join(definition.unique_keys), "is already used by another record")
        return Refusal(Reason.CONSTRAINT, write.place, note=(fault,))
    return Draft(body, [*([key] if key else ()), *links_of(definition, body)])


def taken(stage: Stage, write: Write, key: str) -> bool:
    """Whether another record of the definition has this unique key."""
    return any(
        other["id"] != write.id and other["kind"] == write.kind and not other.get("deleted")
        for other in stage.find(RECORDS, "keys", key)
    )


def understood(
    seen: View, definition: Definition, sent: JsonObject, *, partial: bool
) -> tuple[JsonObject, list[VendorError]]:
    """What a record means, with its relations resolved, and everything that is wrong with it."""
    body: JsonObject = {}
    faults = [
        VendorError(name, "should not exist") for name in sent if name not in definition.fields
    ]
    for name, field in definition.fields.items():
        value = sent.get(name)
        if value is None:
            if field.required and not (partial and name not in sent):
                faults.append(VendorError(name, "is required"))
            elif name in sent:
                body[name] = None
            continue
        try:
            body[name] = value_of(seen, definition, field, value)
        except Unresolved as error:
            faults.append(VendorError(name, str(error)))
    return body, faults


def value_of(seen: View, definition: Definition, field: Field, value: Json) -> Json:
    """The value to store for a field. Raises ``Unresolved``."""
    relation = definition.relations.get(field.name)
    if relation is not None:
        return resolved(seen, field, relation, value)
    said = fault_of(field, value)
    if said is not None:
        raise Unresolved(said)
    return value


def of_definition(view: View, id_definition: str, record_id: str) -> Record | None:
    """A record in its latest state, if it belongs to the definition (SPM-87)."""
    record = view.get(RECORDS, record_id)
    if record is None or record.get("deleted") or record["kind"] != id_definition:
        return None
    return record


def encode(_stage: Stage, outcome: Outcome, _request: Request, _tick: Tick) -> Response:
    """The answer to a save or an update: the bulk envelope."""
    return bulk_of(outcome)


def list_records(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """The visible records of a definition, also of an inactive one (SPM-43)."""
    definition = required_definition(view, request.path["id_definition"])
    if isinstance(definition, Refusal):
        return definition
    listing = read_listing(request, definition.properties)
    if isinstance(listing, Refusal):
        return listing
    found = Seen(view, tick.now).find(RECORDS, "kind", definition.id)
    return paged(rows(definition, found), listing, tick)


def rows(definition: Definition, records: Iterable[Record]) -> Iterable[JsonObject]:
    """Records as they are listed: a field that was never written is null (SPM-36)."""
    for record in sorted(records, key=lambda one: int(one["id"])):
        if not record.get("deleted"):
            body = record["body"]
            yield {
                "id": int(record["id"]),
                "created_at": written_at(record["created"]),
                "updated_at": written_at(record["updated"]),
                **{name: body.get(name) for name in definition.fields},
            }
