"""
What Square demands of the variations of an item, and what it makes of their item options.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mockserver.core.reasons import Refusal, render
from mockserver.core.record import JsonObject, Record
from mockserver.core.record_writer import live
from mockserver.core.upsert_types import Write
from mockserver.core.view import Stage
from mockserver.providers.square.catalog import OBJECTS, data_of
from mockserver.providers.square.constraints import stocked
from mockserver.providers.square.families import Family, settle_field
from mockserver.providers.square.presence import outside
from mockserver.providers.square.vendor_errors import VendorError

LONGEST_NAME: Final = 255
VALUES: Final = "item_option_values"


def wrong_variations(
    stage: Stage, family: Family, variations: Sequence[Record]
) -> Iterator[Refusal]:
    """Everything that is wrong with the variations of an item."""
    item = data_of(family.parent)
    if not variations:
        token = family.name(family.parent)
        detail = (
            f"Item with name {item['name']} and token {token} must have at least one variation."
        )
        yield family.broken(family.parent, VendorError("BAD_REQUEST", detail))
    options = [option.get("item_option_id") for option in item.get("item_options", ())]
    owners: dict[tuple[str, ...], Record] = {}
    for variation in variations:
        yield from wider_than_item(family, variation)
        yield from wrong_stock(stage, family, variation)
        refusals = list(wrong_options(stage, family, variation, options))
        yield from refusals
        if not options:
            yield from long_name(family, variation)
        elif not refusals:
            chosen = tuple(value["item_option_value_id"] for value in data_of(variation)[VALUES])
            other = owners.setdefault(chosen, variation)
            if other is not variation:
                sentence = f"Item variation `{family.name(other)}` has the same item option values."
                yield family.refused(variation, sentence, VALUES)
            yield from settle_name(stage, family, variation)


def wider_than_item(family: Family, variation: Record) -> Iterator[Refusal]:
    """A variation that is present where its item is not (SQ-156, SQ-170)."""
    location = outside(variation["body"], family.parent["body"])
    if location is None:
        return
    where, quote = (f"unit `{location}`", "`") if location else ("all future locations", "'")
    detail = (
        f"Object {quote}{family.name(variation)}{quote} of type ITEM_VARIATION is enabled at"
        f" {where}, but the referenced object with token"
        f" {quote}{family.name(family.parent)}{quote} of type ITEM is not."
    )
    yield family.broken(variation, VendorError("INVALID_VALUE", detail, "item_id"))


def wrong_stock(stage: Stage, family: Family, variation: Record) -> Iterator[Refusal]:
    """A variation that counts by the stock of one that has none, or of another item's (SQ-182)."""
    target = stocked(data_of(variation))
    if target is None:
        return
    other = live(stage, OBJECTS, target)
    sibling = other is not None and other.get("parent") == family.parent["id"]
    if other is None or not sibling or not data_of(other)["stockable"]:
        sentence = "stockable_item_variation_id must name a stockable variation of the same item."
        yield family.refused(variation, sentence, "stockable_conversion")


def wrong_options(
    stage: Stage, family: Family, variation: Record, options: Sequence[str]
) -> Iterator[Refusal]:
    """A variation without a value of each option of its item, in order (SQ-158, SQ-167)."""
    values = data_of(variation).get(VALUES, ())
    if len(values) != len(options):
        sizes = f"{len(options)} Item Option Values, got {len(values)}"
        detail = f"Expected ItemVariation to have {sizes}"
        yield family.broken(variation, VendorError("BAD_REQUEST", detail))
        return
    for position, (value, option) in enumerate(zip(values, options, strict=True)):
        named = value.get("item_option_id")
        if named != option:
            detail = (
                f"Expected ItemVariation {family.name(variation)} to have a value of item option"
                f" {option} at index {position}, got one of {named}"
            )
            yield family.broken(variation, VendorError("BAD_REQUEST", detail))
        chosen = live(stage, OBJECTS, value.get("item_option_value_id", ""))
        if chosen is None or chosen.get("parent") != named:
            sentence = "item_option_value_id must name a value of the item option."
            yield family.refused(variation, sentence, VALUES)


def long_name(family: Family, variation: Record) -> Iterator[Refusal]:
    """A name that a client made too long; what the server makes of options may be (SQ-149)."""
    place = family.place_of(variation)
    if variation["id"] in family.writes and len(data_of(variation).get("name", "")) > LONGEST_NAME:
        detail = f"Field must not be greater than {LONGEST_NAME} in length."
        field = render((*place, "item_variation_data", "name"))
        yield family.broken(variation, VendorError("VALUE_TOO_LONG", detail, field))


def settle_name(stage: Stage, family: Family, variation: Record) -> Iterator[Refusal]:
    """Name a variation for its option values; it has no other name (SQ-164, SQ-165)."""
    name, write = name_of(stage, variation), family.writes.get(variation["id"])
    sent = data_of(variation).get("name", name)
    before = data_of(write.old).get("name") if write is not None and write.old is not None else sent
    if sent not in {name, before}:
        sentence = (
            "Item variation names may not be edited if they use item options (requested name"
            f' "{sent}", actual name "{name}"). Variation ID `{variation["id"]}`.'
        )
        yield family.refused(variation, sentence, "")
    settle_field(stage, variation, write, "name", name)


def name_of(stage: Stage, variation: Record) -> str:
    """The names of a variation's option values."""
    chosen = (value_of(stage, value) for value in data_of(variation).get(VALUES, ()))
    return ", ".join(value.get("name", "") for value in chosen)


def value_of(stage: Stage, value: JsonObject) -> JsonObject:
    """The data of an option value, nothing when it is gone."""
    chosen = live(stage, OBJECTS, value.get("item_option_value_id", ""))
    return {} if chosen is None else data_of(chosen)


def follow_values(stage: Stage, writes: Sequence[Write]) -> None:
    """Give the variations that use an option value its new name; their versions stay."""
    for write in writes:
        if write.kind == "ITEM_OPTION_VAL" and write.old is not None:
            for holder in list(stage.find(OBJECTS, "refs", write.id)):
                if holder["kind"] == "ITEM_VARIATION" and not holder.get("deleted"):
                    settle_field(stage, holder, None, "name", name_of(stage, holder))
