"""Versions: which one an update must carry, and which objects get a new one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from conformance.drivers.square.objects import data_of, nested_in
from conformance.drivers.square.responses import everything_in, ids_of, milliseconds
from conformance.expectations import JsonDict, at, number
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused

MISMATCH = "VERSION_MISMATCH"


def changed(value: JsonDict, **data: Any) -> JsonDict:
    """An object with other data."""
    field = next(name for name in value if name.endswith("_data"))
    return {**value, field: {**value[field], **data}}


def updated(context: SquareContext, value: JsonDict, **data: Any) -> JsonDict:
    """Update an object, and return it as stored. Raises ``Untested`` when it is refused."""
    return context.driver.save(changed(value, **data))


def version_of(value: Any) -> Any:
    return at(value, "version")


def later_than(value: Mapping[str, Any]) -> Any:
    """Expect a version above that of an object."""
    return number(version_of(value) + 1)


@probe("SQ-54")
def versions_grow_with_every_change(context: SquareContext) -> None:
    """An update with the current version is accepted, and the version grows with every change."""
    stored = context.driver.save(context.driver.make.item("#i"))
    for step in ("one", "two", "three"):
        answer = context.driver.upsert(changed(stored, name=context.name(step)))
        if not accepted(context, f"update {step}", answer):
            return
        found = context.driver.get(stored["id"])
        context.expect(f"name {step}", got=data_of(found).get("name"), wanted=context.name(step))
        context.require(f"version {step}", got=version_of(found), wanted=later_than(stored))
        stored = found


@probe("SQ-55")
def an_old_version_is_refused(context: SquareContext) -> None:
    """An update with an older version is refused and changes nothing."""
    first = context.driver.save(context.driver.make.item("#i"))
    second = updated(context, first, name=context.name("second"))
    third = updated(context, second, name=context.name("third"))
    for what, old in (("first", first), ("second", second)):
        answer = context.driver.upsert(changed(old, name=context.name("lost")))
        refused(context, f"upsert of the {what} version", answer, MISMATCH)
        note_mismatch(context, answer.status, context.driver.error_body(answer).place)
        batch = context.driver.batches([changed(old, name=context.name("lost"))])
        refused(context, f"batch-upsert of the {what} version", batch, MISMATCH)
    variation = updated(context, nested_in(third)[0], name=context.name("size"))
    stale = changed(nested_in(third)[0], name=context.name("lost"))
    refused(context, "variation", context.driver.upsert(stale), MISMATCH)
    found = context.driver.get(first["id"])
    context.expect("name", got=data_of(found).get("name"), wanted=context.name("third"))
    kept = [(each["id"], data_of(each).get("name")) for each in nested_in(found)]
    context.expect("variation", got=kept, wanted=[(variation["id"], context.name("size"))])


def note_mismatch(context: SquareContext, status: int, field: str) -> None:
    """Note a status or a field other than those observed."""
    if (status, field) != (400, "version"):
        context.note(f"status {status}, field {field!r}")


@probe("SQ-56")
def an_update_needs_a_version(context: SquareContext) -> None:
    """An update without a version is refused with VERSION_MISMATCH."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    bare = {name: stored[name] for name in stored if name != "version"}
    answer = context.driver.upsert(changed(bare, name=context.name("lost")))
    refused(context, "update", answer)
    context.expect("code", got=context.driver.error_body(answer).code, wanted=MISMATCH)
    kept = data_of(context.driver.get(stored["id"])).get("name")
    context.expect("name", got=kept, wanted=context.name("t"))


