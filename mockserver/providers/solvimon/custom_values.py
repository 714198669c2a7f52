"""
Values of custom fields: which definition they follow, and how they identify a record.

A value is stored with the id of its definition and the members ``value`` and ``values``, one of
them null, as the definition says (SLV-44).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from mockserver.core.reasons import Place, Refusal
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import View
from mockserver.providers.solvimon.kinds import CUSTOM_FIELD, ResourceKind, naming, pointed
from mockserver.providers.solvimon.vendor_errors import invalid, missing, taken, unknown

NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?")
BOOLEANS: Final = frozenset({"true", "false"})
GATEWAYS: Final = {"adyen": "recurring_detail_reference", "stripe": "payment_method_id"}
FIELDS: Final = "custom_fields"


def value_key(field_id: str, value: str) -> str:
    """The natural key that a value gives to the record that has it."""
    return f"value {field_id} {value}"


def values_in(entry: JsonObject) -> Iterator[tuple[Place, str]]:
    """Every value of one custom field, and where it stands in its entry."""
    if entry["value"] is not None:
        yield ("value",), entry["value"]
    for index, value in enumerate(entry["values"] or ()):
        yield ("values", index), value


def value_keys(body: JsonObject) -> list[str]:
    return [
        value_key(entry["id"], value)
        for entry in body.get(FIELDS) or ()
        for _, value in values_in(entry)
    ]


def definition_for(view: View, kind: ResourceKind, entry: JsonObject) -> Record | None:
    """The definition that an entry names, if it is one for records of this kind."""
    record = pointed(view, CUSTOM_FIELD, entry, kind.name)
    return record if record and record["body"]["resource_type"] == kind.name else None


def resolved_values(
    view: View, kind: ResourceKind, sent: list[JsonObject], place: Place
) -> list[JsonObject] | Refusal:
    """Custom field values as they are stored, or why they cannot be."""
    stored: dict[str, JsonObject] = {}
    for index, entry in enumerate(sent):
        where = (*place, index)
        name = naming(entry)
        if name is None:
            return missing(*where, "reference")
        definition = definition_for(view, kind, entry)
        if definition is None:
            return unknown(CUSTOM_FIELD.collection, entry[name], *where, name)
        if definition["id"] in stored:
            return invalid("this custom field has its value already", *where)
        fault = definition_mistake(entry, definition["body"])
        if fault is not None:
            return invalid(fault[1], *where, *fault[0])
        stored[definition["id"]] = as_stored(entry, definition["id"])
    return list(stored.values())


def as_stored(entry: JsonObject, field_id: str) -> JsonObject:
    """One value with what is known of it, and nothing else."""
    kept: JsonObject = {
        "id": field_id,
        "value": entry.get("value"),
        "values": entry.get("values"),
        "integration_details": details(entry.get("integration_details")),
    }
    if "integration_id" in entry:
        kept["integration_id"] = entry["integration_id"]
    return kept


def details(sent: Json) -> Json:
    """The payment gateway behind a value, without members that have no meaning."""
    if sent is None:
        return None
    names = ("id", "reference", "payment_gateway_variant")
    kept = {name: sent[name] for name in names if name in sent}
    for gateway, name in GATEWAYS.items():
        if gateway in sent:
            kept[gateway] = {name: sent[gateway][name]} if name in sent[gateway] else {}
    return kept


def definition_mistake(entry: JsonObject, definition: JsonObject) -> tuple[Place, str] | None:
    """Where and why an entry does not follow its definition."""
    entry = {"value": None, "values": None, **entry}
    if definition["multiple_values"] and entry["value"] is not None:
        return ("value",), "this custom field takes values"
    if not definition["multiple_values"] and entry["values"]:
        return ("values",), "this custom field takes one value"
    for place, value in values_in(entry):
        wanted = type_mistake(value, definition)
        if wanted is not None:
            return place, f"must be {wanted}"
    return None


def type_mistake(value: str, definition: JsonObject) -> str | None:
    """What a value should have been, when its text is not of the type that is defined."""
    match definition["type"]:
        case "NUMBER" if NUMBER.fullmatch(value) is None:
            return "a number"
        case "BOOLEAN" if value not in BOOLEANS:
            return "true or false"
        case "ENUM" if value not in (definition["enum_values"] or [value]):
            return f"one of {', '.join(definition['enum_values'])}"
    return None


def taken_value(view: View, kind: ResourceKind, body: JsonObject, own_id: str) -> Refusal | None:
    """The refusal of a value that must be unique and that another record has (SLV-45)."""
    for index, entry in enumerate(body.get(FIELDS) or ()):
        definition = view.get(CUSTOM_FIELD.collection, entry["id"])
        if definition is None or not definition["body"]["unique_value"]:
            continue
        for place, value in values_in(entry):
            for holder in view.find(kind.collection, "keys", value_key(entry["id"], value)):
                if holder["id"] != own_id:
                    where = (FIELDS, index, *place)
                    code = "CUSTOM_FIELD_VALUE_ALREADY_EXISTS"
                    return taken(code, kind.collection, holder["id"], where, 400)
    return None
