"""
One customer at a time: create, read, change, delete.
"""

from __future__ import annotations

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject
from mockserver.core.record_writer import RecordWriter
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import ById, Command, Item, New, Policy
from mockserver.core.view import Stage, View
from mockserver.provider import Change, Read, Request, Response, Upsert
from mockserver.providers.propeller.lookup import find_customer
from mockserver.providers.propeller.policy import FORM, Aim, customer_policy
from mockserver.providers.propeller.records import customer, text_of
from mockserver.providers.propeller.responses import deleted, one_written
from mockserver.providers.propeller.shapes import customer_row
from mockserver.providers.propeller.vendor_errors import fault


def newcomer(view: View, value: JsonObject) -> Aim | Refusal:
    """The identity of a customer to create; an id that is taken is refused."""
    number = text_of(value.get("id", 0))
    if customer(view, number) is not None:
        return fault(60004, f"Customer with id [{number}] already exists")
    return Aim(None, New() if number == "0" else ById(number), f"id [{number}]")


def decode_create(_view: View, request: Request, _tick: Tick) -> Command:
    return Command([[Item((), request.body)]])


def decode_update(view: View, request: Request, _tick: Tick) -> Command | Refusal:
    """The one change of the body, once its customer is found (PRP-42)."""
    found = find_customer(view, request)
    return found if isinstance(found, Refusal) else Command([[Item((), request.body)]])


def update_policy(request: Request) -> Policy:
    """What is sent goes to the customer of the path."""

    def locate(view: View, _value: JsonObject) -> Aim | Refusal:
        found = find_customer(view, request)
        return found if isinstance(found, Refusal) else Aim(found, ById(found["id"]), "")

    return customer_policy(locate)


def get_customer(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """One customer, expanded as asked (PRP-38, PRP-39)."""
    found = find_customer(view, request)
    if isinstance(found, Refusal):
        return found
    row = customer_row(found, request.parameters.get("expands", ()))
    return Response(200, {"data": row, "messages": [], "total": 1})


def delete_customer(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """A customer and its addresses go to the recycle bin (PRP-40, PRP-41)."""
    found = find_customer(stage, request)
    if isinstance(found, Refusal):
        return found
    writer = RecordWriter.for_request(stage, request.declared, FORM, tick)
    remove(stage, [found["id"]], writer)
    return deleted("Customer deleted")


CREATE = Upsert(
    decode_create, lambda _request: customer_policy(newcomer), one_written(201, "Customer created")
)
UPDATE = Upsert(decode_update, update_policy, one_written(200, "Customer updated"))
GET = Read(get_customer)
DELETE = Change(delete_customer)
