"""
Addresses and bodies.
"""

from __future__ import annotations

from conformance.drivers.shopimind import Shelf, ShopiMind, field
from conformance.drivers.shopimind.cleaning import OVERRIDES
from conformance.expectations import a_list, anything, one_of, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused
from conformance.scenarios import nothing_is_stored, written

MISSING = one_of(404, 405)


@probe("SPM-38")
def definitions_have_no_put_or_patch(run: Run[ShopiMind]) -> None:
    definition = Shelf.made_by(run.driver).definition
    name = run.name()
    run.target.will_write("definition", name, id=definition.id)
    body = {"name": name, "fields": [field("code", required=True)]}
    for method in ("PUT", "PATCH"):
        answer = run.target.send(method, definition.path, body)
        run.expect(f"status of {method}", got=answer.status, wanted=MISSING)
    run.expect("name", got=definition.get().at("data", "name"), wanted=definition.name)


@probe("SPM-49")
def overrides_are_not_an_id(run: Run[ShopiMind]) -> None:
    answer = run.target.send("GET", OVERRIDES)
    run.require("status", got=answer.status, wanted=success())
    run.expect("body", got=answer.json, wanted={"data": a_list(), "meta": {"pagination": {}}})


@probe("SPM-88")
def records_are_not_read_one_by_one(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0])
    path = f"{shelf.definition.records}/{shelf.number(0)}"
    run.expect("status", got=run.target.send("GET", path).status, wanted=MISSING)


@probe("SPM-104")
def malformed_json_is_refused(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    answer = run.target.send("POST", shelf.definition.records, content=b'[{"code": "code-0", ')
    refused(run, "a body that is cut off", answer)
    told = {"statusCode": answer.status, "message": anything()}
    run.expect("error", got=answer.json, wanted=told)
    nothing_is_stored(run, shelf, [0])
