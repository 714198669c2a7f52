"""
What a sent customer or address means, and what is stored of it.

| | check of a customer, the first that fails decides |
|---|---|
| 1 | ``skipCreate``, when there is no such customer |
| 2 | the parent exists |
| 3 | the pair of source and source id is free, or its own (PRP-46) |
| 4 | its attributes, in order |

In a bulk call each of them costs the record alone (PRP-32).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from mockserver.core.reasons import Place, Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import ById, Draft, Item, New, Policy, RecordForm, Stamp, Write
from mockserver.core.view import Stage, View
from mockserver.providers.propeller.attribute_values import Setting, changed, read_setting
from mockserver.providers.propeller.directives import Directives, applied
from mockserver.providers.propeller.records import (
    ADDRESS,
    CUSTOMER,
    CUSTOMERS,
    address_key,
    addresses,
    customers,
    new_address_id,
    new_customer_id,
    pair_key,
    source_keys,
    text_of,
    usergroup_exists,
)
from mockserver.providers.propeller.vendor_errors import fault

APART = frozenset({"id", "source", "sourceId", "attributes", "addresses"})
"""What a customer is sent with that is not stored as a field of its own."""

NEW_ADDRESS = {"isDefault": "N", "icp": "N", "gender": "U"}
"""Defaults (PRP-29)."""

NO_DIRECTIVES = Directives()

FORM = RecordForm(tombstones=True)
"""Nothing refers to customers and addresses; what is removed stays in the recycle bin."""


@dataclass(frozen=True, slots=True)
class Aim:
    """The customer that a record is meant for: the stored one, or the identity of a new one."""

    known: Record | None
    identity: ById | New
    lookup: str


Locate: TypeAlias = Callable[[View, JsonObject], Aim | Refusal]
"""Finds the customer that a sent record is meant for."""


@dataclass(frozen=True, slots=True)
class Additions:
    """What a customer is sent with beside its fields."""

    pair: JsonObject | None
    settings: list[Setting]


def customer_policy(locate: Locate, directives: Directives = NO_DIRECTIVES) -> Policy:
    """The policy of an operation that writes customers."""

    def interpret(view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
        aim = locate(view, item.value)
        if isinstance(aim, Refusal):
            return aim
        if aim.known is None and directives.skip_create:
            return fault(60006, f"Customer with {aim.lookup} not found", item.place)
        value = item.value
        if aim.known is not None:
            value = applied(directives, value, aim.known, view)
        return customer_writes(view, Item(item.place, value), index, aim)

    return stored_by(interpret)


def stored_by(interpret: Callable[[View, Item, int, Tick], Sequence[Write] | Refusal]) -> Policy:
    """A policy that understands records in its own way and stores them in the usual one."""
    return Policy(
        interpret=interpret,
        compose=compose,
        new_id=new_id,
        form=FORM,
        check_final_state=settle_defaults,
    )


def customer_writes(view: View, item: Item, index: int, aim: Aim) -> Sequence[Write] | Refusal:
    """A customer, and its addresses after it."""
    value: JsonObject = item.value
    additions = read_additions(view, item, aim.known)
    if isinstance(additions, Refusal):
        return additions
    body = {name: sent for name, sent in value.items() if name not in APART}
    owner = Write(index, item.place, CUSTOMER, aim.identity, body, note=additions)
    return [owner, *nested_addresses(view, item, index, owner, aim.known)]


def read_additions(view: View, item: Item, known: Record | None) -> Additions | Refusal:
    """The pair and the attributes of a customer, its parent checked on the way."""
    value: JsonObject = item.value
    parent = value.get("parent")
    if parent is not None and not usergroup_exists(view, parent):
        name = "id" if "id" in parent else "sourceId"
        return fault(10017, f"Parent with {name} [{text_of(parent[name])}] not found", item.place)
    pair = None
    if "sourceId" in value:
        pair = {"source": value["source"], "sourceId": text_of(value["sourceId"])}
        holders = customers(view, pair_key(pair["source"], pair["sourceId"]))
        if any(known is None or holder["id"] != known["id"] for holder in holders):
            text = f"Customer with sourceId [{pair['sourceId']}] already exists"
            return fault(60004, text, item.place)
    settings = []
    for number, entry in enumerate(value.get("attributes", ())):
        setting = read_setting(view, entry)
        if isinstance(setting, str):
            return fault(10017, setting, (*item.place, "attributes", number))
        settings.append(setting)
    return Additions(pair, settings)


def nested_addresses(
    view: View, item: Item, index: int, owner: Write, known: Record | None
) -> list[Write]:
    """
    The addresses sent inside a customer (PRP-26).

    Two with the same type and code are one, and the later fields count, as if they had been sent
    one after the other.
    """
    merged: dict[object, tuple[Place, JsonObject]] = {}
    for number, value in enumerate(item.value.get("addresses", ())):
        place = (*item.place, "addresses", number)
        name = (value["type"], value["code"]) if "code" in value else number
        first, earlier = merged.get(name, (place, {}))
        merged[name] = first, earlier | value
    customer_id = None if known is None else known["id"]
    return [
        address_write(view, Item(place, value), index, customer_id, owner)
        for place, value in merged.values()
    ]


def address_write(
    view: View, item: Item, index: int, customer_id: str | None, owner: Write | None = None
) -> Write:
    """An address that is found by its type and code, else new (PRP-27, PRP-28)."""
    identity: ById | New = New()
    code = item.value.get("code")
    if customer_id is not None and code is not None:
        key = address_key(customer_id, item.value["type"], code)
        found = next(iter(view.find(CUSTOMERS, "keys", key)), None)
        identity = identity if found is None else ById(found["id"])
    note = customer_id if owner is None else owner
    return Write(
        index, item.place, ADDRESS, identity, item.value, nested=owner is not None, note=note
    )


def new_id(stage: Stage, write: Write, _tick: Tick) -> str:
    """A positive id that is unknown is kept, else a new one is given."""
    if isinstance(write.identity, ById):
        return write.identity.id
    return new_customer_id(stage) if write.kind == CUSTOMER else new_address_id(stage)


def compose(_stage: Stage, write: Write, _stamp: Stamp) -> Draft:
    """The body to store, already merged with the stored one field by field (PRP-34)."""
    body = dict(write.body)
    if "gender" in body:
        body["gender"] = body["gender"].upper()
    return (
        composed_customer(write, body) if write.kind == CUSTOMER else composed_address(write, body)
    )


def composed_customer(write: Write, body: JsonObject) -> Draft:
    """A customer with its pairs and its attribute values; a source has one id of a customer."""
    additions: Additions = write.note
    body["id"] = int(write.id)
    if additions.settings:
        body["attributes"] = changed(body.get("attributes", {}), additions.settings)
    sources = body.get("sources", [])
    if additions.pair is not None:
        others = [pair for pair in sources if pair["source"] != additions.pair["source"]]
        sources = body["sources"] = [*others, additions.pair]
    return Draft(body, keys=source_keys(sources))


def composed_address(write: Write, body: JsonObject) -> Draft:
    """An address in its customer, with the defaults of a new one."""
    owner = write.note.id if isinstance(write.note, Write) else write.note
    if write.old is None:
        body = NEW_ADDRESS | body
    body["id"] = int(write.id.removeprefix("address-"))
    keys = [address_key(owner, body["type"], body["code"])] if "code" in body else []
    return Draft(body, keys=keys, parent=owner)


def settle_defaults(stage: Stage, writes: Sequence[Write], stamp: Stamp) -> Sequence[Refusal]:
    """A customer has one default address of a type: the one that was written last."""
    for write in reversed(writes):
        record = stage.get(CUSTOMERS, write.id) if write.kind == ADDRESS else None
        if record is None or record["body"]["isDefault"] != "Y":
            continue
        for other in list(addresses(stage, record["parent"])):
            body = other["body"]
            same = body["isDefault"] == "Y" and body["type"] == record["body"]["type"]
            if same and other["id"] != record["id"]:
                lesser: Record = {**other, "body": {**body, "isDefault": "N"}}
                stage.put(CUSTOMERS, {**lesser, "updated": stamp.now, "version": stamp.version})
    return ()
