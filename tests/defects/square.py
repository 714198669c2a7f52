"""Square's planted defects, and variants of its sandbox that break no rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch

from defects.planting import Ask, Benign, Forward, Reply
from defects.square_batches import BATCHES
from defects.square_families import FAMILIES
from defects.square_keys import KEYS
from defects.square_limits import LIMITS
from defects.square_lock import LOCK
from defects.square_reads import READS
from defects.square_requests import REQUESTS
from defects.square_searches import SEARCHES
from defects.square_updates import UPDATES
from defects.square_versions import VERSIONS
from defects.square_wraps import (
    BATCH,
    ITEMS,
    LIST,
    RETRIEVE,
    SEARCH,
    UPSERTS,
    at,
    data_of,
    error,
    refusing,
    sent,
    told,
    tops,
    updates,
)

from conformance.judging.vendors import find_vendor
from mockserver.providers.square import upserting

LIGHT = tuple(
    rule.id
    for rule in find_vendor("square").catalogue.values()
    if not {"heavy", "generated"} & set(rule.needs)
)
"""Every rule that is judged with few objects."""

CODES = {
    "INVALID_VALUE": "BAD_REQUEST",
    "ARRAY_LENGTH_TOO_LONG": "INVALID_VALUE",
    "VALUE_TOO_LONG": "INVALID_VALUE",
    "MISSING_REQUIRED_PARAMETER": "BAD_REQUEST",
    "IDEMPOTENCY_KEY_REUSED": "CONFLICT",
}
STATUSES = {
    "VERSION_MISMATCH": 409,
    "IDEMPOTENCY_KEY_REUSED": 409,
    "INVALID_VALUE": 422,
    "ARRAY_LENGTH_TOO_LONG": 413,
    "INVALID_CURSOR": 404,
}
LAG = timedelta(milliseconds=40)


def other_ids(stage: Any, write: Any, tick: Any) -> str:
    """Ids of another form than those seen in captures."""
    return f"obj_{tick.bits(64):020d}"


def other_codes(ask: Ask, forward: Forward) -> Reply:
    """Other codes, texts and fields for what no document gives a code to."""
    reply = forward(ask)
    body = reply.json
    if isinstance(body, dict) and body.get("errors"):
        for error in body["errors"]:
            if error["category"] == "INVALID_REQUEST_ERROR":
                error["code"] = CODES.get(error["code"], error["code"])
                error["detail"] = "Something is wrong with the request."
                error.pop("field", None)
        reply.json = body
    return reply


def other_statuses(ask: Ask, forward: Forward) -> Reply:
    """Other statuses of the class that blames the request (A7, A17, A18)."""
    reply = forward(ask)
    if reply.status == 400:
        reply.status = STATUSES.get(reply.json["errors"][0]["code"], 400)
    return reply


def searches_are_behind(ask: Ask, forward: Forward) -> Reply:
    """A search finds what was written a little while ago."""
    reply = forward(ask)
    if at(ask, SEARCH, ITEMS) and reply.status == 200:
        body = reply.json
        for name in {"objects", "items"} & set(body):
            body[name] = [each for each in body[name] if is_old(each)]
        reply.json = body
    return reply


def is_old(value: Any) -> bool:
    return datetime.fromisoformat(value["updated_at"]) < datetime.now(UTC) - LAG


def unknown_ids_not_found(ask: Ask, forward: Forward) -> Reply:
    """A batch-retrieve with an unknown id among its ids finds nothing (A10)."""
    reply = forward(ask)
    asked = set(ask.json["object_ids"]) if at(ask, RETRIEVE) and reply.status == 200 else set()
    found = len(reply.json.get("objects", ())) if asked else 0
    return error("NOT_FOUND", 404) if found < len(asked) else reply


def types_cost_the_request(body: Any) -> bool:
    """A field of the wrong JSON type costs the whole request (A2)."""
    return any(isinstance(data_of(value).get("name"), int) for value in tops(body))


def unknown_fields_ignored(body: Any) -> None:
    """Unknown fields at the top of a body are ignored (A6)."""
    body.pop("foo", None)


def taxes_are_added(value: Any, stored: Any) -> None:
    """The taxes of an update are added to those that are there (A14)."""
    kept = data_of(stored).get("tax_ids", [])
    if kept:
        sent_ids = data_of(value).get("tax_ids") or []
        data_of(value)["tax_ids"] = list(dict.fromkeys([*kept, *sent_ids]))


def mixed_is_an_error(ask: Ask, forward: Forward) -> Reply:
    """The status of the first error alone although batches were stored (A1)."""
    reply = forward(ask)
    if at(ask, BATCH) and reply.status == 200 and reply.json.get("errors"):
        reply.status = 400
        reply.json = {"errors": reply.json["errors"]}
    return reply


def refusals_of_batches_are_200(ask: Ask, forward: Forward) -> Reply:
    """Errors of batches beside a status of success, even when no batch was stored (A1)."""
    reply = forward(ask)
    semantic = {"VERSION_MISMATCH", "INVALID_VALUE"}
    refused = at(ask, BATCH) and reply.status == 400
    if refused and {each["code"] for each in reply.json["errors"]} <= semantic:
        reply.status = 200
    return reply


def empty_arrays(body: Any) -> None:
    """Arrays that hold nothing are there (A16)."""
    for name in ("errors", "objects", "id_mappings", "related_objects"):
        body.setdefault(name, [])


def deleted_in_another_order(body: Any) -> None:
    """No document promises the order in which deleted ids are named."""
    body.get("deleted_object_ids", []).reverse()


def retrieved_in_another_order(body: Any) -> None:
    """No document promises that a batch-retrieve keeps the order of the ids."""
    body.get("objects", []).reverse()


def more_fields(body: Any) -> None:
    """Fields that this suite has never heard of."""
    body["request_id"] = "r-1"
    for value in body.get("objects", []):
        value["fresh"] = {"since": 2027}


def other_ids_planted() -> Any:
    return patch.object(upserting, "POLICY", replace(upserting.POLICY, new_id=other_ids))


DEFECTS = (
    *REQUESTS,
    *LIMITS,
    *BATCHES,
    *VERSIONS,
    *UPDATES,
    *KEYS,
    *LOCK,
    *READS,
    *SEARCHES,
    *FAMILIES,
)

BENIGN = (
    Benign("other_ids", LIGHT, patch=other_ids_planted),
    Benign("other_codes", LIGHT, other_codes),
    Benign("other_statuses", LIGHT, other_statuses),
    Benign("searches_are_behind", LIGHT, searches_are_behind),
    Benign("unknown_ids_not_found", LIGHT, unknown_ids_not_found),
    Benign("types_cost_the_request", LIGHT, refusing(types_cost_the_request, BATCH)),
    Benign("unknown_fields_ignored", LIGHT, sent(unknown_fields_ignored, *UPSERTS)),
    Benign("taxes_are_added", LIGHT, updates(taxes_are_added)),
    Benign("mixed_is_an_error", LIGHT, mixed_is_an_error),
    Benign("refusals_of_batches_are_200", LIGHT, refusals_of_batches_are_200),
    Benign("empty_arrays", LIGHT, told(empty_arrays, BATCH, RETRIEVE, LIST)),
    Benign("deleted_in_another_order", LIGHT, told(deleted_in_another_order)),
    Benign("retrieved_in_another_order", LIGHT, told(retrieved_in_another_order, RETRIEVE)),
    Benign("more_fields", LIGHT, told(more_fields)),
)
