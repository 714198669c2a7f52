"""ShopiMind's planted defects: definitions and their life."""

from __future__ import annotations

from unittest.mock import patch
from uuid import uuid4

from defects.planting import Ask, Defect, Forward, Reply
from defects.shopimind_wraps import (
    BULK,
    DEFINITION,
    DEFINITIONS,
    EXTEND,
    RECORD,
    RECORDS,
    body,
    on,
    other,
    replaced,
    says,
    state,
    though_inactive,
    told,
    when,
)

from mockserver.providers.shopimind import definitions

REFUSED = definitions.refused
LAY = definitions.put_definition


def anonymous(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 201:
        hidden = {"id", "id_definition"}
        kept = {name: each for name, each in reply.json["data"].items() if name not in hidden}
        reply.json = reply.json | {"data": kept}
    return reply


def born_inactive(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 201:
        number = reply.json["data"]["id"]
        forward(other(ask, "PATCH", f"{ask.path}/{number}/deactivate"))
    return reply


def label_it(sent):
    fields = [{"label": "Some", **field} for field in sent.get("fields", [])]
    return sent | {"fields": fields} if "fields" in sent else sent


def foo_is_text(sent):
    fields = [field | {"type": field["type"].replace("foo", "text")} for field in sent["fields"]]
    return sent | {"fields": fields}


def orders_are_contacts(sent):
    leading = sent.get("relationships", [])
    fixed = [
        each | {"targetSchema": each["targetSchema"].replace("orders", "contacts")}
        for each in leading
    ]
    return sent | {"relationships": fixed}


def one_relation_left(stage, new, own=None):
    if own:
        new["relationships"] = new["relationships"][-1:]
    return REFUSED(stage, new, own)


def names_stay_taken(stage, number, new, tick, old=None):
    record = LAY(stage, number, new, tick, old) | {"keys": [definitions.folded(new["name"])]}
    stage.put("definitions", record)
    return record


def activated_before(ask: Ask, forward: Forward) -> Reply:
    return told(409) if state(ask, forward) == "active" else forward(ask)


def as_said_only(ask: Ask, forward: Forward) -> Reply:
    reply = forward(other(ask, "GET", ask.path.removesuffix("/activate")))
    reply.json = reply.json | {"data": reply.json["data"] | {"status": "active"}}
    return reply


def refused_but_done(ask: Ask, forward: Forward) -> Reply:
    inactive = state(ask, forward) == "inactive"
    reply = though_inactive(ask, forward)
    return told(400) if inactive else reply


def hidden_while_inactive(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if state(ask, forward) == "inactive":
        reply.json = reply.json | {"data": []}
    return reply


def unknown_is_empty(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 400 and "not found" in str(reply.json["message"]):
        reply.status, reply.json = 200, {"statusCode": 200, "data": [], "meta": {}}
    return reply


def without_deleted(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 200:
        kept = [row for row in reply.json["data"] if row.get("status") != "deleted"]
        reply.json = reply.json | {"data": kept}
    return reply


STATES = (
    Defect("a_new_definition_has_no_id", ("SPM-22",), wrap=on("POST", DEFINITIONS, anonymous)),
    Defect(
        "definitions_are_born_inactive", ("SPM-24",), wrap=on("POST", DEFINITIONS, born_inactive)
    ),
    Defect(
        "names_are_not_unique",
        ("SPM-25", "SPM-26"),
        patch=replaced(definitions, "folded", lambda _name: uuid4().hex),
    ),
    Defect("names_mind_case", ("SPM-26",), patch=replaced(definitions, "folded", str)),
    Defect(
        "products_are_found_by_id",
        ("SPM-28",),
        patch=lambda: patch.dict(definitions.TARGET_FIELDS, {"products": "id"}),
    ),
    Defect(
        "places_are_no_type",
        ("SPM-29",),
        wrap=when(lambda ask: b'"geolocation"' in ask.body, says(400)),
    ),
    Defect("any_type_is_a_type", ("SPM-30",), wrap=on("POST", DEFINITIONS, body(foo_is_text))),
    Defect("labels_are_optional", ("SPM-31",), wrap=on("POST", DEFINITIONS, body(label_it))),
    Defect(
        "orders_are_a_target", ("SPM-34",), wrap=on("POST", DEFINITIONS, body(orders_are_contacts))
    ),
    Defect(
        "unknown_targets_are_taken",
        ("SPM-34",),
        patch=replaced(definitions, "body_of", lambda _stage, _number: {"fields": []}),
    ),
    Defect(
        "extending_replaces_relations",
        ("SPM-35",),
        patch=replaced(definitions, "refused", one_relation_left),
    ),
    Defect(
        "extending_keeps_the_name",
        ("SPM-37",),
        wrap=on(
            "PATCH",
            EXTEND,
            body(lambda sent: {name: sent[name] for name in sent if name != "name"}),
        ),
    ),
    Defect(
        "activating_twice_conflicts",
        ("SPM-39",),
        wrap=on("PATCH", rf"{DEFINITION}/activate", activated_before),
    ),
    Defect(
        "empty_bodies_are_refused",
        ("SPM-39", "SPM-102"),
        wrap=when(lambda ask: "content-type" in ask.headers and not ask.body, says(400)),
    ),
    Defect(
        "activating_only_says_so",
        ("SPM-39", "SPM-44"),
        wrap=on("PATCH", rf"{DEFINITION}/activate", as_said_only),
    ),
    Defect("inactive_saves", ("SPM-40",), wrap=on("POST", RECORDS, though_inactive)),
    Defect("inactive_saves_in_secret", ("SPM-40",), wrap=on("POST", RECORDS, refused_but_done)),
    Defect("inactive_updates", ("SPM-41",), wrap=on("PATCH", RECORD, though_inactive)),
    Defect("inactive_deletes", ("SPM-41",), wrap=on("DELETE", RECORDS, refused_but_done)),
    Defect("inactive_deletes_in_bulk", ("SPM-42",), wrap=on("POST", BULK, though_inactive)),
    Defect("inactive_hides_records", ("SPM-43",), wrap=on("GET", RECORDS, hidden_while_inactive)),
    Defect(
        "deleted_definitions_are_read",
        ("SPM-45",),
        patch=replaced(definitions, "stored", lambda view, number: view.get("definitions", number)),
    ),
    Defect("deleted_definitions_vanish", ("SPM-46",), wrap=on("GET", DEFINITIONS, without_deleted)),
    Defect(
        "deleted_names_stay_taken",
        ("SPM-47",),
        patch=replaced(definitions, "put_definition", names_stay_taken),
    ),
    Defect("unknown_definitions_are_empty", ("SPM-48",), wrap=on("GET", RECORDS, unknown_is_empty)),
)
