"""ShopiMind's planted defects: overrides, customers, contacts, products."""

from __future__ import annotations

from defects.planting import Ask, Defect, Forward, Reply
from defects.shopimind_wraps import (
    DEFINITIONS,
    body,
    items,
    on,
    other,
    query,
    replaced,
    rows,
    says,
    told,
    when,
    without,
)

from mockserver.providers.shopimind import overrides, products

CUSTOMERS, PRODUCTS = "/v1/customers", "/v1/products"


def first_fifty(ask: Ask, forward: Forward) -> Reply:
    if len(ask.json) <= 50:
        return forward(ask)
    ask.json = ask.json[:50]
    forward(ask)
    return told(400)


def last_customer_is_french(sent):
    return [*sent[:-1], {"lang": "fr"} | sent[-1]]


def created_by_put(ask: Ask, forward: Forward) -> Reply:
    for each in ask.json:
        whole = {"customer_id": each["customer_id"], "email": "x@example.com", "lang": "en"}
        whole |= {"first_name": "A", "last_name": "B", "is_newsletter_subscribed": False}
        whole |= {"created_at": "2026-01-01", "updated_at": "2026-01-01"}
        if forward(other(ask, "GET", f"{CUSTOMERS}/{each['customer_id']}")).status == 404:
            forward(other(ask, "POST", CUSTOMERS, [whole]))
    return forward(ask)


def all_definitions(ask: Ask, forward: Forward) -> Reply:
    return forward(other(ask, "GET", "/v1/custom-data-definitions"))


def has_label(ask: Ask) -> bool:
    return b"label_source" in ask.body


def has_source(ask: Ask) -> bool:
    return b"id_data_source" in ask.body


def with_values_only(row):
    return {name: value for name, value in row.items() if value is not None}


PEOPLE = (
    Defect(
        "overrides_are_never_cleared",
        ("SPM-89",),
        wrap=when(lambda ask: ask.body == b'{"overrides":[]}', says(200)),
    ),
    Defect(
        "a_fourth_override_is_dropped",
        ("SPM-90",),
        wrap=on(
            "PUT",
            f"{DEFINITIONS}/overrides",
            body(lambda sent: {"overrides": sent["overrides"][:3]}),
        ),
    ),
    Defect(
        "names_can_be_overridden",
        ("SPM-91",),
        wrap=on(
            "PUT",
            f"{DEFINITIONS}/overrides",
            query(lambda text: text.replace("field_name=name", "field_name=price")),
        ),
    ),
    Defect(
        "overrides_name_anything",
        ("SPM-92",),
        patch=replaced(overrides, "unknown_sources", lambda _stage, _sources: ()),
    ),
    Defect(
        "fifty_of_too_many_customers_stay", ("SPM-94",), wrap=on("POST", CUSTOMERS, first_fifty)
    ),
    Defect(
        "known_customers_are_not_updated",
        ("SPM-94",),
        wrap=on("POST", CUSTOMERS, items(lambda one: one | {"first_name": "Ada"})),
    ),
    Defect(
        "the_last_update_resets_the_language",
        ("SPM-95",),
        wrap=on("PUT", CUSTOMERS, body(last_customer_is_french)),
    ),
    Defect("updating_creates_customers", ("SPM-95",), wrap=on("PUT", CUSTOMERS, created_by_put)),
    Defect(
        "unknown_customers_cannot_be_deleted",
        ("SPM-96",),
        wrap=when(lambda ask: ask.method == "DELETE" and "nobody" in ask.path, says(404)),
    ),
    Defect(
        "a_product_has_one_row",
        ("SPM-97",),
        patch=replaced(products, "row_key", lambda row: f"row:{row['product_id']}"),
    ),
    Defect(
        "prices_are_pushed_once",
        ("SPM-97",),
        wrap=on("POST", PRODUCTS, items(lambda one: one | {"price": min(one["price"], 12)})),
    ),
    Defect(
        "the_first_identifier_wins",
        ("SPM-98",),
        wrap=on("GET", "/v1/contacts", query(lambda text: text.split("&")[0])),
    ),
    Defect(
        "contacts_have_no_shop_id",
        ("SPM-99",),
        wrap=when(lambda ask: ask.query.startswith("id_customer_shop"), says(404)),
    ),
    Defect(
        "a_contact_has_every_definition",
        ("SPM-100",),
        wrap=on("GET", r"/v1/contacts/\d+/custom-data-definitions", all_definitions),
    ),
    Defect(
        "products_have_no_times",
        ("SPM-105",),
        wrap=on("GET", PRODUCTS, rows(without("created_at", "updated_at"))),
    ),
    Defect(
        "what_was_not_sent_is_left_out",
        ("SPM-105",),
        wrap=on("GET", PRODUCTS, rows(with_values_only)),
    ),
    Defect(
        "the_time_of_an_update_is_that_of_the_create",
        ("SPM-105",),
        wrap=on("GET", PRODUCTS, rows(lambda row: row | {"updated_at": row["created_at"]})),
    ),
    Defect("sources_are_refused", ("SPM-107",), wrap=when(has_source, says(400))),
    Defect("labels_are_refused", ("SPM-101", "SPM-102"), wrap=when(has_label, says(400))),
)
