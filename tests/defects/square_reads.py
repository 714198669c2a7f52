"""Defects of Square in what is read, listed, searched, deleted and linked."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    DELETE_ALL,
    ITEMS,
    LIST,
    LISTS,
    READ,
    RETRIEVE,
    SEARCH,
    TAXES,
    again,
    at,
    children,
    current,
    data_of,
    error,
    query_without,
    sent,
    told,
    tops,
)


def last_child_missing(body: Any) -> None:
    for value in tops(body):
        if len(children(value)) > 1:
            children(value).pop()


def modifiers_have_no_address(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    found = at(ask, READ) and reply.status == 200 and ask.method == "GET"
    if found and reply.json["object"]["type"] == "MODIFIER":
        return error("NOT_FOUND", 404)
    return reply


def related_of_related(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if at(ask, READ) and reply.status == 200 and "related_objects" in reply.json:
        body = reply.json
        for value in list(body["related_objects"]):
            above = data_of(value).get("parent_category", {}).get("id")
            if above:
                body["related_objects"].append(current(ask, forward, above))
        reply.json = body
    return reply


def variations_unrelated(body: Any) -> None:
    if body.get("object", {}).get("type") == "ITEM_VARIATION":
        body.pop("related_objects", None)


def no_related_lists(body: Any) -> None:
    related = body.get("related_objects", ())
    body["related_objects"] = [each for each in related if each["type"] != "MODIFIER_LIST"]


def versions_ignored(ask: Ask, forward: Forward) -> Reply:
    ask.query = query_without(ask, "catalog_version")
    return forward(ask)


def tombstones_look_alive(body: Any) -> None:
    for value in body.get("objects", ()):
        value["is_deleted"] = False


def tombstones_keep_their_time(body: Any) -> None:
    for value in body.get("objects", ()):
        if value["is_deleted"]:
            value["updated_at"] = "2020-01-01T00:00:00Z"


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


def targets_only(ask: Ask, forward: Forward) -> Reply:
    targets = [ask.path.removeprefix(READ)]
    if at(ask, DELETE_ALL):
        targets = ask.json.get("object_ids", [])
    reply = forward(ask)
    if reply.status == 200 and (at(ask, DELETE_ALL) or ask.method == "DELETE"):
        body = reply.json
        body["deleted_object_ids"] = [
            each for each in body.get("deleted_object_ids", ()) if each in targets
        ]
        reply.json = body
    return reply


def without_deletion_time(body: Any) -> None:
    body.pop("deleted_at", None)


def every_id_named(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if at(ask, DELETE_ALL) and reply.status == 200:
        reply.json = reply.json | {"deleted_object_ids": ask.json["object_ids"]}
    return reply


def unknown_ids_refused(ask: Ask, forward: Forward) -> Reply:
    if at(ask, DELETE_ALL):
        found = again(ask, forward, {"object_ids": ask.json.get("object_ids", [])}, RETRIEVE).json
        if len(found.get("objects", ())) < len(ask.json.get("object_ids", ())):
            return error("NOT_FOUND", 404)
    return forward(ask)


def last_of_many_left(body: Any) -> None:
    if len(body.get("object_ids", ())) == 4:
        body["object_ids"].pop()


def only_the_first_item(body: Any) -> None:
    body["item_ids"] = body["item_ids"][:1]


def never_taken(field: str, other: str):
    """Links are added and never taken away."""

    def change(body: Any) -> None:
        if body.get(field) and not body.get(other):
            body[other], body[field] = [], ["NOTHING"]

    return change


READS = (
    Defect("last_child_missing", ("SQ-107",), told(last_child_missing, RETRIEVE)),
    Defect("modifiers_have_no_address", ("SQ-108",), modifiers_have_no_address),
    Defect("related_of_related", ("SQ-111",), related_of_related),
    Defect("lists_are_unrelated", ("SQ-111",), told(no_related_lists, READ, RETRIEVE)),
    Defect("variations_unrelated", ("SQ-112",), told(variations_unrelated, READ)),
    Defect("versions_ignored", ("SQ-113",), versions_ignored),
    Defect("tombstones_look_alive", ("SQ-115",), told(tombstones_look_alive, RETRIEVE)),
    Defect("tombstones_keep_their_time", ("SQ-115",), told(tombstones_keep_their_time, RETRIEVE)),
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
    Defect("targets_only", ("SQ-136", "SQ-139", "SQ-141"), targets_only),
    Defect(
        "without_deletion_time", ("SQ-136",), told(without_deletion_time, READ, method="DELETE")
    ),
    Defect("every_id_named", ("SQ-138",), every_id_named),
    Defect("unknown_ids_refused", ("SQ-138",), unknown_ids_refused),
    Defect("last_of_four_left", ("SQ-139",), sent(last_of_many_left, DELETE_ALL)),
    Defect("taxes_of_the_first_item", ("SQ-144",), sent(only_the_first_item, TAXES)),
    Defect(
        "taxes_never_taken",
        ("SQ-144",),
        sent(never_taken("taxes_to_disable", "taxes_to_enable"), TAXES),
    ),
    Defect(
        "lists_never_taken",
        ("SQ-146",),
        sent(never_taken("modifier_lists_to_disable", "modifier_lists_to_enable"), LISTS),
    ),
)
