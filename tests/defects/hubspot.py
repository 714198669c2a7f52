"""Planted defects of HubSpot, and conforming variants that must raise no alarm."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from defects.hubspot_wraps import (
    BATCHES,
    WRITES,
    Json,
    answered,
    asked,
    does,
    of_inputs,
    of_results,
    of_values,
    one_by_one,
    operation_of,
    refused,
    sent,
    status,
    without,
)
from defects.planting import Ask, Benign, Defect, Forward, Reply, Wrap, fresh

BATCH_ANSWERS = does(*BATCHES, "batch read")


def anybody(when: Callable[[Ask], bool]) -> Wrap:
    """A token that only reads may write."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if when(ask):
            token = ask.headers.get("authorization", "")
            ask.headers["authorization"] = token.replace("read-only-", "")
        return forward(ask)

    return wrap


def reads_only(ask: Ask) -> bool:
    return "read-only-" in ask.headers.get("authorization", "")


def headers_only(*, add: bool) -> Wrap:
    """Rate headers are where they must not be, or not where they must."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if add:
            reply.headers["x-hubspot-ratelimit-max"] = "100"
        elif operation_of(ask) != "search":
            reply.headers.pop("x-hubspot-ratelimit-remaining", None)
        return reply

    return wrap


def first_hundred(body: Json) -> None:
    """More inputs than a batch may have are cut off."""
    if isinstance(body.get("inputs"), list):
        body["inputs"] = body["inputs"][:100]


def complete_inputs(body: Json) -> None:
    """Inputs that lack something are passed over."""
    needed = {"id", "properties"}
    whole = [each for each in body["inputs"] if isinstance(each, dict) and needed <= {*each}]
    body["inputs"] = whole or body["inputs"]


def many_inputs(ask: Ask) -> bool:
    body = ask.json
    return isinstance(body, dict) and len(body.get("inputs", ())) > 50


def has_traces(ask: Ask) -> bool:
    return b"objectWriteTraceId" in ask.body


def archive_first(ask: Ask, forward: Forward) -> Reply:
    """An upsert of a known key makes a new record."""
    body = ask.json
    if operation_of(ask) == "upsert" and isinstance(body, dict):
        for each in body.get("inputs", ()):
            if isinstance(each, dict) and each.get("idProperty"):
                look = ask.copy()
                look.method, look.body = "GET", b""
                look.path = f"{ask.path.rpartition('/batch')[0]}/{each.get('id')}"
                look.query = f"idProperty={each['idProperty']}"
                found = forward(look)
                if found.status == 200:
                    gone = look.copy()
                    gone.method, gone.query = "DELETE", ""
                    gone.path = f"{ask.path.rpartition('/batch')[0]}/{found.json['id']}"
                    forward(gone)
    return forward(ask)


def new_is(*, value: bool) -> Wrap:
    return of_results(lambda each: each.update(new=value), does("upsert"))


def no_unique(body: Json) -> None:
    """Properties of one's own are never unique."""
    body["hasUniqueValue"] = False


def unknown_goes(properties: Json) -> None:
    """Properties that do not exist are passed over."""
    for name in [name for name in properties if name.startswith("cf_")]:
        del properties[name]


def without_ids(ask: Ask, reply: Reply) -> bool:
    body = reply.json
    return (
        operation_of(ask) == "batch update"
        and reply.status == 207
        and isinstance(body, dict)
        and any(each.get("category") == "OBJECT_NOT_FOUND" for each in body["errors"])
    )


def no_traces_in_errors(body: Json) -> None:
    for each in body.get("errors", ()):
        each.get("context", {}).pop("objectWriteTraceId", None)


def body_of_an_archive(ask: Ask, forward: Forward) -> Reply:
    """Archiving is answered with a body."""
    reply = forward(ask)
    if reply.status == 204 and operation_of(ask) in {"archive", "batch archive"}:
        reply.status = 200
        reply.json = {"status": "COMPLETE"}
    return reply


def numbers_stay(record: Json) -> None:
    """The id among the properties is a number."""
    properties = record.get("properties") or {}
    if properties.get("hs_object_id"):
        properties["hs_object_id"] = int(properties["hs_object_id"])


