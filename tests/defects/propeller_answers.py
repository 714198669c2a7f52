"""Defects of what Propeller says: envelopes, rows, errors, headers."""

from __future__ import annotations

from typing import Any

from defects.planting import Ask, Defect, Forward, Reply
from defects.propeller_wraps import (
    answered,
    each_row,
    instead,
    is_bulk,
    is_error,
    last_row,
    refused,
    rows_from_the,
    sent,
    to,
    token,
)


def accepted_later(ask: Ask, forward: Forward) -> Reply:
    bulk = is_bulk(ask)
    reply = forward(ask)
    reply.status = 202 if bulk and reply.status == 200 else reply.status
    return reply


def as_text(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    reply.headers["content-type"] = "text/plain"
    return reply


def one_action(body: Any) -> None:
    for row in body["data"]:
        row["action"] = body["data"][0]["action"]


def ids_swapped(body: Any) -> None:
    rows = body["data"]
    if len(rows) > 1 and all("id" in row for row in rows):
        rows[0]["id"], rows[-1]["id"] = rows[-1]["id"], rows[0]["id"]


def no_last_row(body: Any) -> None:
    if len(body["data"]) >= 20:
        body["data"].pop()


def only_successes_count(body: Any) -> None:
    body["total"] = sum(row["success"] for row in body["data"])


def completed_with_errors(body: Any) -> None:
    if not all(row["success"] for row in body["data"]):
        body["messages"] = ["Completed with errors"]


def completed_with_updates(body: Any) -> None:
    if any(row["action"] == "update" for row in body["data"]):
        body["messages"] = ["Updated"]


def anonymous_errors(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if is_error(reply):
        reply.headers.pop("x-request-id", None)
    return reply


def counts_from_one(error: dict[str, Any]) -> None:
    said = error["messages"]
    for place in (2, 1, 0):
        said = [text.replace(f"#/customers/{place}", f"#/customers/{place + 1}") for text in said]
    error["messages"] = said


def at_the_first(error: dict[str, Any]) -> None:
    error["messages"] = [
        text.replace("#/customers/2", "#/customers/0") for text in error["messages"]
    ]


def nameless_key(error: dict[str, Any]) -> None:
    error["messages"] = [text.replace("zzUnknown", "...") for text in error["messages"]]


def said(text: str) -> Any:
    return lambda error: error.update(messages=[text])


def code(number: int) -> Any:
    return lambda error: error.update(code=number)


def generous(header: str) -> str:
    return header.replace("revoked-", "restored-")


def unfiltered(ask: Ask, forward: Forward) -> Reply:
    ask.query = ask.query.replace("type=invoice", "")
    return forward(ask)


def failures_refuse_the_call(ask: Ask, forward: Forward) -> Reply:
    bulk = is_bulk(ask)
    reply = forward(ask)
    if bulk and reply.status == 200 and not all(row["success"] for row in reply.json["data"]):
        reply.status = 422
    return reply


DEFECTS = (
    Defect("invoice_filter_is_ignored", ("PRP-43",), unfiltered),
    Defect("a_failure_refuses_the_call", ("PRP-32",), failures_refuse_the_call),
    Defect("bulk_is_accepted_for_later", ("PRP-01",), accepted_later),
    Defect("answers_are_called_text", ("PRP-01",), as_text),
    Defect("total_is_a_text", ("PRP-02",), answered(lambda body: body.update(total="2"))),
    Defect("messages_is_one_text", ("PRP-02",), answered(lambda body: body.update(messages="ok"))),
    Defect("last_id_is_a_text", ("PRP-03",), last_row(lambda row: row.update(id=str(row["id"])))),
    Defect("last_row_without_success", ("PRP-03",), last_row(lambda row: row.pop("success"))),
    Defect(
        "last_row_names_another_lookup_key",
        ("PRP-04",),
        last_row(lambda row: row.update(lookupKey="ID")),
    ),
    Defect("last_key_is_the_position", ("PRP-05",), last_row(lambda row: row.update(key=4))),
    Defect("ids_of_two_rows_are_swapped", ("PRP-06",), answered(ids_swapped)),
    Defect(
        "second_update_is_called_a_create",
        ("PRP-07",),
        rows_from_the(3, lambda row: row.update(action="create")),
    ),
    Defect(
        "updates_behind_the_first_row_get_another_id",
        ("PRP-09",),
        last_row(lambda row: row.update(id=row["id"] + (row["action"] == "update"))),
    ),
    Defect("twentieth_row_is_missing", ("PRP-10",), answered(no_last_row)),
    Defect("total_is_always_one", ("PRP-10",), answered(lambda body: body.update(total=1))),
    Defect("updates_are_completed_otherwise", ("PRP-11",), answered(completed_with_updates)),
    Defect("one_action_for_the_whole_call", ("PRP-12",), answered(one_action)),
    Defect(
        "customers_may_be_left_out",
        ("PRP-13",),
        sent(lambda body: body.setdefault("customers", [])),
    ),
    Defect("errors_of_404_have_no_type", ("PRP-15",), refused(lambda e: e.pop("type"), 404)),
    Defect(
        "errors_of_addresses_say_one_text",
        ("PRP-15",),
        refused(lambda e: e.update(messages="not found"), 404, to("GET", "/addresses")),
    ),
    Defect("errors_of_404_tell_400", ("PRP-16",), refused(lambda e: e.update(status=400), 404)),
    Defect("pointers_count_from_one", ("PRP-17",), refused(counts_from_one, 400)),
    Defect("third_customer_is_called_the_first", ("PRP-17",), refused(at_the_first, 400)),
    Defect("unknown_key_is_not_named", ("PRP-17",), refused(nameless_key, 400)),
    Defect("bad_json_is_a_schema_fault", ("PRP-19",), refused(code(10007), 400)),
    Defect("failed_rows_are_not_counted", ("PRP-33",), answered(only_successes_count)),
    Defect("failures_change_the_messages", ("PRP-33",), answered(completed_with_errors)),
    Defect("revoked_tokens_work", ("PRP-35",), token(generous)),
    Defect("no_token_is_a_guest", ("PRP-35",), token(lambda header: header or "Bearer guest")),
    Defect(
        "reading_tokens_write",
        ("PRP-36",),
        token(lambda header: header.replace("read-only-", "")),
    ),
    Defect("missing_customer_is_not_named", ("PRP-38",), refused(said("Not found"), 404)),
    Defect(
        "missing_pair_has_the_general_code",
        ("PRP-38",),
        refused(code(10008), 404, to("GET", "/customers/sourceId/")),
    ),
    Defect("wrong_lookup_key_is_not_named", ("PRP-39",), refused(said("Wrong key"), 400)),
    Defect(
        "delete_says_another_word",
        ("PRP-40",),
        answered(lambda body: body.update(messages=["Deleted"]), to("DELETE", "/customers/")),
    ),
    Defect(
        "change_has_no_total",
        ("PRP-42",),
        answered(lambda body: body.pop("total"), to("PATCH", "/customers/id/")),
    ),
    Defect(
        "filtered_total_counts_all_addresses",
        ("PRP-43",),
        answered(
            lambda body: body.update(total=3),
            lambda ask: "/addresses" in ask.path and "type=" in ask.query,
        ),
    ),
    Defect(
        "bulk_of_addresses_misses_a_customer",
        ("PRP-44",),
        refused(code(60006), 404, to("POST", "/addresses/bulk")),
    ),
    Defect(
        "missing_address_is_deleted",
        ("PRP-44",),
        instead(200, {"data": {}, "messages": ["Address deleted"]}, to("DELETE", "/addresses/")),
    ),
    Defect(
        "key_by_source_id_is_the_id",
        ("PRP-45",),
        each_row(lambda row: row.update(key=row["id"]), to("POST", "/bulk/sourceId")),
    ),
    Defect(
        "lookup_key_is_always_id",
        ("PRP-45",),
        each_row(lambda row: row.update(lookupKey="id")),
    ),
    Defect("errors_have_no_request_id", ("PRP-50",), anonymous_errors),
)
