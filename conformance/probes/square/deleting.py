"""Deletions: which objects are deleted along, named in the answer, or left."""

from __future__ import annotations

from conformance.drivers.square.objects import nested_in
from conformance.drivers.square.responses import ACCEPTED, ids_of, members, outcome
from conformance.expectations import matching
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, refused
from conformance.probes.square.batches import TIMESTAMP
from conformance.probes.square.identity import invented


def deleted_by(answer: Exchange) -> list[str]:
    return sorted(map(str, members(answer, "deleted_object_ids")))


def gone(context: SquareContext, what: str, ids: list[str], keeping: tuple[str, ...] = ()) -> None:
    """Expect that of some objects only those in ``keeping`` are still there."""
    context.expect(what, got=sorted(context.driver.retrieve(ids)), wanted=sorted(keeping))


@probe("SQ-136")
def an_item_takes_its_variations_along(context: SquareContext) -> None:
    """Deleting an item deletes its variations, and the answer names all of them and the time."""
    make = context.driver.make
    item = make.item("#i", *(make.variation(f"#{n}") for n in "abc"))
    ids = context.driver.create(item, make.item("#other"))
    mine = [ids[ref] for ref in ("#i", "#a", "#b", "#c")]
    answer = context.driver.delete(ids["#i"])
    context.expect("status", got=answer.status, wanted=200)
    context.expect("deleted_object_ids", got=deleted_by(answer), wanted=sorted(mine))
    context.expect("deleted_at", got=answer.at("deleted_at"), wanted=matching(TIMESTAMP))
    gone(context, "still there", list(ids.values()), (ids["#other"], ids["#other-v"]))


@probe("SQ-137")
def an_unknown_id_cannot_be_deleted(context: SquareContext) -> None:
    """Deleting an id that does not exist answers 404 NOT_FOUND."""
    unknown = invented(context)
    answer = context.driver.delete(unknown)
    context.expect("status", got=answer.status, wanted=404)
    context.expect("code", got=context.driver.error_body(answer).code, wanted="NOT_FOUND")
    stored = context.driver.save(context.driver.make.tax("#t"))
    context.given("delete", got=context.driver.delete(stored["id"]).status, wanted=200)
    context.expect("deleted twice", got=context.driver.delete(stored["id"]).status, wanted=404)


@probe("SQ-138")
def a_batch_delete_names_what_it_deleted(context: SquareContext) -> None:
    """A batch-delete deletes the ids that exist and names only them."""
    ids = context.driver.create(*(context.driver.make.tax(f"#{n}") for n in "abc"))
    answer = context.driver.delete_all(invented(context), ids["#a"], invented(context), ids["#b"])
    context.expect("answer", got=outcome(answer), wanted=ACCEPTED)
    wanted = sorted([ids["#a"], ids["#b"]])
    context.expect("deleted_object_ids", got=deleted_by(answer), wanted=wanted)
    gone(context, "still there", list(ids.values()), (ids["#c"],))


@probe("SQ-139")
def a_category_and_three_items_are_seven_objects(context: SquareContext) -> None:
    """
    A batch-delete of a category and three items with one variation each names seven deleted
    objects.
    """
    make = context.driver.make
    items = [make.item(f"#{n}", categories=[{"id": "#c"}]) for n in range(3)]
    ids = context.driver.create(make.category("#c"), *items)
    answer = context.driver.delete_all(ids["#c"], *(ids[each["id"]] for each in items))
    context.expect("deleted_object_ids", got=deleted_by(answer), wanted=sorted(ids.values()))
    gone(context, "still there", list(ids.values()))


@probe("SQ-140")
def a_category_leaves_its_items(context: SquareContext) -> None:
    """Deleting a category keeps its items."""
    make = context.driver.make
    ids = context.driver.create(make.category("#c"), make.item("#i", categories=[{"id": "#c"}]))
    answer = context.driver.delete(ids["#c"])
    context.expect("deleted_object_ids", got=deleted_by(answer), wanted=[ids["#c"]])
    gone(context, "still there", list(ids.values()), (ids["#i"], ids["#i-v"]))


@probe("SQ-141")
def lists_and_options_take_their_children_along(context: SquareContext) -> None:
    """Deleting a modifier list deletes its modifiers, and deleting an item option its values."""
    make = context.driver.make
    modifiers = make.modifier_list("#l", make.modifier("#m"), make.modifier("#n"))
    lists = context.driver.create(modifiers)
    options = context.driver.create(make.option("#o", "#red", "#blue"))
    for what, parent, ids in (("modifier list", "#l", lists), ("item option", "#o", options)):
        answer = context.driver.delete(ids[parent])
        context.expect(f"{what}: deleted", got=deleted_by(answer), wanted=sorted(ids.values()))
        gone(context, f"{what}: still there", list(ids.values()))


@probe("SQ-142")
def deleting_variations_one_by_one(context: SquareContext) -> None:
    """
    Deleting a variation changes its item; deleting the last one is an error or leaves an item
    without variations.
    """
    make = context.driver.make
    item = make.item("#i", make.variation("#a"), make.variation("#b"))
    ids = ids_of(context.driver.stored(context.driver.upsert(item)))
    before = context.driver.get(ids["#i"])
    context.driver.delete(ids["#a"])
    after = context.driver.get(ids["#i"])
    bumped = after.get("version") != before.get("version")
    context.note(f"deleting a variation {'changes' if bumped else 'keeps'} the version of its item")
    answer = context.driver.delete(ids["#b"])
    left = context.driver.read(ids["#i"])
    state = f"an item with {len(nested_in(left.at('object')))} variations" if left.ok else "no item"
    code = context.driver.error_body(answer).code or "success"
    context.note(f"deleting the last one: {answer.status} {code}, {state}")


@probe("SQ-143")
def a_batch_delete_needs_ids(context: SquareContext) -> None:
    """A batch-delete without object_ids is refused."""
    codes = ("MISSING_REQUIRED_PARAMETER", "ARRAY_EMPTY", "BAD_REQUEST")
    refused(context, "no object_ids", context.driver.change("batch-delete", {}), *codes)
