"""
One record: updating and deleting it; deleting several.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.drivers.shopimind import DefinedRecords, stored_value
from conformance.drivers.shopimind.bodies import number_in
from conformance.expectations import ABSENT, client_error, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused, require_stored
from conformance.scenarios import nothing_is_stored, require_record, write_and_require
from conformance.scenarios.writing import SENTINEL

MANY = 20
"""Records that a bulk delete takes."""
UNKNOWN = 999999999


def ids_of(defined: DefinedRecords, numbers: Iterable[int]) -> list[int]:
    """The ids that the target assigned."""
    return [defined.stored_id(n) for n in numbers]


def left_alone(context: ShopiMindContext, defined: DefinedRecords, numbers: Iterable[int]) -> None:
    """Expect unchanged records, read after a later write is visible."""
    write_and_require(context, defined, [SENTINEL])
    for n in numbers:
        context.expect(f"record {n}", got=defined.read(n), wanted=defined.shows(n))


@probe("SPM-78")
def a_patch_keeps_the_rest(context: ShopiMindContext) -> None:
    """Updating one record changes the members sent and keeps the others."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    row = defined.stored_id(0)
    for change, wanted in (
        ({"note": "once"}, {"note": "once", "amount": stored_value(0)}),
        ({"amount": 8}, {"note": "once", "amount": stored_value(8)}),
    ):
        answer = defined.definition.update(row, change)
        context.require(f"status of {change}", got=answer.status, wanted=success())
        everything = wanted | {"code": "code-0", "id": stored_value(row)}
        context.eventually(
            f"record after {change}", read=lambda: defined.read(0), wanted=everything
        )
    require_record(context, defined, 1)


@probe("SPM-79")
def a_patch_knows_its_members(context: ShopiMindContext) -> None:
    """Updating one record with an undeclared member is refused."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0])
    answer = defined.definition.update(defined.stored_id(0), {"note": "changed", "zzz": 1})
    if answer.at("rejected_count") != 1:
        context.expect("status", got=answer.status, wanted=client_error())
    left_alone(context, defined, [0])


@probe("SPM-80")
def patching_nothing(context: ShopiMindContext) -> None:
    """Updating a record that does not exist is refused or does nothing."""
    defined = DefinedRecords.made_by(context.driver)
    answer = defined.definition.update(UNKNOWN, {"note": "for nobody"})
    counted = answer.at("rejected_count")
    context.note(f"status {answer.status}, rejected_count {counted!r}")


@probe("SPM-81")
def a_record_is_deleted_by_its_query(context: ShopiMindContext) -> None:
    """
    Deleting one record takes its number as the parameter id, after which it can no longer be read.
    """
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1, 2])
    context.require("status", got=defined.delete(1).status, wanted=success())
    context.eventually("record 1", read=lambda: defined.read(1), wanted=ABSENT)
    require_record(context, defined, 0)
    require_record(context, defined, 2)


@probe("SPM-82")
def deleting_twice_succeeds_twice(context: ShopiMindContext) -> None:
    """Deleting a record again succeeds again."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    (row,) = ids_of(defined, [0])
    context.require("first delete", got=defined.definition.drop(row).status, wanted=success())
    context.eventually("record 0", read=lambda: defined.read(0), wanted=ABSENT)
    context.expect("second delete", got=defined.definition.drop(row).status, wanted=success())
    left_alone(context, defined, [1])


@probe("SPM-83")
def a_delete_names_something(context: ShopiMindContext) -> None:
    """A delete without id is refused and deletes nothing."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    refused(
        context, "a delete without id", context.target.send("DELETE", defined.definition.records)
    )
    left_alone(context, defined, [0, 1])


@probe("SPM-84")
def bulk_deletes_skip_the_unknown(context: ShopiMindContext) -> None:
    """
    A bulk delete takes a bare array of numbers, deletes those that exist, skips those that do not,
    and may be repeated.
    """
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, range(4))
    first, last = ids_of(defined, [0, 3])
    for time in ("first", "second"):
        answer = defined.definition.bulk_delete([first, UNKNOWN, last])
        context.expect(f"status of the {time}", got=answer.status, wanted=success())
        for n in (0, 3):
            context.eventually(f"record {n}", read=reading(defined, n), wanted=ABSENT)
    left_alone(context, defined, [1, 2])


def reading(defined: DefinedRecords, n: int) -> Any:
    return lambda: defined.read(n)


@probe("SPM-85")
def twenty_deletes_at_once(context: ShopiMindContext) -> None:
    """
    Twenty numbers in a bulk delete are accepted, twenty-one are refused and nothing is deleted.
    """
    defined = DefinedRecords.made_by(context.driver)
    rows = require_stored(context, defined.definition, [defined.record(n) for n in range(MANY + 1)])
    ids = [number_in(row) for row in rows]
    refused(context, "twenty-one numbers", defined.definition.bulk_delete(ids))
    write_and_require(context, defined, [SENTINEL])
    context.expect("records after a refusal", got=defined.count(), wanted=MANY + 2)
    answer = defined.definition.bulk_delete(ids[:MANY])
    context.require("status of twenty", got=answer.status, wanted=success())
    context.eventually("records", read=defined.count, wanted=2)


@probe("SPM-86")
def a_bulk_delete_is_an_array(context: ShopiMindContext) -> None:
    """
    A bulk delete whose body is no array, or wraps the array in an object, is refused and deletes
    nothing.
    """
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    ids = ids_of(defined, [0, 1])
    for body in ({"ids": ids}, {"id": ids[0]}, str(ids[0]), ids[0], None):
        refused(context, f"the body {body!r:.6}", defined.definition.bulk_delete(body))
    left_alone(context, defined, [0, 1])


@probe("SPM-87")
def deletes_stay_in_their_definition(context: ShopiMindContext) -> None:
    """Numbers of records of another definition are not deleted."""
    mine, other = DefinedRecords.made_by(context.driver), DefinedRecords.made_by(context.driver)
    write_and_require(context, mine, [0])
    write_and_require(context, other, [0, 1])
    theirs = ids_of(other, [0, 1])
    kept_numbers = set(ids_of(mine, [0])).isdisjoint(theirs)
    context.given("numbers that differ", got=kept_numbers, wanted=True)
    mine.definition.bulk_delete(theirs)
    mine.definition.drop(theirs[0])
    left_alone(context, mine, [0])
    left_alone(context, other, [0, 1])
    nothing_is_stored(context, mine, [1])
