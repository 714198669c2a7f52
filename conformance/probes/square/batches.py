"""
Batches: whole or not at all, one after the other, and what the answer tells of them.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime

from conformance.drivers.square.objects import Json, data_of, name_of, nested_in
from conformance.drivers.square.responses import (
    REFUSED,
    errors_of,
    everything_in,
    milliseconds,
    objects_of,
    outcome,
    pairs_of,
)
from conformance.expectations import ABSENT, matching, number
from conformance.judging.probe import probe
from conformance.probes.square.refusing import SquareRun, accepted, partly_refused, refused
from conformance.probes.square.versions import changed

TIMESTAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"
QUARTER = 15 * 60 * 1000
"""How far a target's clock may be from ours, milliseconds."""


def bad_tax(run: SquareRun, ref: str = "#bad") -> Json:
    """A tax that every target refuses, given that it does."""
    value = {**run.driver.make.tax(ref), "is_deleted": True}
    run.given("a bad object", got=outcome(run.driver.upsert(value)), wanted=REFUSED)
    return value


@probe("SQ-71")
def an_item_has_a_variation(run: SquareRun) -> None:
    item = run.driver.make.item("#i")
    for what, variations in (("empty", []), ("null", None)):
        value = changed(item, variations=variations)
        refused(run, what, run.driver.upsert(value), "INVALID_VALUE", "BAD_REQUEST")
    missing = changed(item)
    del missing["item_data"]["variations"]
    refused(run, "missing", run.driver.upsert(missing), "INVALID_VALUE", "BAD_REQUEST")
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-72")
def an_item_has_a_name(run: SquareRun) -> None:
    codes = ("VALUE_EMPTY", "VALUE_TOO_SHORT", "INVALID_VALUE")
    refused(run, "create", run.driver.upsert(run.driver.make.item("#i", name="")), *codes)
    stored = run.driver.save(run.driver.make.item("#j"))
    refused(run, "update", run.driver.upsert(changed(stored, name="")), *codes)
    run.expect("stored", got=run.driver.names(), wanted=[run.name("j")])


@probe("SQ-79")
def the_answer_has_the_objects_of_the_request(run: SquareRun) -> None:
    make = run.driver.make
    stored = run.driver.save(make.discount("#d"))
    item = make.item("#i", make.variation("#a"), make.variation("#b"))
    batch = [make.tax("#t"), item, changed(stored, pin_required=True), make.category("#c")]
    answer = run.driver.batches(batch)
    if accepted(run, "batch", answer):
        labels = [name_of(each) for each in objects_of(answer)]
        run.expect("objects", got=labels, wanted=[run.name(each) for each in ("t", "i", "d", "c")])
        nested = [name_of(each) for value in objects_of(answer) for each in nested_in(value)]
        run.expect("nested", got=nested, wanted=[run.name("a"), run.name("b")])


@probe("SQ-80")
def timestamps_are_in_utc(run: SquareRun) -> None:
    before = round(time.time() * 1000)
    answer = run.driver.stored(run.driver.batches([run.driver.make.item("#i")]))
    stamps = {"the answer": answer.at("updated_at")}
    for value in everything_in(answer):
        stamps[f"{value.get('type')}"] = value.get("updated_at", ABSENT)
        if "created_at" in value:
            stamps[f"{value.get('type')}, created"] = value["created_at"]
    for what, stamp in stamps.items():
        run.expect(what, got=stamp, wanted=matching(TIMESTAMP))
        near = number(before - QUARTER, before + QUARTER)
        run.expect(f"{what}: time since {clock(before)}", got=milliseconds(stamp), wanted=near)


def clock(moment: int) -> str:
    """A moment as a person reads it."""
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="seconds")


