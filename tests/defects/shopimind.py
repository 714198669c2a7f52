"""ShopiMind's planted defects, and variants of its sandbox that break no rule."""

from __future__ import annotations

from typing import Any

from defects.planting import Ask, Benign, Forward, Reply
from defects.shopimind_people import PEOPLE
from defects.shopimind_relations import RELATIONS
from defects.shopimind_shapes import SHAPES
from defects.shopimind_states import STATES, without_deleted
from defects.shopimind_wraps import DEFINITIONS, RECORDS, on, replaced, rows, says, when
from defects.shopimind_writes import WRITES

from conformance.judging.vendors import find_vendor
from mockserver.providers.shopimind import definitions

OWN = tuple(rule for rule in find_vendor("shopimind").catalogue if rule.startswith("SPM-"))
"""Every rule of ShopiMind's own."""


def other_members(ask: Ask, forward: Forward) -> Reply:
    """Rejected items under the names that the vendor's older connector reads."""
    reply = forward(ask)
    told = reply.json
    if isinstance(told, dict) and told.get("rejected_items"):
        items = [
            {
                "objectIndex": one["index"],
                "object": one["item"],
                "validationErrors": [error["message"] for error in one["errors"]],
            }
            for one in told["rejected_items"]
        ]
        reply.json = told | {"rejected_items": items}
    return reply


def created_is_200(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 201:
        reply.status, reply.json = 200, reply.json | {"statusCode": 200}
    return reply


def other_refusals(ask: Ask, forward: Forward) -> Reply:
    """422 for what is wrong with a body, 409 for a taken name, other sentences."""
    reply = forward(ask)
    if reply.status == 400 and "not found" not in str(reply.json["message"]):
        reply.status = 409 if "already used" in str(reply.json["message"]) else 422
        told = {"statusCode": reply.status, "message": ["No."], "error": "Unprocessable"}
        reply.json = reply.json | told
    return reply


def as_texts(row: Any) -> Any:
    """A row whose numbers are texts and whose truths are 0 and 1, as a database returns them."""
    return {name: spelled(value) for name, value in row.items()}


def spelled(value: Any) -> Any:
    if isinstance(value, bool):
        return int(value)
    return f"{value}" if isinstance(value, int | float) else value


def more_members(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    reply.json = reply.json | {"request_id": "r-1", "version": 3}
    return reply


def only_id(ask: Ask, forward: Forward) -> Reply:
    """Definitions whose number stands under ``id`` only."""
    reply = forward(ask)
    told = reply.json
    if isinstance(told.get("data"), dict):
        told["data"].pop("id_definition", None)
    for row in told["data"] if isinstance(told.get("data"), list) else []:
        row.pop("id_definition", None)
    reply.json = told
    return reply


def unresolved(ask: Ask, forward: Forward) -> Reply:
    """A save with an unknown contact is refused as a whole (A-3)."""
    unknown = "nobody" in ask.body.decode() and len(ask.json) > 1
    return says(400)(ask, forward) if unknown else forward(ask)


BENIGN = (
    Benign("rejected_items_have_other_members", OWN, wrap=other_members),
    Benign("created_is_200", OWN, wrap=created_is_200),
    Benign("other_codes_and_texts", OWN, wrap=other_refusals),
    Benign(
        "listings_spell_numbers", OWN, wrap=on("GET", rf"{RECORDS}|{DEFINITIONS}", rows(as_texts))
    ),
    Benign("answers_tell_more", OWN, wrap=more_members),
    Benign("definitions_have_id_only", OWN, wrap=only_id),
    Benign("slower_visibility", OWN, visibility_delay=150),
    Benign(
        "twenty_records_a_save",
        OWN,
        wrap=on(
            "POST",
            RECORDS,
            when(lambda ask: isinstance(ask.json, list) and len(ask.json) > 20, says(400)),
        ),
    ),
    Benign("an_unknown_contact_refuses_the_save", OWN, wrap=on("POST", RECORDS, unresolved)),
    Benign("deleted_definitions_are_hidden", OWN, wrap=on("GET", DEFINITIONS, without_deleted)),
    Benign(
        "keys_of_undeclared_fields_are_taken",
        OWN,
        patch=replaced(definitions, "key_faults", lambda _body: ()),
    ),
)

DEFECTS = (*SHAPES, *STATES, *PEOPLE, *WRITES, *RELATIONS)
