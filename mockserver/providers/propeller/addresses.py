"""
The addresses of one customer, one at a time.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.record_writer import RecordWriter
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import ById, Command, Item, New, Policy, Write
from mockserver.core.view import Stage, View
from mockserver.provider import Change, Read, Request, Response, Upsert
from mockserver.providers.propeller.lookup import find_owner, lookup_text
from mockserver.providers.propeller.policy import FORM, stored_by
from mockserver.providers.propeller.records import ADDRESS, CUSTOMERS, address_id, addresses, alive
from mockserver.providers.propeller.responses import deleted, one_written
from mockserver.providers.propeller.shapes import address_row
from mockserver.providers.propeller.vendor_errors import fault


def list_addresses(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """All addresses of a customer, or those of one type (PRP-43)."""
    owner = find_owner(view, request)
    if isinstance(owner, Refusal):
        return owner
    kind = request.parameters.get("type")
    rows = [
        address_row(record)
        for record in addresses(view, owner["id"])
        if kind in {None, record["body"]["type"]}
    ]
    return Response(200, {"data": rows, "messages": [], "total": len(rows)})


def find_address(view: View, request: Request) -> Record | Refusal:
    """The address of a path, in the customer of the path (PRP-44)."""
    owner = find_owner(view, request)
    if isinstance(owner, Refusal):
        return owner
    number = request.path["addressId"]
    found = view.get(CUSTOMERS, address_id(number))
    if found is None or not alive(found, ADDRESS) or found.get("parent") != owner["id"]:
        return fault(
            90006,
            f"Address with id [{number}] not found for [Customers] with {lookup_text(request)}",
        )
    return found


def decode_create(view: View, request: Request, _tick: Tick) -> Command | Refusal:
    """The address of the body, once its customer is found."""
    owner = find_owner(view, request)
    return owner if isinstance(owner, Refusal) else Command([[Item((), request.body)]])


def create_policy(request: Request) -> Policy:
    """Always a new address."""

    def interpret(view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
        owner = find_owner(view, request)
        if isinstance(owner, Refusal):
            return owner
        return [Write(index, item.place, ADDRESS, New(), item.value, note=owner["id"])]

    return stored_by(interpret)


def decode_update(view: View, request: Request, _tick: Tick) -> Command | Refusal:
    """The change of the body, once its address is found."""
    found = find_address(view, request)
    return found if isinstance(found, Refusal) else Command([[Item((), request.body)]])


def update_policy(request: Request) -> Policy:
    """What is sent goes to the address of the path."""

    def interpret(view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
        found = find_address(view, request)
        if isinstance(found, Refusal):
            return found
        identity = ById(found["id"])
        return [Write(index, item.place, ADDRESS, identity, item.value, note=found["parent"])]

    return stored_by(interpret)


def delete_address(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """Remove the address of a path."""
    found = find_address(stage, request)
    if isinstance(found, Refusal):
        return found
    writer = RecordWriter.for_request(stage, request.declared, FORM, tick)
    remove(stage, [found["id"]], writer)
    return deleted("Address deleted")


LIST = Read(list_addresses)
CREATE = Upsert(decode_create, create_policy, one_written(201, "Address created"))
UPDATE = Upsert(decode_update, update_policy, one_written(200, "Address updated"))
DELETE = Change(delete_address)
