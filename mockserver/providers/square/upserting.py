"""
The two upserts: what a catalog object means to the engine, and the answer to what came of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from mockserver.core.reasons import Place, Reason, Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import (
    ById,
    Command,
    Draft,
    Item,
    New,
    Outcome,
    Policy,
    RecordForm,
    Stamp,
    Write,
)
from mockserver.core.view import Stage, View
from mockserver.provider import Request, Response, Upsert
from mockserver.providers.square.attributes import (
    DEFINITION,
    attributed,
    completed_definition,
    definition_keys,
    natural_key,
    value_keys,
)
from mockserver.providers.square.catalog import (
    HISTORY,
    KINDS,
    OBJECTS,
    OWNERS,
    VERSIONS_KEPT,
    nested_in,
)
from mockserver.providers.square.constraints import broken, constraint_mistake
from mockserver.providers.square.references import slots, unlink
from mockserver.providers.square.refusals import refuse
from mockserver.providers.square.rendering import timestamp, wire
from mockserver.providers.square.server_ids import give_uids, new_id
from mockserver.providers.square.settlement import check_final_state
from mockserver.providers.square.shaping import filled, taken
from mockserver.providers.square.vendor_errors import invalid_object

POSITIONED: Final = frozenset({"ITEM_VARIATION", "MODIFIER", "ITEM_OPTION_VAL"})
"""Children that know their position among their siblings."""


def decode_batches(_view: View, request: Request, _tick: Tick) -> Command:
    return Command(
        [
            [
                Item(("batches", number, "objects", index), value)
                for index, value in enumerate(batch["objects"])
            ]
            for number, batch in enumerate(request.body["batches"])
        ]
    )


def decode_object(_view: View, request: Request, _tick: Tick) -> Command:
    """A single object: one batch of one."""
    return Command([[Item(("object",), request.body["object"])]])


def count(item: Item) -> int:
    """How many objects one counts for: itself and those nested in it (SQ-31)."""
    return 1 + len(nested_in(item.value))


def interpret(view: View, item: Item, index: int, tick: Tick) -> list[Write] | Refusal:
    """An object as writes: itself, then the objects nested in it."""
    writes: list[Write] = []
    for value, place in family(item):
        refusal = constraint_mistake(value, place)
        if refusal is not None:
            return refusal
        write = write_of(value, place, index)
        if writes:
            refusal = adopt(write, value["id"], len(writes) - 1, item.value["id"])
            if refusal is not None:
                return refusal
        give_uids(view, write, tick)
        writes.append(write)
    return writes


def family(item: Item) -> Iterator[tuple[JsonObject, Place]]:
    """An object and the objects nested in it, and where they stand in the request."""
    yield item.value, item.place
    kind = KINDS[item.value["type"]]
    for position, child in enumerate(nested_in(item.value)):
        yield child, (*item.place, kind.data, kind.children, position)


def write_of(value: JsonObject, place: Place, index: int) -> Write:
    """One object without its children as a write; an id that starts with # creates (SQ-38)."""
    object_id: str = value["id"]
    identity = New(object_id) if object_id.startswith("#") else ById(object_id)
    kind = value["type"]
    return Write(index, place, kind, identity, taken(kind, value), version=value.get("version"))


def adopt(child: Write, named: str, position: int, parent_id: str) -> Refusal | None:
    """Tell a nested object its parent and its position (SQ-43, SQ-76)."""
    row = KINDS[child.kind]
    data = child.body[row.data]
    if data.setdefault(row.parent, parent_id) != parent_id:
        sentence = f"{row.parent} must name the object in which this one is nested."
        return invalid_object(child.place, named, sentence, row.parent)
    child.nested = True
    if child.kind == "ITEM_VARIATION":
        data["ordinal"] = position
    elif child.kind in POSITIONED:
        data.setdefault("ordinal", position)
    return None


def permanent_id(_stage: Stage, _write: Write, tick: Tick) -> str:
    return new_id(tick)


