"""
Deletions: what they take along, what they name, what they leave.
"""

from __future__ import annotations

from conformance.drivers.square.objects import nested_in
from conformance.drivers.square.responses import ACCEPTED, ids_of, members, outcome
from conformance.expectations import matching
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.batches import TIMESTAMP
from conformance.probes.square.identity import invented
from conformance.probes.square.refusing import SquareRun, refused


def deleted_by(answer: Exchange) -> list[str]:
    """The ids that a deletion names, sorted."""
    return sorted(map(str, members(answer, "deleted_object_ids")))


def gone(run: SquareRun, what: str, ids: list[str], keeping: tuple[str, ...] = ()) -> None:
    """Expect that of some objects only those to keep are still there."""
    run.expect(what, got=sorted(run.driver.retrieve(ids)), wanted=sorted(keeping))


@probe("SQ-136")
def an_item_takes_its_variations_along(run: SquareRun) -> None:
    make = run.driver.make
    item = make.item("#i", *(make.variation(f"#{n}") for n in "abc"))
    ids = run.driver.create(item, make.item("#other"))
    mine = [ids[ref] for ref in ("#i", "#a", "#b", "#c")]
    answer = run.driver.delete(ids["#i"])
    run.expect("status", got=answer.status, wanted=200)
    run.expect("deleted_object_ids", got=deleted_by(answer), wanted=sorted(mine))
    run.expect("deleted_at", got=answer.at("deleted_at"), wanted=matching(TIMESTAMP))
    gone(run, "still there", list(ids.values()), (ids["#other"], ids["#other-v"]))


@probe("SQ-137")
def an_unknown_id_cannot_be_deleted(run: SquareRun) -> None:
    unknown = invented(run)
    answer = run.driver.delete(unknown)
    run.expect("status", got=answer.status, wanted=404)
    run.expect("code", got=run.driver.problem(answer).code, wanted="NOT_FOUND")
    stored = run.driver.save(run.driver.make.tax("#t"))
    run.given("delete", got=run.driver.delete(stored["id"]).status, wanted=200)
    run.expect("deleted twice", got=run.driver.delete(stored["id"]).status, wanted=404)


@probe("SQ-138")
def a_batch_delete_names_what_it_deleted(run: SquareRun) -> None:
    ids = run.driver.create(*(run.driver.make.tax(f"#{n}") for n in "abc"))
    answer = run.driver.delete_all(invented(run), ids["#a"], invented(run), ids["#b"])
    run.expect("answer", got=outcome(answer), wanted=ACCEPTED)
    wanted = sorted([ids["#a"], ids["#b"]])
    run.expect("deleted_object_ids", got=deleted_by(answer), wanted=wanted)
    gone(run, "still there", list(ids.values()), (ids["#c"],))


@probe("SQ-139")
def a_category_and_three_items_are_seven_objects(run: SquareRun) -> None:
    make = run.driver.make
    items = [make.item(f"#{n}", categories=[{"id": "#c"}]) for n in range(3)]
    ids = run.driver.create(make.category("#c"), *items)
    answer = run.driver.delete_all(ids["#c"], *(ids[each["id"]] for each in items))
    run.expect("deleted_object_ids", got=deleted_by(answer), wanted=sorted(ids.values()))
    gone(run, "still there", list(ids.values()))


@probe("SQ-140")
def a_category_leaves_its_items(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.category("#c"), make.item("#i", categories=[{"id": "#c"}]))
    answer = run.driver.delete(ids["#c"])
    run.expect("deleted_object_ids", got=deleted_by(answer), wanted=[ids["#c"]])
    gone(run, "still there", list(ids.values()), (ids["#i"], ids["#i-v"]))


@probe("SQ-141")
def lists_and_options_take_their_children_along(run: SquareRun) -> None:
    make = run.driver.make
    modifiers = make.modifier_list("#l", make.modifier("#m"), make.modifier("#n"))
    lists = run.driver.create(modifiers)
    options = run.driver.create(make.option("#o", "#red", "#blue"))
    for what, parent, ids in (("modifier list", "#l", lists), ("item option", "#o", options)):
        answer = run.driver.delete(ids[parent])
        run.expect(f"{what}: deleted", got=deleted_by(answer), wanted=sorted(ids.values()))
        gone(run, f"{what}: still there", list(ids.values()))


@probe("SQ-142")
def deleting_variations_one_by_one(run: SquareRun) -> None:
    make = run.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"))
    ids = ids_of(run.driver.stored(run.driver.upsert(item)))
    before = run.driver.get(ids["#i"])
    run.driver.delete(ids["#a"])
    after = run.driver.get(ids["#i"])
    bumped = after.get("version") != before.get("version")
    run.note(f"deleting a variation {'changes' if bumped else 'keeps'} the version of its item")
    answer = run.driver.delete(ids["#b"])
    left = run.driver.read(ids["#i"])
    state = f"an item with {len(nested_in(left.at('object')))} variations" if left.ok else "no item"
    code = run.driver.problem(answer).code or "success"
    run.note(f"deleting the last one: {answer.status} {code}, {state}")


@probe("SQ-143")
def a_batch_delete_needs_ids(run: SquareRun) -> None:
    codes = ("MISSING_REQUIRED_PARAMETER", "ARRAY_EMPTY", "BAD_REQUEST")
    refused(run, "no object_ids", run.driver.change("batch-delete", {}), *codes)
