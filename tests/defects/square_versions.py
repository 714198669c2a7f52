"""Defects of Square in versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    BATCH,
    ONE,
    READ,
    SEARCH,
    UPSERTS,
    again,
    at,
    children,
    created,
    current,
    everything,
    refusing,
    told,
    tops,
    updates,
)


def stale_objects_left_out(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    body = ask.json
    if at(ask, BATCH) and "VERSION_MISMATCH" in reply.body.decode():
        batches = [
            {"objects": [each for each in batch["objects"] if created(each)]}
            for batch in body["batches"]
        ]
        if all(batch["objects"] for batch in batches):
            return again(ask, forward, body | {"batches": batches})
    return reply


def version_taken_as_read(*kinds: str, when: Any):
    """Updates whose version is replaced by the current one."""

    def change(value: Any, stored: Any) -> None:
        if value["type"] in kinds and when(value.get("version"), stored["version"]):
            value["version"] = stored["version"]

    return updates(change)


def last_write_wins(ask: Ask, forward: Forward) -> Reply:
    """Nobody asks for a version."""
    reply = forward(ask.copy())
    body = ask.json
    while at(ask, ONE) and "VERSION_MISMATCH" in reply.body.decode():
        value = body["object"]
        stored = current(ask, forward, value["id"])
        value["version"] = stored["version"]
        for child, known in zip(children(value), children(stored), strict=False):
            child["version"] = known["version"]
        reply = again(ask, forward, body)
    return reply


def frozen_versions():
    """The version never grows: every object shows the first one that it had."""
    first: dict[str, int] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        body = ask.json
        if at(ask, *UPSERTS):
            for value in everything(body):
                stored = None if created(value) else current(ask, forward, value.get("id", ""))
                if stored and value.get("version") == first.get(value["id"]):
                    value["version"] = stored["version"]
            ask.json = body
        reply = forward(ask)
        answer = reply.json
        if reply.status == 200 and at(ask, *UPSERTS, READ) and ask.method != "DELETE":
            shown = answer | ({"objects": [answer["object"]]} if "object" in answer else {})
            for value in everything(shown):
                value["version"] = first.setdefault(value["id"], value["version"])
            reply.json = answer
        return reply

    return wrap


def lower(sent_version: Any, stored: int) -> bool:
    return isinstance(sent_version, int) and sent_version < stored


def higher(sent_version: Any, stored: int) -> bool:
    return isinstance(sent_version, int) and sent_version > stored


def nested_versions_filled_in(value: Any, stored: Any) -> None:
    known = {child["id"]: child["version"] for child in children(stored)}
    for child in children(value):
        child.setdefault("version", known.get(child["id"]))


def versions_on_creation(body: Any) -> bool:
    return any(created(value) and value.get("version") for value in tops(body))


def parents_frozen():
    """Parents show the version that they were created with, until they change themselves."""
    shown: dict[str, int] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if at(ask, ONE) and reply.status == 200:
            value = reply.json["catalog_object"]
            shown[value["id"]] = value["version"]
        if at(ask, READ) and reply.status == 200 and ask.method == "GET":
            body = reply.json
            known = shown.get(body["object"]["id"], body["object"]["version"])
            body["object"]["version"] = known
            reply.json = body
        return reply

    return wrap


def family_versions(value: Any) -> None:
    for child in children(value):
        child["version"] = value["version"]


def with_versions_of_items(ask: Ask, forward: Forward) -> Reply:
    """A category gets a new version whenever anything is written."""
    reply = forward(ask)
    body = reply.json
    if at(ask, READ) and reply.status == 200 and body.get("object", {}).get("type") == "CATEGORY":
        query = {"object_types": ["ITEM"], "limit": 1}
        latest = again(ask, forward, query, SEARCH).json["latest_time"]
        body["object"]["version"] = max(
            body["object"]["version"], round(datetime.fromisoformat(latest).timestamp() * 1000)
        )
        reply.json = body
    return reply


def as_seconds(body: Any) -> None:
    for value in everything(body):
        value["version"] //= 1000


def apart(body: Any) -> None:
    for n, value in enumerate(everything(body)):
        value["version"] += n


VERSIONS = (
    Defect("nested_versions_filled_in", ("SQ-58",), updates(nested_versions_filled_in)),
    Defect("versions_on_creation_refused", ("SQ-59",), refusing(versions_on_creation, ONE)),
    Defect("versions_in_seconds", ("SQ-60",), told(as_seconds, ONE)),
    Defect("versions_apart", ("SQ-61",), told(apart, BATCH)),
    Defect("parents_frozen", ("SQ-62",), fresh(parents_frozen)),
    Defect(
        "children_share_the_version",
        ("SQ-63",),
        told(lambda body: family_versions(body["object"]), READ, method="GET"),
    ),
    Defect("categories_follow_items", ("SQ-64",), with_versions_of_items),
    Defect("stale_objects_left_out", ("SQ-66",), stale_objects_left_out),
    Defect("frozen_versions", ("SQ-54",), fresh(frozen_versions)),
    Defect(
        "stale_variations_accepted",
        ("SQ-55",),
        version_taken_as_read("ITEM_VARIATION", when=lower),
    ),
    Defect("stale_items_accepted", ("SQ-55",), version_taken_as_read("ITEM", when=lower)),
    Defect("higher_versions_accepted", ("SQ-57",), version_taken_as_read("TAX", when=higher)),
    Defect(
        "no_versions_at_all",
        ("SQ-55", "SQ-56", "SQ-57", "SQ-65"),
        last_write_wins,
    ),
)
