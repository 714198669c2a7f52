"""
Catalog objects as a client writes them, each under a name that carries the namespace.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from conformance.expectations import JsonDict

DATA = {
    "ITEM": "item_data",
    "ITEM_VARIATION": "item_variation_data",
    "CATEGORY": "category_data",
    "TAX": "tax_data",
    "DISCOUNT": "discount_data",
    "MODIFIER_LIST": "modifier_list_data",
    "MODIFIER": "modifier_data",
    "IMAGE": "image_data",
    "PRICING_RULE": "pricing_rule_data",
    "PRODUCT_SET": "product_set_data",
    "TIME_PERIOD": "time_period_data",
    "MEASUREMENT_UNIT": "measurement_unit_data",
    "ITEM_OPTION": "item_option_data",
    "ITEM_OPTION_VAL": "item_option_value_data",
    "CUSTOM_ATTRIBUTE_DEFINITION": "custom_attribute_definition_data",
    "QUICK_AMOUNTS_SETTINGS": "quick_amounts_settings_data",
    "SUBSCRIPTION_PLAN": "subscription_plan_data",
    "SUBSCRIPTION_PLAN_VARIATION": "subscription_plan_variation_data",
    "AVAILABILITY_PERIOD": "availability_period_data",
}
"""Type to the field that holds its data; the field of another type is refused (SQ-20)."""

NESTS = {
    "ITEM": ("variations", "ITEM_VARIATION"),
    "MODIFIER_LIST": ("modifiers", "MODIFIER"),
    "ITEM_OPTION": ("values", "ITEM_OPTION_VAL"),
    "SUBSCRIPTION_PLAN": ("subscription_plan_variations", "SUBSCRIPTION_PLAN_VARIATION"),
}
"""Type to the field of its data that nests other objects, and their type."""

NAMED = ("ITEM", "CATEGORY", "TAX", "DISCOUNT", "MODIFIER_LIST", "ITEM_OPTION")
"""Types of top-level objects that a search finds by their name."""


def type_of(value: Any) -> str:
    """The type of an object, empty when it has none."""
    found = value.get("type") if isinstance(value, dict) else None
    return found if isinstance(found, str) else ""


def data_of(value: Any) -> JsonDict:
    """The data of an object as it is sent or stored, empty when it has none."""
    found = value.get(DATA.get(type_of(value), "")) if isinstance(value, dict) else None
    return found if isinstance(found, dict) else {}


def nested_in(value: Any) -> list[JsonDict]:
    field, _ = NESTS.get(type_of(value), ("", ""))
    found = data_of(value).get(field)
    return found if isinstance(found, list) else []


def family(value: Any) -> Iterator[Any]:
    yield value
    yield from nested_in(value)


def name_of(value: Any) -> str:
    """The text of an object that carries the namespace, empty when it has none."""
    data = data_of(value)
    unit = data.get("measurement_unit")
    custom = unit.get("custom_unit") if isinstance(unit, dict) else None
    named = custom if isinstance(custom, dict) else data
    text = named.get("name") or summary(data.get("event"))
    return text if isinstance(text, str) else ""


def summary(event: Any) -> str:
    """The title of an event, whose other lines a target may rearrange."""
    found = (
        re.search(r"^SUMMARY:(.*?)\r?$", event, re.MULTILINE) if isinstance(event, str) else None
    )
    return found[1] if found else ""


class Objects:
    """
    Builds objects to write.

    The first argument is an id, ``#...`` to create; keyword arguments are fields of the data.
    ``name`` makes a name of this namespace from a label; objects are labelled by their ids.
    """

    def __init__(self, name: Callable[[str], str]) -> None:
        self.name = name

    def label(self, ref: str) -> str:
        return self.name(ref.removeprefix("#"))

    def of(self, kind: str, ref: str, data: JsonDict, **common: Any) -> JsonDict:
        """An object of any type; ``common`` are the fields beside its data."""
        return {"type": kind, "id": ref, **common, DATA[kind]: data}

    def tax(self, ref: str, **data: Any) -> JsonDict:
        """A tax of 5 percent."""
        return self.of("TAX", ref, {"name": self.label(ref), "percentage": "5", **data})

    def category(self, ref: str, **data: Any) -> JsonDict:
        return self.of("CATEGORY", ref, {"name": self.label(ref), **data})

    def discount(self, ref: str, **data: Any) -> JsonDict:
        """A discount whose amount the cashier enters."""
        data = {"discount_type": "VARIABLE_PERCENTAGE", **data}
        return self.of("DISCOUNT", ref, {"name": self.label(ref), **data})

    def variation(self, ref: str, **data: Any) -> JsonDict:
        """A variation at a variable price."""
        data = {"pricing_type": "VARIABLE_PRICING", **data}
        return self.of("ITEM_VARIATION", ref, {"name": self.label(ref), **data})

    def item(self, ref: str, *variations: JsonDict, **data: Any) -> JsonDict:
        """An item; with one variation unless some are given."""
        nested = list(variations) or [self.variation(f"#{ref.removeprefix('#')}-v")]
        return self.of("ITEM", ref, {"name": self.label(ref), "variations": nested, **data})

    def modifier(self, ref: str, **data: Any) -> JsonDict:
        return self.of("MODIFIER", ref, {"name": self.label(ref), **data})

    def modifier_list(self, ref: str, *modifiers: JsonDict, **data: Any) -> JsonDict:
        """A modifier list; with one modifier unless some are given."""
        nested = list(modifiers) or [self.modifier(f"#{ref.removeprefix('#')}-m")]
        data = {"name": self.label(ref), "modifiers": nested, **data}
        return self.of("MODIFIER_LIST", ref, data)

    def option(self, ref: str, *values: str) -> JsonDict:
        """An item option with a value for each of the ids."""
        nested = [self.of("ITEM_OPTION_VAL", each, {"name": self.label(each)}) for each in values]
        name = self.label(ref)
        data = {"name": name, "display_name": name, "values": nested}
        return self.of("ITEM_OPTION", ref, data)

    def definition(self, ref: str, **data: Any) -> JsonDict:
        """The definition of a text attribute of items; its key is made of its name."""
        name = self.label(ref)
        data = {
            "type": "STRING",
            "name": name,
            "key": name,
            "allowed_object_types": ["ITEM"],
            "seller_visibility": "SELLER_VISIBILITY_READ_WRITE_VALUES",
            "app_visibility": "APP_VISIBILITY_READ_WRITE_VALUES",
            **data,
        }
        return self.of("CUSTOM_ATTRIBUTE_DEFINITION", ref, data)

    def product_set(self, ref: str, **data: Any) -> JsonDict:
        """A product set; the caller names its products."""
        return self.of("PRODUCT_SET", ref, {"name": self.label(ref), **data})

    def plan(self, ref: str, **data: Any) -> JsonDict:
        """A subscription plan."""
        return self.of("SUBSCRIPTION_PLAN", ref, {"name": self.label(ref), **data})

    def plan_variation(self, ref: str, **data: Any) -> JsonDict:
        """A variation of a plan; the caller says which plan, and which phases."""
        return self.of("SUBSCRIPTION_PLAN_VARIATION", ref, {"name": self.label(ref), **data})

    def image(self, ref: str, **data: Any) -> JsonDict:
        """An image without a file."""
        return self.of("IMAGE", ref, {"name": self.label(ref), "caption": self.label(ref), **data})

    def period(self, ref: str) -> JsonDict:
        """A time period of an hour."""
        lines = (f"SUMMARY:{self.label(ref)}", "DTSTART:20260105T090000", "DURATION:PT1H")
        return self.of("TIME_PERIOD", ref, {"event": "\n".join(lines)})
