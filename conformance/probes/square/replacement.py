"""
Updates replace: what is left out is cleared, what the server fills in is filled in.
"""

from __future__ import annotations

from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import ids_of
from conformance.expectations import ABSENT, JsonDict, a_list, at, nothing
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.versions import changed

LEGACY = ("LEGACY_SQUARE_ONLINE_SERVICE", "LEGACY_SQUARE_ONLINE_MEMBERSHIP")


def without(value: JsonDict, *fields: str) -> JsonDict:
    """An object without some fields of its data."""
    name = next(each for each in value if each.endswith("_data"))
    data = {field: found for field, found in value[name].items() if field not in fields}
    return {**value, name: data}


@probe("SQ-67")
def an_omitted_field_is_cleared(context: SquareContext) -> None:
    """A field left out of an update is cleared."""
    make = context.driver.make
    variation = make.variation("#v", sku=context.name("sku"), user_data="kept in the back")
    item = context.driver.save(make.item("#i", variation, abbreviation="TEA", label_color="112233"))
    bare = without(item, "abbreviation")
    bare["item_data"]["variations"] = [without(nested_in(item)[0], "sku")]
    if not accepted(context, "update", context.driver.upsert(bare)):
        return
    found = context.driver.get(item["id"])
    cleared = {"abbreviation": nothing(), "label_color": "112233", "name": context.name("i")}
    context.expect("item", got=data_of(found), wanted=cleared)
    nested = {"sku": nothing(), "user_data": "kept in the back"}
    context.expect("variation", got=data_of(at(nested_in(found), 0)), wanted=nested)
    tax = context.driver.save(make.tax("#t", enabled=True))
    for field in ("percentage", "enabled"):
        tax = context.driver.save(without(tax, field))
        kept = data_of(context.driver.get(tax["id"])).get(field)
        context.expect(f"{field} of a tax", got=kept, wanted=nothing())


@probe("SQ-68")
def an_omitted_variation_is_deleted(context: SquareContext) -> None:
    """A variation left out of an update of its item is deleted."""
    make = context.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"), make.variation("#c"))
    left_out_is_deleted(context, context.driver.save(item), "variations")


@probe("SQ-69")
def an_omitted_modifier_is_deleted(context: SquareContext) -> None:
    """A modifier left out of an update of its modifier list is deleted."""
    make = context.driver.make
    value = make.modifier_list("#l", make.modifier("#a"), make.modifier("#b"), make.modifier("#c"))
    left_out_is_deleted(context, context.driver.save(value), "modifiers")


def left_out_is_deleted(context: SquareContext, stored: JsonDict, field: str) -> None:
    """Send a parent with its first child only, and expect that the others are deleted."""
    first, *others = nested_in(stored)
    if not accepted(context, "update", context.driver.upsert(changed(stored, **{field: [first]}))):
        return
    found = nested_in(context.driver.get(stored["id"]))
    context.expect(field, got=[each.get("id") for each in found], wanted=[first["id"]])
    ids = [each["id"] for each in others]
    context.expect("left out, still there", got=sorted(context.driver.retrieve(ids)), wanted=[])
    dead = context.driver.retrieve(ids, include_deleted_objects=True)
    if {at(dead, each, "is_deleted") for each in ids} != {True}:
        context.note("what was left out is not among the deleted objects")


@probe("SQ-70")
def a_new_variation_is_added(context: SquareContext) -> None:
    """A new variation in an update of an item is added, and its temporary id is mapped."""
    make = context.driver.make
    stored = context.driver.save(make.item("#i", make.variation("#a")))
    more = changed(stored, variations=[*nested_in(stored), make.variation("#b")])
    answer = context.driver.upsert(more)
    if accepted(context, "update", answer):
        added = ids_of(answer).get("#b", ABSENT)
        found = [each.get("id") for each in nested_in(context.driver.get(stored["id"]))]
        context.expect("variations", got=found, wanted=[nested_in(stored)[0]["id"], added])


@probe("SQ-73")
def the_descriptions_are_in_step(context: SquareContext) -> None:
    """
    Of both descriptions description_html wins, and description_plaintext is its text without the
    markup.
    """
    make = context.driver.make
    markup = "<p><b>x</b> y</p>"
    item = make.item("#i", description_html=markup, description="something else")
    stored = context.driver.save(item)
    wanted = {"description_html": markup, "description_plaintext": "x y", "description": "x y"}
    context.expect("both sent", got=data_of(context.driver.get(stored["id"])), wanted=wanted)
    other = changed(stored, description_html="<p>z</p>")
    if accepted(context, "update", context.driver.upsert(other)):
        wanted = {"description_html": "<p>z</p>", "description_plaintext": "z"}
        context.expect("updated", got=data_of(context.driver.get(stored["id"])), wanted=wanted)


