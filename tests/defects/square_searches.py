"""Defects of Square in lists and searches."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    ITEMS,
    LIST,
    READ,
    SEARCH,
    again,
    at,
    current,
    data_of,
    refusing,
    sent,
    told,
)


def company_of_taxes_dropped(body: Any) -> None:
    if "items_for_tax_query" in body.get("query", {}):
        body["query"].pop("prefix_query", None)


def without_both(first: str, second: str):
    def change(body: Any) -> None:
        if body.get(first) and body.get(second):
            del body[second]

    return change


def third_page_lost():
    """The second page of a list says that it is the last."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if at(ask, LIST) and "cursor=" in ask.query and reply.status == 200:
            reply.json = {name: found for name, found in reply.json.items() if name != "cursor"}
        return reply

    return wrap


def pages_of_99(body: Any) -> None:
    if "cursor" in body:
        body["objects"].pop()


def listed_with(change: Any):
    """A list whose query is another one."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if at(ask, LIST):
            query = {name: found[-1] for name, found in parse_qs(ask.query).items()}
            ask.query = urlencode(change(query))
        return forward(ask)

    return wrap


def capitals_only(query: dict[str, str]) -> dict[str, str]:
    types = query.get("types", "").split(",")
    kept = [each for each in types if each == each.upper()]
    return query | ({"types": ",".join(kept)} if kept != [""] else {})


def with_modifiers(query: dict[str, str]) -> dict[str, str]:
    return {"types": "ITEM,MODIFIER_LIST,ITEM_OPTION,MODIFIER"} | query


def deleted_are_listed():
    """What was deleted stays on the last page of lists of its type."""
    dead: list[Any] = []

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if at(ask, READ) and ask.method == "DELETE":
            value = current(ask, forward, ask.path.removeprefix(READ))
            if value:
                dead.append(value | {"is_deleted": True})
        reply = forward(ask)
        if at(ask, LIST) and reply.status == 200 and "cursor" not in reply.json:
            body = reply.json
            mine = [each for each in dead if each["type"] in ask.query]
            body["objects"] = body.get("objects", []) + mine
            reply.json = body
        return reply

    return wrap


def queried(change: Any):
    """A search whose query is another one; the change works in place."""

    def rewrite(body: Any) -> None:
        if isinstance(body.get("query"), dict):
            change(body["query"])

    return sent(rewrite, SEARCH)


def one_keyword_is_enough(query: Any) -> None:
    if "text_query" in query:
        del query["text_query"]["keywords"][1:]


def short_keywords_count(query: Any) -> None:
    keywords = query.get("text_query", {}).get("keywords", [])
    keywords[:] = [each if len(each) > 2 else f"{each}zzz" for each in keywords]


def always_ascending(query: Any) -> None:
    query.get("sorted_attribute_query", {}).pop("sort_order", None)


def sets_respect_case(ask: Ask, forward: Forward) -> Reply:
    wanted = ((ask.json or {}).get("query") or {}) if at(ask, SEARCH) else {}
    reply = forward(ask)
    if "set_query" in wanted and reply.status == 200:
        values = wanted["set_query"]["attribute_values"]
        body = reply.json
        body["objects"] = [
            each for each in body.get("objects", ()) if data_of(each).get("name") in values
        ]
        reply.json = body
    return reply


def begin_time_included(ask: Ask, forward: Forward) -> Reply:
    body = ask.json
    reply = forward(ask)
    if at(ask, SEARCH) and body.get("begin_time") and reply.status == 200:
        rest = {name: found for name, found in body.items() if name != "begin_time"}
        every = again(ask, forward, rest).json
        found = reply.json
        more = [each for each in every["objects"] if each["updated_at"] == body["begin_time"]]
        found["objects"] = found.get("objects", []) + more
        reply.json = found
    return reply


def latest_time_is_old(body: Any) -> None:
    body["latest_time"] = "2020-01-01T00:00:00Z"


def all_links_needed(query: Any) -> None:
    for name, field in (
        ("items_for_tax_query", "tax_ids"),
        ("items_for_modifier_list_query", "modifier_list_ids"),
    ):
        if len(query.get(name, {}).get(field, ())) > 1:
            query[name][field] = ["NOTHING"]


def item_limit_clipped(body: Any) -> None:
    if body.get("limit"):
        body["limit"] = min(body["limit"], 100)


def items_descending(body: Any) -> None:
    body.setdefault("sort_order", "DESC")


def no_matched_variations(body: Any) -> None:
    body.pop("matched_variation_ids", None)


def abbreviations_not_searched(ask: Ask, forward: Forward) -> Reply:
    text = (ask.json or {}).get("text_filter") if at(ask, ITEMS) else None
    reply = forward(ask)
    if text and reply.status == 200:
        body = reply.json
        body["items"] = [
            each for each in body.get("items", ()) if data_of(each).get("abbreviation") != text
        ]
        reply.json = body
    return reply


def all_means_active(body: Any) -> None:
    if body.get("archived_state") == "ARCHIVED_STATE_ALL":
        body["archived_state"] = "ARCHIVED_STATE_NOT_ARCHIVED"


def odd_cursors_begin_anew(ask: Ask, forward: Forward) -> Reply:
    if at(ask, LIST) and "cursor=Fake" in ask.query:
        ask.query = ""
    return forward(ask)


def known_types(query: dict[str, str]) -> dict[str, str]:
    kept = [each for each in query.get("types", "").split(",") if each != "FOO"]
    return query | {"types": ",".join(kept)}


def ids_are_searched(query: Any) -> None:
    for each in query.values():
        if each.get("attribute_name") == "id":
            each["attribute_name"] = "name"


SEARCHES = (
    Defect("odd_cursors_begin_anew", ("SQ-120",), odd_cursors_begin_anew),
    Defect("unknown_types_passed_over", ("SQ-121",), listed_with(known_types)),
    Defect("ids_are_searched", ("SQ-125",), queried(ids_are_searched)),
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
    Defect("third_page_lost", ("SQ-116",), third_page_lost()),
    Defect("pages_of_99", ("SQ-116",), told(pages_of_99, LIST)),
    Defect("capitals_only", ("SQ-117",), listed_with(capitals_only)),
    Defect("modifiers_listed", ("SQ-118",), listed_with(with_modifiers)),
    Defect("deleted_are_listed", ("SQ-119",), fresh(deleted_are_listed)),
    Defect("sets_respect_case", ("SQ-122",), sets_respect_case),
    Defect("one_keyword_is_enough", ("SQ-123",), queried(one_keyword_is_enough)),
    Defect("short_keywords_count", ("SQ-123",), queried(short_keywords_count)),
    Defect("always_ascending", ("SQ-126",), queried(always_ascending)),
    Defect("begin_time_included", ("SQ-127",), begin_time_included),
    Defect("latest_time_is_old", ("SQ-130",), told(latest_time_is_old, SEARCH)),
    Defect("all_links_needed", ("SQ-131",), queried(all_links_needed)),
    Defect("item_limit_clipped", ("SQ-132",), sent(item_limit_clipped, ITEMS)),
    Defect("items_descending", ("SQ-132",), sent(items_descending, ITEMS)),
    Defect("no_matched_variations", ("SQ-133",), told(no_matched_variations, ITEMS)),
    Defect("abbreviations_not_searched", ("SQ-133",), abbreviations_not_searched),
    Defect("all_means_active", ("SQ-135",), sent(all_means_active, ITEMS)),
)
