"""Defects of Square in what it refuses: tokens, errors, shapes, limits, constraints."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from defects.planting import Ask, Defect, Forward, Reply
from defects.square_wraps import (
    BATCH,
    DELETE_ALL,
    INFO,
    ITEMS,
    LISTS,
    ONE,
    RETRIEVE,
    SEARCH,
    TAXES,
    UPSERTS,
    again,
    at,
    children,
    created,
    current,
    data_of,
    done,
    error,
    every,
    refusing,
    sent,
    told,
    tops,
    updates,
)

LEGACY = "LEGACY_SQUARE_ONLINE_MEMBERSHIP"


def searches_need_no_token(ask: Ask, forward: Forward) -> Reply:
    if at(ask, SEARCH):
        ask.headers.setdefault("authorization", "Bearer anyone")
    return forward(ask)


def single_writes_need_no_scope(ask: Ask, forward: Forward) -> Reply:
    if at(ask, ONE):
        token = ask.headers.get("authorization", "")
        ask.headers["authorization"] = token.replace("read-only-", "")
    return forward(ask)


def version_header_required(ask: Ask, forward: Forward) -> Reply:
    return forward(ask) if "square-version" in ask.headers else error("BAD_REQUEST")


def no_version_echo(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    reply.headers.pop("square-version", None)
    return reply


def not_found(**changes: Any):
    """Deletions of unknown ids answered in another way."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if reply.status == 404 and ask.method == "DELETE":
            reply.status = changes.get("status", 404)
            body = reply.json
            body["errors"][0] |= changes.get("error", {})
            reply.json = changes.get("body", body)
        return reply

    return wrap


def keyless(body: Any) -> Any:
    return {"idempotency_key": uuid4().hex, **body}


def batches_without_objects_passed_over(body: Any) -> None:
    body["batches"] = [batch for batch in body.get("batches", []) if "objects" in batch]


def nested_ids_made_up(value: Any) -> None:
    for n, child in enumerate(children(value)):
        child["id"] = child["id"] or f"#made-up-{n}"


def nested_data_of_other_types(value: Any) -> None:
    for child in children(value):
        for name in [each for each in child if each.endswith("_data")]:
            if name != "item_variation_data" and child["type"] == "ITEM_VARIATION":
                del child[name]


def nulls(body: Any) -> bool:
    found = next(iter(tops(body)), {})
    return found.get("type") == "ITEM" and None in data_of(found).values()


def dead_in_updates(value: Any, _stored: Any) -> None:
    value["is_deleted"] = False


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


def company_of_taxes_dropped(body: Any) -> None:
    if "items_for_tax_query" in body.get("query", {}):
        body["query"].pop("prefix_query", None)


def missing_objects_created(ask: Ask, forward: Forward) -> Reply:
    body = ask.json
    if at(ask, ONE) and not created(body["object"]):
        if current(ask, forward, body["object"].get("id", "")) is None:
            body["object"]["id"] = "#new"
        ask.json = body
    return forward(ask)


def without_both(first: str, second: str):
    def change(body: Any) -> None:
        if body.get(first) and body.get(second):
            del body[second]

    return change


REQUESTS = (
    Defect("searches_need_no_token", ("SQ-01",), searches_need_no_token),
    Defect("single_writes_need_no_scope", ("SQ-03",), single_writes_need_no_scope),
    Defect("version_header_required", ("SQ-04",), version_header_required),
    Defect("no_version_echo", ("SQ-06",), no_version_echo),
    Defect("bare_error_on_delete", ("SQ-07",), not_found(body={"message": "gone"})),
    Defect("status_400_for_not_found", ("SQ-08", "SQ-137"), not_found(status=400)),
    Defect("not_found_is_our_fault", ("SQ-09",), not_found(error={"category": "API_ERROR"})),
    Defect("key_made_up", ("SQ-12",), sent(keyless, ONE)),
    Defect(
        "long_key_cut",
        ("SQ-13",),
        sent(lambda body: body | {"idempotency_key": body["idempotency_key"][:128]}, BATCH),
    ),
    Defect(
        "key_of_128_refused",
        ("SQ-13",),
        refusing(lambda body: len(str(body.get("idempotency_key"))) == 128, *UPSERTS),
    ),
    Defect("no_batches_is_fine", ("SQ-15",), done(lambda body: "batches" not in body, {}, BATCH)),
    Defect(
        "empty_batches_passed_over", ("SQ-16",), sent(batches_without_objects_passed_over, BATCH)
    ),
    Defect("nested_ids_made_up", ("SQ-17",), sent(every(nested_ids_made_up), *UPSERTS)),
    Defect(
        "other_data_in_nested_objects",
        ("SQ-20",),
        sent(every(nested_data_of_other_types), *UPSERTS),
    ),
    Defect("updates_of_the_dead", ("SQ-22",), updates(dead_in_updates)),
    Defect("nulls_refused", ("SQ-25",), refusing(nulls, *UPSERTS)),
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
    Defect("deletions_of_nothing", ("SQ-143",), done(lambda body: body == {}, {}, DELETE_ALL)),
    Defect(
        "link_updates_of_nothing",
        ("SQ-145",),
        done(lambda body: set(body) == {"item_ids"}, {"updated_at": "2026-01-01T00:00:00Z"}, TAXES),
    ),
    Defect(
        "deletions_need_a_key",
        ("SQ-100",),
        refusing(lambda body: "idempotency_key" not in body, DELETE_ALL),
    ),
    Defect("lonely_query_in_company", ("SQ-124",), sent(company_of_taxes_dropped, SEARCH)),
    Defect(
        "search_limits_enforced",
        ("SQ-128",),
        refusing(lambda body: body.get("limit") == 1001, SEARCH),
    ),
    Defect(
        "paths_of_deleted_objects",
        ("SQ-129",),
        sent(without_both("include_deleted_objects", "include_category_path_to_root"), SEARCH),
    ),
    Defect("eleventh_filter_dropped", ("SQ-134",), split(10, ITEMS, "custom_attribute_filters")),
    Defect("missing_objects_created", ("SQ-49", "SQ-53"), missing_objects_created),
)
