"""What servers of HubSpot answer that break a rule, or may answer otherwise and break none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from defects.hubspot_wraps import (
    BATCHES,
    WRITES,
    Json,
    does,
    of_results,
    operation_of,
    refused,
)
from defects.planting import Ask, Forward, Reply, Wrap

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
