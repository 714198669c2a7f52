"""
What Square demands of one object beyond its schema.

| | rule | when |
|---|---|---|
| 1 | its data field and no other, not deleted (SQ-20, SQ-22) | before identity |
| 2 | its type stays | before it is stored, and so are all that follow |
| 3 | ``product_type`` stays, LEGACY types are not created (SQ-77, SQ-78) | |
| 4 | ``type``, ``key`` and uniqueness of a definition stay (SQ-151), selections differ in name | |
| 5 | price and pricing type agree (SQ-153) | |
| 6 | a category is present somewhere (SQ-157) | |
| 7 | a product set says in one way which products it means (SQ-155) | |
| 8 | a measurement unit is one unit | |
| 9 | phases last for some periods, but for the last one, and stay (SQ-175, SQ-176) | |
| 10 | what an object cannot be without is there: names, parents (SQ-173, SQ-177) | |
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Final

from mockserver.core.reasons import Place, Refusal
from mockserver.core.record import JsonObject
from mockserver.core.upsert_types import Write
from mockserver.providers.square.catalog import DATA_FIELDS, KINDS, data_of
from mockserver.providers.square.presence import EVERYWHERE, is_nowhere
from mockserver.providers.square.vendor_errors import (
    VendorError,
    constraint,
    invalid_object,
    missing_attribute,
)

STOCKED: Final = "stockable_item_variation_id"

LEGACY: Final = frozenset({"LEGACY_SQUARE_ONLINE_SERVICE", "LEGACY_SQUARE_ONLINE_MEMBERSHIP"})

UNITS: Final = (
    "custom_unit",
    "area_unit",
    "length_unit",
    "volume_unit",
    "weight_unit",
    "generic_unit",
    "time_unit",
)


def constraint_mistake(value: JsonObject, place: Place) -> Refusal | None:
    """The refusal of an object that carries other data than its type says, or wants to be dead."""
    kind, own = value["type"], KINDS[value["type"]].data
    if value.get("is_deleted"):
        sentence = "is_deleted must not be true in an upsert."
        return invalid_object(place, value["id"], sentence, "is_deleted")
    for name, found in value.items():
        if name in DATA_FIELDS and name != own and found is not None:
            sentence = f"Object of type {kind} cannot carry {name}."
            return invalid_object(place, value["id"], sentence, name)
    if value.get(own) is None:
        detail = f'Object of type {kind} missing {own} field: ID="{value["id"]}".'
        return constraint(place, VendorError("INVALID_VALUE", detail, own))
    return None


def client_id_of(write: Write) -> str:
    return str(getattr(write.identity, "ref", None) or write.id)


def faults_in(write: Write) -> Iterator[tuple[str, str]]:
    """Every rule that one object breaks: a sentence, and the field or nothing."""
    if write.old is not None and write.old["kind"] != write.kind:
        yield f"Object of type {write.old['kind']} cannot become {write.kind}.", "type"
        return
    yield from CHECKS.get(write.kind, no_faults)(write, write.body[KINDS[write.kind].data])


def broken(write: Write) -> Refusal | None:
    """The refusal of an object that breaks a rule; the first one counts."""
    for sentence, field in faults_in(write):
        return invalid_object(write.place, client_id_of(write), sentence, field)
    row = KINDS[write.kind]
    for name in row.needs:
        if not write.body[row.data].get(name, "").strip():
            return missing_attribute(write.place, client_id_of(write), name)
    return None


def no_faults(_write: Write, _data: JsonObject) -> Iterator[tuple[str, str]]:
    """The rules of a type that has none."""
    return iter(())


def item_faults(write: Write, data: JsonObject) -> Iterator[tuple[str, str]]:
    """The product type of an item is chosen once."""
    product_type = data.get("product_type")
    if write.old is None:
        if product_type in LEGACY:
            yield f"Items of product type {product_type} cannot be created.", "product_type"
    elif product_type not in {None, write.old["body"]["item_data"]["product_type"]}:
        yield "The product type of an item cannot be changed.", "product_type"


def variation_faults(write: Write, data: JsonObject) -> Iterator[tuple[str, str]]:
    """A fixed price is there, a variable one is not; the stocked variation stays the same."""
    pricing, priced = data.get("pricing_type"), "price_money" in data
    if pricing == "FIXED_PRICING" and not priced:
        yield "FIXED_PRICING needs price_money.", "price_money"
    if pricing == "VARIABLE_PRICING" and priced:
        yield "VARIABLE_PRICING must not have price_money.", "price_money"
    before, after = stocked(data_of(write.old)) if write.old else None, stocked(data)
    if before and after and before != after:
        yield f"{STOCKED} cannot be changed.", "stockable_conversion"


def stocked(data: JsonObject) -> str | None:
    """The id of the variation whose stock a variation counts by, if it is another one."""
    target: str | None = data.get("stockable_conversion", {}).get(STOCKED)
    return target


def category_faults(write: Write, _data: JsonObject) -> Iterator[tuple[str, str]]:
    """A category that is present nowhere would be disabled."""
    if is_nowhere({EVERYWHERE: True, **write.body}):
        yield "Object of type CATEGORY cannot be disabled.", ""


def definition_faults(write: Write, data: JsonObject) -> Iterator[tuple[str, str]]:
    """What identifies a definition to its users cannot change; nor can uniqueness."""
    selections = data.get("selection_config", {}).get("allowed_selections", ())
    names = [selection["name"] for selection in selections]
    if len(set(names)) < len(names):
        yield "The names of its selections must differ.", "allowed_selections"
    if write.old is None:
        return
    before = write.old["body"]["custom_attribute_definition_data"]
    for field in ("type", "key"):
        if data.get(field, before[field]) != before[field]:
            yield f"The {field} of a custom attribute definition cannot be changed.", field
    if is_unique(data) is not is_unique(before):
        yield "enforce_uniqueness cannot be changed.", "string_config"


def is_unique(definition: JsonObject) -> bool:
    """Whether no two objects may have the same value of a custom attribute."""
    return bool(definition.get("string_config", {}).get("enforce_uniqueness"))


def product_set_faults(_write: Write, data: JsonObject) -> Iterator[tuple[str, str]]:
    """Products are named in one way, and so is their number."""
    ways = [
        name for name in ("product_ids_any", "product_ids_all", "all_products") if data.get(name)
    ]
    if len(ways) != 1:
        yield (
            "Exactly one of product_ids_any, product_ids_all and all_products must be set.",
            ways[-1] if ways else "",
        )
    if "quantity_exact" in data and ("quantity_min" in data or "quantity_max" in data):
        yield "quantity_exact excludes quantity_min and quantity_max.", "quantity_exact"


def measurement_unit_faults(_write: Write, data: JsonObject) -> Iterator[tuple[str, str]]:
    unit = data.get("measurement_unit", {})
    if sum(name in unit for name in UNITS) != 1:
        yield f"Exactly one of {', '.join(UNITS)} must be set.", "measurement_unit"


def phase_faults(write: Write, data: JsonObject) -> Iterator[tuple[str, str]]:
    """Only the last phase may be without end; stored phases stay as they are."""
    phases = data.get("phases", ())
    if any("periods" not in phase for phase in sorted(phases, key=itemgetter("ordinal"))[:-1]):
        yield "subscription phase requires period unless it is last phase.", ""
    if write.old is not None and phases != data_of(write.old).get("phases", ()):
        detail = f"On existing plan {write.id}, phases should not be added, removed, or replaced."
        yield detail, "phases"


CHECKS: Final[dict[str, Callable[[Write, JsonObject], Iterator[tuple[str, str]]]]] = {
    "ITEM": item_faults,
    "ITEM_VARIATION": variation_faults,
    "CATEGORY": category_faults,
    "CUSTOM_ATTRIBUTE_DEFINITION": definition_faults,
    "PRODUCT_SET": product_set_faults,
    "MEASUREMENT_UNIT": measurement_unit_faults,
    "SUBSCRIPTION_PLAN": phase_faults,
    "SUBSCRIPTION_PLAN_VARIATION": phase_faults,
}