def compose(stage: Stage, write: Write, _stamp: Stamp) -> Draft | Refusal:
    """The object as it is stored, or why it cannot be."""
    row = KINDS[write.kind]
    keep_place(write)
    refusal = broken(write)
    if refusal is not None:
        return refusal
    body = filled(write)
    keys: list[str] = []
    if "custom_attribute_values" in body:
        values = attributed(stage, write, body["custom_attribute_values"])
        if isinstance(values, Refusal):
            return values
        body["custom_attribute_values"] = values
        keys.extend(value_keys(stage, values))
    if write.kind == DEFINITION:
        body[row.data] = completed_definition(write, body[row.data])
        keys.extend(definition_keys(body[row.data]))
    elif write.kind == "ITEM_OPTION" and "name" in body[row.data]:
        keys.append(natural_key("Item Option", "name", body[row.data]["name"].casefold()))
    return Draft(body, keys, body[row.data].get(row.parent) if row.parent else None)


def keep_place(write: Write) -> None:
    """An update by itself leaves a child where it was: in its parent, at its position."""
    row = KINDS[write.kind]
    if write.old is None or not row.parent or write.old["kind"] != write.kind:
        return
    before = write.old["body"][row.data]
    data = write.body[row.data]
    data.setdefault(row.parent, before[row.parent])
    if data[row.parent] == before[row.parent] and "ordinal" in before:
        data.setdefault("ordinal", before["ordinal"])


FORM: Final = RecordForm(
    slots=slots,
    unlink=unlink,
    owns_nested=OWNERS,
    tombstones=True,
    history=HISTORY,
    versions_kept=VERSIONS_KEPT,
)

POLICY: Final = Policy(
    interpret=interpret,
    compose=compose,
    new_id=permanent_id,
    form=FORM,
    count=count,
    check_final_state=check_final_state,
)


def policy(_request: Request) -> Policy:
    return POLICY


REFUSED_KEY: Final = "refused-key"


def spends_key(outcome: Outcome, request: Request) -> bool:
    """Whether a refused request has used its key up: by what the database refused (A5)."""
    reasons = {refusal.reason for refusal in outcome.refusals()}
    return request.readings[REFUSED_KEY] == "spent" and Reason.UNKNOWN_REFERENCE in reasons


def encode_batches(stage: Stage, outcome: Outcome, _request: Request, _tick: Tick) -> Response:
    """
    The stored objects, and the errors of the batches that were refused (SQ-79, SQ-85).

    When every batch was refused, the errors alone (SQ-87).
    """
    refusals = list(outcome.refusals())
    if outcome.refused:
        return refuse(*refusals)
    answer = refuse(*refusals).body if refusals else {}
    answer["objects"] = stored_objects(stage, outcome)
    answer["updated_at"] = timestamp(outcome.stamp.now)
    return Response(200, answer | mapped(outcome))


def encode_object(stage: Stage, outcome: Outcome, _request: Request, _tick: Tick) -> Response:
    """The stored object, or the errors."""
    if outcome.refused:
        return refuse(*outcome.refusals())
    [stored] = stored_objects(stage, outcome)
    return Response(200, {"catalog_object": stored, **mapped(outcome)})


def stored_objects(stage: Stage, outcome: Outcome) -> list[JsonObject]:
    """The accepted top-level objects in the order of the request, as they are now (SQ-89)."""
    ids = (result.writes[0].id for result in outcome.results() if result.writes)
    records: Iterator[Record | None] = (stage.get(OBJECTS, object_id) for object_id in ids)
    return [wire(stage, record) for record in records if record is not None]


def mapped(outcome: Outcome) -> JsonObject:
    """The permanent ids of created objects, top-level ones first (SQ-39, SQ-40, SQ-51)."""
    writes = [write for result in outcome.results() for write in result.writes]
    writes.sort(key=lambda write: write.nested)
    mappings = [
        {"client_object_id": write.identity.ref, "object_id": write.id}
        for write in writes
        if isinstance(write.identity, New)
    ]
    return {"id_mappings": mappings} if mappings else {}


BATCH_UPSERT: Final = Upsert(decode_batches, policy, encode_batches)
UPSERT: Final = Upsert(decode_object, policy, encode_object)
