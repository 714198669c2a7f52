"""
The three bulk operations: what comes in a list, and one row for each member going out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mockserver.core.reasons import Refusal
from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import (
    ById,
    Command,
    Item,
    New,
    Outcome,
    Policy,
    Status,
    Write,
    WriteResult,
)
from mockserver.core.view import Stage, View
from mockserver.provider import Request, Response, Upsert
from mockserver.providers.propeller.directives import read_directives
from mockserver.providers.propeller.lookup import find_owner, wrong_key
from mockserver.providers.propeller.policy import (
    Aim,
    Locate,
    address_write,
    customer_policy,
    stored_by,
)
from mockserver.providers.propeller.records import customer, customers, pair_key, text_of
from mockserver.providers.propeller.vendor_errors import messages

Known = Callable[[View, Request, JsonObject], bool]
"""Whether a failed record is meant for something that exists."""


def by_id(view: View, value: JsonObject) -> Aim:
    """The customer with the id that was sent; 0 is nobody's (PRP-06, PRP-07)."""
    number = text_of(value["id"])
    known = customer(view, number)
    identity: ById | New = New() if number == "0" else ById(number)
    return Aim(known, identity, f"id [{number}]")


def by_source_id(view: View, value: JsonObject) -> Aim:
    """The customer with the pair that was sent (PRP-45, PRP-46)."""
    found = customers(view, pair_key(value["source"], value["sourceId"]))
    lookup = f"sourceId [{text_of(value['sourceId'])}]"
    return Aim(found[0], ById(found[0]["id"]), lookup) if found else Aim(None, New(), lookup)


def bulk_customers(lookup_key: str, locate: Locate) -> Upsert:
    """The bulk operation by one lookup key."""

    def decode(_view: View, request: Request, _tick: Tick) -> Command:
        sent = request.body["customers"]
        return Command([[Item(("customers", index), one) for index, one in enumerate(sent)]])

    def policy(request: Request) -> Policy:
        return customer_policy(locate, read_directives(request.body.get("directives")))

    def is_known(view: View, _request: Request, value: JsonObject) -> bool:
        aim = locate(view, value)
        return isinstance(aim, Aim) and aim.known is not None

    return Upsert(decode, policy, rows_of(lookup_key, is_known))


def rows_of(
    lookup_key: str, is_known: Known
) -> Callable[[Stage, Outcome, Request, Tick], Response]:
    """The encoder of a bulk operation (PRP-02 to PRP-11)."""

    def encode(stage: Stage, outcome: Outcome, request: Request, _tick: Tick) -> Response:
        rows = []
        for result in outcome.results():
            value = result.item.value
            key = key_of(value.get(lookup_key, ""))
            if result.status is Status.REJECTED:
                action = "update" if is_known(stage, request, value) else "create"
                rows.append(failed_row(result, action, lookup_key, key))
            else:
                rows.append(row_of(result, lookup_key, key))
        return Response(200, {"data": rows, "messages": ["Completed"], "total": len(rows)})

    return encode


def key_of(sent: Json) -> Json:
    """A lookup value as the row repeats it: 5.0 is the integer 5."""
    return int(sent) if isinstance(sent, float) else sent


def row_of(result: WriteResult, lookup_key: str, key: Json) -> JsonObject:
    """The row of a record that was stored."""
    record = result.writes[0].record
    return {
        "action": "create" if result.status is Status.CREATED else "update",
        "id": None if record is None else record["body"]["id"],
        "key": key,
        "lookupKey": lookup_key,
        "success": True,
    }


def failed_row(result: WriteResult, action: str, lookup_key: str, key: Json) -> JsonObject:
    """The row of a record that was not: a text and no id (PRP-32)."""
    said = [text for refusal in result.refusals for text in messages(refusal)]
    return {
        "action": action,
        "error": "; ".join(said),
        "key": key,
        "lookupKey": lookup_key,
        "success": False,
    }


def refuse_other_key(_view: View, request: Request, _tick: Tick) -> Refusal:
    """The answer to a bulk call by a key that has none (PRP-37)."""
    return wrong_key(request.path["lookupKey"])


def decode_addresses(view: View, request: Request, _tick: Tick) -> Command | Refusal:
    """The addresses of a bulk call, once their customer is found (PRP-44)."""
    owner = find_owner(view, request)
    if isinstance(owner, Refusal):
        return owner
    sent = request.body["addresses"]
    return Command([[Item(("addresses", index), one) for index, one in enumerate(sent)]])


def address_policy(request: Request) -> Policy:
    """Each address by its type and code."""

    def interpret(view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
        owner = find_owner(view, request)
        if isinstance(owner, Refusal):
            return owner
        return [address_write(view, item, index, owner["id"])]

    return stored_by(interpret)


BULK_BY_ID = bulk_customers("id", by_id)
BULK_BY_SOURCE_ID = bulk_customers("sourceId", by_source_id)
BULK_ADDRESSES = Upsert(
    decode_addresses, address_policy, rows_of("code", lambda _view, _request, _value: False)
)
