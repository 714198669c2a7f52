"""
Catalog objects that can be created: generated ones, made valid.

A generated object keeps its type and every field of its data that refers to nothing; the rest is
replaced by the least that its type demands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from conformance.drivers.square.objects import DATA, NESTS
from conformance.expectations import JsonDict
from conformance.generated.vendor_traffic import Memory

HOLDERS: Final = {child: (holder, field) for holder, (field, child) in NESTS.items()}

ON_OBJECT: Final = ("present_at_location_ids", "absent_at_location_ids")
"""Members kept beside the data; without others, objects are present at all locations."""

REFERENCES: Final = frozenset(
    {
        "categories",
        "parent_category",
        "reporting_category",
        "modifier_list_info",
        "item_options",
        "item_option_values",
        "phases",
        "stockable_conversion",
    }
)
"""Fields that hold ids and are not named like ids."""

LOCAL_IDS: Final = ("team_member_ids", "customer_group_ids_any", "location_id")
"""Fields that are named like ids and refer to nothing in the catalog."""

ID_ENDINGS: Final = ("_id", "_ids", "_ids_any", "_ids_all")

MOST_CHILDREN: Final = 5

LEGACY: Final = ("LEGACY_SQUARE_ONLINE_SERVICE", "LEGACY_SQUARE_ONLINE_MEMBERSHIP")


def valid_object(generated: JsonDict, ids: Iterator[str], memory: Memory) -> JsonDict:
    """An object to create, with its children; a child without its parent gets one."""
    kind = generated["type"]
    if kind in HOLDERS:
        holder, field = HOLDERS[kind]
        generated = {"type": holder, DATA[holder]: {"name": "Holder", field: [generated]}}
        kind = holder
    sound = {name: generated[name] for name in ON_OBJECT if generated.get(name) is not None}
    data = free_fields(generated.get(DATA[kind]) or {})
    nested = NESTS.get(kind)
    if nested is not None:
        field, child = nested
        children = (data.pop(field, None) or [{"type": child}])[:MOST_CHILDREN]
        made = (valid_child(each, child, ids, memory) for each in children)
        data[field] = [{**sound, **each} for each in made]  # where their parent is (SQ-170)
    FIXES.get(kind, keep)(data, memory)
    return {**sound, "type": kind, "id": next(ids), DATA[kind]: data}


def valid_child(generated: JsonDict, kind: str, ids: Iterator[str], memory: Memory) -> JsonDict:
    """A nested object; its parent is the object that nests it."""
    data = free_fields(generated.get(DATA[kind]) or {})
    FIXES.get(kind, keep)(data, memory)
    return {"type": kind, "id": next(ids), DATA[kind]: data}


def free_fields(data: JsonDict) -> JsonDict:
    """The fields that refer to nothing, at any depth."""
    return {name: without_references(value) for name, value in data.items() if is_free(name)}


def is_free(name: str) -> bool:
    """Whether a field of this name holds no ids of catalog objects."""
    return name in LOCAL_IDS or not (name in REFERENCES or name.endswith(ID_ENDINGS))


def without_references(value: Any) -> Any:
    """A nested value without fields that hold ids."""
    if isinstance(value, dict):
        return free_fields(value)
    if isinstance(value, list):
        return [without_references(each) for each in value]
    return value


def keep(_data: JsonDict, _memory: Memory) -> None:
    """The fix of types that need none."""


def fix_item(data: JsonDict, _memory: Memory) -> None:
    """A name that is not blank, and a product type that can be created."""
    data["name"] = (data.get("name") or "").strip() or "Item"
    if data.get("product_type") in LEGACY:
        data["product_type"] = "REGULAR"


def fix_category(data: JsonDict, _memory: Memory) -> None:
    data["name"] = (data.get("name") or "").strip() or "Category"


def fix_variation(data: JsonDict, _memory: Memory) -> None:
    """The pricing type that fits the price, and a name of a possible length."""
    if data.get("name"):
        data["name"] = data["name"][:255]
    priced = data.get("price_money") is not None
    data["pricing_type"] = "FIXED_PRICING" if priced else "VARIABLE_PRICING"


def fix_modifier_list(data: JsonDict, _memory: Memory) -> None:
    data["modifier_type"] = "LIST"


def fix_product_set(data: JsonDict, _memory: Memory) -> None:
    """Products named in exactly one way."""
    data["all_products"] = True
    data.pop("quantity_exact", None)


def fix_measurement_unit(data: JsonDict, _memory: Memory) -> None:
    data["measurement_unit"] = {"generic_unit": "UNIT", "type": "TYPE_GENERIC"}


def fix_named(data: JsonDict, memory: Memory) -> None:
    """A name that no other object has."""
    data["name"] = memory.fresh("name")


def fix_definition(data: JsonDict, memory: Memory) -> None:
    """A definition with a name and a key of its own, of the simplest type."""
    fixed: JsonDict = {
        "type": "STRING",
        "name": memory.fresh("name"),
        "allowed_object_types": ["ITEM"],
    }
    kept: JsonDict = {name: data[name] for name in ("description",) if name in data}
    data.clear()
    data.update(kept, **fixed)


def fix_quick_amounts(data: JsonDict, _memory: Memory) -> None:
    data["option"] = data.get("option") or "DISABLED"


def fix_plan(data: JsonDict, _memory: Memory) -> None:
    """A name; its phases stand in its variations."""
    data["name"] = data.get("name") or "SequencePlan"


def fix_plan_variation(data: JsonDict, _memory: Memory) -> None:
    """A name and one endless phase."""
    data["name"] = data.get("name") or "Monthly"
    money = {"amount": 500, "currency": "USD"}
    data["phases"] = [
        {"cadence": "MONTHLY", "ordinal": 0, "pricing": {"type": "STATIC", "price_money": money}}
    ]


FIXES: Final[dict[str, Callable[[JsonDict, Memory], None]]] = {
    "ITEM": fix_item,
    "ITEM_VARIATION": fix_variation,
    "CATEGORY": fix_category,
    "MODIFIER_LIST": fix_modifier_list,
    "PRODUCT_SET": fix_product_set,
    "MEASUREMENT_UNIT": fix_measurement_unit,
    "ITEM_OPTION": fix_named,
    "ITEM_OPTION_VAL": fix_named,
    "CUSTOM_ATTRIBUTE_DEFINITION": fix_definition,
    "QUICK_AMOUNTS_SETTINGS": fix_quick_amounts,
    "SUBSCRIPTION_PLAN": fix_plan,
    "SUBSCRIPTION_PLAN_VARIATION": fix_plan_variation,
}
