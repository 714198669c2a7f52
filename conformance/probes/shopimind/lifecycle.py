"""
Inactive and deleted definitions: what they refuse, and that it can be undone.

Whether something refused was stored is asked after a later write was seen: writes take time.
"""

from __future__ import annotations

from conformance.drivers.shopimind import Shelf, ShopiMind
from conformance.drivers.shopimind.bodies import id_of, spelled
from conformance.drivers.shopimind.definition import DEFINITIONS, RECORDS, field
from conformance.expectations import anything, containing, one_of, success, unlike
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused
from conformance.scenarios import nothing_is_stored, stored, written

NOBODY = f"{DEFINITIONS}/999999999"
NOTHING = f"{RECORDS}/999999999"


def inactive(run: Run[ShopiMind]) -> Shelf:
    """Two records of a definition that was deactivated."""
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    run.accepted(shelf.definition.switch("deactivate"))
    run.given("status", got=shelf.definition.status(), wanted="inactive")
    return shelf


def unharmed(run: Run[ShopiMind], shelf: Shelf) -> None:
    """Expect both records as they were, when all that was refused had its time."""
    run.accepted(shelf.definition.switch("activate"))
    written(run, shelf, [2])
    for n in (0, 1):
        run.expect(f"record {n}", got=shelf.read(n), wanted=shelf.shows(n))


@probe("SPM-39")
def switching_is_repeatable(run: Run[ShopiMind]) -> None:
    definition = Shelf.made_by(run.driver).definition
    for word, state in (("deactivate", "inactive"), ("activate", "active")):
        for time in ("first", "second"):
            answer = definition.switch(word)
            run.expect(f"status of the {time} {word}", got=answer.status, wanted=success())
            run.expect(f"state after it ({time})", got=definition.status(), wanted=state)


@probe("SPM-40")
def inactive_refuses_saving(run: Run[ShopiMind]) -> None:
    shelf = inactive(run)
    saved = shelf.definition.save(shelf.record(0, 1), shelf.record(5))
    refused(run, "a save", saved)
    unharmed(run, shelf)
    nothing_is_stored(run, shelf, [5])


@probe("SPM-41")
def inactive_refuses_changing_one(run: Run[ShopiMind]) -> None:
    shelf = inactive(run)
    row = shelf.number(0)
    refused(run, "an update", shelf.definition.update(row, {"note": "changed"}))
    refused(run, "a delete", shelf.definition.drop(row))
    unharmed(run, shelf)


@probe("SPM-42")
def inactive_refuses_bulk_deletes(run: Run[ShopiMind]) -> None:
    shelf = inactive(run)
    ids = [shelf.number(0), shelf.number(1)]
    refused(run, "a bulk delete", shelf.definition.bulk_delete(ids))
    unharmed(run, shelf)


@probe("SPM-43")
def inactive_can_be_read(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    before = shelf.definition.rows()
    run.accepted(shelf.definition.switch("deactivate"))
    listed = shelf.definition.list()
    run.require("status of the list", got=listed.status, wanted=success())
    run.expect("records", got=shelf.definition.rows(), wanted=before)


@probe("SPM-44")
def activating_restores_writing(run: Run[ShopiMind]) -> None:
    shelf = inactive(run)
    run.accepted(shelf.definition.switch("activate"))
    saved = shelf.definition.save(shelf.record(0, 1), shelf.record(5))
    run.require("status of a save", got=saved.status, wanted=success())
    stored(run, shelf, 0, 1)
    stored(run, shelf, 5)


@probe("SPM-45")
def a_deleted_definition_cannot_be_read(run: Run[ShopiMind]) -> None:
    definition = Shelf.made_by(run.driver).definition
    run.accepted(definition.delete())
    answer = definition.get()
    # The kit saw 400; a 404 would say the same.
    run.expect("status", got=answer.status, wanted=one_of(400, 404))
    run.expect("message", got=run.driver.problem(answer).text, wanted=containing("not found"))
    run.note(f"status {answer.status}")


@probe("SPM-46")
def a_deleted_definition_stays_listed(run: Run[ShopiMind]) -> None:
    definition = Shelf.made_by(run.driver).definition
    run.accepted(definition.delete())
    states = [row.get("status") for row in run.driver.listed(definition.name)]
    run.expect("states in the listing", got=states, wanted=["deleted"])


@probe("SPM-47")
def a_deleted_name_is_free(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    run.accepted(shelf.definition.delete())
    body = {"name": shelf.definition.name, "fields": [field("code", required=True)]}
    again = run.driver.create(body)
    run.require("status", got=again.status, wanted=success())
    number = id_of(spelled(again.at("data"), "id_definition", "id"))
    run.expect("id", got=number, wanted=unlike(shelf.definition.id))
    rows = run.target.send("GET", f"{RECORDS}/{number}").at("data")
    run.expect("records of the new one", got=rows, wanted=[])


@probe("SPM-48")
def unknown_definitions_are_refused(run: Run[ShopiMind]) -> None:
    send = run.target.send
    answers: list[Exchange] = [
        send("GET", NOBODY),
        send("PATCH", f"{NOBODY}/extend", {"description": "x"}),
        send("PATCH", f"{NOBODY}/activate"),
        send("PATCH", f"{NOBODY}/deactivate"),
        send("POST", NOTHING, [{"code": "a"}]),
        send("GET", NOTHING),
        send("PATCH", f"{NOTHING}/1", {"code": "a"}),
        send("POST", f"{NOTHING}/bulk-delete", [1]),
    ]
    for answer in answers:
        refused(run, f"{answer.method} {answer.path}", answer)
        told = {"statusCode": answer.status, "message": anything()}
        run.expect(f"error of {answer.line}", got=answer.json, wanted=told)
