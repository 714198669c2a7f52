"""
Updates replace: what is left out is cleared, what the server fills in is filled in.
"""

from __future__ import annotations

from conformance.drivers.square.objects import Json, data_of, nested_in
from conformance.drivers.square.responses import ids_of
from conformance.expectations import ABSENT, a_list, at, nothing
from conformance.judging.probe import probe
from conformance.probes.square.refusing import SquareRun, accepted, refused
from conformance.probes.square.versions import changed

LEGACY = ("LEGACY_SQUARE_ONLINE_SERVICE", "LEGACY_SQUARE_ONLINE_MEMBERSHIP")


def without(value: Json, *fields: str) -> Json:
    """An object as it was read without some of its data."""
    name = next(each for each in value if each.endswith("_data"))
    data = {field: found for field, found in value[name].items() if field not in fields}
    return {**value, name: data}


@probe("SQ-67")
def an_omitted_field_is_cleared(run: SquareRun) -> None:
    make = run.driver.make
    variation = make.variation("#v", sku=run.name("sku"), user_data="kept in the back")
    item = run.driver.save(make.item("#i", variation, abbreviation="TEA", label_color="112233"))
    bare = without(item, "abbreviation")
    bare["item_data"]["variations"] = [without(nested_in(item)[0], "sku")]
    if not accepted(run, "update", run.driver.upsert(bare)):
        return
    found = run.driver.get(item["id"])
    cleared = {"abbreviation": nothing(), "label_color": "112233", "name": run.name("i")}
    run.expect("item", got=data_of(found), wanted=cleared)
    nested = {"sku": nothing(), "user_data": "kept in the back"}
    run.expect("variation", got=data_of(at(nested_in(found), 0)), wanted=nested)
    tax = run.driver.save(make.tax("#t", enabled=True))
    for field in ("percentage", "enabled"):
        tax = run.driver.save(without(tax, field))
        kept = data_of(run.driver.get(tax["id"])).get(field)
        run.expect(f"{field} of a tax", got=kept, wanted=nothing())


@probe("SQ-68")
def an_omitted_variation_is_deleted(run: SquareRun) -> None:
    make = run.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"), make.variation("#c"))
    left_out_is_deleted(run, run.driver.save(item), "variations")


@probe("SQ-69")
def an_omitted_modifier_is_deleted(run: SquareRun) -> None:
    make = run.driver.make
    value = make.modifier_list("#l", make.modifier("#a"), make.modifier("#b"), make.modifier("#c"))
    left_out_is_deleted(run, run.driver.save(value), "modifiers")


def left_out_is_deleted(run: SquareRun, stored: Json, field: str) -> None:
    """Send a parent with its first child only, and see that the others are gone."""
    first, *others = nested_in(stored)
    if not accepted(run, "update", run.driver.upsert(changed(stored, **{field: [first]}))):
        return
    found = nested_in(run.driver.get(stored["id"]))
    run.expect(field, got=[each.get("id") for each in found], wanted=[first["id"]])
    ids = [each["id"] for each in others]
    run.expect("left out, still there", got=sorted(run.driver.retrieve(ids)), wanted=[])
    dead = run.driver.retrieve(ids, include_deleted_objects=True)
    if {at(dead, each, "is_deleted") for each in ids} != {True}:
        run.note("what was left out is not among the deleted objects")


@probe("SQ-70")
def a_new_variation_is_added(run: SquareRun) -> None:
    make = run.driver.make
    stored = run.driver.save(make.item("#i", make.variation("#a")))
    more = changed(stored, variations=[*nested_in(stored), make.variation("#b")])
    answer = run.driver.upsert(more)
    if accepted(run, "update", answer):
        added = ids_of(answer).get("#b", ABSENT)
        found = [each.get("id") for each in nested_in(run.driver.get(stored["id"]))]
        run.expect("variations", got=found, wanted=[nested_in(stored)[0]["id"], added])