def forgets(name: str) -> Callable[[Json], Any]:
    """A property that an update does not send is cleared."""
    return lambda properties: properties.setdefault(name, "")


def no_empty_values(properties: Json) -> None:
    for name in [name for name, value in properties.items() if value == ""]:
        del properties[name]


def no_added_values(properties: Json) -> None:
    """A leading semicolon is cut off."""
    for name, value in properties.items():
        if isinstance(value, str):
            properties[name] = value.lstrip(";")


def not_a_number(properties: Json) -> None:
    if not str(properties.get("numberofemployees", "1")).isdecimal():
        del properties["numberofemployees"]


def named_after_its_city(properties: Json) -> None:
    if set(properties) == {"city"}:
        properties["name"] = properties["city"]


def one_company_a_domain() -> Wrap:
    """A domain can be used once."""
    seen: set[str] = set()

    def is_used(ask: Ask) -> bool:
        body = ask.json if operation_of(ask) == "create" else None
        domain = body["properties"].get("domain") if isinstance(body, dict) else None
        used = domain in seen
        seen.update([domain] if domain else [])
        return used

    return refused(400, is_used)


def but(*names: str) -> Callable[[list[tuple[str, str]]], Any]:
    """A query without some parameters."""
    return lambda pairs: [pair for pair in pairs if pair[0] not in names]


