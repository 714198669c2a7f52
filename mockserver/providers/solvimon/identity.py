"""
What decides which record a write means.

``identifier_field`` names it, ``custom_field_reference`` alone implies a custom field, and
without both it is the reference (3.1 to 3.3, 6.3).
"""

from __future__ import annotations

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.upsert_types import ById, ByKey, RecordIdentity
from mockserver.core.view import View
from mockserver.provider import Request
from mockserver.providers.solvimon.custom_values import FIELDS, value_key
from mockserver.providers.solvimon.kinds import (
    CUSTOM_FIELD,
    ResourceKind,
    named,
    reference_key,
    with_reference,
)
from mockserver.providers.solvimon.vendor_errors import invalid, missing, unknown

IDENTIFIER = "identifier_field"
CUSTOM = "custom_field_reference"


def identity_of(
    view: View, kind: ResourceKind, request: Request, sent: JsonObject, body: JsonObject
) -> RecordIdentity | Refusal:
    """The identity of a record in an upsert, from what was sent and what will be stored of it."""
    implied = "custom_field" if CUSTOM in request.parameters else "reference"
    chosen = request.parameters.get(IDENTIFIER, implied)
    match chosen.lower():
        case "reference":
            return by_reference(sent)
        case "id":
            return by_id(view, kind, sent)
        case "custom_field":
            return by_custom_field(view, kind, request, body)
    return invalid("must be one of reference, id, custom_field", IDENTIFIER)


def by_path(view: View, kind: ResourceKind, name: str) -> Record | Refusal:
    """The record that a path names, by its id or else by its reference (SLV-48, SLV-49)."""
    record = named(view, kind, name)
    return unknown(kind.collection, name) if record is None else record


def by_reference(sent: JsonObject) -> ByKey | Refusal:
    """The record with the reference that was sent (SLV-07, SLV-11)."""
    if "reference" not in sent:
        return missing("reference")
    return ByKey((reference_key(sent["reference"]),))


def by_id(view: View, kind: ResourceKind, sent: JsonObject) -> ById | Refusal:
    """The record with the id that was sent; it must exist (SLV-12)."""
    record_id = sent.get("id")
    if record_id is None:
        return missing("id")
    if view.get(kind.collection, record_id) is None:
        return unknown(kind.collection, record_id, "id")
    return ById(record_id)


def by_custom_field(
    view: View, kind: ResourceKind, request: Request, body: JsonObject
) -> ByKey | Refusal:
    """The record with the same value of a custom field (SLV-13 to SLV-16)."""
    reference = request.parameters.get(CUSTOM)
    if reference is None:
        return missing(CUSTOM)
    definition = with_reference(view, CUSTOM_FIELD, reference, kind.name)
    if definition is None:
        return unknown(CUSTOM_FIELD.collection, reference, CUSTOM)
    if definition["body"]["multiple_values"]:
        return invalid("must name a custom field with a single value", CUSTOM)
    for entry in body.get(FIELDS) or ():
        if entry["id"] == definition["id"] and entry["value"] is not None:
            return ByKey((value_key(entry["id"], entry["value"]),))
    return missing(FIELDS)
