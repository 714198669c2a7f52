"""
Which object a write means, and what never becomes one.
"""

from __future__ import annotations

from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import REFUSED, everything_in, ids_of, outcome, pairs_of
from conformance.expectations import ABSENT, containing
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def invented(context: SquareContext) -> str:
    """An id of Square's form that no object has."""
    return "".join(context.random.choice(LETTERS) for _ in range(24))


@probe("SQ-49")
def an_unknown_id_is_not_created(context: SquareContext) -> None:
    """An update of an id that does not exist is refused with status 400, and nothing is created."""
    make, unknown = context.driver.make, invented(context)
    value = {**make.tax("#t"), "id": unknown, "version": 1}
    answer = context.driver.upsert(value)
    context.expect("status", got=answer.status, wanted=400)
    refused(context, "upsert", answer, "INVALID_VALUE")
    refused(context, "batch-upsert", context.driver.batches([value]), "INVALID_VALUE")
    if "nonexistent" not in context.driver.error_body(answer).text:
        context.note(f"detail: {context.driver.error_body(answer).text}")
    context.expect("by its id", got=context.driver.read(unknown).status, wanted=404)
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-50")
def a_reference_to_nothing_fails_its_batch(context: SquareContext) -> None:
    """A reference to an object that does not exist fails the batch."""
    make, unknown = context.driver.make, invented(context)
    for what, value in (
        ("tax", make.item("#i", tax_ids=[unknown])),
        ("category", make.item("#i", categories=[{"id": unknown}])),
        ("item", make.variation("#v", item_id=unknown)),
    ):
        answer = context.driver.batches([make.tax("#t"), value])
        context.expect(what, got=outcome(answer), wanted=REFUSED)
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-172")
def a_reference_to_nothing_is_named(context: SquareContext) -> None:
    """
    The error about a reference to nothing names the object that refers, the attribute and the id.
    """
    make, unknown = context.driver.make, invented(context)
    sound = [make.tax(f"#t{n}") for n in range(3)]
    for what, ref, value in (
        ("tax_ids", "#bad", make.item("#bad", tax_ids=["#t1", unknown])),
        (
            "measurement_unit_id",
            "#v",
            make.item("#i", make.variation("#v", measurement_unit_id=unknown)),
        ),
    ):
        answer = context.driver.batches([*sound, value])
        if refused(context, what, answer, "INVALID_VALUE"):
            error = context.driver.error_body(answer)
            told = f"{error.text} {error.place}"
            context.expect(f"{what}: id", got=told, wanted=containing(unknown))
            context.expect(f"{what}: object", got=told, wanted=containing(ref))
            if what not in told:  # real answers show an internal name of the attribute
                context.note(f"{what} is not named: {error.text}")


@probe("SQ-51")
def an_update_has_no_mapping(context: SquareContext) -> None:
    """An update by permanent id produces no mapping."""
    stored = context.driver.save(context.driver.make.item("#i"))
    changed = {**stored, "item_data": {**data_of(stored), "name": context.name("other")}}
    answer = context.driver.batches([changed])
    if accepted(context, "update", answer):
        context.expect("mappings", got=pairs_of(answer), wanted=[])


@probe("SQ-52")
def ids_are_unique_and_stable(context: SquareContext) -> None:
    """Every object of the catalog has an id of its own and keeps it when it is updated."""
    make = context.driver.make
    batch = [make.item("#i", make.variation("#a"), make.variation("#b")), make.tax("#t")]
    more = [make.category("#c"), make.modifier_list("#l")]
    answer = context.driver.stored(context.driver.batches(batch, more))
    ids = [str(each.get("id")) for each in everything_in(answer)]
    context.expect("ids that differ", got=len(set(ids)), wanted=7)
    item = context.driver.get(ids_of(answer)["#i"])
    changed = {**item, "item_data": {**data_of(item), "name": context.name("other")}}
    update = context.driver.upsert(changed)
    if accepted(context, "update", update):
        context.expect("id", got=update.at("catalog_object", "id"), wanted=item["id"])
        again = context.driver.get(item["id"])
        context.expect("name", got=data_of(again).get("name"), wanted=context.name("other"))
        before, after = ([each.get("id") for each in nested_in(value)] for value in (item, again))
        context.expect("ids of the variations", got=after, wanted=before)


@probe("SQ-53")
def a_deleted_id_is_gone_for_good(context: SquareContext) -> None:
    """The id of a deleted object cannot be written again."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    context.given("delete", got=context.driver.delete(stored["id"]).status, wanted=200)
    refused(context, "update", context.driver.upsert(stored), "INVALID_VALUE", "NOT_FOUND")
    there = context.driver.retrieve([stored["id"]]).get(stored["id"], ABSENT)
    context.expect("object", got=there, wanted=ABSENT)


@probe("SQ-159")
def a_sku_may_be_used_twice(context: SquareContext) -> None:
    """Two variations may carry the same sku."""
    make, sku = context.driver.make, context.name("sku")
    variations = [make.variation(ref, sku=sku) for ref in ("#a", "#b")]
    accepted(context, "in one item", context.driver.upsert(make.item("#i", *variations)))
    other = make.item("#j", make.variation("#c", sku=sku))
    accepted(context, "in another item", context.driver.upsert(other))