@probe("SQ-81")
def the_time_of_creation_stays(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    run.require("created_at", got=stored.get("created_at", ABSENT), wanted=matching(TIMESTAMP))
    updated = run.driver.save(changed(stored, name=run.name("other")))
    told = updated.get("created_at", ABSENT)
    run.expect("created_at in an update's answer", got=told, wanted=stored["created_at"])
    found = run.driver.get(stored["id"]).get("created_at", ABSENT)
    run.expect("created_at after an update", got=found, wanted=stored["created_at"])


@probe("SQ-83")
def a_bad_object_rejects_its_batch(run: SquareRun) -> None:
    make = run.driver.make
    bad = bad_tax(run)
    for position in range(3):
        batch = [make.tax(f"#good-{position}"), make.category(f"#fine-{position}")]
        batch.insert(position, bad)
        refused(run, f"bad at {position}", run.driver.batches(batch))
    dead = {**make.variation("#dead"), "is_deleted": True}
    nested = make.item("#i", make.variation("#alive"), dead)
    refused(run, "bad nested object", run.driver.batches([make.tax("#good"), nested]))
    run.expect("stored", got=run.driver.names(), wanted=[])


@probe("SQ-84")
def the_neighbours_of_a_bad_batch_are_stored(run: SquareRun) -> None:
    make = run.driver.make
    answer = run.driver.batches([make.tax("#a")], [bad_tax(run)], [make.category("#b")])
    partly_refused(run, "answer", answer)
    run.expect("stored", got=run.driver.names(), wanted=[run.name("a"), run.name("b")])


@probe("SQ-85")
def a_failing_batch_shows_in_the_errors(run: SquareRun) -> None:
    make = run.driver.make
    answer = run.driver.batches([make.item("#a")], [bad_tax(run)], [make.tax("#b")])
    run.require("number of errors", got=len(errors_of(answer)), wanted=number(1))
    labels = [name_of(each) for each in objects_of(answer)]
    if labels != [run.name("a"), run.name("b")]:
        run.note(f"objects beside the errors: {labels}")
    refs = sorted(ref for ref, _ in pairs_of(answer))
    if refs != ["#a", "#a-v", "#b"]:
        run.note(f"mappings beside the errors: {refs}")


@probe("SQ-86")
def the_status_of_a_mixed_outcome(run: SquareRun) -> None:
    answer = run.driver.batches([run.driver.make.tax("#a")], [bad_tax(run)])
    code = run.driver.problem(answer).code
    run.note(f"status {answer.status} with {code or 'no error'}")


@probe("SQ-87")
def nothing_comes_of_bad_batches(run: SquareRun) -> None:
    bad = bad_tax(run)
    answer = run.driver.batches([bad], [{**bad, "id": "#worse"}])
    run.expect("answer", got=outcome(answer), wanted=REFUSED)
    run.expect("status", got=answer.status, wanted=number(400, 499))
    run.expect("mappings", got=pairs_of(answer), wanted=[])


@probe("SQ-88")
def batches_run_in_order(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    first, second = (changed(stored, name=run.name(each)) for each in ("first", "second"))
    answer = run.driver.batches([first], [second])
    kept = data_of(run.driver.get(stored["id"])).get("name")
    run.expect("name", got=kept, wanted=run.name("first"))
    run.note(f"the second update: {run.driver.problem(answer).code or 'no error'}")


@probe("SQ-89")
def objects_come_in_the_order_of_batches(run: SquareRun) -> None:
    make = run.driver.make
    answer = run.driver.batches([make.tax("#a")], [make.category("#b"), make.tax("#c")])
    run.driver.stored(answer)
    labels = [name_of(each) for each in objects_of(answer)]
    run.expect("objects", got=labels, wanted=[run.name(each) for each in ("a", "b", "c")])


@probe("SQ-90")
def an_object_twice_in_a_batch(run: SquareRun) -> None:
    stored = run.driver.save(run.driver.make.tax("#t"))
    twice = [changed(stored, name=run.name(each)) for each in ("first", "second")]
    run.note(outcome(run.driver.batches(twice)))
