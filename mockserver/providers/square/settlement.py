"""
What Square demands of a batch as a whole: the state that it leaves behind.

1. Every reference leads to a live object of a type that may stand there (SQ-50).
2. An item has 1 to 250 variations (SQ-37, SQ-71), an item option at most 250 values (SQ-169), a
   modifier list of type LIST has modifiers.
3. Variations agree with their item, its item options and each other (``variations``).
4. Names, keys and values that must be unique are unique (SQ-168).
5. Categories and modifier lists are nested without circles, modifier lists three levels deep.

What depends on other objects is written here too: positions, names, colours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.record_writer import children, live
from mockserver.core.upsert_types import Stamp, Write
from mockserver.core.view import Stage
from mockserver.providers.square.attributes import worded
from mockserver.providers.square.catalog import KINDS, OBJECTS, data_of
from mockserver.providers.square.constraints import client_id_of
from mockserver.providers.square.families import Family, families, settle_field
from mockserver.providers.square.references import pointers
from mockserver.providers.square.rendering import parent_category
from mockserver.providers.square.variations import follow_values, wrong_variations
from mockserver.providers.square.vendor_errors import VendorError, invalid_object

WHITE: Final = "#ffffff"
DEEPEST_LISTS: Final = 3


def check_final_state(stage: Stage, writes: Sequence[Write], _stamp: Stamp) -> list[Refusal]:
    """Everything that is wrong with the state that a batch leaves behind."""
    place_newcomers(stage, writes)
    refusals: list[Refusal] = []
    for write in writes:
        refusals.extend(wrong_references(stage, write))
        refusals.extend(taken_keys(stage, write))
        refusals.extend(wrong_nesting(stage, write))
    for family in families(stage, writes):
        refusals.extend(wrong_family(stage, family))
    follow_values(stage, writes)
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
        settle_field(stage, record, write, "ordinal", last + 1)


def wrong_references(stage: Stage, write: Write) -> Iterator[Refusal]:
    """References to an object of a type that may not stand there."""
    record = write.record
    if record is None or not record.get("refs"):
        return
    for slot, reference in pointers(write.kind, record["body"]):
        named, field = slot.container[slot.key], reference.field
        target = live(stage, OBJECTS, named)
        if target is not None and reference.targets and target["kind"] not in reference.targets:
            wanted = " or ".join(sorted(reference.targets))
            sentence = f"{field} refers to {target['kind']} {named}, not to {wanted}."
            yield invalid_object(write.place, client_id_of(write), sentence, field)


def taken_keys(stage: Stage, write: Write) -> Iterator[Refusal]:
    """Names and keys that another live object has; a tombstone has none."""
    for key in write.record.get("keys", ()) if write.record else ():
        for other in stage.find(OBJECTS, "keys", key):
            if other["id"] != write.id:
                sentence = f"An existing {worded(key)}."
                yield invalid_object(write.place, client_id_of(write), sentence)


def wrong_family(stage: Stage, family: Family) -> Iterator[Refusal]:
    """What is wrong with a parent and its children."""
    parent = family.parent
    row, nested = KINDS[parent["kind"]], children(stage, OBJECTS, parent["id"])
    if row.most and len(nested) > row.most:
        named = f"Object `{family.name(parent)}` of type {parent['kind']}"
        detail = f"{named} must not have more than {row.most} {row.children}."
        yield family.broken(parent, VendorError("ARRAY_LENGTH_TOO_LONG", detail, row.children))
    if parent["kind"] == "ITEM":
        yield from wrong_variations(stage, family, nested)
    if parent["kind"] == "MODIFIER_LIST":
        textual = data_of(parent).get("modifier_type") == "TEXT"
        if not nested and not textual:
            sentence = "Modifier lists of type LIST must have at least one modifier."
            yield family.refused(parent, sentence, "modifiers")
    if data_of(parent).get("show_colors"):
        for value in nested:
            if "color" not in data_of(value):
                settle_field(stage, value, family.writes.get(value["id"]), "color", WHITE)


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
