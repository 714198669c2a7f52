"""
The shapes of answers: one resource, a list, a bulk write, an error.
"""

from __future__ import annotations

from conformance.drivers.shopimind import DefinedRecords, rejected, stored_value
from conformance.drivers.shopimind.bodies import number_in
from conformance.expectations import a_list, anything, matching, number, one_of, success
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, require_stored
from conformance.scenarios import write_and_require

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
def the_body_repeats_the_status(context: ShopiMindContext) -> None:
    """The member statusCode of a body is the HTTP status of the answer."""
    defined = DefinedRecords.made_by(context.driver)
    answers: list[Exchange] = [
        defined.definition.get(),
        defined.definition.list(),
        defined.definition.save(defined.record(0)),
        defined.definition.save(defined.bad(1)),
        context.target.send("GET", "/v1/custom-data-definitions/999999999"),
        context.target.send("GET", "/v1/custom-data-definitions", credential=None),
    ]
    for answer in answers:
        context.expect(answer.line, got=answer.at("statusCode"), wanted=answer.status)


@probe("SPM-06")
def one_resource_stands_under_data(context: ShopiMindContext) -> None:
    """One resource is answered as statusCode and data."""
    definition = DefinedRecords.made_by(context.driver).definition
    answer = context.accepted(definition.get())
    wanted = {"statusCode": stored_value(answer.status), "data": {"name": definition.name}}
    context.expect("body", got=answer.json, wanted=wanted)


@probe("SPM-07")
def a_list_tells_its_page(context: ShopiMindContext) -> None:
    """
    A list has an array as data, nine members under meta.pagination, and a date-time as
    meta.generated_at.
    """
    defined = DefinedRecords.made_by(context.driver)
    write_and_require(context, defined, [0, 1])
    for path in (
        defined.definition.records,
        "/v1/custom-data-definitions",
        "/v1/customers",
        "/v1/products",
        "/v1/contacts/all",
    ):
        answer = context.accepted(context.target.send("GET", path))
        wanted = {
            "statusCode": answer.status,
            "data": a_list(),
            "meta": {"pagination": PAGE, "generated_at": matching(MOMENT)},
        }
        context.expect(path, got=answer.json, wanted=wanted)


@probe("SPM-08")
def a_bulk_write_counts_at_the_top(context: ShopiMindContext) -> None:
    """
    A bulk write answers sent_count, rejected_count and rejected_items at the top level; a clean one
    rejects nothing.
    """
    defined = DefinedRecords.made_by(context.driver)
    wanted = {"statusCode": number(200, 299), "rejected_count": 0, "rejected_items": []}
    saved = defined.definition.save(defined.record(0), defined.record(1))
    context.require("status of a save", got=saved.status, wanted=success())
    context.expect("save", got=saved.json, wanted=wanted | {"sent_count": 2})
    ids = [
        number_in(row)
        for row in require_stored(
            context, defined.definition, [defined.record(0), defined.record(1)]
        )
    ]
    gone = context.accepted(defined.definition.bulk_delete(ids))
    context.expect("bulk delete", got=gone.json, wanted=wanted | {"sent_count": anything()})


@probe("SPM-09")
def the_counters_add_up(context: ShopiMindContext) -> None:
    """
    rejected_count is the length of rejected_items, and with sent_count it makes the number of items
    sent.
    """
    defined = DefinedRecords.made_by(context.driver)
    sent = [defined.record(0), defined.bad(1), defined.record(2), defined.record(3), defined.bad(4)]
    answer = context.accepted(defined.definition.save(*sent))
    items = answer.at("rejected_items")
    context.require("rejected_items", got=items, wanted=a_list())
    context.expect("rejected_count", got=answer.at("rejected_count"), wanted=len(items))
    context.expect("sent_count", got=answer.at("sent_count"), wanted=len(sent) - len(items))
    context.note(f"rejected: {rejected(answer, sent)}")
