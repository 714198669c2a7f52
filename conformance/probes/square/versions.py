"""
Versions: what an update must have read, and what gets a new version.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from conformance.drivers.square.objects import Json, data_of, nested_in
from conformance.drivers.square.responses import everything_in, ids_of, milliseconds
from conformance.expectations import at, number
from conformance.judging.probe import probe
from conformance.probes.square.refusing import SquareRun, accepted, refused

MISMATCH = "VERSION_MISMATCH"


def changed(value: Json, **data: Any) -> Json:
    """An object as it was read with other data."""
    field = next(name for name in value if name.endswith("_data"))
    return {**value, field: {**value[field], **data}}


def updated(run: SquareRun, value: Json, **data: Any) -> Json:
    """An object after an update that must succeed."""
    return run.driver.save(changed(value, **data))


def version_of(value: Any) -> Any:
    """The version of an object."""
    return at(value, "version")


def later_than(value: Mapping[str, Any]) -> Any:
    """Any version above the one of an object."""
    return number(version_of(value) + 1)


@probe("SQ-54")
def versions_grow_with_every_change(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.item("#i"))
    for step in ("one", "two", "three"):
        answer = run.driver.upsert(changed(stored, name=run.name(step)))
        if not accepted(run, f"update {step}", answer):
            return
        found = run.driver.get(stored["id"])
        run.expect(f"name {step}", got=data_of(found).get("name"), wanted=run.name(step))
        run.require(f"version {step}", got=version_of(found), wanted=later_than(stored))
        stored = found


@probe("SQ-55")
def an_old_version_is_refused(run: SquareRun) -> None:
    first = run.driver.save(run.driver.make.item("#i"))
    second = updated(run, first, name=run.name("second"))
    third = updated(run, second, name=run.name("third"))
    for what, old in (("first", first), ("second", second)):
        answer = run.driver.upsert(changed(old, name=run.name("lost")))
        refused(run, f"upsert of the {what} version", answer, MISMATCH)
        note_mismatch(run, answer.status, run.driver.problem(answer).place)
        batch = run.driver.batches([changed(old, name=run.name("lost"))])
        refused(run, f"batch-upsert of the {what} version", batch, MISMATCH)
    variation = updated(run, nested_in(third)[0], name=run.name("size"))
    stale = changed(nested_in(third)[0], name=run.name("lost"))
    refused(run, "variation", run.driver.upsert(stale), MISMATCH)
    found = run.driver.get(first["id"])
    run.expect("name", got=data_of(found).get("name"), wanted=run.name("third"))
    kept = [(each["id"], data_of(each).get("name")) for each in nested_in(found)]
    run.expect("variation", got=kept, wanted=[(variation["id"], run.name("size"))])


def note_mismatch(run: SquareRun, status: int, field: str) -> None:
    """Record a status or a field that differ from those observed."""
    if (status, field) != (400, "version"):
        run.note(f"status {status}, field {field!r}")


@probe("SQ-56")
def an_update_needs_a_version(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    bare = {name: stored[name] for name in stored if name != "version"}
    answer = run.driver.upsert(changed(bare, name=run.name("lost")))
    refused(run, "update", answer)
    run.expect("code", got=run.driver.problem(answer).code, wanted=MISMATCH)
    kept = data_of(run.driver.get(stored["id"])).get("name")
    run.expect("name", got=kept, wanted=run.name("t"))


@probe("SQ-57")
def a_version_that_never_was_is_refused(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    for step in (1, 3_600_000, -1):
        other = {**changed(stored, name=run.name("lost")), "version": stored["version"] + step}
        refused(run, f"version {step:+}", run.driver.upsert(other), MISMATCH)
    kept = data_of(run.driver.get(stored["id"])).get("name")
    run.expect("name", got=kept, wanted=run.name("t"))


@probe("SQ-58")
def a_nested_variation_needs_its_version(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.item("#i"))
    nested = nested_in(stored)[0]
    bare = {name: nested[name] for name in nested if name != "version"}
    bare = changed(bare, name=run.name("lost"))
    refused(run, "update", run.driver.upsert(changed(stored, variations=[bare])), MISMATCH)
    found = nested_in(run.driver.get(stored["id"]))
    run.expect("name", got=at(found, 0, "item_variation_data", "name"), wanted=run.name("i-v"))


@probe("SQ-59")
def a_version_on_creation_is_ignored(run: SquareRun) -> None:
    answer = run.driver.upsert({**run.driver.make.tax("#t"), "version": 5})
    if accepted(run, "create", answer):
        found = version_of(run.driver.get(ids_of(answer).get("#t", "")))
        run.expect("version", got=found, wanted=number(6))


@probe("SQ-60")
def a_version_is_a_time(run: SquareRun) -> None:
    answer = run.driver.stored(run.driver.upsert(run.driver.make.item("#i")))
    for value in everything_in(answer):
        moment = milliseconds(value.get("updated_at"))
        run.expect("version", got=version_of(value), wanted=moment)


@probe("SQ-61")
def one_request_writes_at_one_moment(run: SquareRun) -> None:
    make = run.driver.make
    batches = [make.item("#i"), make.tax("#t")], [make.category("#c")]
    answer = run.driver.stored(run.driver.batches(*batches))
    stamps = {(each.get("version"), each.get("updated_at")) for each in everything_in(answer)}
    run.expect("stamps that differ", got=len(stamps), wanted=1)


@probe("SQ-62")
def a_variation_gives_its_item_a_new_version(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.item("#i"))
    updated(run, nested_in(stored)[0], name=run.name("size"))
    found = version_of(run.driver.get(stored["id"]))
    run.expect("version of the item", got=found, wanted=later_than(stored))
    modifiers = run.driver.save(run.driver.make.modifier_list("#l"))
    updated(run, nested_in(modifiers)[0], name=run.name("oat"))
    found = version_of(run.driver.get(modifiers["id"]))
    run.expect("version of the modifier list", got=found, wanted=later_than(modifiers))


@probe("SQ-63")
def an_item_leaves_its_variations_as_they_were(run: SquareRun) -> None:
    make = run.driver.make
    stored = run.driver.save(make.item("#i", make.variation("#a"), make.variation("#b")))
    updated(run, stored, name=run.name("other"))
    before = [version_of(each) for each in nested_in(stored)]
    after = [version_of(each) for each in nested_in(run.driver.get(stored["id"]))]
    run.expect("versions of the variations", got=after, wanted=before)


@probe("SQ-64")
def a_category_and_its_items_keep_their_own_versions(run: SquareRun) -> None:
    make = run.driver.make
    ids = run.driver.create(make.category("#c"), make.item("#i", categories=[{"id": "#c"}]))
    category, item = run.driver.get(ids["#c"]), run.driver.get(ids["#i"])
    updated(run, item, name=run.name("other"))
    found = version_of(run.driver.get(ids["#c"]))
    run.expect("version of the category", got=found, wanted=version_of(category))
    item = run.driver.get(ids["#i"])
    updated(run, category, name=run.name("else"))
    found = version_of(run.driver.get(ids["#i"]))
    run.expect("version of the item", got=found, wanted=version_of(item))


@probe("SQ-65")
def one_of_several_writers_wins(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    names = [run.name(f"writer-{n}") for n in range(5)]
    writers = [
        partial(run.driver.upsert, changed(stored, name=name), key=run.key()) for name in names
    ]
    answers = run.target.at_once(*writers)
    winners = [name for name, answer in zip(names, answers, strict=True) if answer.ok]
    run.require("writers that won", got=len(winners), wanted=1)
    kept = data_of(run.driver.get(stored["id"])).get("name")
    run.expect("name", got=kept, wanted=winners[0])


@probe("SQ-66")
def a_mismatch_rejects_its_batch(run: SquareRun) -> None:
    make = run.driver.make
    first = run.driver.save(make.tax("#t"))
    updated(run, first, name=run.name("second"))
    stale = changed(first, name=run.name("lost"))
    answer = run.driver.batches([make.tax("#before"), stale, make.category("#after")])
    refused(run, "batch", answer, MISMATCH)
    run.expect("stored", got=run.driver.names(), wanted=[run.name("second")])
