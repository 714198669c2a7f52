"""
Customers: upserted and updated by the shop's ``customer_id``, each the source of a contact.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import ByKey, Command, Draft, Item, Policy, Stamp, Write
from mockserver.core.view import Seen, Stage, View
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.contacts import derive_contacts
from mockserver.providers.shopimind.listing import paged, project, read_fields, read_listing
from mockserver.providers.shopimind.records import numbered
from mockserver.providers.shopimind.responses import single
from mockserver.providers.shopimind.vendor_errors import VendorError

CUSTOMERS = "customers"

SHOWN = (
    "customer_id",
    "shop_id",
    "email",
    "phone_number",
    "first_name",
    "last_name",
    "birth_date",
    "is_opt_in",
    "is_newsletter_subscribed",
    "lang",
    "group_ids",
    "is_active",
    "created_at",
    "updated_at",
)
"""The properties of a customer that are returned, all of them the shop's own."""

KEPT = frozenset({*SHOWN, "id_data_source", "source_label"})
"""What is kept of a customer; anything else is accepted and dropped (SPM-101)."""


NEW_CUSTOMER = "new-customer"
COMPLETE, QUICK_START = "complete", "quick-start"
"""The reading of what a new customer needs, and its choices."""

REST_OF_SAMPLE = ("last_name", "lang", "is_newsletter_subscribed", "created_at", "updated_at")
"""What the guide's sample of a customer has beyond the three properties of the quick start."""


def decode(_view: View, request: Request, _tick: Tick) -> Command | Refusal:
    return numbered(request.body)


def policy(request: Request) -> Policy:
    """How the engine writes customers; new ones need what the tenant's reading demands (A-13)."""
    demanded: Sequence[str] = ()
    if request.operation == "bulkCreateCustomers" and request.readings[NEW_CUSTOMER] == COMPLETE:
        demanded = REST_OF_SAMPLE

    def interpret(_view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
        said = f"is required, unless the reading {NEW_CUSTOMER} is {QUICK_START}"
        missing = [VendorError(name, said) for name in demanded if name not in item.value]
        if missing:
            return Refusal(Reason.INVALID_RECORD, item.place, note=tuple(missing))
        return customer_of(item, index)

    return Policy(
        interpret=interpret, compose=compose, new_id=new_id, check_final_state=write_contacts
    )


def customer_of(item: Item, index: int) -> Sequence[Write]:
    """A customer under the shop's id (SPM-94, SPM-95)."""
    body = {name: value for name, value in item.value.items() if name in KEPT}
    identity = ByKey((f"customer:{body['customer_id']}",))
    return [Write(index, item.place, "customer", identity, body)]


def new_id(stage: Stage, _write: Write, _tick: Tick) -> str:
    """The next number of the shop's customers, ``id_shop_customer`` of a contact."""
    return str(stage.serial(CUSTOMERS))


def compose(_stage: Stage, write: Write, _stamp: Stamp) -> Draft | Refusal:
    return Draft(write.body, [f"customer:{write.body['customer_id']}"])


def write_contacts(stage: Stage, writes: Sequence[Write], stamp: Stamp) -> Sequence[Refusal]:
    """Give the customers their contacts."""
    derive_contacts(stage, [write.record for write in writes if write.record], stamp.now)
    return ()


def as_customer(record: Record) -> JsonObject:
    """A customer as it is returned; what was never sent is null."""
    return {name: record["body"].get(name) for name in SHOWN}


def list_customers(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """Every visible customer of the shop."""
    listing = read_listing(request, frozenset(SHOWN))
    if isinstance(listing, Refusal):
        return listing
    return paged(map(as_customer, visible(view, CUSTOMERS, tick)), listing, tick)


def visible(view: View, collection: str, tick: Tick) -> Iterator[Record]:
    """The records of a collection that are seen and not deleted, oldest first."""
    records = sorted(Seen(view, tick.now).all(collection), key=lambda one: int(one["id"]))
    return (record for record in records if not record.get("deleted"))


def get_customer(view: View, request: Request, tick: Tick) -> Response | Refusal:
    """One visible customer."""
    fields = read_fields(request)
    if isinstance(fields, Refusal):
        return fields
    key = f"customer:{request.path['customer_id']}"
    record = next(Seen(view, tick.now).find(CUSTOMERS, "keys", key), None)
    if record is None:
        return Refusal(Reason.NOT_FOUND, note="Customer not found")
    return single(project(as_customer(record), fields))
