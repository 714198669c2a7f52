"""Defects of Square in replacement and defaults."""

from __future__ import annotations

from typing import Any

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    BATCH,
    ONE,
    READ,
    UPSERTS,
    at,
    children,
    created,
    current,
    data_of,
    error,
    every,
    everything,
    sent,
    told,
    updates,
)


def nested_fields_merged(value: Any, stored: Any) -> None:
    known = {child["id"]: data_of(child) for child in children(stored)}
    for child in children(value):
        for field, found in known.get(child["id"], {}).items():
            data_of(child).setdefault(field, found)


def second_update_merges():
    """The first update of an object replaces, the second one merges."""
    seen: dict[str, int] = {}

    def change(value: Any, stored: Any) -> None:
        seen[value["id"]] = seen.get(value["id"], 0) + 1
        if seen[value["id"]] == 2:
            for field, found in data_of(stored).items():
                data_of(value).setdefault(field, found)

    return updates(change)


def last_left_out_stays(kind: str):
    def change(value: Any, stored: Any) -> None:
        if value["type"] == kind and len(children(value)) < len(children(stored)):
            children(value).append(children(stored)[-1])

    return updates(change)


def plaintext_with_markup(value: Any) -> None:
    if "description_html" in data_of(value):
        data_of(value)["description_plaintext"] = data_of(value)["description_html"]


def taxes_nowhere(value: Any) -> None:
    if value["type"] == "TAX":
        value.pop("present_at_all_locations", None)


def not_taxable(value: Any) -> None:
    if value.get("type") == "ITEM":
        data_of(value).setdefault("is_taxable", False)


def order_of_variations_kept(value: Any, stored: Any) -> None:
    order = [child["id"] for child in children(stored)]
    children(value).sort(key=lambda child: order.index(child["id"]) if child["id"] in order else 99)


def nested_time_zones(value: Any) -> None:
    for child in children(value):
        child["updated_at"] = child["updated_at"].replace("Z", "+00:00")


def without_time(body: Any) -> None:
    body.pop("updated_at", None)


def times_of_the_client(ask: Ask, forward: Forward) -> Reply:
    sent_body = ask.json
    reply = forward(ask)
    if at(ask, ONE) and reply.status == 200 and "updated_at" in sent_body["object"]:
        body = reply.json
        body["catalog_object"]["updated_at"] = sent_body["object"]["updated_at"]
        reply.json = body
    return reply


def created_when_updated(body: Any) -> None:
    for value in everything(body):
        value["created_at"] = value["updated_at"]


def same_as_stored(ask: Ask, forward: Forward) -> Reply:
    body = ask.json
    value = body["object"] if at(ask, ONE) else {"id": "#"}
    if not created(value) and current(ask, forward, value["id"]) == value:
        return error("INVALID_VALUE")
    return forward(ask)


UPDATES = (
    Defect("created_when_updated", ("SQ-81",), told(created_when_updated, READ, method="GET")),
    Defect("updates_must_change", ("SQ-82",), same_as_stored),
    Defect("nested_fields_merged", ("SQ-67",), updates(nested_fields_merged)),
    Defect("second_update_merges", ("SQ-67",), fresh(second_update_merges)),
    Defect("last_variation_stays", ("SQ-68",), last_left_out_stays("ITEM")),
    Defect("last_modifier_stays", ("SQ-69",), last_left_out_stays("MODIFIER_LIST")),
    Defect(
        "plaintext_with_markup",
        ("SQ-73",),
        told(lambda body: plaintext_with_markup(body["object"]), READ),
    ),
    Defect(
        "taxes_nowhere",
        ("SQ-74",),
        told(lambda body: taxes_nowhere(body["object"]), READ, method="GET"),
    ),
    Defect("items_not_taxable", ("SQ-75",), sent(every(not_taxable), *UPSERTS)),
    Defect("order_of_variations_kept", ("SQ-76",), updates(order_of_variations_kept)),
    Defect("nested_time_zones", ("SQ-80",), told(every(nested_time_zones), BATCH)),
    Defect("answers_without_time", ("SQ-80",), told(without_time, BATCH)),
    Defect("times_of_the_client", ("SQ-23",), times_of_the_client),
)
