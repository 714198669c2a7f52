"""
What a client sent as what is stored: known members only, other records by their ids.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

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
)
from mockserver.providers.solvimon.vendor_errors import missing, unknown

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
    if body.get("linked_integrations"):
        body["linked_integrations"] = [link(entry) for entry in body["linked_integrations"]]
    return body


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


def link(entry: JsonObject) -> JsonObject:
    """A link to another system, without members that have no meaning (SLV-64)."""
    kept: dict[str, Json] = {"id": entry["id"]} if "id" in entry else {}
    if "link_details" in entry:
        kept["link_details"] = [
            {name: detail[name] for name in ("url", "custom_field_name") if name in detail}
            for detail in entry["link_details"]
        ]
    return kept
