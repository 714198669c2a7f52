"""
What a client sent as what is stored: known members only, other records by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, TypeAlias

from mockserver.core.reasons import Place, Refusal
from mockserver.core.record import Json, JsonObject
from mockserver.core.upsert_types import Slot
from mockserver.core.view import View
from mockserver.providers.solvimon.custom_values import resolved_values
from mockserver.providers.solvimon.kinds import (
    BILLING_ENTITY,
    CUSTOM_FIELD,
    FEATURE,
    PRODUCT,
    PRODUCT_CATEGORY,
    ResourceKind,
    naming,
    pointed,
    words,
)
from mockserver.providers.solvimon.vendor_errors import missing, unknown

Shape: TypeAlias = Mapping[str, "Shape | None"]
"""The members of an object or of each object in a list, and what these hold in turn."""


def plain(names: str) -> Shape:
    """The shape of an object whose members are kept whole."""
    return dict.fromkeys(words(names))


ADDRESS: Final = plain("line1 line2 city postal_code state country")
TAX_ID: Final = {
    **plain("id type display_name"),
    "tax_id_validation_result": plain("id validation_date source valid message"),
}

SHAPES: Final[Mapping[str, Shape]] = {
    "linked_integrations": {"id": None, "link_details": plain("url custom_field_name")},
    "registered_address": ADDRESS,
    "tax_ids": TAX_ID,
    "tax_settings": plain("apply_local_vat_for_missing_tax_id"),
    "tax_registrations": {
        **plain("id description tax_id registration_number"),
        "tax_ids": TAX_ID,
        "registered_address": ADDRESS,
    },
    "meter_value_calculation": plain(
        "object_type id reference name description calculation_type persist meter_id meter"
        " meter_value_id meter_value meter_property_id meter_property"
    ),
}
"""Members that hold objects, and what is kept of these."""

NAMED_BY_ID: Final = {
    "category_id": PRODUCT_CATEGORY.collection,
    "parent_product_id": PRODUCT.collection,
    "billing_entity_id": BILLING_ENTITY.collection,
}
LISTED_BY_ID: Final = {
    "features": FEATURE.collection,
    "custom_fields": CUSTOM_FIELD.collection,
}
"""Members that name other records, and where these are."""


def slots(_kind: str, body: JsonObject) -> Iterator[Slot]:
    """Every id of another record in a body; unknown ones are refused (SLV-39 to SLV-42)."""
    for name, collection in NAMED_BY_ID.items():
        if body.get(name) is not None:
            yield Slot(body, name, collection, (name,))
    for name, collection in LISTED_BY_ID.items():
        for index, entry in enumerate(body.get(name) or ()):
            yield Slot(entry, "id", collection, (name, index, "id"))


def stored_members(
    view: View, kind: ResourceKind, sent: JsonObject, place: Place
) -> JsonObject | Refusal:
    """The members of a record as they are stored, or why they cannot be."""
    body = {name: sent[name] for name in kind.members if name in sent}
    if kind is PRODUCT:
        if body.get("status", "") is None:
            del body["status"]
        category = category_named(view, sent, place)
        if isinstance(category, Refusal):
            return category
        if category is not None:
            body["category_id"] = category
    if body.get("features"):
        features = resolved_features(view, body["features"], (*place, "features"))
        if isinstance(features, Refusal):
            return features
        body["features"] = features
    if body.get("custom_fields"):
        where = (*place, "custom_fields")
        values = resolved_values(view, kind, body["custom_fields"], where)
        if isinstance(values, Refusal):
            return values
        body["custom_fields"] = values
    return {name: described(value, SHAPES.get(name)) for name, value in body.items()}


def category_named(view: View, sent: JsonObject, place: Place) -> str | Refusal | None:
    """The id of the category that ``category`` names, where no ``category_id`` is sent."""
    category = sent.get("category") or {}
    if "category_id" in sent:
        return None
    name = naming(category)
    if name is None:
        return None
    record = pointed(view, PRODUCT_CATEGORY, category)
    if record is None:
        return unknown(PRODUCT_CATEGORY.collection, category[name], *place, "category", name)
    return record["id"]


def resolved_features(
    view: View, sent: list[JsonObject], place: Place
) -> list[JsonObject] | Refusal:
    """Features by their ids, whether they were sent by id or by reference (SLV-43)."""
    stored: dict[str, JsonObject] = {}
    for index, entry in enumerate(sent):
        name = naming(entry)
        if name is None:
            return missing(*place, index, "reference")
        record = pointed(view, FEATURE, entry)
        if record is None:
            return unknown(FEATURE.collection, entry[name], *place, index, name)
        stored[record["id"]] = {"id": record["id"]}
    return list(stored.values())


def described(value: Json, shape: Shape | None) -> Json:
    """A value without the members that its kind does not have, at every depth (SLV-64)."""
    if shape is None:
        return value
    if isinstance(value, list):
        return [described(entry, shape) for entry in value]
    if isinstance(value, dict):
        return {name: described(value[name], shape[name]) for name in shape if name in value}
    return value
