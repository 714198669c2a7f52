"""
Where objects refer to other objects, and what becomes of a reference whose target is deleted.

One row a field: the steps from the field down to the id (``*`` is every element), and the types
that may stand there.
A row without types takes any.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from mockserver.core.reasons import Place
from mockserver.core.record import Json, JsonObject
from mockserver.core.upsert_types import Slot
from mockserver.providers.square.catalog import KINDS

EACH = "*"


class Reference(NamedTuple):
    """A field that refers to objects, the steps inside it, and their types."""

    field: str
    steps: tuple[str, ...]
    targets: frozenset[str]


def refers(path: str, *targets: str) -> Reference:
    """A row of the table: ``categories.*.id``."""
    field, *steps = path.split(".")
    return Reference(field, tuple(steps), frozenset(targets))


IMAGES = refers("image_ids.*", "IMAGE")
PHASE_DISCOUNTS = refers("phases.*.pricing.discount_ids.*", "DISCOUNT")

ON_DATA: Final[dict[str, tuple[Reference, ...]]] = {
    "ITEM": (
        refers("category_id", "CATEGORY"),
        refers("categories.*.id", "CATEGORY"),
        refers("reporting_category.id", "CATEGORY"),
        refers("tax_ids.*", "TAX"),
        refers("modifier_list_info.*.modifier_list_id", "MODIFIER_LIST"),
        refers("modifier_list_info.*.modifier_overrides.*.modifier_id", "MODIFIER"),
        refers("item_options.*.item_option_id", "ITEM_OPTION"),
        IMAGES,
    ),
    "ITEM_VARIATION": (
        refers("item_id", "ITEM"),
        refers("item_option_values.*.item_option_id", "ITEM_OPTION"),
        refers("item_option_values.*.item_option_value_id", "ITEM_OPTION_VAL"),
        refers("measurement_unit_id", "MEASUREMENT_UNIT"),
        refers("stockable_conversion.stockable_item_variation_id", "ITEM_VARIATION"),
        IMAGES,
    ),
    "CATEGORY": (
        refers("parent_category.id", "CATEGORY"),
        refers("availability_period_ids.*", "AVAILABILITY_PERIOD"),
        IMAGES,
    ),
    "TAX": (refers("applies_to_product_set_id", "PRODUCT_SET"),),
    "MODIFIER_LIST": (IMAGES,),
    "MODIFIER": (
        refers("modifier_list_id", "MODIFIER_LIST"),
        refers("child_modifier_list_ids.*", "MODIFIER_LIST"),
        refers("image_id", "IMAGE"),
    ),
    "PRICING_RULE": (
        refers("time_period_ids.*", "TIME_PERIOD"),
        refers("discount_id", "DISCOUNT"),
        refers("match_products_id", "PRODUCT_SET"),
        refers("apply_products_id", "PRODUCT_SET"),
        refers("exclude_products_id", "PRODUCT_SET"),
    ),
    "PRODUCT_SET": (refers("product_ids_any.*"), refers("product_ids_all.*")),
    "ITEM_OPTION_VAL": (refers("item_option_id", "ITEM_OPTION"),),
    "SUBSCRIPTION_PLAN": (
        refers("eligible_item_ids.*", "ITEM"),
        refers("eligible_category_ids.*", "CATEGORY"),
        PHASE_DISCOUNTS,
    ),
    "SUBSCRIPTION_PLAN_VARIATION": (
        refers("subscription_plan_id", "SUBSCRIPTION_PLAN"),
        refers("successor_plan_variation_id", "SUBSCRIPTION_PLAN_VARIATION"),
        PHASE_DISCOUNTS,
    ),
}

ON_OBJECT: Final = (
    refers("image_id", "IMAGE"),
    refers(
        "custom_attribute_values.*.custom_attribute_definition_id", "CUSTOM_ATTRIBUTE_DEFINITION"
    ),
)


class Pointer(NamedTuple):
    """One id in a body: its slot, and the row that describes it."""

    slot: Slot
    reference: Reference


def pointers(kind: str, body: JsonObject) -> Iterator[Pointer]:
    """Every id in the body of an object that refers to another object."""
    data = body[KINDS[kind].data]
    for reference in ON_DATA.get(kind, ()):
        if reference.field in data:
            for slot in slots_below(data, reference.field, reference.steps, (reference.field,)):
                yield Pointer(slot, reference)
    for reference in ON_OBJECT:
        if reference.field in body:
            for slot in slots_below(body, reference.field, reference.steps, (reference.field,)):
                yield Pointer(slot, reference)


def slots(kind: str, body: JsonObject) -> list[Slot]:
    """The same as slots, for the engine."""
    return [pointer.slot for pointer in pointers(kind, body)]


def slots_below(container: Json, key: Json, steps: Sequence[str], field: Place) -> Iterator[Slot]:
    """The places that the steps below a field lead to; a step that is missing leads nowhere."""
    if not steps:
        yield Slot(container, key, None, field)
        return
    node, step, rest = container[key], steps[0], steps[1:]
    if step == EACH:
        for inner in node if isinstance(node, dict) else range(len(node)):
            yield from slots_below(node, inner, rest, field)
    elif step in node:
        yield from slots_below(node, step, rest, field)


GONE: Final = object()
"""The answer of ``without`` for something that ends with its reference."""


def unlink(kind: str, body: JsonObject, gone: frozenset[str]) -> JsonObject:
    """
    A body without references to deleted objects.

    An element of a list ends with the reference that it holds; so does a field outside of lists.
    """
    own = KINDS[kind].data
    data = cleared(body[own], ON_DATA.get(kind, ()), gone)
    return {**cleared(body, ON_OBJECT, gone), own: data}


def cleared(
    holder: JsonObject, references: Sequence[Reference], gone: frozenset[str]
) -> JsonObject:
    """A copy of an object whose fields are without references to what is gone."""
    holder = dict(holder)
    for reference in references:
        if reference.field in holder:
            left = without(holder[reference.field], reference.steps, gone)
            if left is GONE or left in ([], {}):
                del holder[reference.field]
            else:
                holder[reference.field] = left
    return holder


def without(node: Json, steps: Sequence[str], gone: frozenset[str]) -> Json:
    """A node without what is gone, or ``GONE`` when the node itself holds the reference."""
    if not steps:
        return GONE if node in gone else node
    step, rest = steps[0], steps[1:]
    if step != EACH:
        if step not in node:
            return node
        left = without(node[step], rest, gone)
        if left is GONE:
            return GONE
        kept = {key: value for key, value in node.items() if key != step}
        return kept if left == [] else {**node, step: left}
    if isinstance(node, dict):
        states = {key: without(value, rest, gone) for key, value in node.items()}
        return {key: value for key, value in states.items() if value is not GONE}
    return [left for value in node if (left := without(value, rest, gone)) is not GONE]
