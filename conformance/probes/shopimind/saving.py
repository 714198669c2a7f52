"""
Saves: how many, what costs what, what is told.
"""

from __future__ import annotations

import json
from typing import Any

from conformance.drivers.shopimind import Shelf, ShopiMind, field, kept, rejected
from conformance.expectations import ABSENT, a_list, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused
from conformance.scenarios import (
    at_the_limit,
    nothing_is_stored,
    over_the_limit,
    stored,
    written,
)

BIG, SMALL = 50, 20
"""The guide's limit and the packages'."""


@probe("SPM-50")
def a_save_is_an_array(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    for what, body in (
        ("an object", shelf.record(0)),
        ("an object around the array", {"records": [shelf.record(0)]}),
        ("a text", "code-0"),
        ("null", None),
    ):
        refused(run, what, run.target.send("POST", shelf.definition.records, body))
    nothing_is_stored(run, shelf, [0])


@probe("SPM-51")
def twenty_records_are_stored(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    at_the_limit(run, shelf, SMALL)
    run.eventually("records", read=shelf.count, wanted=SMALL)
    codes = sorted(map(str, shelf.definition.column("code") or []))
    run.expect("codes", got=codes, wanted=sorted(f"code-{n}" for n in range(SMALL)))


@probe("SPM-52")
def fifty_one_records_are_too_many(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    over_the_limit(run, shelf, BIG)
    run.expect("records", got=shelf.count(), wanted=1)


@probe("SPM-53")
def between_twenty_and_fifty(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    for count in (SMALL + 1, BIG):
        answer = shelf.write([shelf.record(n) for n in range(count)])
        run.note(f"{count} records: {'accepted' if answer.ok else 'refused'}")


@probe("SPM-54")
def a_save_becomes_readable(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    answer = shelf.write([shelf.record(n) for n in range(3)])
    run.require("status", got=answer.status, wanted=200)
    for n in range(3):
        stored(run, shelf, n)


@probe("SPM-55")
def a_bad_item_costs_itself(run: Run[ShopiMind]) -> None:
    for bad in ((1, 4), (0, 2)):
        shelf = Shelf.made_by(run.driver)
        sent = [shelf.bad(n) if n in bad else shelf.record(n) for n in range(5)]
        answer = shelf.write(sent)
        run.require("status", got=answer.status, wanted=success())
        counted = {"sent_count": 3, "rejected_count": 2, "rejected_items": a_list(2)}
        run.expect(f"counters with {bad} bad", got=answer.json, wanted=counted)
        for n in {0, 1, 2, 3, 4}.difference(bad):
            stored(run, shelf, n)
        nothing_is_stored(run, shelf, bad)


@probe("SPM-56")
def a_rejected_item_is_told(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    sent = [shelf.record(0), shelf.bad(1), shelf.record(2), shelf.record(3), shelf.bad(4)]
    answer = run.accepted(shelf.write(sent))
    items = answer.at("rejected_items")
    run.require("rejected_items", got=items, wanted=a_list(2))
    for item, place in zip(items, (1, 4), strict=True):
        run.expect("what a rejected item holds", got=holdings(item, place, sent[place]), wanted=[])


def holdings(item: Any, place: int, record: Any) -> list[str]:
    """What a rejected item lacks: its position, what was sent, what is wrong."""
    values = list(item.values()) if isinstance(item, dict) else []
    places = [value for value in values if isinstance(value, int) and not isinstance(value, bool)]
    payloads = [value for value in values if value == record or as_json(value) == record]
    errors = [
        value
        for value in values
        if value and isinstance(value, list | str | dict) and value not in payloads
    ]
    lacking = {"its position": place in places, "what was sent": payloads, "an error": errors}
    return [what for what, there in lacking.items() if not there]


def as_json(value: Any) -> Any:
    """What a text spells in JSON."""
    try:
        return json.loads(value) if isinstance(value, str) else None
    except ValueError:
        return None


@probe("SPM-57")
def nothing_valid_is_a_refusal(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    refused(run, "two bad records", shelf.write([shelf.bad(0), shelf.bad(1)]))
    refused(run, "one bad record", shelf.write([shelf.bad(0)]))
    nothing_is_stored(run, shelf, [0, 1])


@probe("SPM-58")
def required_fields_are_required(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    codeless = {"amount": 77, "note": "no code"}
    sent = [shelf.record(0), shelf.bad(1), shelf.record(2), codeless]
    answer = shelf.write(sent)
    run.require("status", got=answer.status, wanted=success())
    run.expect("rejected", got=rejected(answer, sent), wanted=[1, 3])
    stored(run, shelf, 2)
    run.expect("record 1", got=shelf.read(1), wanted=ABSENT)
    run.expect("records", got=shelf.count(), wanted=2)


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
def values_have_types(run: Run[ShopiMind]) -> None:
    fields = [field(f"a_{each}", each) for each in WRONG]
    fields[list(WRONG).index("list")]["options"] = ["silver", "gold"]
    definition = run.driver.define(field("code", required=True), *fields)
    sent = [{"code": each, f"a_{each}": value} for each, value in WRONG.items()]
    answer = definition.save(*sent, {"code": "sound", "a_number": 3, "a_list": "gold"})
    places = rejected(answer, sent)
    for place, kind in enumerate(WRONG):
        run.expect(f"{kind} {WRONG[kind]!r}", got=place in places, wanted=True)
    run.eventually("sound", read=lambda: definition.row(code="sound"), wanted={"a_number": kept(3)})
    run.expect("codes", got=definition.column("code"), wanted=["sound"])


@probe("SPM-60")
def no_undeclared_members(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    sent = [shelf.record(0), shelf.record(1) | {"zzz": 1}, shelf.record(2)]
    answer = shelf.write(sent)
    run.require("status", got=answer.status, wanted=success())
    run.expect("rejected", got=rejected(answer, sent), wanted=[1])
    written(run, shelf, [3])
    run.expect("record 1", got=shelf.read(1), wanted=ABSENT)
