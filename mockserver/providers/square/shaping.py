"""
The form in which an object is stored.

What clients may not write is left out; what they left open gets its default.

``null`` and an empty array mean the same as an absent field (SQ-25).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.upsert_types import Write
from mockserver.providers.square.catalog import COMMON, KINDS
from mockserver.providers.square.richtext import marked_up, read

LONGEST_DESCRIPTION = 4096

WRITTEN_BY_SQUARE: Final = frozenset({"sold_out", "sold_out_valid_until"})
"""What clients may not write in a location override."""

NESTED: Final = (dict, list)

ATTRIBUTE_VALUES: Final = frozenset(
    {"string_value", "number_value", "boolean_value", "selection_uid_values"}
)
"""What clients write in a custom attribute; the definition says the rest."""


def taken(kind: str, value: JsonObject) -> JsonObject:
    """
    The body of an object as it was sent: a copy without children, read-only and unknown fields.

    The engine replaces ids in it, so it shares nothing with the request.
    """
    row = KINDS[kind]
    sent = value[row.data]
    body: JsonObject = pruned({name: value[name] for name in value if name in COMMON})
    data: JsonObject = pruned({name: sent[name] for name in sent if name in row.fields})
    if "custom_attribute_values" in body:
        body["custom_attribute_values"] = {
            key: {name: found for name, found in entry.items() if name in ATTRIBUTE_VALUES}
            for key, entry in body["custom_attribute_values"].items()
        }
    if "location_overrides" in data:
        data["location_overrides"] = [
            {name: found for name, found in override.items() if name not in WRITTEN_BY_SQUARE}
            for override in data["location_overrides"]
        ]
    body[row.data] = data
    return body


def pruned(value: Json) -> Json:
    """A copy of a value without ``null`` and empty arrays."""
    if isinstance(value, dict):
        return {
            key: pruned(found) if isinstance(found, NESTED) else found
            for key, found in value.items()
            if found is not None and found != []
        }
    if isinstance(value, list):
        return [pruned(found) if isinstance(found, NESTED) else found for found in value]
    return value


def filled(write: Write) -> JsonObject:
    """The body to store: what the client left open is filled in."""
    body = {"present_at_all_locations": True, **write.body}
    fill = FILLERS.get(write.kind)
    if fill is not None:
        row = KINDS[write.kind]
        body[row.data] = fill(body[row.data], write.old)
    return body


def fill_item(data: JsonObject, old: Record | None) -> JsonObject:
    """Defaults of an item; its product type stays what it once was (SQ-75, SQ-77)."""
    product_type = "REGULAR" if old is None else old["body"]["item_data"]["product_type"]
    data = {"is_taxable": True, "product_type": product_type, "is_archived": False, **data}
    describe(data)
    number_ordinals(data.get("categories", ()))
    for info in data.get("modifier_list_info", ()):
        info.setdefault("enabled", True)
    return data


def describe(data: JsonObject) -> None:
    """Keep the three descriptions in step; the marked-up one wins (SQ-73)."""
    if "description_html" in data:
        data["description_html"], plain = read(data["description_html"])
    elif "description" in data:
        plain = data["description"].strip()
        data["description_html"] = marked_up(plain)
    else:
        return
    data["description_plaintext"] = plain
    data["description"] = plain[:LONGEST_DESCRIPTION]


def number_ordinals(entries: list[JsonObject]) -> None:
    for position, entry in enumerate(entries):
        entry.setdefault("ordinal", position)


def fill_variation(data: JsonObject, _old: Record | None) -> JsonObject:
    """Defaults of a variation (SQ-75)."""
    return {"sellable": True, "stockable": True, **data}


def fill_category(data: JsonObject, _old: Record | None) -> JsonObject:
    """Defaults of a category."""
    data = {"category_type": "REGULAR_CATEGORY", "online_visibility": True, **data}
    if "parent_category" in data:
        data["parent_category"].setdefault("ordinal", 0)
    return data


def fill_measurement_unit(data: JsonObject, _old: Record | None) -> JsonObject:
    return {"precision": 3, **data}


def fill_time_period(data: JsonObject, _old: Record | None) -> JsonObject:
    """An event always stands between its BEGIN and END."""
    event = data.get("event")
    if event is None or event.startswith("BEGIN:VEVENT"):
        return data
    return {**data, "event": f"BEGIN:VEVENT\n{event}\nEND:VEVENT"}


FILLERS: Final[dict[str, Callable[[JsonObject, Record | None], JsonObject]]] = {
    "ITEM": fill_item,
    "ITEM_VARIATION": fill_variation,
    "CATEGORY": fill_category,
    "MEASUREMENT_UNIT": fill_measurement_unit,
    "TIME_PERIOD": fill_time_period,
}
