"""
The form in which an object is stored.

What clients may not write is left out; what they left open gets its default.

``null`` and an empty array mean the same as an absent field (SQ-25).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from mockserver.core.record import Json, JsonObject
from mockserver.core.upsert_types import Write
from mockserver.providers.square.catalog import COMMON, KINDS
from mockserver.providers.square.richtext import marked_up, read

LONGEST_DESCRIPTION = 4096

DEFAULTS: Final[dict[str, JsonObject]] = {
    "ITEM": {
        "is_taxable": True,
        "product_type": "REGULAR",
        "skip_modifier_screen": False,
        "is_archived": False,
    },
    "ITEM_VARIATION": {"sellable": True, "stockable": True},
    "CATEGORY": {"category_type": "REGULAR_CATEGORY", "online_visibility": True},
    "TAX": {"applies_to_custom_amounts": True},
    "MODIFIER_LIST": {
        "modifier_type": "LIST",
        "min_selected_modifiers": -1,
        "max_selected_modifiers": -1,
        "hidden_from_customer": False,
    },
    "MEASUREMENT_UNIT": {"precision": 3},
}
"""What the data of an object holds when the client left it open (SQ-75, SQ-178)."""

LIST_INFO: Final = {"min_selected_modifiers": -1, "max_selected_modifiers": -1, "enabled": True}
"""What an item says about a modifier list when the client left it open."""

UNIT_TYPES: Final = {
    f"{name}_unit": f"TYPE_{name.upper()}"
    for name in ("custom", "area", "length", "volume", "weight", "generic")
}
"""The field of a unit to the type of unit that it names; a unit of time has no type."""

LOCAL_TIMES: Final = frozenset(
    {"valid_from_local_time", "valid_until_local_time", "start_local_time", "end_local_time"}
)

BLANK_LINES: Final = re.compile(r"\n{3,}")

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
    own = KINDS[write.kind].data
    data = {**DEFAULTS.get(write.kind, {}), **body[own]}
    if write.kind == "ITEM" and write.old is not None:
        data["product_type"] = write.old["body"]["item_data"]["product_type"]
    fill = FILLERS.get(write.kind)
    if fill is not None:
        fill(data)
    body[own] = data
    return body


def fill_item(data: JsonObject) -> None:
    """An item's descriptions, its name without white space at the end, and what it lists."""
    data["name"] = data["name"].rstrip()
    describe(data)
    number_ordinals(data.get("categories", ()))
    for info in data.get("modifier_list_info", ()):
        for name, usual in LIST_INFO.items():
            info.setdefault(name, usual)


def describe(data: JsonObject) -> None:
    """Keep the three descriptions in step; the marked-up one wins (SQ-73)."""
    if "description_html" in data:
        data["description_html"], plain = read(data["description_html"])
    elif "description" in data:
        plain = data["description"].strip()
        data["description_html"] = marked_up(plain)
    else:
        return
    plain = BLANK_LINES.sub("\n\n", plain)
    data["description_plaintext"] = plain
    data["description"] = plain[:LONGEST_DESCRIPTION]


def number_ordinals(entries: list[JsonObject]) -> None:
    for position, entry in enumerate(entries):
        entry.setdefault("ordinal", position)


def fill_category(data: JsonObject) -> None:
    """The position below the parent."""
    if "parent_category" in data:
        data["parent_category"].setdefault("ordinal", 0)


def fill_measurement_unit(data: JsonObject) -> None:
    """The type of a unit follows from the field that names it."""
    unit = data["measurement_unit"]
    unit.pop("type", None)
    for field in UNIT_TYPES.keys() & unit.keys():
        unit["type"] = UNIT_TYPES[field]


def fill_time_period(data: JsonObject) -> None:
    """An event always stands between its BEGIN and END."""
    event = data.get("event")
    if event is not None and not event.startswith("BEGIN:VEVENT"):
        data["event"] = f"BEGIN:VEVENT\n{event.rstrip()}\nEND:VEVENT"


def fill_pricing_rule(data: JsonObject) -> None:
    """The cheapest are excluded unless the client says otherwise."""
    if "exclude_products_id" in data:
        data.setdefault("exclude_strategy", "LEAST_EXPENSIVE")
    cut_seconds(data)


def fill_product_set(data: JsonObject) -> None:
    """Any number will do unless the client says otherwise."""
    if data.keys().isdisjoint({"quantity_exact", "quantity_min", "quantity_max"}):
        data["quantity_min"] = 0


def fill_quick_amounts(data: JsonObject) -> None:
    """Amounts that people chose rank highest."""
    for amount in data.get("amounts", ()):
        if amount["type"] == "QUICK_AMOUNT_TYPE_MANUAL":
            amount["score"] = 100


def cut_seconds(data: JsonObject) -> None:
    """A local time has no fraction of a second."""
    for name in data.keys() & LOCAL_TIMES:
        data[name] = data[name].partition(".")[0]


FILLERS: Final[dict[str, Callable[[JsonObject], None]]] = {
    "ITEM": fill_item,
    "CATEGORY": fill_category,
    "MEASUREMENT_UNIT": fill_measurement_unit,
    "TIME_PERIOD": fill_time_period,
    "PRICING_RULE": fill_pricing_rule,
    "PRODUCT_SET": fill_product_set,
    "QUICK_AMOUNTS_SETTINGS": fill_quick_amounts,
    "AVAILABILITY_PERIOD": cut_seconds,
}
