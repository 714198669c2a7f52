"""
The shapes of answers: one resource, a list, a bulk write, an error.
"""

from __future__ import annotations

from conformance.drivers.shopimind import Shelf, ShopiMind, kept, rejected
from conformance.drivers.shopimind.bodies import number_in
from conformance.expectations import a_list, anything, matching, number, one_of, success
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import require_stored
from conformance.scenarios import written

MOMENT = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})"
PAGE = {
    "total_items": number(0),
    "items_per_page": number(1),
    "total_pages": number(0),
    "current_page": number(1),
    "offset": number(0),
    "has_previous_page": one_of(True, False),
    "has_next_page": one_of(True, False),
    "next_page": one_of(None, number(1)),
    "previous_page": one_of(None, number(1)),
}


@probe("SPM-05")
def the_body_repeats_the_status(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    answers: list[Exchange] = [
        shelf.definition.get(),
        shelf.definition.list(),
        shelf.definition.save(shelf.record(0)),
        shelf.definition.save(shelf.bad(1)),
        run.target.send("GET", "/v1/custom-data-definitions/999999999"),
        run.target.send("GET", "/v1/custom-data-definitions", credential=None),
    ]
    for answer in answers:
        run.expect(answer.line, got=answer.at("statusCode"), wanted=answer.status)


@probe("SPM-06")
def one_resource_stands_under_data(run: Run[ShopiMind]) -> None:
    definition = Shelf.made_by(run.driver).definition
    answer = run.accepted(definition.get())
    wanted = {"statusCode": kept(answer.status), "data": {"name": definition.name}}
    run.expect("body", got=answer.json, wanted=wanted)


@probe("SPM-07")
def a_list_tells_its_page(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    written(run, shelf, [0, 1])
    for path in (
        shelf.definition.records,
        "/v1/custom-data-definitions",
        "/v1/customers",
        "/v1/products",
        "/v1/contacts/all",
    ):
        answer = run.accepted(run.target.send("GET", path))
        wanted = {
            "statusCode": answer.status,
            "data": a_list(),
            "meta": {"pagination": PAGE, "generated_at": matching(MOMENT)},
        }
        run.expect(path, got=answer.json, wanted=wanted)


@probe("SPM-08")
def a_bulk_write_counts_at_the_top(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    wanted = {"statusCode": number(200, 299), "rejected_count": 0, "rejected_items": []}
    saved = shelf.definition.save(shelf.record(0), shelf.record(1))
    run.require("status of a save", got=saved.status, wanted=success())
    run.expect("save", got=saved.json, wanted=wanted | {"sent_count": 2})
    ids = [
        number_in(row)
        for row in require_stored(run, shelf.definition, [shelf.record(0), shelf.record(1)])
    ]
    gone = run.accepted(shelf.definition.bulk_delete(ids))
    run.expect("bulk delete", got=gone.json, wanted=wanted | {"sent_count": anything()})


@probe("SPM-09")
def the_counters_add_up(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    sent = [shelf.record(0), shelf.bad(1), shelf.record(2), shelf.record(3), shelf.bad(4)]
    answer = run.accepted(shelf.definition.save(*sent))
    items = answer.at("rejected_items")
    run.require("rejected_items", got=items, wanted=a_list())
    run.expect("rejected_count", got=answer.at("rejected_count"), wanted=len(items))
    run.expect("sent_count", got=answer.at("sent_count"), wanted=len(sent) - len(items))
    run.note(f"rejected: {rejected(answer, sent)}")
