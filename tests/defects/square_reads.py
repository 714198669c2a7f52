"""Defects of Square in what is read, deleted and linked."""

from __future__ import annotations

from typing import Any

from defects.planting import Ask, Defect, Forward, Reply
from defects.square_wraps import (
    DELETE_ALL,
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


def tombstones_look_alive(body: Any) -> None:
    for value in body.get("objects", ()):
        value["is_deleted"] = False


def tombstones_keep_their_time(body: Any) -> None:
    for value in body.get("objects", ()):
        if value["is_deleted"]:
            value["updated_at"] = "2020-01-01T00:00:00Z"


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


def tombstones_can_be_read(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if at(ask, READ) and ask.method == "GET" and reply.status == 404:
        ids = {"object_ids": [ask.path.removeprefix(READ)], "include_deleted_objects": True}
        found = again(ask, forward, ids, RETRIEVE).json.get("objects")
        if found:
            reply = Reply(200)
            reply.json = {"object": found[0]}
    return reply


def unknown_ids_are_bad(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    return error("INVALID_VALUE") if reply.status == 404 and ask.method == "GET" else reply


def categories_take_items_along(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if ask.method == "DELETE" and reply.status == 200:
        body = {"object_types": ["ITEM"], "query": {"prefix_query": NAMES}}
        for item in again(ask, forward, body, SEARCH).json.get("objects", ()):
            again(ask, forward, {"object_ids": [item["id"]]}, DELETE_ALL)
    return reply


NAMES = {"attribute_name": "name", "attribute_prefix": "cf-"}


READS = (
    Defect("tombstones_can_be_read", ("SQ-110",), tombstones_can_be_read),
    Defect("unknown_ids_are_bad", ("SQ-109",), unknown_ids_are_bad),
    Defect("categories_take_items_along", ("SQ-140",), categories_take_items_along),
    Defect("last_child_missing", ("SQ-107",), told(last_child_missing, RETRIEVE)),
    Defect("modifiers_have_no_address", ("SQ-108",), modifiers_have_no_address),
    Defect("related_of_related", ("SQ-111",), related_of_related),
    Defect("lists_are_unrelated", ("SQ-111",), told(no_related_lists, READ, RETRIEVE)),
    Defect("variations_unrelated", ("SQ-112",), told(variations_unrelated, READ)),
    Defect("tombstones_look_alive", ("SQ-115",), told(tombstones_look_alive, RETRIEVE)),
    Defect("tombstones_keep_their_time", ("SQ-115",), told(tombstones_keep_their_time, RETRIEVE)),
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
