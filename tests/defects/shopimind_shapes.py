"""ShopiMind's planted defects: keys, envelopes, lists, filters."""

from __future__ import annotations

import re
from unittest.mock import patch

from defects.planting import Ask, Defect, Forward, Reply
from defects.shopimind_wraps import (
    BULK,
    DEFINITION,
    DEFINITIONS,
    RECORDS,
    answer,
    on,
    query,
    rows,
    told,
    when,
)

from mockserver.providers.shopimind import filters, listing

READ = filters.read_filters


def open_products(ask: Ask, forward: Forward) -> Reply:
    if ask.path == "/v1/products":
        ask.headers.setdefault("spm-api-key", "anybody-0000000000000")
    return forward(ask)


def any_key(ask: Ask, forward: Forward) -> Reply:
    key = ask.headers.get("spm-api-key", "")
    if key and not re.fullmatch("[a-zA-Z0-9-]{20,64}", key):
        ask.headers["spm-api-key"] = "anybody-0000000000000"
    return forward(ask)


def one_shop(ask: Ask, forward: Forward) -> Reply:
    if "spm-api-key" in ask.headers:
        ask.headers["spm-api-key"] = "everybody-000000000000"
    return forward(ask)


def shouting_less(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 401:
        reply.json = reply.json | {"error": "unauthorized"}
    return reply


def texts_as_status(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    reply.json = reply.json | {"statusCode": str(reply.status)}
    return reply


def of_page(change):
    """A list whose pagination says something else."""

    def changed(answered):
        page = answered["meta"]["pagination"]
        return answered | {"meta": answered["meta"] | {"pagination": change(page)}}

    return on("GET", RECORDS, answer(changed))


def without(names):
    return lambda page: {name: value for name, value in page.items() if name not in names}


def counting_from_zero(page):
    return page | {"current_page": page["current_page"] - 1}


def behind_the_end(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    return told(404) if "offset=9999" in ask.query and reply.json["data"] == [] else reply


def operators(**changed):
    return lambda: patch.dict(filters.OPERATORS, changed)


def first_filter():
    return patch.object(listing, "read_filters", lambda asked, known: READ(asked, known)[:1])


def lists(change):
    return on("GET", RECORDS, query(change))


def less(name):
    """A query without a parameter of exactly this name."""
    return lambda text: "&".join(part for part in text.split("&") if not part.startswith(name))


FIRST_ONLY = filters.Operator(lambda value, wanted: filters.equals_loosely(value, wanted[0]))
NO_NUMBERS = patch.object(filters, "parse_number", lambda _value: None)

SHAPES = (
    Defect("products_are_open", ("SPM-01",), wrap=open_products),
    Defect("any_key_opens", ("SPM-03",), wrap=any_key),
    Defect("one_shop_for_all_keys", ("SPM-04", "SPM-27"), wrap=one_shop),
    Defect("the_401_has_another_phrase", ("SPM-02",), wrap=shouting_less),
    Defect("status_codes_are_texts", ("SPM-05",), wrap=texts_as_status),
    Defect(
        "one_definition_is_bare",
        ("SPM-06",),
        wrap=on("GET", DEFINITION, answer(lambda told: told["data"])),
    ),
    Defect("a_page_hides_its_neighbour", ("SPM-07",), wrap=of_page(without({"previous_page"}))),
    Defect(
        "lists_are_made_at_a_number",
        ("SPM-07",),
        wrap=on("GET", "/v1/products", answer(lambda told: told | {"meta": {"generated_at": 1}})),
    ),
    Defect(
        "counters_stand_under_data",
        ("SPM-08", "SPM-55"),
        wrap=on("POST", RECORDS, answer(lambda told: {"statusCode": 200, "data": told})),
    ),
    Defect(
        "bulk_deletes_reject_null",
        ("SPM-08",),
        wrap=on("POST", BULK, answer(lambda told: told | {"rejected_items": None})),
    ),
    Defect(
        "only_one_rejection_is_counted",
        ("SPM-09", "SPM-55"),
        wrap=on(
            "POST",
            RECORDS,
            answer(lambda told: told | {"rejected_count": min(1, told["rejected_count"])}),
        ),
    ),
    Defect(
        "twenty_rows_by_default",
        ("SPM-10",),
        wrap=lists(lambda text: text if "limit=" in text else f"limit=20&{text}"),
    ),
    Defect("pages_count_from_zero", ("SPM-11",), wrap=of_page(counting_from_zero)),
    Defect(
        "fifty_rows_at_most",
        ("SPM-12",),
        wrap=lists(lambda text: text.replace("limit=100", "limit=50")),
    ),
    Defect(
        "beyond_a_hundred_a_hundred",
        ("SPM-13",),
        wrap=lists(lambda text: text.replace("limit=101", "limit=100")),
    ),
    Defect("behind_the_end_is_nothing", ("SPM-14",), wrap=on("GET", RECORDS, behind_the_end)),
    Defect("orders_in_json_are_ignored", ("SPM-15", "SPM-20"), wrap=lists(less("order="))),
    Defect(
        "descending_is_ascending",
        ("SPM-15",),
        wrap=lists(lambda text: text.replace("=desc", "=asc")),
    ),
    Defect(
        "ends_with_is_contains",
        ("SPM-16",),
        patch=operators(ENDS_WITH=filters.OPERATORS["CONTAINS"]),
    ),
    Defect(
        "not_between_is_between",
        ("SPM-16",),
        patch=operators(NOT_BETWEEN=filters.OPERATORS["BETWEEN"]),
    ),
    Defect("in_sees_one_value", ("SPM-16", "SPM-17", "SPM-20"), patch=operators(IN=FIRST_ONLY)),
    Defect("numbers_are_never_equal", ("SPM-16", "SPM-17"), patch=lambda: NO_NUMBERS),
    Defect("only_the_first_filter_counts", ("SPM-18",), patch=first_filter),
    Defect(
        "fields_are_ignored",
        ("SPM-19",),
        patch=lambda: patch.object(listing, "project", lambda row, _fields: row),
    ),
    Defect(
        "fields_in_brackets_are_ignored",
        ("SPM-19",),
        wrap=lists(less("fields%5B")),
    ),
    Defect(
        "empty_brackets_are_unknown",
        ("SPM-20",),
        wrap=lists(lambda text: text.replace("%5Bvalues%5D%5B%5D", "%5Bothers%5D%5B%5D")),
    ),
    Defect(
        "a_new_field_reads_as_an_empty_text",
        ("SPM-36",),
        wrap=on(
            "GET",
            RECORDS,
            rows(lambda row: {name: "" if value is None else value for name, value in row.items()}),
        ),
    ),
    Defect(
        "numbers_of_records_fall",
        ("SPM-64",),
        wrap=on("GET", RECORDS, rows(lambda row: row | {"id": 10**6 - row["id"]})),
    ),
    Defect(
        "definitions_can_be_put",
        ("SPM-38",),
        wrap=on("PUT", DEFINITION, lambda _ask, _forward: told(200)),
    ),
    Defect(
        "overrides_are_an_id",
        ("SPM-49",),
        wrap=on("GET", f"{DEFINITIONS}/overrides", lambda _ask, _forward: told(400)),
    ),
    Defect(
        "records_are_read_one_by_one",
        ("SPM-88",),
        wrap=on("GET", rf"{RECORDS}/\d+", lambda _ask, _forward: told(200)),
    ),
    Defect(
        "broken_json_breaks_the_server",
        ("SPM-104",),
        wrap=when(lambda ask: ask.body and ask.json is None, lambda _ask, _forward: told(500)),
    ),
)
