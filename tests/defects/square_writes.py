"""Defects of Square in what a write does: ids, versions, replacement, atomicity, results."""

from __future__ import annotations

from typing import Any

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    BATCH,
    DELETE_ALL,
    ONE,
    READ,
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


def nested_fields_merged(value: Any, stored: Any) -> None:
    known = {child["id"]: data_of(child) for child in children(stored)}
    for child in children(value):
        for field, found in known.get(child["id"], {}).items():
            data_of(child).setdefault(field, found)


def second_update_merges():
    """The first update of an object replaces, the second one merges."""
    seen: dict[str, int] = {}

    def change(value: Any, stored: Any) -> None:
        seen[value["id"]] = seen.get(value["id"], 0) + 1
        if seen[value["id"]] == 2:
            for field, found in data_of(stored).items():
                data_of(value).setdefault(field, found)

    return updates(change)


def last_left_out_stays(kind: str):
    def change(value: Any, stored: Any) -> None:
        if value["type"] == kind and len(children(value)) < len(children(stored)):
            children(value).append(children(stored)[-1])

    return updates(change)


def plaintext_with_markup(value: Any) -> None:
    if "description_html" in data_of(value):
        data_of(value)["description_plaintext"] = data_of(value)["description_html"]


def taxes_nowhere(value: Any) -> None:
    if value["type"] == "TAX":
        value.pop("present_at_all_locations", None)


def not_taxable(value: Any) -> None:
    if value.get("type") == "ITEM":
        data_of(value).setdefault("is_taxable", False)


def order_of_variations_kept(value: Any, stored: Any) -> None:
    order = [child["id"] for child in children(stored)]
    children(value).sort(key=lambda child: order.index(child["id"]) if child["id"] in order else 99)


def product_types_kept_silently(value: Any, stored: Any) -> None:
    if value["type"] == "ITEM":
        data_of(value)["product_type"] = data_of(stored)["product_type"]


def updated_objects_left_out(body: Any) -> None:
    new = {pair["object_id"] for pair in body.get("id_mappings", ())}
    body["objects"] = [each for each in body.get("objects", ()) if each["id"] in new]


def nested_time_zones(value: Any) -> None:
    for child in children(value):
        child["updated_at"] = child["updated_at"].replace("Z", "+00:00")


def without_time(body: Any) -> None:
    body.pop("updated_at", None)


def times_of_the_client(ask: Ask, forward: Forward) -> Reply:
    sent_body = ask.json
    reply = forward(ask)
    if at(ask, ONE) and reply.status == 200 and "updated_at" in sent_body["object"]:
        body = reply.json
        body["catalog_object"]["updated_at"] = sent_body["object"]["updated_at"]
        reply.json = body
    return reply


def read_only_fields(body: Any) -> bool:
    return any("description_plaintext" in data_of(value) for value in tops(body))


def lower(sent_version: Any, stored: int) -> bool:
    return isinstance(sent_version, int) and sent_version < stored


def higher(sent_version: Any, stored: int) -> bool:
    return isinstance(sent_version, int) and sent_version > stored


WRITES = (
    Defect("one_bad_batch_undoes_all", ("SQ-21", "SQ-84", "SQ-45"), one_bad_batch_undoes_all),
    Defect("last_bad_object_left_out", ("SQ-83",), sent(last_bad_object_left_out, BATCH)),
    Defect("bad_children_left_out", ("SQ-83",), sent(every(bad_children_left_out), BATCH)),
    Defect("stale_objects_left_out", ("SQ-66",), stale_objects_left_out),
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
    Defect("nested_fields_merged", ("SQ-67",), updates(nested_fields_merged)),
    Defect("second_update_merges", ("SQ-67",), fresh(second_update_merges)),
    Defect("last_variation_stays", ("SQ-68",), last_left_out_stays("ITEM")),
    Defect("last_modifier_stays", ("SQ-69",), last_left_out_stays("MODIFIER_LIST")),
    Defect(
        "plaintext_with_markup",
        ("SQ-73",),
        told(lambda body: plaintext_with_markup(body["object"]), READ),
    ),
    Defect(
        "taxes_nowhere",
        ("SQ-74",),
        told(lambda body: taxes_nowhere(body["object"]), READ, method="GET"),
    ),
    Defect("items_not_taxable", ("SQ-75",), sent(every(not_taxable), *UPSERTS)),
    Defect("order_of_variations_kept", ("SQ-76",), updates(order_of_variations_kept)),
    Defect("product_types_kept_silently", ("SQ-77",), updates(product_types_kept_silently)),
    Defect("updated_objects_left_out", ("SQ-79",), told(updated_objects_left_out, BATCH)),
    Defect("nested_time_zones", ("SQ-80",), told(every(nested_time_zones), BATCH)),
    Defect("answers_without_time", ("SQ-80",), told(without_time, BATCH)),
    Defect("times_of_the_client", ("SQ-23",), times_of_the_client),
    Defect("read_only_fields_refused", ("SQ-24",), refusing(read_only_fields, *UPSERTS)),
)
