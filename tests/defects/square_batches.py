"""Defects of Square in temporary ids, identities and batches."""

from __future__ import annotations

from typing import Any

from defects.planting import Ask, Defect, Forward, Reply
from defects.square_wraps import (
    BATCH,
    DELETE_ALL,
    ONE,
    UPSERTS,
    again,
    at,
    children,
    created,
    current,
    data_of,
    error,
    every,
    everything,
    refusing,
    sent,
    told,
    tops,
    updates,
)


def missing_objects_created(ask: Ask, forward: Forward) -> Reply:
    body = ask.json
    if at(ask, ONE) and not created(body["object"]):
        if current(ask, forward, body["object"].get("id", "")) is None:
            body["object"]["id"] = "#new"
        ask.json = body
    return forward(ask)


def one_bad_batch_undoes_all(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    body = reply.json
    if at(ask, BATCH) and body.get("errors") and body.get("objects"):
        again(ask, forward, {"object_ids": [each["id"] for each in body["objects"]]}, DELETE_ALL)
        return error(body["errors"][0]["code"])
    return reply


def last_bad_object_left_out(body: Any) -> None:
    for batch in body["batches"]:
        if len(batch["objects"]) > 1 and batch["objects"][-1].get("is_deleted"):
            batch["objects"].pop()


def bad_children_left_out(value: Any) -> None:
    children(value)[:] = [child for child in children(value) if not child.get("is_deleted")]


def without_errors(body: Any) -> None:
    body.pop("errors", None)


def reversed_batches(body: Any) -> None:
    body["batches"].reverse()


def last_id_as_sent():
    """The last object of an answer keeps its temporary id."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        body = reply.json
        if at(ask, BATCH) and reply.status == 200 and body.get("id_mappings"):
            names = {pair["object_id"]: pair["client_object_id"] for pair in body["id_mappings"]}
            last = body["objects"][-1]
            last["id"] = names.get(last["id"], last["id"])
            reply.json = body
        return reply

    return wrap


def modifiers_without_mapping(body: Any) -> None:
    modifiers = {each["id"] for each in everything(body) if each["type"] == "MODIFIER"}
    kept = [pair for pair in body.get("id_mappings", []) if pair["object_id"] not in modifiers]
    body["id_mappings"] = kept


def mappings_of_updates_lost(ask: Ask, forward: Forward) -> Reply:
    sent_objects = list(tops(ask.json)) if at(ask, *UPSERTS) and ask.json else []
    reply = forward(ask)
    if sent_objects and not any(map(created, sent_objects)) and reply.status == 200:
        reply.json = {name: found for name, found in reply.json.items() if name != "id_mappings"}
    return reply


def lists_keep_temporary_ids(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    body = reply.json
    if at(ask, BATCH) and reply.status == 200:
        names = {
            each["object_id"]: each["client_object_id"] for each in body.get("id_mappings", [])
        }
        for value in everything(body):
            for info in data_of(value).get("modifier_list_info", ()):
                info["modifier_list_id"] = names.get(info["modifier_list_id"])
        reply.json = body
    return reply


def points_forward(body: Any) -> bool:
    for batch in body["batches"]:
        seen: set[str] = set()
        for value in batch["objects"]:
            if set(data_of(value).get("tax_ids") or ()) - seen - {""} and any(
                each.startswith("#") for each in data_of(value)["tax_ids"]
            ):
                return True
            seen.add(value.get("id", ""))
    return False


def second_nested_with_parent_dropped(value: Any) -> None:
    if len(children(value)) == 2 and data_of(children(value)[1]).get("item_id"):
        children(value).pop()


def separate_variations_dropped(body: Any) -> None:
    for batch in body["batches"]:
        batch["objects"] = [each for each in batch["objects"] if each["type"] != "ITEM_VARIATION"]


def one_scope_for_temporary_ids(body: Any) -> Any:
    ids = [each.get("id") for each in tops(body)]
    if len(body["batches"]) > 1 and len(set(ids)) == len(ids) and "is_deleted" not in str(body):
        return body | {"batches": [{"objects": list(tops(body))}]}
    return None


def duplicate_ids_renamed(body: Any) -> None:
    for batch in body["batches"]:
        seen: set[str] = set()
        for n, value in enumerate(batch["objects"]):
            if value.get("id") in seen:
                value["id"] += f"-{n}"
            seen.add(value.get("id", ""))


def children_made_anew(value: Any, _stored: Any) -> None:
    for n, child in enumerate(children(value)):
        if not created(child):
            child["id"] = f"#again-{n}"


def updated_objects_left_out(body: Any) -> None:
    new = {pair["object_id"] for pair in body.get("id_mappings", ())}
    body["objects"] = [each for each in body.get("objects", ()) if each["id"] in new]


def mappings_by_family(body: Any) -> None:
    """Nested objects are mapped right behind their parents."""
    order = [value["id"] for value in everything(body)]
    body["id_mappings"].sort(key=lambda pair: order.index(pair["object_id"]))


def repeats(body: Any) -> bool:
    ids = [value.get("id") for value in tops(body)]
    return len(ids) != len(set(ids))


def undefined_references_dropped(body: Any) -> None:
    defined = {value.get("id") for value in everything(body)}
    for value in everything(body):
        known = [each for each in data_of(value).get("tax_ids") or () if each in defined]
        if "tax_ids" in data_of(value):
            data_of(value)["tax_ids"] = known


def updates_are_mapped(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if at(ask, BATCH) and reply.status == 200 and "id_mappings" not in reply.json:
        ids = [value["id"] for value in tops(reply.json)]
        pairs = [{"client_object_id": each, "object_id": each} for each in ids]
        reply.json = reply.json | {"id_mappings": pairs}
    return reply


def refused_batches_still_mapped(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if at(ask, BATCH) and reply.status == 400:
        pair = {"client_object_id": "#bad", "object_id": "A" * 24}
        reply.json = reply.json | {"id_mappings": [pair]}
    return reply


def last_batch_first(body: Any) -> None:
    body["objects"].reverse()


BATCHES = (
    Defect("mappings_by_family", ("SQ-40",), told(mappings_by_family, BATCH)),
    Defect("one_use_of_a_temporary_id", ("SQ-46",), refusing(repeats, BATCH)),
    Defect(
        "undefined_references_dropped",
        ("SQ-48", "SQ-50"),
        sent(undefined_references_dropped, BATCH),
    ),
    Defect("updates_are_mapped", ("SQ-51",), updates_are_mapped),
    Defect("refused_batches_mapped", ("SQ-87",), refused_batches_still_mapped),
    Defect("last_batch_first", ("SQ-89",), told(last_batch_first, BATCH)),
    Defect("missing_objects_created", ("SQ-49", "SQ-53"), missing_objects_created),
    Defect("one_bad_batch_undoes_all", ("SQ-21", "SQ-84", "SQ-45"), one_bad_batch_undoes_all),
    Defect("last_bad_object_left_out", ("SQ-83",), sent(last_bad_object_left_out, BATCH)),
    Defect("bad_children_left_out", ("SQ-83",), sent(every(bad_children_left_out), BATCH)),
    Defect("mixed_outcome_without_errors", ("SQ-85",), told(without_errors, BATCH)),
    Defect("batches_reversed", ("SQ-88",), sent(reversed_batches, BATCH)),
    Defect("last_id_as_sent", ("SQ-38",), last_id_as_sent()),
    Defect("modifiers_without_mapping", ("SQ-39",), told(modifiers_without_mapping, BATCH)),
    Defect("mappings_of_updates_lost", ("SQ-70",), mappings_of_updates_lost),
    Defect("lists_keep_temporary_ids", ("SQ-41",), lists_keep_temporary_ids),
    Defect("forward_references_refused", ("SQ-42",), refusing(points_forward, BATCH)),
    Defect(
        "second_nested_variation_dropped",
        ("SQ-43",),
        sent(every(second_nested_with_parent_dropped), BATCH),
    ),
    Defect("separate_variations_dropped", ("SQ-44",), sent(separate_variations_dropped, BATCH)),
    Defect("one_scope_for_temporary_ids", ("SQ-45",), sent(one_scope_for_temporary_ids, BATCH)),
    Defect("duplicate_ids_renamed", ("SQ-47",), sent(duplicate_ids_renamed, BATCH)),
    Defect("children_made_anew", ("SQ-52",), updates(children_made_anew)),
    Defect("updated_objects_left_out", ("SQ-79",), told(updated_objects_left_out, BATCH)),
)