@probe("SQ-73")
def the_descriptions_are_in_step(run: SquareRun) -> None:
    make = run.driver.make
    markup = "<p><b>x</b> y</p>"
    item = make.item("#i", description_html=markup, description="something else")
    stored = run.driver.save(item)
    wanted = {"description_html": markup, "description_plaintext": "x y", "description": "x y"}
    run.expect("both sent", got=data_of(run.driver.get(stored["id"])), wanted=wanted)
    other = changed(stored, description_html="<p>z</p>")
    if accepted(run, "update", run.driver.upsert(other)):
        wanted = {"description_html": "<p>z</p>", "description_plaintext": "z"}
        run.expect("updated", got=data_of(run.driver.get(stored["id"])), wanted=wanted)


@probe("SQ-74")
def an_object_is_present_everywhere(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.item("#i", make.variation("#v")), make.tax("#t"))
    for ref, object_id in ids.items():
        found = run.driver.get(object_id)
        run.expect(ref, got=at(found, "present_at_all_locations"), wanted=True)


@probe("SQ-75")
def an_item_is_taxable(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.item("#i"), make.item("#free", is_taxable=False))
    item = run.driver.get(ids["#i"])
    run.expect("is_taxable", got=data_of(item).get("is_taxable"), wanted=True)
    free = data_of(run.driver.get(ids["#free"])).get("is_taxable")
    run.expect("is_taxable of a free item", got=free, wanted=False)
    usual = {"product_type": "REGULAR", "is_archived": False}
    nested = {"sellable": True, "stockable": True}
    for data, readings in ((data_of(item), usual), (data_of(at(nested_in(item), 0)), nested)):
        for field, value in readings.items():
            if data.get(field) != value:
                run.note(f"{field} is {data.get(field)} instead of {value}")


@probe("SQ-76")
def ordinals_follow_positions(run: SquareRun) -> None:
    make = run.driver.make
    odd = [make.variation(f"#{name}", ordinal=n) for name, n in (("a", 7), ("b", 3), ("c", 5))]
    stored = run.driver.save(make.item("#i", *odd))
    ordered(run, "created", stored["id"], ["a", "b", "c"])
    current = run.driver.get(stored["id"])
    run.given("variations", got=nested_in(current), wanted=a_list(3))
    first, second, third = nested_in(current)
    if accepted(
        run, "reorder", run.driver.upsert(changed(current, variations=[third, first, second]))
    ):
        ordered(run, "reordered", stored["id"], ["c", "a", "b"])


def ordered(run: SquareRun, what: str, item_id: str, labels: list[str]) -> None:
    """Expect the variations of an item in an order, numbered without gaps."""
    found = [data_of(each) for each in nested_in(run.driver.get(item_id))]
    names = [data.get("name") for data in found]
    run.expect(f"{what}: names", got=names, wanted=[run.name(each) for each in labels])
    ordinals = [data.get("ordinal") for data in found]
    start = ordinals[0] if isinstance(ordinals[0], int) else 0
    run.expect(f"{what}: ordinals", got=ordinals, wanted=[start, start + 1, start + 2])
    if start != 0:
        run.note(f"{what}: ordinals start at {start}")


@probe("SQ-77")
def the_product_type_stays(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.item("#i", product_type="REGULAR"))
    other = changed(stored, product_type="APPOINTMENTS_SERVICE")
    refused(run, "update", run.driver.upsert(other), "INVALID_VALUE")
    kept = data_of(run.driver.get(stored["id"])).get("product_type")
    run.expect("product_type", got=kept, wanted="REGULAR")


@probe("SQ-78")
def legacy_items_are_not_created(run: SquareRun) -> None:
    for kind in LEGACY:
        item = run.driver.make.item("#i", product_type=kind)
        refused(run, kind, run.driver.upsert(item), "INVALID_VALUE")
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-82")
def an_update_may_change_nothing(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    answer = run.driver.upsert(stored)
    if accepted(run, "update", answer):
        grown = answer.at("catalog_object", "version") != stored.get("version")
        run.note(f"the version {'grows' if grown else 'stays'}")