@probe("SQ-74")
def an_object_is_present_everywhere(context: SquareContext) -> None:
    """An object that says nothing about locations is present at all of them."""
    make = context.driver.make
    ids = context.driver.create(make.item("#i", make.variation("#v")), make.tax("#t"))
    for ref, object_id in ids.items():
        found = context.driver.get(object_id)
        context.expect(ref, got=at(found, "present_at_all_locations"), wanted=True)


@probe("SQ-75")
def an_item_is_taxable(context: SquareContext) -> None:
    """An item is taxable unless its client says otherwise."""
    make = context.driver.make
    ids = context.driver.create(make.item("#i"), make.item("#free", is_taxable=False))
    item = context.driver.get(ids["#i"])
    context.expect("is_taxable", got=data_of(item).get("is_taxable"), wanted=True)
    free = data_of(context.driver.get(ids["#free"])).get("is_taxable")
    context.expect("is_taxable of a free item", got=free, wanted=False)
    usual = {"product_type": "REGULAR", "is_archived": False}
    nested = {"sellable": True, "stockable": True}
    for data, readings in ((data_of(item), usual), (data_of(at(nested_in(item), 0)), nested)):
        for field, value in readings.items():
            if data.get(field) != value:
                context.note(f"{field} is {data.get(field)} instead of {value}")


@probe("SQ-76")
def ordinals_follow_positions(context: SquareContext) -> None:
    """The ordinals of an item's variations follow their position, whatever the client sends."""
    make = context.driver.make
    unordered = [
        make.variation(f"#{name}", ordinal=n) for name, n in (("a", 7), ("b", 3), ("c", 5))
    ]
    stored = context.driver.save(make.item("#i", *unordered))
    ordered(context, "created", stored["id"], ["a", "b", "c"])
    current = context.driver.get(stored["id"])
    context.given("variations", got=nested_in(current), wanted=a_list(3))
    first, second, third = nested_in(current)
    if accepted(
        context,
        "reorder",
        context.driver.upsert(changed(current, variations=[third, first, second])),
    ):
        ordered(context, "reordered", stored["id"], ["c", "a", "b"])


def ordered(context: SquareContext, what: str, item_id: str, labels: list[str]) -> None:
    """Expect the variations of an item in an order, numbered without gaps."""
    found = [data_of(each) for each in nested_in(context.driver.get(item_id))]
    names = [data.get("name") for data in found]
    context.expect(f"{what}: names", got=names, wanted=[context.name(each) for each in labels])
    ordinals = [data.get("ordinal") for data in found]
    start = ordinals[0] if isinstance(ordinals[0], int) else 0
    context.expect(f"{what}: ordinals", got=ordinals, wanted=[start, start + 1, start + 2])
    if start != 0:
        context.note(f"{what}: ordinals start at {start}")


@probe("SQ-77")
def the_product_type_stays(context: SquareContext) -> None:
    """The product_type of an item cannot be changed."""
    stored = context.driver.save(context.driver.make.item("#i", product_type="REGULAR"))
    other = changed(stored, product_type="APPOINTMENTS_SERVICE")
    refused(context, "update", context.driver.upsert(other), "INVALID_VALUE")
    kept = data_of(context.driver.get(stored["id"])).get("product_type")
    context.expect("product_type", got=kept, wanted="REGULAR")


@probe("SQ-78")
def legacy_items_are_not_created(context: SquareContext) -> None:
    """An item of a LEGACY product type cannot be created."""
    for kind in LEGACY:
        item = context.driver.make.item("#i", product_type=kind)
        refused(context, kind, context.driver.upsert(item), "INVALID_VALUE")
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-82")
def an_update_may_change_nothing(context: SquareContext) -> None:
    """An update that changes nothing is accepted."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    answer = context.driver.upsert(stored)
    if accepted(context, "update", answer):
        grown = answer.at("catalog_object", "version") != stored.get("version")
        context.note(f"the version {'grows' if grown else 'stays'}")
