"""
Lists of records: pages, order, members, and every spelling of a query.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from conformance.drivers.shopimind import DefinedRecords, fields, order, stored_value
from conformance.drivers.shopimind.bodies import id_of, rows_of
from conformance.expectations import a_list, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, require_stored


def stocked(context: ShopiMindContext, count: int) -> DefinedRecords:
    """Store so many records."""
    defined = DefinedRecords.made_by(context.driver)
    require_stored(context, defined.definition, [defined.record(n) for n in range(count)])
    return defined


@probe("SPM-10")
def ten_rows_by_default(context: ShopiMindContext) -> None:
    """Without parameters a list gives the first ten rows, from offset 0."""
    answer = context.accepted(stocked(context, 12).definition.list())
    context.expect("data", got=answer.at("data"), wanted=a_list(10))
    wanted = {"total_items": 12, "items_per_page": 10, "offset": 0}
    context.expect("pagination", got=answer.at("meta", "pagination"), wanted=wanted)


@probe("SPM-11")
def pages_are_counted(context: ShopiMindContext) -> None:
    """Totals, page numbers and neighbours of a page follow from total, limit and offset."""
    defined = stocked(context, 23)
    for offset, page, rows in ((0, 1, 10), (10, 2, 10), (20, 3, 3)):
        answer = context.accepted(defined.definition.list([("limit", 10), ("offset", offset)]))
        wanted = {
            "total_items": 23,
            "items_per_page": 10,
            "total_pages": 3,
            "current_page": page,
            "offset": offset,
            "has_previous_page": page > 1,
            "has_next_page": page < 3,
            "next_page": (2, 3, None)[page - 1],
            "previous_page": (None, 1, 2)[page - 1],
        }
        context.expect(f"page {page}", got=answer.at("meta", "pagination"), wanted=wanted)
        context.expect(f"rows of page {page}", got=answer.at("data"), wanted=a_list(rows))


@probe("SPM-12")
def a_hundred_rows_a_page(context: ShopiMindContext) -> None:
    """A limit of 100 is honoured."""
    answer = context.accepted(stocked(context, 101).definition.list([("limit", 100)]))
    context.expect("data", got=answer.at("data"), wanted=a_list(100))


@probe("SPM-13")
def beyond_a_hundred_ten(context: ShopiMindContext) -> None:
    """A limit above 100 counts as 10."""
    answer = stocked(context, 12).definition.list([("limit", 101)])
    context.expect("status", got=answer.status, wanted=success())
    context.expect("data", got=answer.at("data"), wanted=a_list(10))
    got = answer.at("meta", "pagination", "items_per_page")
    context.expect("items_per_page", got=got, wanted=10)


@probe("SPM-14")
def behind_the_end_is_empty(context: ShopiMindContext) -> None:
    """An offset behind the last row gives an empty page with the same total."""
    answer = stocked(context, 3).definition.list([("offset", 9999)])
    context.expect("status", got=answer.status, wanted=success())
    context.expect("data", got=answer.at("data"), wanted=[])
    context.expect("total", got=answer.at("meta", "pagination", "total_items"), wanted=3)


@probe("SPM-15")
def a_list_is_ordered_by_a_field(context: ShopiMindContext) -> None:
    """
    A list is sorted by the field and direction that order names, in bracketed and in JSON form.
    """
    defined = DefinedRecords.made_by(context.driver)
    amounts = (3, 20, 1, 100, 7)
    records = [defined.record(n) | {"amount": amount} for n, amount in enumerate(amounts)]
    require_stored(context, defined.definition, records)
    rising = [stored_value(amount) for amount in sorted(amounts)]
    for direction, wanted in (("asc", rising), ("desc", rising[::-1])):
        spelled = {"field": "amount", "type": direction}
        for what, query in (
            ("brackets", order("amount", direction)),
            ("JSON", [("order", json.dumps([spelled]))]),
        ):
            answer = defined.definition.list(query)
            context.expect(f"status, {what} {direction}", got=answer.status, wanted=success())
            got = [row.get("amount") for row in rows_of(answer)]
            context.expect(f"amounts, {what} {direction}", got=got, wanted=wanted)


@probe("SPM-19")
def fields_select_members(context: ShopiMindContext) -> None:
    """With fields a row has the named members only."""
    defined = stocked(context, 2)
    for what, query in (
        ("commas", [("fields", "id,code")]),
        ("brackets", fields("id", "code")),
        ("repeated", [("fields", "id"), ("fields", "code")]),
    ):
        answer = defined.definition.list(query)
        context.require(f"status, {what}", got=answer.status, wanted=success())
        members = [sorted(row) for row in rows_of(answer)]
        context.expect(f"members, {what}", got=members, wanted=[["code", "id"]] * 2)


IN = "filters[0][field]=amount&filters[0][operator]=IN"
QUERIES: dict[str, tuple[Any, ...]] = {
    "order": (
        "order[0][field]=amount&order[0][type]=desc",
        "order[field]=amount&order[type]=desc",
        'order=[{"field":"amount","type":"desc"}]',
        'order={"field":"amount","type":"desc"}',
    ),
    "filters": (
        f"{IN}&filters[0][values][0]=1&filters[0][values][1]=3",
        f"{IN}&filters[0][values][]=1&filters[0][values][]=3",
        'filters=[{"field":"amount","operator":"IN","values":[1,3]}]',
    ),
}


@probe("SPM-20")
def every_encoding_of_a_query(context: ShopiMindContext) -> None:
    """
    Bracketed, indexed, repeated, comma-separated and JSON spellings of one query give the same
    rows.
    """
    defined = DefinedRecords.made_by(context.driver)
    # In neither the order of writing nor its reverse, so that sorting shows.
    amounts = (2, 0, 3, 1)
    require_stored(
        context, defined.definition, [defined.record(n) | {"amount": n} for n in amounts]
    )
    wanted = {"order": ["3", "2", "1", "0"], "filters": ["1", "3"]}
    for word, queries in QUERIES.items():
        for query in queries:
            pairs = [tuple(pair.split("=", 1)) for pair in query.split("&")]
            answer = defined.definition.list(urlencode(pairs))
            got = [id_of(row.get("amount")) for row in rows_of(answer)]
            listed = got if word == "order" else sorted(got)
            context.expect(f"{query} (status {answer.status})", got=listed, wanted=wanted[word])
