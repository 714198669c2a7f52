"""Saves: how many records, what a bad one costs, what the answer says."""

from __future__ import annotations

import json
from typing import Any

from conformance.drivers.shopimind import DefinedRecords, field, rejected, stored_value
from conformance.expectations import ABSENT, a_list, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused
from conformance.scenarios import (
    at_the_limit,
    nothing_is_stored,
    over_the_limit,
    require_record,
    write_and_require,
)

BIG, SMALL = 50, 20
"""The guide's limit and the packages'."""


@probe("SPM-50")
def a_save_is_an_array(context: ShopiMindContext) -> None:
    """A save whose body is an object, a text or null is refused."""
    defined = DefinedRecords.made_by(context.driver)
    for what, body in (
        ("an object", defined.record(0)),
        ("an object around the array", {"records": [defined.record(0)]}),
        ("a text", "code-0"),
        ("null", None),
    ):
        refused(context, what, context.target.send("POST", defined.definition.records, body))
    nothing_is_stored(context, defined, [0])


@probe("SPM-51")
def twenty_records_are_stored(context: ShopiMindContext) -> None:
    """Twenty records in one save are accepted and all of them stored."""
    defined = DefinedRecords.made_by(context.driver)
    at_the_limit(context, defined, SMALL)
    context.eventually("records", read=defined.count, wanted=SMALL)
    codes = sorted(map(str, defined.definition.column("code") or []))
    context.expect("codes", got=codes, wanted=sorted(f"code-{n}" for n in range(SMALL)))


@probe("SPM-52")
def fifty_one_records_are_too_many(context: ShopiMindContext) -> None:
    """Fifty-one records in one save are refused and none of them is stored."""
    defined = DefinedRecords.made_by(context.driver)
    over_the_limit(context, defined, BIG)
    context.expect("records", got=defined.count(), wanted=1)


@probe("SPM-53")
def between_twenty_and_fifty(context: ShopiMindContext) -> None:
    """
    Fifty records in one save are accepted, as the guide says, or refused, as the packages fear.
    """
    defined = DefinedRecords.made_by(context.driver)
    for count in (SMALL + 1, BIG):
        answer = defined.write([defined.record(n) for n in range(count)])
        context.note(f"{count} records: {'accepted' if answer.ok else 'refused'}")


@probe("SPM-54")
def a_save_becomes_readable(context: ShopiMindContext) -> None:
    """A save is answered with 200 and its records can be read some time later."""
    defined = DefinedRecords.made_by(context.driver)
    answer = defined.write([defined.record(n) for n in range(3)])
    context.require("status", got=answer.status, wanted=200)
    for n in range(3):
        require_record(context, defined, n)


@probe("SPM-55")
def a_bad_item_costs_itself(context: ShopiMindContext) -> None:
    """
    In a mixed save the valid records are stored and the invalid ones are counted and returned.
    """
    for bad in ((1, 4), (0, 2)):
        defined = DefinedRecords.made_by(context.driver)
        sent = [defined.bad(n) if n in bad else defined.record(n) for n in range(5)]
        answer = defined.write(sent)
        context.require("status", got=answer.status, wanted=success())
        counted = {"sent_count": 3, "rejected_count": 2, "rejected_items": a_list(2)}
        context.expect(f"counters with {bad} bad", got=answer.json, wanted=counted)
        for n in {0, 1, 2, 3, 4}.difference(bad):
            require_record(context, defined, n)
        nothing_is_stored(context, defined, bad)


@probe("SPM-56")
def a_rejected_item_is_told(context: ShopiMindContext) -> None:
    """
    A rejected item comes with its position, what was sent, and what is wrong, under whatever names.
    """
    defined = DefinedRecords.made_by(context.driver)
    sent = [defined.record(0), defined.bad(1), defined.record(2), defined.record(3), defined.bad(4)]
    answer = context.accepted(defined.write(sent))
    items = answer.at("rejected_items")
    context.require("rejected_items", got=items, wanted=a_list(2))
    for item, place in zip(items, (1, 4), strict=True):
        context.expect(
            "what a rejected item holds", got=holdings(item, place, sent[place]), wanted=[]
        )


def holdings(item: Any, place: int, record: Any) -> list[str]:
    """What a rejected item lacks: its position, what was sent, an error."""
    values = list(item.values()) if isinstance(item, dict) else []
    places = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    payloads = [value for value in values if value == record or parsed(value) == record]
    errors = [
        value
        for value in values
        if value and isinstance(value, list | str | dict) and value not in payloads
    ]
    lacking = {"its position": place in places, "what was sent": payloads, "an error": errors}
    return [what for what, there in lacking.items() if not there]


def parsed(value: Any) -> Any:
    """The JSON value that a text spells, ``None`` for anything else."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None


@probe("SPM-57")
def nothing_valid_is_a_refusal(context: ShopiMindContext) -> None:
    """A save without one valid record is refused as a whole."""
    defined = DefinedRecords.made_by(context.driver)
    refused(context, "two bad records", defined.write([defined.bad(0), defined.bad(1)]))
    refused(context, "one bad record", defined.write([defined.bad(0)]))
    nothing_is_stored(context, defined, [0, 1])


@probe("SPM-58")
def required_fields_are_required(context: ShopiMindContext) -> None:
    """A record that lacks a required field is rejected."""
    defined = DefinedRecords.made_by(context.driver)
    codeless = {"amount": 77, "note": "no code"}
    sent = [defined.record(0), defined.bad(1), defined.record(2), codeless]
    answer = defined.write(sent)
    context.require("status", got=answer.status, wanted=success())
    context.expect("rejected", got=rejected(answer, sent), wanted=[1, 3])
    require_record(context, defined, 2)
    context.expect("record 1", got=defined.read(1), wanted=ABSENT)
    context.expect("records", got=defined.count(), wanted=2)


WRONG: dict[str, Any] = {
    "bool": "perhaps",
    "text": {"a": 1},
    "longtext": {"a": 1},
    "number": "many",
    "decimal": "much",
    "list": "bronze",
    "date": "tomorrow",
    "datetime": "soon",
    "geolocation": "nowhere",
}
"""Type to a value that no reading of its name allows; a field of type json takes anything."""


@probe("SPM-59")
def values_have_types(context: ShopiMindContext) -> None:
    """A value that does not fit the type of its field is rejected."""
    fields = [field(f"a_{each}", each) for each in WRONG]
    fields[list(WRONG).index("list")]["options"] = ["silver", "gold"]
    definition = context.driver.define(field("code", required=True), *fields)
    sent = [{"code": each, f"a_{each}": value} for each, value in WRONG.items()]
    answer = definition.save(*sent, {"code": "sound", "a_number": 3, "a_list": "gold"})
    places = rejected(answer, sent)
    for place, kind in enumerate(WRONG):
        context.expect(f"{kind} {WRONG[kind]!r}", got=place in places, wanted=True)
    context.eventually(
        "sound", read=lambda: definition.row(code="sound"), wanted={"a_number": stored_value(3)}
    )
    context.expect("codes", got=definition.column("code"), wanted=["sound"])


@probe("SPM-60")
def no_undeclared_members(context: ShopiMindContext) -> None:
    """A record with a member that its definition does not declare is rejected."""
    defined = DefinedRecords.made_by(context.driver)
    sent = [defined.record(0), defined.record(1) | {"zzz": 1}, defined.record(2)]
    answer = defined.write(sent)
    context.require("status", got=answer.status, wanted=success())
    context.expect("rejected", got=rejected(answer, sent), wanted=[1])
    write_and_require(context, defined, [3])
    context.expect("record 1", got=defined.read(1), wanted=ABSENT)
