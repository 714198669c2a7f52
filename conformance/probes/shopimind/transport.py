"""
Addresses and bodies.
"""

from __future__ import annotations

from conformance.drivers.shopimind import DefinedRecords, field
from conformance.drivers.shopimind.cleaning import OVERRIDES
from conformance.expectations import a_list, anything, one_of, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused
from conformance.scenarios import nothing_is_stored, write_and_require

MISSING = one_of(404, 405)


@probe("SPM-38")
def definitions_have_no_put_or_patch(context: ShopiMindContext) -> None:
    """PUT and PATCH on a definition itself are answered with 404 or 405."""
    definition = DefinedRecords.made_by(context.driver).definition
    name = context.name()
    context.target.will_write("definition", name, id=definition.id)
    body = {"name": name, "fields": [field("code", required=True)]}
    for method in ("PUT", "PATCH"):
        answer = context.target.send(method, definition.path, body)
        context.expect(f"status of {method}", got=answer.status, wanted=MISSING)
    context.expect("name", got=definition.get().at("data", "name"), wanted=definition.name)


@probe("SPM-49")
def overrides_are_not_an_id(context: ShopiMindContext) -> None:
    """The path overrides below the definitions is a list, not a definition of that name."""
    answer = context.target.send("GET", OVERRIDES)
    context.require("status", got=answer.status, wanted=success())
    context.expect("body", got=answer.json, wanted={"data": a_list(), "meta": {"pagination": {}}})


@probe("SPM-88")
def records_are_not_read_one_by_one(context: ShopiMindContext) -> None:
    """Reading one record by a path of its own is answered with 404 or 405."""
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0])
    path = f"{defined.definition.records}/{defined.stored_id(0)}"
    context.expect("status", got=context.target.send("GET", path).status, wanted=MISSING)


@probe("SPM-104")
def malformed_json_is_refused(context: ShopiMindContext) -> None:
    """A body that is no JSON is refused with 400 and a JSON error."""
    defined = DefinedRecords.made_by(context.driver)
    answer = context.target.send(
        "POST", defined.definition.records, content=b'[{"code": "code-0", '
    )
    refused(context, "a body that is cut off", answer)
    error = {"statusCode": answer.status, "message": anything()}
    context.expect("error", got=answer.json, wanted=error)
    nothing_is_stored(context, defined, [0])
