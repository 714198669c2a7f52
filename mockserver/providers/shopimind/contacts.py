"""
Contacts as they are read, and how a customer becomes one.

A contact is kept under its number, ``id_shop_contact``; its body holds the vendor's properties
that differ from their usual values. It is found by ``email:``, ``customer:`` (the shop's id of
its first customer), ``phone:`` and ``push:``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.record_writer import visible_layers
from mockserver.core.tick import Tick
from mockserver.core.view import Seen, Stage, View
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.listing import paged, project, read_fields, read_listing
from mockserver.providers.shopimind.records import RECORDS
from mockserver.providers.shopimind.responses import single, written_at
from mockserver.providers.shopimind.schema import CONTACTS, DEFINITIONS, ROW, as_row

USUAL: Mapping[str, Json] = {
    "id_customer_shop": None,
    "id_shop_customer": None,
    "contact_data_email": None,
    "contact_data_sms": None,
    "contact_data_push": None,
    "contact_first_name": None,
    "contact_last_name": None,
    "contact_gender": None,
    "contact_birthday": None,
    "contact_lang": None,
    "contact_country": None,
    "contact_state": None,
    "contact_latitude": None,
    "contact_longitude": None,
    "optin_data_email": False,
    "optin_data_sms": False,
    "unsub_data_email": False,
    "unsub_data_sms": False,
    "unsub_data_push": False,
    "reject_data_email": False,
    "reject_data_sms": False,
    "reject_data_push": False,
    **{
        f"last_{act}_data_{channel}": None
        for act in ("views", "clics", "sales")
        for channel in ("email", "sms", "push", "embed", "popin")
    },
    "last_sales_data_valid": None,
    "perfect_timing_data_email": None,
    "perfect_timing_data_sms": None,
    "perfect_timing_data_push": None,
    "is_registered": False,
    "active": True,
    "created_on_shop_at": None,
}
"""The stored properties of a contact and what they are when nothing set them."""

CHANNELS = ("email", "sms", "push")

PROPERTIES = frozenset(
    {
        "id_shop_contact",
        "created_at",
        "updated_at",
        *(f"can_receive_{channel}" for channel in CHANNELS),
        *USUAL,
    }
)

IDENTIFIERS = ("id_shop_contact", "id_customer_shop", "contact_data_email")


class Link(NamedTuple):
    """A property of a customer and the property of its contact."""

    customer: str
    contact: str


FROM_CUSTOMER = (
    Link("email", "contact_data_email"),
    Link("phone_number", "contact_data_sms"),
    Link("first_name", "contact_first_name"),
    Link("last_name", "contact_last_name"),
    Link("birth_date", "contact_birthday"),
    Link("lang", "contact_lang"),
    Link("is_opt_in", "optin_data_email"),
    Link("created_at", "created_on_shop_at"),
)


def as_contact(record: Record) -> JsonObject:
    """A contact as it is returned, with every published property."""
    body = record["body"]
    row = {
        "id_shop_contact": int(record["id"]),
        **{name: body.get(name, usual) for name, usual in USUAL.items()},
    }
    for channel in CHANNELS:
        stopped = row[f"unsub_data_{channel}"] or row[f"reject_data_{channel}"]
        reachable = row[f"contact_data_{channel}"] is not None
        row[f"can_receive_{channel}"] = bool(row["active"] and reachable and not stopped)
    row["created_at"] = written_at(record["created"])
    row["updated_at"] = written_at(record["updated"])
    return row


def keys_of(body: JsonObject) -> list[str]:
    """Everything that finds a contact, the strongest first."""
    sources = (
        ("email", "contact_data_email"),
        ("phone", "contact_data_sms"),
        ("push", "contact_data_push"),
        ("customer", "id_customer_shop"),
    )
    return [f"{kind}:{body[name]}" for kind, name in sources if body.get(name) is not None]


def get_contact(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """The contact that exactly one identifier names (SPM-98)."""
    given = [name for name in IDENTIFIERS if name in request.parameters]
    if len(given) != 1:
        note = f"exactly one of {', '.join(IDENTIFIERS)} must be given"
        return Refusal(Reason.BAD_PARAMETER, note=note)
    fields = read_fields(request)
    if isinstance(fields, Refusal):
        return fields
    record = named(Seen(view, tick.now), given[0], request.parameters[given[0]])
    if record is None:
        return Refusal(Reason.NOT_FOUND, note="Contact not found")
    return single(project(as_contact(record), fields))


def named(seen: View, identifier: str, value: Json) -> Record | None:
    """The contact that an identifier finds; any one of them where several share an address."""
    if identifier == "id_shop_contact":
        return seen.get(CONTACTS, str(value))
    key = f"customer:{value}" if identifier == "id_customer_shop" else f"email:{value.lower()}"
    return next(iter(seen.find(CONTACTS, "keys", key)), None)


def list_contacts(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """Every visible contact of the shop."""
    listing = read_listing(request, PROPERTIES)
    if isinstance(listing, Refusal):
        return listing
    records = sorted(Seen(view, tick.now).all(CONTACTS), key=lambda one: int(one["id"]))
    return paged(map(as_contact, records), listing, tick)


def list_contact_definitions(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """The definitions that hold visible records of a contact (SPM-100)."""
    seen = Seen(view, tick.now)
    id_contact = request.path["id_contact"]
    if seen.get(CONTACTS, id_contact) is None:
        return Refusal(Reason.NOT_FOUND, note="Contact not found")
    listing = read_listing(request, ROW)
    if isinstance(listing, Refusal):
        return listing
    kinds = {record["kind"] for record in seen.find(RECORDS, "keys", f"contacts:{id_contact}")}
    definitions = [view.get(DEFINITIONS, kind) for kind in sorted(kinds, key=int)]
    rows = [as_row(one) for one in definitions if one and one["body"]["status"] != "deleted"]
    return paged(rows, listing, tick)


def derive_contacts(stage: Stage, customers: Sequence[Record], now: int) -> None:
    """
    Give every written customer its contact (SPM-99).

    One contact an e-mail address; it keeps the shop's id of its first customer, and follows what
    that customer says. It becomes visible when the customer does.
    """
    for customer in customers:
        body = customer["body"]
        own = first(stage, f"customer:{body['customer_id']}")
        old = first(stage, f"email:{body['email'].lower()}") or own
        lay_contact(stage, customer, old, now)


def first(stage: Stage, key: str) -> Record | None:
    return min(stage.find(CONTACTS, "keys", key), key=lambda one: int(one["id"]), default=None)


def lay_contact(stage: Stage, customer: Record, old: Record | None, now: int) -> None:
    """Stage the contact of a customer, if that changes it."""
    body: JsonObject = {} if old is None else dict(old["body"])
    mine = body.get("id_customer_shop") in {None, customer["body"]["customer_id"]}
    body["is_registered"] = True
    if mine:
        body["id_customer_shop"] = customer["body"]["customer_id"]
        body["id_shop_customer"] = int(customer["id"])
        body.update(from_customer(customer["body"]))
    if old is not None and body == old["body"]:
        return
    record: Record = {
        "id": str(stage.serial(CONTACTS)) if old is None else old["id"],
        "kind": "contact",
        "body": body,
        "version": now,
        "created": now if old is None else old["created"],
        "updated": now,
        "keys": keys_of(body),
    }
    if "visible_at" in customer:
        record["visible_at"] = customer["visible_at"]
        record["was"] = visible_layers(old, now)
    stage.put(CONTACTS, record)


def from_customer(customer: JsonObject) -> JsonObject:
    """What a customer says about its contact; the address in lower case."""
    said = {
        link.contact: customer[link.customer] for link in FROM_CUSTOMER if link.customer in customer
    }
    said["contact_data_email"] = customer["email"].lower()
    return said
