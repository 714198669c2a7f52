"""
What Square demands of a batch as a whole: the state that it leaves behind.

1. Every reference leads to a live object of a type that may stand there (SQ-50).
2. An item has 1 to 250 variations (SQ-37, SQ-71), a modifier list of type LIST has modifiers.
3. A variation is not present more widely than its item (SQ-156).
4. A variation has one value for each option of its item (SQ-158).
5. Names and keys that must be unique are unique.
6. Categories and modifier lists are nested without circles, modifier lists three levels deep.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mockserver.core.reasons import Place, Reason, Refusal
from mockserver.core.record import Record
from mockserver.core.record_writer import children, live
from mockserver.core.upsert_types import Stamp, Write
from mockserver.core.view import Stage
from mockserver.providers.square.catalog import KINDS, OBJECTS, data_of
from mockserver.providers.square.constraints import client_id_of
from mockserver.providers.square.references import pointers
from mockserver.providers.square.rendering import parent_category
from mockserver.providers.square.vendor_errors import VendorError, constraint, invalid_object

MOST_VARIATIONS: Final = 250
DEEPEST_LISTS: Final = 3


@dataclass(frozen=True, slots=True)
class Family:
    """A parent, where the batch touched it, and what the client calls the objects it wrote."""

    parent: Record
    place: Place
    names: Mapping[str, str]

    def name(self, record: Record) -> str:
        """An object as the client knows it."""
        return self.names.get(record["id"], record["id"])

    def refused(self, record: Record, sentence: str, field: str) -> Refusal:
        return invalid_object(self.place, self.name(record), sentence, field)


def check_final_state(stage: Stage, writes: Sequence[Write], _stamp: Stamp) -> list[Refusal]:
    """Everything that is wrong with the state that a batch leaves behind."""
    place_newcomers(stage, writes)
    refusals: list[Refusal] = []
    for write in writes:
        refusals.extend(wrong_references(stage, write))
        refusals.extend(taken_keys(stage, write))
        refusals.extend(wrong_nesting(stage, write))
    names = {write.id: client_id_of(write) for write in writes}
    for parent, place in families(stage, writes):
        refusals.extend(wrong_family(stage, Family(parent, place, names)))
    return refusals


def place_newcomers(stage: Stage, writes: Sequence[Write]) -> None:
    """Put children that came as objects of their own behind their siblings (SQ-44, SQ-76)."""
    for write in writes:
        record = write.record
        if record is None or write.nested or "parent" not in record or "ordinal" in data_of(record):
            continue
        if record["kind"] == "SUBSCRIPTION_PLAN_VARIATION":
            continue
        siblings = children(stage, OBJECTS, record["parent"])
        last = max((data_of(sibling).get("ordinal", -1) for sibling in siblings), default=-1)
        data = {**data_of(record), "ordinal": last + 1}
        placed: Record = {**record, "body": {**record["body"], KINDS[record["kind"]].data: data}}
        stage.put(OBJECTS, placed)
        write.record = placed


def wrong_references(stage: Stage, write: Write) -> Iterator[Refusal]:
    """References to what the batch has removed, or to an object of another type."""
    record = write.record
    if record is None or not record.get("refs"):
        return
    for slot, reference in pointers(write.kind, record["body"]):
        target = live(stage, OBJECTS, slot.container[slot.key])
        if target is None:
            facts = {"target": slot.container[slot.key]}
            yield Refusal(Reason.UNKNOWN_REFERENCE, write.place, facts)
        elif reference.targets and target["kind"] not in reference.targets:
            wanted = " or ".join(sorted(reference.targets))
            sentence = (
                f"{reference.field} refers to {target['kind']} {target['id']}, not to {wanted}."
            )
            yield invalid_object(write.place, client_id_of(write), sentence, reference.field)


def taken_keys(stage: Stage, write: Write) -> Iterator[Refusal]:
    """Names and keys that another live object has; a tombstone has none."""
    for key in write.record.get("keys", ()) if write.record else ():
        for other in stage.find(OBJECTS, "keys", key):
            if other["id"] != write.id:
                sentence = f"Another object of type {write.kind} has the {key}."
                yield invalid_object(write.place, client_id_of(write), sentence)


def families(stage: Stage, writes: Sequence[Write]) -> Iterator[tuple[Record, Place]]:
    """Every live parent whose children or own state the batch touched, and where."""
    touched: dict[str, Place] = {}
    for write in writes:
        if KINDS[write.kind].children:
            touched.setdefault(write.id, write.place)
        for state in (write.old, write.record):
            if state is not None and "parent" in state:
                touched.setdefault(state["parent"], write.place)
    for parent_id, place in touched.items():
        parent = live(stage, OBJECTS, parent_id)
        if parent is not None:
            yield parent, place


def wrong_family(stage: Stage, family: Family) -> Iterator[Refusal]:
    """What is wrong with a parent and its children."""
    parent = family.parent
    nested = children(stage, OBJECTS, parent["id"])
    if parent["kind"] == "ITEM":
        if not nested:
            yield family.refused(parent, "Items must have at least one variation.", "variations")
        if len(nested) > MOST_VARIATIONS:
            detail = f"Items must not have more than {MOST_VARIATIONS} variations."
            yield constraint(
                family.place, VendorError("ARRAY_LENGTH_TOO_LONG", detail, "variations")
            )
        for variation in nested:
            yield from wider_than_item(family, variation)
            yield from wrong_options(stage, family, variation)
    if parent["kind"] == "MODIFIER_LIST":
        textual = data_of(parent).get("modifier_type") == "TEXT"
        if not nested and not textual:
            sentence = "Modifier lists of type LIST must have at least one modifier."
            yield family.refused(parent, sentence, "modifiers")


def wider_than_item(family: Family, variation: Record) -> Iterator[Refusal]:
    """A variation that is present where its item is not."""
    everywhere = "present_at_all_locations"
    if variation["body"][everywhere] and not family.parent["body"][everywhere]:
        detail = (
            f"Object '{family.name(variation)}' of type ITEM_VARIATION is enabled at all future"
            f" locations, but the referenced object with token '{family.name(family.parent)}'"
            " of type ITEM is not."
        )
        yield constraint(family.place, VendorError("INVALID_VALUE", detail, "item_id"))


def wrong_options(stage: Stage, family: Family, variation: Record) -> Iterator[Refusal]:
    """A variation without exactly one value for each option of its item."""
    item = data_of(family.parent)
    options = [option.get("item_option_id") for option in item.get("item_options", ())]
    values = data_of(variation).get("item_option_values", ())
    if len(values) != len(options):
        sizes = f"{len(options)} Item Option Values, got {len(values)}"
        detail = f"Expected ItemVariation to have {sizes}"
        yield constraint(family.place, VendorError("BAD_REQUEST", detail))
        return
    if {value.get("item_option_id") for value in values} != set(options):
        sentence = "The variation needs one value for each item option of its item."
        yield family.refused(variation, sentence, "item_option_values")
    for value in values:
        chosen = live(stage, OBJECTS, value.get("item_option_value_id", ""))
        if chosen is None or chosen.get("parent") != value.get("item_option_id"):
            sentence = "item_option_value_id must name a value of the item option."
            yield family.refused(variation, sentence, "item_option_values")


def wrong_nesting(stage: Stage, write: Write) -> Iterator[Refusal]:
    """Circles of categories, and modifier lists below modifier lists beyond the third level."""
    record = write.record
    if record is None:
        return
    if write.kind == "CATEGORY" and in_circle(stage, record):
        sentence = "A category cannot be below itself."
        yield invalid_object(write.place, client_id_of(write), sentence, "parent_category")
    if write.kind == "MODIFIER" and "child_modifier_list_ids" in data_of(record):
        above = height(stage, record["parent"], DEEPEST_LISTS)
        below = max(
            depth(stage, list_id, DEEPEST_LISTS)
            for list_id in data_of(record)["child_modifier_list_ids"]
        )
        if above + below > DEEPEST_LISTS:
            sentence = f"Modifier lists cannot be nested more than {DEEPEST_LISTS} levels deep."
            yield invalid_object(
                write.place, client_id_of(write), sentence, "child_modifier_list_ids"
            )


def in_circle(stage: Stage, category: Record) -> bool:
    """Whether the way up from a category leads back to it."""
    seen: set[str] = set()
    above = parent_category(category)
    while above is not None and above not in seen:
        if above == category["id"]:
            return True
        seen.add(above)
        parent = live(stage, OBJECTS, above)
        above = parent_category(parent) if parent and parent["kind"] == "CATEGORY" else None
    return False


def depth(stage: Stage, list_id: str, most: int) -> int:
    """How many levels of lists there are from one downwards; never more than one above ``most``."""
    if most < 0:
        return 1
    below = [
        child_id
        for modifier in children(stage, OBJECTS, list_id)
        for child_id in data_of(modifier).get("child_modifier_list_ids", ())
    ]
    return 1 + max((depth(stage, child_id, most - 1) for child_id in below), default=0)


def height(stage: Stage, list_id: str, most: int) -> int:
    """How many levels of lists there are from one upwards; never more than one above ``most``."""
    if most < 0:
        return 1
    above = [
        modifier["parent"]
        for modifier in stage.find(OBJECTS, "refs", list_id)
        if modifier["kind"] == "MODIFIER"
        and not modifier.get("deleted")
        and list_id in data_of(modifier).get("child_modifier_list_ids", ())
    ]
    return 1 + max((height(stage, parent_id, most - 1) for parent_id in above), default=0)
