"""Defects of Square in its limits and in what it demands of single objects."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from defects.planting import Ask, Defect, Forward, Reply
from defects.square_wraps import (
    BATCH,
    DELETE_ALL,
    INFO,
    ITEMS,
    LISTS,
    ONE,
    RETRIEVE,
    UPSERTS,
    again,
    at,
    children,
    created,
    data_of,
    every,
    refusing,
    sent,
    told,
    tops,
    updates,
)

from mockserver.providers.square import upserting

LEGACY = "LEGACY_SQUARE_ONLINE_MEMBERSHIP"


def cut(field: str, length: int, position: int | None = None):
    """A field of data that is cut instead of refused; of one child only, if a position is given."""

    def change(value: Any) -> None:
        chosen = [value] if position is None else children(value)[position : position + 1]
        for each in chosen:
            if isinstance(data_of(each).get(field), str):
                data_of(each)[field] = data_of(each)[field][:length]

    return change


def split(limit: int, path: str, field: str):
    """One id more than the limit is passed over."""

    def change(body: Any) -> None:
        if isinstance(body.get(field), list):
            body[field] = body[field][:limit]

    return sent(change, path)


def batch_limit_one_too_high(ask: Ask, forward: Forward) -> Reply:
    body = ask.json
    if at(ask, BATCH) and [len(each["objects"]) for each in body["batches"]] == [1001]:
        objects = body["batches"][0]["objects"]
        ask.json = body | {"batches": [{"objects": objects[:1000]}, {"objects": objects[1000:]}]}
    return forward(ask)


def first_batches_before_the_limit(ask: Ask, forward: Forward) -> Reply:
    body = ask.json
    if at(ask, BATCH) and len(body["batches"]) == 2 and len(body["batches"][1]["objects"]) > 1000:
        again(ask, forward, body | {"batches": body["batches"][:1]})
    return forward(ask)


def request_limit_per_batch_only(ask: Ask, forward: Forward) -> Reply:
    body = ask.json
    if at(ask, BATCH) and len(body["batches"]) == 11:
        again(ask, forward, body | {"batches": body["batches"][:10]})
        ask.json = body | {"batches": body["batches"][10:]}
    return forward(ask)


def first_batch_is(size: int):
    def when(body: Any) -> bool:
        return len(body["batches"]) == 1 and len(body["batches"][0]["objects"]) == size

    return when


def total_is(size: int):
    return lambda body: sum(len(each["objects"]) for each in body["batches"]) == size


def many_variations(value: Any) -> None:
    del children(value)[250:]


def one_variation_given(value: Any) -> None:
    if value.get("type") == "ITEM" and "variations" not in data_of(value):
        variation = {"type": "ITEM_VARIATION", "id": "#given", "item_variation_data": {"name": "x"}}
        data_of(value)["variations"] = [variation]


def empty_names_in_updates(value: Any, stored: Any) -> None:
    if data_of(value).get("name") == "":
        data_of(value)["name"] = data_of(stored)["name"]


def one_legacy_type(value: Any) -> None:
    if data_of(value).get("product_type") == LEGACY:
        data_of(value)["product_type"] = "REGULAR"


def prices_made_positive(value: Any) -> None:
    for child in children(value)[1:]:
        money = data_of(child).get("price_money")
        if money:
            money["amount"] = abs(money["amount"])


def blanks_in_keys(value: Any) -> None:
    if value.get("type") == "CUSTOM_ATTRIBUTE_DEFINITION" and created(value):
        data_of(value)["key"] = data_of(value)["key"].replace(" ", "_")


def keys_kept_silently(value: Any, stored: Any) -> None:
    if value["type"] == "CUSTOM_ATTRIBUTE_DEFINITION":
        data_of(value)["key"] = data_of(stored)["key"]


def exact_numbers_win(value: Any) -> None:
    if "quantity_exact" in data_of(value):
        data_of(value).pop("quantity_max", None)


def seventh_options_dropped(value: Any) -> None:
    for each in [value, *children(value)]:
        for field in ("item_options", "item_option_values"):
            if field in data_of(each):
                data_of(each)[field] = data_of(each)[field][:6]


def odd_upc(body: Any) -> bool:
    found = [child for value in tops(body) for child in children(value)]
    return any(len(data_of(child).get("upc") or "12345678") < 8 for child in found)


def limits_told_wrong(body: Any) -> None:
    body["limits"]["batch_delete_max_object_ids"] = 250


def product_types_kept_silently(value: Any, stored: Any) -> None:
    if value["type"] == "ITEM":
        data_of(value)["product_type"] = data_of(stored)["product_type"]


def nested_objects_do_not_count() -> AbstractContextManager[Any]:
    return patch.object(upserting, "POLICY", replace(upserting.POLICY, count=lambda _item: 1))


def vague_about_limits(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    reply.body = reply.body.replace(b"max 1000", b"too many")
    return reply


def same_sku(body: Any) -> bool:
    skus = [data_of(child).get("sku") for value in tops(body) for child in children(value)]
    return len(skus) > 1 and None not in skus


def narrowed(value: Any) -> None:
    for child in children(value):
        if value.get("present_at_all_locations") is False:
            child["present_at_all_locations"] = False


def categories_everywhere(value: Any) -> None:
    if value.get("type") == "CATEGORY":
        value.pop("present_at_all_locations", None)


def prices_dropped(value: Any) -> None:
    for child in children(value):
        if data_of(child).get("pricing_type") == "VARIABLE_PRICING":
            data_of(child).pop("price_money", None)


def unknown_currencies(value: Any) -> None:
    for child in children(value):
        if data_of(child).get("price_money"):
            data_of(child)["price_money"]["currency"] = "USD"


LIMITS = (
    Defect("nested_objects_do_not_count", ("SQ-31",), patch=nested_objects_do_not_count),
    Defect("vague_about_limits", ("SQ-32",), vague_about_limits),
    Defect("skus_are_unique", ("SQ-159",), refusing(same_sku, ONE)),
    Defect("variations_narrowed", ("SQ-156",), sent(every(narrowed), *UPSERTS)),
    Defect("categories_everywhere", ("SQ-157",), sent(every(categories_everywhere), *UPSERTS)),
    Defect("prices_dropped", ("SQ-153",), sent(every(prices_dropped), *UPSERTS)),
    Defect("unknown_currencies", ("SQ-154",), sent(every(unknown_currencies), *UPSERTS)),
    Defect("batch_limit_one_too_low", ("SQ-27",), refusing(first_batch_is(1000), BATCH)),
    Defect("batch_limit_one_too_high", ("SQ-28",), batch_limit_one_too_high),
    Defect("request_limit_one_too_low", ("SQ-29",), refusing(total_is(10_000), BATCH)),
    Defect("request_limit_per_batch_only", ("SQ-30",), request_limit_per_batch_only),
    Defect("limits_checked_batch_by_batch", ("SQ-33",), first_batches_before_the_limit),
    Defect("delete_limit_one_too_high", ("SQ-34",), split(200, DELETE_ALL, "object_ids")),
    Defect(
        "delete_limit_one_too_low",
        ("SQ-34",),
        refusing(lambda body: len(body.get("object_ids", [])) == 200, DELETE_ALL),
    ),
    Defect("retrieve_limit_one_too_high", ("SQ-35",), split(1000, RETRIEVE, "object_ids")),
    Defect("disabling_without_limit", ("SQ-36",), split(1000, LISTS, "modifier_lists_to_disable")),
    Defect("variations_cut", ("SQ-37",), sent(every(many_variations), *UPSERTS)),
    Defect("variation_given", ("SQ-71",), sent(every(one_variation_given), *UPSERTS)),
    Defect("empty_names_in_updates", ("SQ-72",), updates(empty_names_in_updates)),
    Defect("one_legacy_type", ("SQ-78",), sent(every(one_legacy_type), *UPSERTS)),
    Defect("limits_told_wrong", ("SQ-147",), told(limits_told_wrong, INFO)),
    Defect("user_data_cut", ("SQ-148",), sent(every(cut("user_data", 255, 0)), *UPSERTS)),
    Defect(
        "lengths_in_utf_16",
        ("SQ-148",),
        refusing(
            lambda body: any(
                len(str(data_of(v).get("name")).encode("utf-16-le")) > 1024 for v in tops(body)
            ),
            BATCH,
        ),
    ),
    Defect("second_variation_name_cut", ("SQ-149",), sent(every(cut("name", 255, 1)), *UPSERTS)),
    Defect("blanks_in_keys", ("SQ-150",), sent(every(blanks_in_keys), *UPSERTS)),
    Defect("keys_kept_silently", ("SQ-151",), updates(keys_kept_silently)),
    Defect("prices_made_positive", ("SQ-152",), sent(every(prices_made_positive), *UPSERTS)),
    Defect("exact_numbers_win", ("SQ-155",), sent(every(exact_numbers_win), *UPSERTS)),
    Defect("seventh_options_dropped", ("SQ-158",), sent(every(seventh_options_dropped), *UPSERTS)),
    Defect("odd_upc_refused", ("SQ-160",), refusing(odd_upc, *UPSERTS)),
    Defect("eleventh_filter_dropped", ("SQ-134",), split(10, ITEMS, "custom_attribute_filters")),
    Defect("product_types_kept_silently", ("SQ-77",), updates(product_types_kept_silently)),
)
