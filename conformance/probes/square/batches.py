"""Batches: atomicity, order, and what the answer says of them."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from conformance.drivers.square.objects import data_of, name_of, nested_in
from conformance.drivers.square.responses import (
    REFUSED,
    errors_of,
    everything_in,
    milliseconds,
    objects_of,
    outcome,
    pairs_of,
)
from conformance.expectations import ABSENT, JsonDict, matching, number
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, partly_refused, refused
from conformance.probes.square.versions import changed

TIMESTAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"
QUARTER = 15 * 60 * 1000
"""How far a target's clock may be from ours, milliseconds."""


def bad_tax(context: SquareContext, ref: str = "#bad") -> JsonDict:
    """A tax that is refused. Raises ``Untested`` when the target accepts it."""
    value = {**context.driver.make.tax(ref), "is_deleted": True}
    context.given("a bad object", got=outcome(context.driver.upsert(value)), wanted=REFUSED)
    return value


@probe("SQ-71")
def an_item_has_a_variation(context: SquareContext) -> None:
    """An item without a variation is not created."""
    item = context.driver.make.item("#i")
    for what, variations in (("empty", []), ("null", None)):
        value = changed(item, variations=variations)
        refused(context, what, context.driver.upsert(value), "INVALID_VALUE", "BAD_REQUEST")
    missing = changed(item)
    del missing["item_data"]["variations"]
    refused(context, "missing", context.driver.upsert(missing), "INVALID_VALUE", "BAD_REQUEST")
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-72")
def an_item_has_a_name(context: SquareContext) -> None:
    """An item whose name is empty is refused."""
    codes = ("VALUE_EMPTY", "VALUE_TOO_SHORT", "INVALID_VALUE")
    refused(
        context, "create", context.driver.upsert(context.driver.make.item("#i", name="")), *codes
    )
    stored = context.driver.save(context.driver.make.item("#j"))
    refused(context, "update", context.driver.upsert(changed(stored, name="")), *codes)
    context.expect("stored", got=context.driver.names(), wanted=[context.name("j")])


@probe("SQ-79")
def the_answer_has_the_objects_of_the_request(context: SquareContext) -> None:
    """
    The objects of the response are the top-level ones of the request, in its order, with their
    children nested.
    """
    make = context.driver.make
    stored = context.driver.save(make.discount("#d"))
    item = make.item("#i", make.variation("#a"), make.variation("#b"))
    batch = [make.tax("#t"), item, changed(stored, pin_required=True), make.category("#c")]
    answer = context.driver.batches(batch)
    if accepted(context, "batch", answer):
        labels = [name_of(each) for each in objects_of(answer)]
        context.expect(
            "objects", got=labels, wanted=[context.name(each) for each in ("t", "i", "d", "c")]
        )
        nested = [name_of(each) for value in objects_of(answer) for each in nested_in(value)]
        context.expect("nested", got=nested, wanted=[context.name("a"), context.name("b")])


@probe("SQ-80")
def timestamps_are_in_utc(context: SquareContext) -> None:
    """
    Timestamps are in RFC 3339 and UTC with a Z, and the response names the time of its update.
    """
    before = round(time.time() * 1000)
    answer = context.driver.stored(context.driver.batches([context.driver.make.item("#i")]))
    stamps = {"the answer": answer.at("updated_at")}
    for value in everything_in(answer):
        stamps[f"{value.get('type')}"] = value.get("updated_at", ABSENT)
        if "created_at" in value:
            stamps[f"{value.get('type')}, created"] = value["created_at"]
    for what, stamp in stamps.items():
        context.expect(what, got=stamp, wanted=matching(TIMESTAMP))
        near = number(before - QUARTER, before + QUARTER)
        context.expect(f"{what}: time since {clock(before)}", got=milliseconds(stamp), wanted=near)


def clock(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="seconds")


