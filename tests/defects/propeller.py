"""Planted defects of Propeller, and conforming variants that must raise no alarm."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from defects import propeller_answers, propeller_writes
from defects.planting import Ask, Benign, Forward, Reply, Wrap, fresh
from defects.propeller_wraps import (
    answered,
    asking,
    customers_of,
    each_row,
    is_bulk,
    is_error,
    refused,
)

from conformance.judging.vendors import find_vendor

DEFECTS = propeller_answers.DEFECTS + propeller_writes.DEFECTS

RULES = tuple(rule for rule in find_vendor(Path(__file__).stem).catalogue if rule.startswith("PRP"))
"""The rules of this vendor alone; generated traffic has its own tests."""

STALE = 0.03
"""Seconds that a write needs to be seen."""


def ids_of_its_own(ask: Ask, forward: Forward) -> Reply:
    """A customer that is created gets an id of the server's; ``key`` repeats what was sent."""
    customers = customers_of(ask) if ask.path.endswith("/id") else []
    keys = [each.get("id") for each in customers]
    for each in customers:
        if (
            "id" in each
            and forward(asking(ask, "GET", f"/customers/id/{each['id']}")).status == 404
        ):
            each["id"] = 0 if isinstance(each["id"], int) else each["id"]
    if customers and len(customers) == len(ask.json["customers"]):
        ask.json = ask.json | {"customers": customers}
    reply = forward(ask)
    if customers and reply.status == 200:
        body = reply.json
        for row, key in zip(body["data"], keys, strict=True):
            row["key"] = key
        reply.json = body
    return reply


def seen_later() -> Wrap:
    """For a moment after each write every read answers as before, or finds nothing."""
    known: dict[str, Reply] = {}
    written = [0.0]

    def wrap(ask: Ask, forward: Forward) -> Reply:
        place = f"{ask.path}?{ask.query} {ask.headers.get('authorization')} {ask.body!r}"
        reads = ask.method == "GET" or ask.path.endswith("/search")
        if not reads:
            written[0] = time.monotonic()
        elif time.monotonic() - written[0] < STALE and known.get(place):
            return known[place]
        fresh_reply = forward(ask)
        stale = time.monotonic() - written[0] < STALE
        if reads and stale and fresh_reply.status == 200:
            return forward(asking(ask, "GET", "/customers/id/1"))
        if reads:
            known[place] = fresh_reply
        return fresh_reply

    return wrap


def faults_as_rows(ask: Ask, forward: Forward) -> Reply:
    """Pairs and addresses that are not sound cost their customer alone."""
    customers = customers_of(ask)
    reply = forward(ask)
    sole = customers[0] if len(customers) == 1 else {}
    if reply.status == 400 and {"source", "sourceId", "addresses"} & sole.keys() and "id" in sole:
        row = {"action": "create", "key": sole["id"], "lookupKey": "id", "success": False}
        reply.status = 200
        reply.json = {
            "data": [{**row, "message": "not valid"}],
            "messages": ["Completed"],
            "total": 1,
        }
    return reply


def ok_instead_of_created(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    reply.status = 200 if reply.status == 201 else reply.status
    return reply


def bare_401(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    return Reply(reply.status) if reply.status in {401, 403} else reply


def other_bulk_keys_are_nowhere(ask: Ask, forward: Forward) -> Reply:
    ask.path = ask.path.replace("/bulk/email", "/nowhere").replace("/bulk/debtorId", "/nowhere")
    return forward(ask)


def other_words(error: dict[str, Any]) -> None:
    error["code"] = str(error["code"])
    error["messages"] = [f"{text} (please check)" for text in error["messages"]]
    error["hint"] = "see the documentation"
    error.pop("moreInfo", None)


def missing_lookup_key(error: dict[str, Any]) -> None:
    if "required key [id]" in error["messages"][0]:
        error.update(code=10016, type="LookupKeyNotFound", messages=["no lookup key"])


def skipped_without_a_row(body: Any) -> None:
    body["data"] = [row for row in body["data"] if "not found" not in row.get("error", "")]
    body["total"] = len(body["data"])


def more_members(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if isinstance(reply.json, dict) and not is_error(reply):
        reply.json = reply.json | {"took": 3, "warnings": []}
    return reply


def with_directives(ask: Ask) -> bool:
    return is_bulk(ask) and b"skipCreate" in ask.body


BENIGN = (
    Benign("ids_of_its_own", RULES, ids_of_its_own),
    Benign("seen_later", RULES, fresh(seen_later)),
    Benign("faults_as_failed_rows", RULES, faults_as_rows),
    Benign("ok_instead_of_created", RULES, ok_instead_of_created),
    Benign("bare_refusals_of_tokens", RULES, bare_401),
    Benign("other_bulk_keys_are_nowhere", RULES, other_bulk_keys_are_nowhere),
    Benign("codes_as_text_and_other_words", RULES, refused(other_words)),
    Benign("missing_lookup_key_has_its_code", RULES, refused(missing_lookup_key, 400)),
    Benign("rows_in_another_order", RULES, answered(lambda body: body["data"].reverse())),
    Benign("rows_have_a_message", RULES, each_row(lambda row: row.update(message="done"))),
    Benign("skipped_without_a_row", RULES, answered(skipped_without_a_row, with_directives)),
    Benign("more_members", RULES, more_members),
)
