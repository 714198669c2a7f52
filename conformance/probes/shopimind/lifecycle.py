"""
Inactive and deleted definitions: what they refuse, and that it can be undone.

Whether something refused was stored is asked after a later write was seen: writes take time.
"""

from __future__ import annotations

from conformance.drivers.shopimind import DefinedRecords
from conformance.drivers.shopimind.bodies import first_member, id_of
from conformance.drivers.shopimind.definition import DEFINITIONS, RECORDS, field
from conformance.expectations import anything, anything_but, containing, one_of, success
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused
from conformance.scenarios import nothing_is_stored, require_record, write_and_require

NOBODY = f"{DEFINITIONS}/999999999"
NOTHING = f"{RECORDS}/999999999"


def inactive(context: ShopiMindContext) -> DefinedRecords:
    """Two records of a definition that was deactivated."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    context.accepted(defined.definition.switch("deactivate"))
    context.given("status", got=defined.definition.status(), wanted="inactive")
    return defined


def unharmed(context: ShopiMindContext, defined: DefinedRecords) -> None:
    """Expect both records unchanged, read after a later write is visible."""
    context.accepted(defined.definition.switch("activate"))
    write_and_require(context, defined, [2])
    for n in (0, 1):
        context.expect(f"record {n}", got=defined.read(n), wanted=defined.shows(n))


@probe("SPM-39")
def switching_is_repeatable(context: ShopiMindContext) -> None:
    """Activating and deactivating may be repeated, with an empty body under a JSON content type."""
    definition = DefinedRecords.made_by(context.driver).definition
    for word, state in (("deactivate", "inactive"), ("activate", "active")):
        for time in ("first", "second"):
            answer = definition.switch(word)
            context.expect(f"status of the {time} {word}", got=answer.status, wanted=success())
            context.expect(f"state after it ({time})", got=definition.status(), wanted=state)


@probe("SPM-40")
def inactive_refuses_saving(context: ShopiMindContext) -> None:
    """While a definition is inactive a save is refused and stores nothing."""
    defined = inactive(context)
    saved = defined.definition.save(defined.record(0, 1), defined.record(5))
    refused(context, "a save", saved)
    unharmed(context, defined)
    nothing_is_stored(context, defined, [5])


@probe("SPM-41")
def inactive_refuses_changing_one(context: ShopiMindContext) -> None:
    """
    While a definition is inactive updating or deleting one record is refused and changes nothing.
    """
    defined = inactive(context)
    row = defined.stored_id(0)
    refused(context, "an update", defined.definition.update(row, {"note": "changed"}))
    refused(context, "a delete", defined.definition.drop(row))
    unharmed(context, defined)


@probe("SPM-42")
def inactive_refuses_bulk_deletes(context: ShopiMindContext) -> None:
    """While a definition is inactive a bulk delete is refused and deletes nothing."""
    defined = inactive(context)
    ids = [defined.stored_id(0), defined.stored_id(1)]
    refused(context, "a bulk delete", defined.definition.bulk_delete(ids))
    unharmed(context, defined)


@probe("SPM-43")
def inactive_can_be_read(context: ShopiMindContext) -> None:
    """The records of an inactive definition can be listed and are complete."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    before = defined.definition.rows()
    context.accepted(defined.definition.switch("deactivate"))
    listed = defined.definition.list()
    context.require("status of the list", got=listed.status, wanted=success())
    context.expect("records", got=defined.definition.rows(), wanted=before)


@probe("SPM-44")
def activating_restores_writing(context: ShopiMindContext) -> None:
    """A definition that was activated again takes records."""
    defined = inactive(context)
    context.accepted(defined.definition.switch("activate"))
    saved = defined.definition.save(defined.record(0, 1), defined.record(5))
    context.require("status of a save", got=saved.status, wanted=success())
    require_record(context, defined, 0, 1)
    require_record(context, defined, 5)


@probe("SPM-45")
def a_deleted_definition_cannot_be_read(context: ShopiMindContext) -> None:
    """
    Reading a deleted definition by its number is refused with 400 and a message that it was not
    found.
    """
    definition = DefinedRecords.made_by(context.driver).definition
    context.accepted(definition.delete())
    answer = definition.get()
    # 400 was observed; a 404 says the same.
    context.expect("status", got=answer.status, wanted=one_of(400, 404))
    context.expect(
        "message", got=context.driver.error_body(answer).text, wanted=containing("not found")
    )
    context.note(f"status {answer.status}")


@probe("SPM-46")
def a_deleted_definition_stays_listed(context: ShopiMindContext) -> None:
    """A deleted definition stays in the listing with the status deleted."""
    definition = DefinedRecords.made_by(context.driver).definition
    context.accepted(definition.delete())
    states = [row.get("status") for row in context.driver.list_named(definition.name)]
    context.expect("states in the listing", got=states, wanted=["deleted"])


@probe("SPM-47")
def a_deleted_name_is_free(context: ShopiMindContext) -> None:
    """The name of a deleted definition can be used again, for a new number without records."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    context.accepted(defined.definition.delete())
    body = {"name": defined.definition.name, "fields": [field("code", required=True)]}
    again = context.driver.create(body)
    context.require("status", got=again.status, wanted=success())
    number = id_of(first_member(again.at("data"), "id_definition", "id"))
    context.expect("id", got=number, wanted=anything_but(defined.definition.id))
    rows = context.target.send("GET", f"{RECORDS}/{number}").at("data")
    context.expect("records of the new one", got=rows, wanted=[])


@probe("SPM-48")
def unknown_definitions_are_refused(context: ShopiMindContext) -> None:
    """
    An unknown number of a definition is refused with 4xx and a JSON error, by every operation on
    it.
    """
    send = context.target.send
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
        refused(context, f"{answer.method} {answer.path}", answer)
        error = {"statusCode": answer.status, "message": anything()}
        context.expect(f"error of {answer.line}", got=answer.json, wanted=error)