@probe("SQ-81")
def the_time_of_creation_stays(context: SquareContext) -> None:
    """An object carries the time of its creation, which no update changes."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    context.require("created_at", got=stored.get("created_at", ABSENT), wanted=matching(TIMESTAMP))
    updated = context.driver.save(changed(stored, name=context.name("other")))
    answered = updated.get("created_at", ABSENT)
    context.expect("created_at in an update's answer", got=answered, wanted=stored["created_at"])
    found = context.driver.get(stored["id"]).get("created_at", ABSENT)
    context.expect("created_at after an update", got=found, wanted=stored["created_at"])


@probe("SQ-83")
def a_bad_object_rejects_its_batch(context: SquareContext) -> None:
    """One invalid object among three keeps all of its batch from being stored."""
    make = context.driver.make
    bad = bad_tax(context)
    for position in range(3):
        batch = [make.tax(f"#good-{position}"), make.category(f"#fine-{position}")]
        batch.insert(position, bad)
        refused(context, f"bad at {position}", context.driver.batches(batch))
    dead = {**make.variation("#dead"), "is_deleted": True}
    nested = make.item("#i", make.variation("#alive"), dead)
    refused(context, "bad nested object", context.driver.batches([make.tax("#good"), nested]))
    context.expect("stored", got=context.driver.names(), wanted=[])


@probe("SQ-84")
def the_neighbours_of_a_bad_batch_are_stored(context: SquareContext) -> None:
    """The batches before and after a failing one are stored."""
    make = context.driver.make
    answer = context.driver.batches([make.tax("#a")], [bad_tax(context)], [make.category("#b")])
    partly_refused(context, "answer", answer)
    context.expect(
        "stored", got=context.driver.names(), wanted=[context.name("a"), context.name("b")]
    )


@probe("SQ-85")
def a_failing_batch_shows_in_the_errors(context: SquareContext) -> None:
    """When one batch of several fails the response holds errors."""
    make = context.driver.make
    answer = context.driver.batches([make.item("#a")], [bad_tax(context)], [make.tax("#b")])
    context.require("number of errors", got=len(errors_of(answer)), wanted=number(1))
    labels = [name_of(each) for each in objects_of(answer)]
    if labels != [context.name("a"), context.name("b")]:
        context.note(f"objects beside the errors: {labels}")
    refs = sorted(ref for ref, _ in pairs_of(answer))
    if refs != ["#a", "#a-v", "#b"]:
        context.note(f"mappings beside the errors: {refs}")


@probe("SQ-86")
def the_status_of_a_mixed_outcome(context: SquareContext) -> None:
    """The status when some batches fail is 200, or the status of the first error."""
    answer = context.driver.batches([context.driver.make.tax("#a")], [bad_tax(context)])
    code = context.driver.error_body(answer).code
    context.note(f"status {answer.status} with {code or 'no error'}")


@probe("SQ-87")
def nothing_comes_of_bad_batches(context: SquareContext) -> None:
    """When every batch fails the answer is an error without objects and mappings."""
    bad = bad_tax(context)
    answer = context.driver.batches([bad], [{**bad, "id": "#worse"}])
    context.expect("answer", got=outcome(answer), wanted=REFUSED)
    context.expect("status", got=answer.status, wanted=number(400, 499))
    context.expect("mappings", got=pairs_of(answer), wanted=[])


@probe("SQ-88")
def batches_run_in_order(context: SquareContext) -> None:
    """
    Batches are processed in order: of two updates of one object in two batches the first is stored.
    """
    stored = context.driver.save(context.driver.make.tax("#t"))
    first, second = (changed(stored, name=context.name(each)) for each in ("first", "second"))
    answer = context.driver.batches([first], [second])
    kept = data_of(context.driver.get(stored["id"])).get("name")
    context.expect("name", got=kept, wanted=context.name("first"))
    context.note(f"the second update: {context.driver.error_body(answer).code or 'no error'}")


@probe("SQ-89")
def objects_come_in_the_order_of_batches(context: SquareContext) -> None:
    """The objects of the response follow the order of the batches."""
    make = context.driver.make
    answer = context.driver.batches([make.tax("#a")], [make.category("#b"), make.tax("#c")])
    context.driver.stored(answer)
    labels = [name_of(each) for each in objects_of(answer)]
    context.expect("objects", got=labels, wanted=[context.name(each) for each in ("a", "b", "c")])


@probe("SQ-90")
def an_object_twice_in_a_batch(context: SquareContext) -> None:
    """An object that is updated twice in one batch fails the batch."""
    stored = context.driver.save(context.driver.make.tax("#t"))
    twice = [changed(stored, name=context.name(each)) for each in ("first", "second")]
    context.note(outcome(context.driver.batches(twice)))