@probe("SQ-57")
def a_version_that_never_was_is_refused(context: SquareContext) -> None:
    """An update with a version that the object never had is refused, a higher one too."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    for step in (1, 3_600_000, -1):
        other = {**changed(stored, name=context.name("lost")), "version": stored["version"] + step}
        refused(context, f"version {step:+}", context.driver.upsert(other), MISMATCH)
    kept = data_of(context.driver.get(stored["id"])).get("name")
    context.expect("name", got=kept, wanted=context.name("t"))


@probe("SQ-58")
def a_nested_variation_needs_its_version(context: SquareContext) -> None:
    """An existing variation nested in an update needs its own current version."""
    stored = context.driver.save(context.driver.make.item("#i"))
    nested = nested_in(stored)[0]
    bare = {name: nested[name] for name in nested if name != "version"}
    bare = changed(bare, name=context.name("lost"))
    refused(context, "update", context.driver.upsert(changed(stored, variations=[bare])), MISMATCH)
    found = nested_in(context.driver.get(stored["id"]))
    context.expect(
        "name", got=at(found, 0, "item_variation_data", "name"), wanted=context.name("i-v")
    )


@probe("SQ-59")
def a_version_on_creation_is_ignored(context: SquareContext) -> None:
    """The version of an object that is created is ignored."""
    answer = context.driver.upsert({**context.driver.make.tax("#t"), "version": 5})
    if accepted(context, "create", answer):
        found = version_of(context.driver.get(ids_of(answer).get("#t", "")))
        context.expect("version", got=found, wanted=number(6))


@probe("SQ-60")
def a_version_is_a_time(context: SquareContext) -> None:
    """A version is the updated_at of its object in milliseconds since 1970."""
    answer = context.driver.stored(context.driver.upsert(context.driver.make.item("#i")))
    for value in everything_in(answer):
        moment = milliseconds(value.get("updated_at"))
        context.expect("version", got=version_of(value), wanted=moment)


@probe("SQ-61")
def one_request_writes_at_one_moment(context: SquareContext) -> None:
    """All objects written by one request carry the same version and the same updated_at."""
    make = context.driver.make
    batches = [make.item("#i"), make.tax("#t")], [make.category("#c")]
    answer = context.driver.stored(context.driver.batches(*batches))
    stamps = [(each.get("version"), each.get("updated_at")) for each in everything_in(answer)]
    for stamp in stamps[1:]:
        context.expect("version and updated_at", got=stamp, wanted=stamps[0])


@probe("SQ-62")
def a_variation_gives_its_item_a_new_version(context: SquareContext) -> None:
    """Updating a variation alone gives its item a new version."""
    stored = context.driver.save(context.driver.make.item("#i"))
    updated(context, nested_in(stored)[0], name=context.name("size"))
    found = version_of(context.driver.get(stored["id"]))
    context.expect("version of the item", got=found, wanted=later_than(stored))
    modifiers = context.driver.save(context.driver.make.modifier_list("#l"))
    updated(context, nested_in(modifiers)[0], name=context.name("oat"))
    found = version_of(context.driver.get(modifiers["id"]))
    context.expect("version of the modifier list", got=found, wanted=later_than(modifiers))


@probe("SQ-63")
def an_item_leaves_its_variations_as_they_were(context: SquareContext) -> None:
    """Updating the fields of an item leaves the version of its unchanged variations as it was."""
    make = context.driver.make
    stored = context.driver.save(make.item("#i", make.variation("#a"), make.variation("#b")))
    updated(context, stored, name=context.name("other"))
    before = [version_of(each) for each in nested_in(stored)]
    after = [version_of(each) for each in nested_in(context.driver.get(stored["id"]))]
    context.expect("versions of the variations", got=after, wanted=before)


@probe("SQ-64")
def a_category_and_its_items_keep_their_own_versions(context: SquareContext) -> None:
    """A change of an item does not give its category a new version, nor the other way round."""
    make = context.driver.make
    ids = context.driver.create(make.category("#c"), make.item("#i", categories=[{"id": "#c"}]))
    category, item = context.driver.get(ids["#c"]), context.driver.get(ids["#i"])
    updated(context, item, name=context.name("other"))
    found = version_of(context.driver.get(ids["#c"]))
    context.expect("version of the category", got=found, wanted=version_of(category))
    item = context.driver.get(ids["#i"])
    updated(context, category, name=context.name("else"))
    found = version_of(context.driver.get(ids["#i"]))
    context.expect("version of the item", got=found, wanted=version_of(item))


@probe("SQ-65")
def one_of_several_writers_wins(context: SquareContext) -> None:
    """Of several updates that read the same version exactly one is stored."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    names = [context.name(f"writer-{n}") for n in range(5)]
    writers = [
        partial(context.driver.upsert, changed(stored, name=name), key=context.key())
        for name in names
    ]
    answers = context.target.at_once(*writers)
    winners = [name for name, answer in zip(names, answers, strict=True) if answer.ok]
    context.require("writers that won", got=len(winners), wanted=1)
    kept = data_of(context.driver.get(stored["id"])).get("name")
    context.expect("name", got=kept, wanted=winners[0])


@probe("SQ-66")
def a_mismatch_rejects_its_batch(context: SquareContext) -> None:
    """A version that does not match rejects its whole batch."""
    make = context.driver.make
    first = context.driver.save(make.tax("#t"))
    updated(context, first, name=context.name("second"))
    stale = changed(first, name=context.name("lost"))
    answer = context.driver.batches([make.tax("#before"), stale, make.category("#after")])
    refused(context, "batch", answer, MISMATCH)
    context.expect("stored", got=context.driver.names(), wanted=[context.name("second")])
