"""
The synchronous upsert of one contact.

It is matched by e-mail address, then phone number, then push subscription; what is left out is
not touched. A contact that stems from a customer keeps the identity that the shop gave it, so
only consents, tracking and push are applied to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mockserver.core.reasons import Refusal
from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import (
    ByKey,
    Command,
    Draft,
    Item,
    Outcome,
    Policy,
    Stamp,
    Status,
    Write,
)
from mockserver.core.view import Stage, View
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.contacts import as_contact, keys_of
from mockserver.providers.shopimind.schema import CONTACTS
from mockserver.providers.shopimind.vendor_errors import refuse

IDENTITY: Mapping[str, str] = {
    "email": "contact_data_email",
    "phone_number": "contact_data_sms",
    "first_name": "contact_first_name",
    "last_name": "contact_last_name",
    "gender": "contact_gender",
    "birth_date": "contact_birthday",
    "language": "contact_lang",
    "country": "contact_country",
    "region": "contact_state",
    "is_active": "active",
    "created_on_shop_at": "created_on_shop_at",
}
"""What is sent and where it is kept; a contact that stems from a customer ignores these."""

KEPT: Mapping[str, str] = {
    "push_endpoint": "contact_data_push",
    "push_key": "push_key",
    "push_token": "push_token",
    "whatsapp_consent": "whatsapp_consent",
    "tracking_consent": "tracking_consent",
    "tracking_clic_consent": "tracking_clic_consent",
}
"""The rest that is kept as it is."""

MATCHED = {"email": "email", "phone": "phone_number", "push": "push"}
"""What found a contact, as ``meta.matched_by`` names it."""


def decode(_view: View, request: Request, _tick: Tick) -> Command | Refusal:
    return Command([[Item((), request.body)]])


def policy(_request: Request) -> Policy:
    return Policy(interpret=interpret, compose=compose, new_id=new_id)


def interpret(_view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
    """A contact under the keys that were sent, in their order of precedence."""
    body: JsonObject = {}
    for name, value in item.value.items():
        body.update(stored(name, value))
    return [Write(index, item.place, "contact", ByKey(tuple(keys_of(body))), body, note=item.value)]


def stored(name: str, value: Json) -> JsonObject:
    """A sent property as it is kept."""
    if name == "email":
        return {"contact_data_email": value.lower()}
    if name in {"email_consent", "sms_consent"}:
        channel = name.removesuffix("_consent")
        stopped = value == "unsubscribed"
        return {f"optin_data_{channel}": not stopped, f"unsub_data_{channel}": stopped}
    return {IDENTITY.get(name) or KEPT[name]: value}


def new_id(stage: Stage, _write: Write, _tick: Tick) -> str:
    """The next number of the shop's contacts."""
    return str(stage.serial(CONTACTS))


def compose(_stage: Stage, write: Write, _stamp: Stamp) -> Draft | Refusal:
    """The contact to store: what may be applied, on top of what was there."""
    old = write.old
    body: JsonObject = {} if old is None else dict(old["body"])
    registered = bool(body.get("is_registered"))
    for name, value in write.note.items():
        if registered and name in IDENTITY:
            continue
        if old is not None and name == "created_on_shop_at":
            continue
        body.update(stored(name, value))
    return Draft(body, keys_of(body))


def encode(_stage: Stage, outcome: Outcome, _request: Request, _tick: Tick) -> Response:
    """201 for a new contact, else 200; ``meta`` says how it was found and what was changed."""
    result = next(outcome.results())
    if outcome.refused:
        return refuse(result.refusals[0])
    write = result.writes[0]
    if write.record is None:
        raise TypeError("an accepted write has a record")
    created = result.status is Status.CREATED
    found = None if write.matched is None else MATCHED[write.matched.partition(":")[0]]
    meta: JsonObject = {"operation": result.status.value, "matched_by": found}
    if result.status is Status.UPDATED:
        meta["changed_fields"] = changed(write)
    status = 201 if created else 200
    return Response(status, {"statusCode": status, "data": as_contact(write.record), "meta": meta})


def changed(write: Write) -> list[str]:
    """The sent properties that differ from what was stored before."""
    before: JsonObject = write.old["body"] if write.old else {}
    after: JsonObject = write.record["body"] if write.record else {}
    return [
        name
        for name, value in write.note.items()
        if any(before.get(kept) != after.get(kept) for kept in stored(name, value))
    ]
