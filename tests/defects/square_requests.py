"""Defects of Square in tokens, headers, errors and the shape of requests."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from defects.planting import Ask, Defect, Forward, Reply
from defects.square_wraps import (
    BATCH,
    DELETE_ALL,
    ONE,
    SEARCH,
    TAXES,
    UPSERTS,
    at,
    children,
    data_of,
    done,
    error,
    every,
    refusing,
    sent,
    tops,
    updates,
)


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


def read_only_fields(body: Any) -> bool:
    return any("description_plaintext" in data_of(value) for value in tops(body))


def other_code(old: str, new: str, *paths: str):
    """A refusal with another code."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if at(ask, *paths) and reply.status >= 400:
            reply.body = reply.body.replace(f'"{old}"'.encode(), f'"{new}"'.encode())
        return reply

    return wrap


def revoked_tokens_work(ask: Ask, forward: Forward) -> Reply:
    token = ask.headers.get("authorization", "")
    ask.headers["authorization"] = token.replace("revoked-", "")
    return forward(ask)


def any_version_header(ask: Ask, forward: Forward) -> Reply:
    ask.headers.pop("square-version", None)
    return forward(ask)


def wrong_methods_not_found(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    return error("NOT_FOUND", 404) if reply.status == 405 else reply


def lists_are_bodies(ask: Ask, forward: Forward) -> Reply:
    if at(ask, BATCH) and ask.body == b"[]":
        return Reply(200, {"content-type": "application/json"}, b"{}")
    return forward(ask)


def names_made_texts(value: Any) -> None:
    if isinstance(data_of(value).get("name"), int):
        data_of(value)["name"] = str(data_of(value)["name"])


REQUESTS = (
    Defect("revoked_tokens_work", ("SQ-02",), revoked_tokens_work),
    Defect("any_version_header", ("SQ-05",), any_version_header),
    Defect("wrong_methods_not_found", ("SQ-10",), wrong_methods_not_found),
    Defect("lists_are_bodies", ("SQ-11",), lists_are_bodies),
    Defect("vague_about_keys", ("SQ-14",), other_code("EXPECTED_STRING", "INVALID_VALUE", ONE)),
    Defect("vague_about_types", ("SQ-18",), other_code("INVALID_ENUM_VALUE", "INVALID_VALUE", ONE)),
    Defect("names_made_texts", ("SQ-19",), sent(every(names_made_texts), ONE)),
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
    Defect("read_only_fields_refused", ("SQ-24",), refusing(read_only_fields, *UPSERTS)),
)
