"""
Lists of records: pages, order, members, and every spelling of a query.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from conformance.drivers.shopimind import Shelf, ShopiMind, fields, kept, order
from conformance.drivers.shopimind.bodies import id_of, rows_of
from conformance.expectations import a_list, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import require_stored


def stocked(run: Run[ShopiMind], count: int) -> Shelf:
    """So many records, all readable."""
    shelf = Shelf.made_by(run.driver)
    require_stored(run, shelf.definition, [shelf.record(n) for n in range(count)])
    return shelf


@probe("SPM-10")
def ten_rows_by_default(run: Run[ShopiMind]) -> None:
    answer = run.accepted(stocked(run, 12).definition.list())
    run.expect("data", got=answer.at("data"), wanted=a_list(10))
    wanted = {"total_items": 12, "items_per_page": 10, "offset": 0}
    run.expect("pagination", got=answer.at("meta", "pagination"), wanted=wanted)


@probe("SPM-11")
def pages_are_counted(run: Run[ShopiMind]) -> None:
    shelf = stocked(run, 23)
    for offset, page, rows in ((0, 1, 10), (10, 2, 10), (20, 3, 3)):
        answer = run.accepted(shelf.definition.list([("limit", 10), ("offset", offset)]))
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
        run.expect(f"page {page}", got=answer.at("meta", "pagination"), wanted=wanted)
        run.expect(f"rows of page {page}", got=answer.at("data"), wanted=a_list(rows))


@probe("SPM-12")
def a_hundred_rows_a_page(run: Run[ShopiMind]) -> None:
    answer = run.accepted(stocked(run, 101).definition.list([("limit", 100)]))
    run.expect("data", got=answer.at("data"), wanted=a_list(100))


@probe("SPM-13")
def beyond_a_hundred_ten(run: Run[ShopiMind]) -> None:
    answer = stocked(run, 12).definition.list([("limit", 101)])
    run.expect("status", got=answer.status, wanted=success())
    run.expect("data", got=answer.at("data"), wanted=a_list(10))
    got = answer.at("meta", "pagination", "items_per_page")
    run.expect("items_per_page", got=got, wanted=10)


@probe("SPM-14")
def behind_the_end_is_empty(run: Run[ShopiMind]) -> None:
    answer = stocked(run, 3).definition.list([("offset", 9999)])
    run.expect("status", got=answer.status, wanted=success())
    run.expect("data", got=answer.at("data"), wanted=[])
    run.expect("total", got=answer.at("meta", "pagination", "total_items"), wanted=3)


@probe("SPM-15")
def a_list_is_ordered_by_a_field(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    amounts = (3, 20, 1, 100, 7)
    records = [shelf.record(n) | {"amount": amount} for n, amount in enumerate(amounts)]
    require_stored(run, shelf.definition, records)
    rising = [kept(amount) for amount in sorted(amounts)]
    for direction, wanted in (("asc", rising), ("desc", rising[::-1])):
        spelled = {"field": "amount", "type": direction}
        for what, query in (
            ("brackets", order("amount", direction)),
            ("JSON", [("order", json.dumps([spelled]))]),
        ):
            answer = shelf.definition.list(query)
            run.expect(f"status, {what} {direction}", got=answer.status, wanted=success())
            got = [row.get("amount") for row in rows_of(answer)]
            run.expect(f"amounts, {what} {direction}", got=got, wanted=wanted)


@probe("SPM-19")
def fields_select_members(run: Run[ShopiMind]) -> None:
    shelf = stocked(run, 2)
    for what, query in (
        ("commas", [("fields", "id,code")]),
        ("brackets", fields("id", "code")),
        ("repeated", [("fields", "id"), ("fields", "code")]),
    ):
        answer = shelf.definition.list(query)
        run.require(f"status, {what}", got=answer.status, wanted=success())
        members = [sorted(row) for row in rows_of(answer)]
        run.expect(f"members, {what}", got=members, wanted=[["code", "id"]] * 2)


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
def every_encoding_of_a_query(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    # Neither the order of writing nor its reverse.
    amounts = (2, 0, 3, 1)
    require_stored(run, shelf.definition, [shelf.record(n) | {"amount": n} for n in amounts])
    wanted = {"order": ["3", "2", "1", "0"], "filters": ["1", "3"]}
    for word, queries in QUERIES.items():
        for query in queries:
            pairs = [tuple(pair.split("=", 1)) for pair in query.split("&")]
            answer = shelf.definition.list(urlencode(pairs))
            got = [id_of(row.get("amount")) for row in rows_of(answer)]
            listed = got if word == "order" else sorted(got)
            run.expect(f"{query} (status {answer.status})", got=listed, wanted=wanted[word])
