"""
One record: updating and deleting it; deleting several.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.drivers.shopimind import Shelf, ShopiMind, kept
from conformance.drivers.shopimind.bodies import number_in
from conformance.expectations import ABSENT, client_error, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused, require_stored
from conformance.scenarios import nothing_is_stored, stored, written
from conformance.scenarios.writing import SENTINEL

MANY = 20
"""Records that a bulk delete takes."""
UNKNOWN = 999999999


def ids_of(shelf: Shelf, numbers: Iterable[int]) -> list[int]:
    """The numbers that the target gave."""
    return [shelf.number(n) for n in numbers]


def left_alone(run: Run[ShopiMind], shelf: Shelf, numbers: Iterable[int]) -> None:
    """Expect records as they were, once a later write was seen."""
    written(run, shelf, [SENTINEL])
    for n in numbers:
        run.expect(f"record {n}", got=shelf.read(n), wanted=shelf.shows(n))


@probe("SPM-78")
def a_patch_keeps_the_rest(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    row = shelf.number(0)
    for change, wanted in (
        ({"note": "once"}, {"note": "once", "amount": kept(0)}),
        ({"amount": 8}, {"note": "once", "amount": kept(8)}),
    ):
        answer = shelf.definition.update(row, change)
        run.require(f"status of {change}", got=answer.status, wanted=success())
        everything = wanted | {"code": "code-0", "id": kept(row)}
        run.eventually(f"record after {change}", read=lambda: shelf.read(0), wanted=everything)
    stored(run, shelf, 1)


@probe("SPM-79")
def a_patch_knows_its_members(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0])
    answer = shelf.definition.update(shelf.number(0), {"note": "changed", "zzz": 1})
    if answer.at("rejected_count") != 1:
        run.expect("status", got=answer.status, wanted=client_error())
    left_alone(run, shelf, [0])


@probe("SPM-80")
def patching_nothing(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    answer = shelf.definition.update(UNKNOWN, {"note": "for nobody"})
    counted = answer.at("rejected_count")
    run.note(f"status {answer.status}, rejected_count {counted!r}")


@probe("SPM-81")
def a_record_is_deleted_by_its_query(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1, 2])
    run.require("status", got=shelf.delete(1).status, wanted=success())
    run.eventually("record 1", read=lambda: shelf.read(1), wanted=ABSENT)
    stored(run, shelf, 0)
    stored(run, shelf, 2)


@probe("SPM-82")
def deleting_twice_succeeds_twice(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    (row,) = ids_of(shelf, [0])
    run.require("first delete", got=shelf.definition.drop(row).status, wanted=success())
    run.eventually("record 0", read=lambda: shelf.read(0), wanted=ABSENT)
    run.expect("second delete", got=shelf.definition.drop(row).status, wanted=success())
    left_alone(run, shelf, [1])


@probe("SPM-83")
def a_delete_names_something(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    refused(run, "a delete without id", run.target.send("DELETE", shelf.definition.records))
    left_alone(run, shelf, [0, 1])


@probe("SPM-84")
def bulk_deletes_skip_the_unknown(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, range(4))
    first, last = ids_of(shelf, [0, 3])
    for time in ("first", "second"):
        answer = shelf.definition.bulk_delete([first, UNKNOWN, last])
        run.expect(f"status of the {time}", got=answer.status, wanted=success())
        for n in (0, 3):
            run.eventually(f"record {n}", read=reading(shelf, n), wanted=ABSENT)
    left_alone(run, shelf, [1, 2])


def reading(shelf: Shelf, n: int) -> Any:
    """A read of one record, to be repeated."""
    return lambda: shelf.read(n)


@probe("SPM-85")
def twenty_deletes_at_once(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    rows = require_stored(run, shelf.definition, [shelf.record(n) for n in range(MANY + 1)])
    ids = [number_in(row) for row in rows]
    refused(run, "twenty-one numbers", shelf.definition.bulk_delete(ids))
    written(run, shelf, [SENTINEL])
    run.expect("records after a refusal", got=shelf.count(), wanted=MANY + 2)
    answer = shelf.definition.bulk_delete(ids[:MANY])
    run.require("status of twenty", got=answer.status, wanted=success())
    run.eventually("records", read=shelf.count, wanted=2)


@probe("SPM-86")
def a_bulk_delete_is_an_array(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    ids = ids_of(shelf, [0, 1])
    for body in ({"ids": ids}, {"id": ids[0]}, str(ids[0]), ids[0], None):
        refused(run, f"the body {body!r:.6}", shelf.definition.bulk_delete(body))
    left_alone(run, shelf, [0, 1])


@probe("SPM-87")
def deletes_stay_in_their_definition(run: Run[ShopiMind]) -> None:
    mine, other = Shelf.made_by(run.driver), Shelf.made_by(run.driver)
    written(run, mine, [0])
    written(run, other, [0, 1])
    theirs = ids_of(other, [0, 1])
    kept_numbers = set(ids_of(mine, [0])).isdisjoint(theirs)
    run.given("numbers that differ", got=kept_numbers, wanted=True)
    mine.definition.bulk_delete(theirs)
    mine.definition.drop(theirs[0])
    left_alone(run, mine, [0])
    left_alone(run, other, [0, 1])
    nothing_is_stored(run, mine, [1])