def first_property_only(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Commas divide no properties."""
    return [(name, value.split(",")[0]) for name, value in pairs]


def asks_for_unknown(ask: Ask) -> bool:
    return operation_of(ask) in {"read", "batch read", "search"} and (
        "properties=cf_" in ask.query or b'"cf_' in ask.body
    )


def no_nulls(record: Json) -> None:
    properties = record.get("properties") or {}
    record["properties"] = {name: value for name, value in properties.items() if value is not None}


def one_default_more(ask: Ask, forward: Forward) -> Reply:
    """A read shows the phone without being asked for it."""
    plain = operation_of(ask) == "read" and "properties=" not in ask.query
    reply = forward(ask)
    if plain and reply.status == 200 and isinstance(reply.json, dict):
        body = reply.json
        body["properties"]["phone"] = None
        reply.json = body
    return reply


def twenty_at_once(ask: Ask, forward: Forward) -> Reply:
    """A page has twenty records unless another size is asked for."""
    if operation_of(ask) == "list" and "limit=" not in ask.query:
        ask.query = f"{ask.query}&limit=20".lstrip("&")
    return forward(ask)


def overlapping_pages() -> Wrap:
    """Every page begins with the last record of the one before."""
    last: list[Any] = []

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        body = reply.json
        if operation_of(ask) == "list" and reply.status == 200 and isinstance(body, dict):
            found = body["results"]
            if "after=" in ask.query and last:
                body["results"] = [last[0], *found]
            last[:] = found[-1:]
            reply.json = body
        return reply

    return wrap


def fewer_filters(body: Json) -> None:
    """Filters over the limit are passed over."""
    left = 18
    for group in body.get("filterGroups", ())[5:]:
        group["filters"] = []
    body["filterGroups"] = body.get("filterGroups", [])[:5]
    for group in body["filterGroups"]:
        group["filters"] = group["filters"][: min(6, left)]
        left -= len(group["filters"])


def from_the_start(body: Json) -> None:
    if int(body.get("after", 0)) >= 10_000:
        body["after"] = 0


def the_page_is_all(body: Json) -> None:
    body["total"] = len(body["results"])


def archived_are_found() -> Wrap:
    """A search goes on finding what was archived."""
    seen: dict[bytes, Json] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        body = reply.json
        if operation_of(ask) == "search" and isinstance(body, dict) and "total" in body:
            known = seen.setdefault(ask.body, body)
            if known["total"] > body["total"]:
                reply.json = known
            else:
                seen[ask.body] = body
        return reply

    return wrap


def options_ignore_case(body: Json) -> None:
    for group in body.get("filterGroups", ()):
        for each in group["filters"]:
            if each.get("propertyName") == "lifecyclestage":
                each["value"] = each["value"].lower()


def text_minds_case(ask: Ask) -> bool:
    return operation_of(ask) == "search" and b"CF-" in ask.body


def labelled(body: Json) -> None:
    body.setdefault("label", "Label")
    body.setdefault("groupName", "group")
    body.setdefault("type", "string")
    body.setdefault("fieldType", "text")


def eleventh_is_not_unique(ask: Ask, forward: Forward) -> Reply:
    """One unique property too many is defined without being unique."""
    reply = forward(ask.copy())
    body = ask.json
    if operation_of(ask) == "define" and reply.status == 400 and isinstance(body, dict):
        ask.json = {**body, "hasUniqueValue": False}
        return forward(ask)
    return reply


def only_three(body: Json) -> None:
    body["results"] = body["results"][:3]


def in_any_order(ask: Ask, forward: Forward) -> Reply:
    """Results come in any order (HUB-87)."""
    reply = forward(ask)
    body = reply.json
    if operation_of(ask) in BATCHES and isinstance(body, dict) and "results" in body:
        body["results"].sort(key=lambda each: str(each["id"])[::-1])
        reply.json = body
    return reply


def only_what_was_sent(ask: Ask, forward: Forward) -> Reply:
    """The results of an update need not hold the rest of the record (HUB-97)."""
    reply = forward(ask)
    body, request = reply.json, ask.json
    if operation_of(ask) != "batch update" or not isinstance(body, dict):
        return reply
    sent_inputs = [each for each in request["inputs"] if isinstance(each, dict)]
    inputs = {each.get("id"): each.get("properties", {}) for each in sent_inputs}
    for each in body.get("results", ()):
        own = inputs.get(each["id"], {})
        each["properties"] = {n: v for n, v in each["properties"].items() if n in own}
    reply.json = body
    return reply


def every(_ask: Ask) -> bool:
    return True


def writes(ask: Ask) -> bool:
    return operation_of(ask) in WRITES


def done(body: Json) -> None:
    body["status"] = "DONE"


READS = ("read", "batch read", "search")

DEFECTS = (
    Defect("anybody_writes", ("HUB-04", "HUB-05"), anybody(writes)),
    Defect(
        "scopes_have_no_names", ("HUB-05",), answered(without("errors"), reads_only, errors=True)
    ),
    Defect("reads_need_the_write_scope", ("HUB-06",), refused(403, reads_only)),
    Defect(
        "errors_have_no_text",
        ("HUB-08",),
        answered(without("message"), every, errors=True),
    ),
    Defect("no_remaining_calls", ("HUB-20",), headers_only(add=False)),
    Defect("searches_have_rates", ("HUB-21",), headers_only(add=True)),
    Defect("fifty_inputs_at_most", ("HUB-22", "HUB-24"), refused(400, many_inputs)),
    Defect(
        "inputs_are_cut_off",
        ("HUB-23", "HUB-24"),
        sent(first_hundred, does(*BATCHES, "batch read", "batch archive")),
    ),
    Defect("incomplete_inputs_are_passed_over", ("HUB-26",), sent(complete_inputs, does(*BATCHES))),
    Defect("traces_are_refused", ("HUB-37",), refused(400, has_traces)),
    Defect("nothing_is_new", ("HUB-38",), new_is(value=False)),
    Defect("everything_is_new", ("HUB-39",), new_is(value=True)),
    Defect("keys_find_nothing", ("HUB-39", "HUB-41", "HUB-47", "HUB-48"), archive_first),
    Defect(
        "additional_emails_are_nothing",
        ("HUB-44", "HUB-46"),
        of_values(without("hs_additional_emails")),
    ),
    Defect("nothing_is_unique", ("HUB-47", "HUB-48", "HUB-100"), sent(no_unique, does("define"))),
    Defect("what_is_good_is_kept", ("HUB-65", "HUB-66", "HUB-69"), one_by_one),
    Defect(
        "traces_do_not_part",
        ("HUB-67", "HUB-68", "HUB-73", "HUB-75"),
        of_inputs(without("objectWriteTraceId")),
    ),
    Defect("an_unknown_id_costs_all", ("HUB-71",), status(404, without_ids)),
    Defect(
        "errors_have_no_trace", ("HUB-72", "HUB-73"), answered(no_traces_in_errors, does(*BATCHES))
    ),
    Defect(
        "no_number_of_errors", ("HUB-75", "HUB-76"), answered(without("numErrors"), BATCH_ANSWERS)
    ),
    Defect(
        "an_upsert_is_201",
        ("HUB-85",),
        status(201, lambda a, r: operation_of(a) == "upsert" and r.status == 200),
    ),
    Defect("archives_have_a_body", ("HUB-86",), body_of_an_archive),
    Defect("results_lack_archived", ("HUB-88",), of_results(without("archived"), does(*BATCHES))),
    Defect("results_lack_new", ("HUB-89",), of_results(without("new"), does("upsert"))),
    Defect(
        "batches_are_done",
        ("HUB-91", "HUB-92"),
        answered(done, BATCH_ANSWERS),
    ),
    Defect("numbers_are_numbers", ("HUB-98",), of_results(numbers_stay, does(*BATCHES))),
    Defect(
        "updates_forget",
        ("HUB-99",),
        of_values(forgets("company"), "update", "batch update"),
    ),
    Defect("upserts_forget", ("HUB-100",), of_values(forgets("city"), "upsert")),
    Defect(
        "only_the_first_update_counts",
        ("HUB-102",),
        of_values(lambda p: p.pop("phone", None) if str(p.get("phone")).endswith("-1") else None),
    ),
    Defect("empty_says_nothing", ("HUB-103",), of_values(no_empty_values)),
    Defect("values_are_never_added", ("HUB-107",), of_values(no_added_values)),
    Defect("read_only_is_passed_over", ("HUB-108",), of_values(without("createdate"))),
    Defect("unknown_is_passed_over", ("HUB-110", "HUB-111"), of_values(unknown_goes)),
    Defect("no_number_is_nothing", ("HUB-114",), of_values(not_a_number)),
    Defect("companies_need_nothing", ("HUB-115",), of_values(named_after_its_city)),
    Defect("domains_are_unique", ("HUB-116",), fresh(one_company_a_domain)),
    Defect("archived_is_passed_over", ("HUB-124",), asked(but("archived"), does("list"))),
    Defect("the_path_is_an_id", ("HUB-129",), asked(but("idProperty"), does("update"))),
    Defect("keys_are_ids", ("HUB-130",), sent(without("idProperty"), does("batch read"))),
    Defect("unknown_properties_are_refused", ("HUB-133",), refused(400, asks_for_unknown)),
    Defect("null_is_left_out", ("HUB-134",), of_results(no_nulls, does(*READS))),
    Defect("the_phone_is_shown", ("HUB-135",), one_default_more),
    Defect("commas_do_not_divide", ("HUB-136",), asked(first_property_only, does("read", "list"))),
    Defect("pages_of_twenty", ("HUB-138",), twenty_at_once),
    Defect("pages_overlap", ("HUB-140",), fresh(overlapping_pages)),
    Defect("the_total_is_the_page", ("HUB-141",), answered(the_page_is_all, does("search"))),
    Defect("every_search_begins_anew", ("HUB-142",), sent(without("after"), does("search"))),
    Defect("beyond_is_the_start", ("HUB-143",), sent(from_the_start, does("search"))),
    Defect("filters_are_passed_over", ("HUB-144",), sent(fewer_filters, does("search"))),
    Defect(
        "searches_find_nothing",
        ("HUB-145",),
        answered(lambda body: body.update(results=[], total=0), does("search")),
    ),
    Defect("archived_are_found", ("HUB-146",), fresh(archived_are_found)),
    Defect("options_ignore_case", ("HUB-147",), sent(options_ignore_case, does("search"))),
    Defect("texts_mind_case", ("HUB-147",), refused(400, text_minds_case)),
    Defect("definitions_lack_a_type", ("HUB-148",), answered(without("type"), does("define"))),
    Defect("definitions_need_a_name", ("HUB-149",), sent(labelled, does("define"))),
    Defect("any_number_of_unique_properties", ("HUB-152",), eleventh_is_not_unique),
    Defect("three_definitions_a_page", ("HUB-156",), answered(only_three, does("definitions"))),
)

BENIGN = (
    Benign("results_in_any_order", wrap=in_any_order),
    Benign("what_was_sent_only", wrap=only_what_was_sent),
    Benign(
        "searches_lag",
        ("HUB-133", "HUB-141", "HUB-142", "HUB-145", "HUB-146", "HUB-147"),
        visibility_delay=150,
    ),
)
