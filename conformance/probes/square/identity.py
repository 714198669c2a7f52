"""
Which object a write means, and what never becomes one.
"""

from __future__ import annotations

from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import REFUSED, everything_in, ids_of, outcome, pairs_of
from conformance.expectations import ABSENT
from conformance.judging.probe import probe
from conformance.probes.square.refusing import SquareRun, accepted, refused

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def invented(run: SquareRun) -> str:
    """An id in the form of Square's that no object has."""
    return "".join(run.random.choice(LETTERS) for _ in range(24))


@probe("SQ-49")
def an_unknown_id_is_not_created(run: SquareRun) -> None:
    make, unknown = run.driver.make, invented(run)
    value = {**make.tax("#t"), "id": unknown, "version": 1}
    answer = run.driver.upsert(value)
    run.expect("status", got=answer.status, wanted=400)
    refused(run, "upsert", answer, "INVALID_VALUE")
    refused(run, "batch-upsert", run.driver.batches([value]), "INVALID_VALUE")
    if "nonexistent" not in run.driver.problem(answer).text:
        run.note(f"detail: {run.driver.problem(answer).text}")
    run.expect("by its id", got=run.driver.read(unknown).status, wanted=404)
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-50")
def a_reference_to_nothing_fails_its_batch(run: SquareRun) -> None:
    make, unknown = run.driver.make, invented(run)
    for what, value in (
        ("tax", make.item("#i", tax_ids=[unknown])),
        ("category", make.item("#i", categories=[{"id": unknown}])),
        ("item", make.variation("#v", item_id=unknown)),
    ):
        answer = run.driver.batches([make.tax("#t"), value])
        run.expect(what, got=outcome(answer), wanted=REFUSED)
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-51")
def an_update_has_no_mapping(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.item("#i"))
    changed = {**stored, "item_data": {**data_of(stored), "name": run.name("other")}}
    answer = run.driver.batches([changed])
    if accepted(run, "update", answer):
        run.expect("mappings", got=pairs_of(answer), wanted=[])


@probe("SQ-52")
def ids_are_unique_and_stable(run: SquareRun) -> None:
    make = run.driver.make
    batch = [make.item("#i", make.variation("#a"), make.variation("#b")), make.tax("#t")]
    more = [make.category("#c"), make.modifier_list("#l")]
    answer = run.driver.stored(run.driver.batches(batch, more))
    ids = [str(each.get("id")) for each in everything_in(answer)]
    run.expect("ids that differ", got=len(set(ids)), wanted=7)
    item = run.driver.get(ids_of(answer)["#i"])
    changed = {**item, "item_data": {**data_of(item), "name": run.name("other")}}
    update = run.driver.upsert(changed)
    if accepted(run, "update", update):
        run.expect("id", got=update.at("catalog_object", "id"), wanted=item["id"])
        again = run.driver.get(item["id"])
        run.expect("name", got=data_of(again).get("name"), wanted=run.name("other"))
        before, after = ([each.get("id") for each in nested_in(value)] for value in (item, again))
        run.expect("ids of the variations", got=after, wanted=before)


@probe("SQ-53")
def a_deleted_id_is_gone_for_good(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    run.given("delete", got=run.driver.delete(stored["id"]).status, wanted=200)
    refused(run, "update", run.driver.upsert(stored), "INVALID_VALUE", "NOT_FOUND")
    there = run.driver.retrieve([stored["id"]]).get(stored["id"], ABSENT)
    run.expect("object", got=there, wanted=ABSENT)


@probe("SQ-159")
def a_sku_may_be_used_twice(run: SquareRun) -> None:
    make, sku = run.driver.make, run.name("sku")
    variations = [make.variation(ref, sku=sku) for ref in ("#a", "#b")]
    accepted(run, "in one item", run.driver.upsert(make.item("#i", *variations)))
    other = make.item("#j", make.variation("#c", sku=sku))
    accepted(run, "in another item", run.driver.upsert(other))
