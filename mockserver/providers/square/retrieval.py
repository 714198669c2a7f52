"""
Reading objects by id, and the limits of the catalog.
"""

from __future__ import annotations

from typing import Final

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.square.catalog import OBJECTS
from mockserver.providers.square.rendering import AsOf, related_to, wire

LIMITS: Final = {
    "batch_upsert_max_objects_per_batch": 1000,
    "batch_upsert_max_total_objects": 10000,
    "batch_retrieve_max_object_ids": 1000,
    "search_max_page_limit": 1000,
    "batch_delete_max_object_ids": 200,
    "update_item_taxes_max_item_ids": 1000,
    "update_item_taxes_max_taxes_to_enable": 1000,
    "update_item_taxes_max_taxes_to_disable": 1000,
    "update_item_modifier_lists_max_item_ids": 1000,
    "update_item_modifier_lists_max_modifier_lists_to_enable": 1000,
    "update_item_modifier_lists_max_modifier_lists_to_disable": 1000,
}
"""What ``CatalogInfo`` answers (SQ-147)."""


def info(_view: View, _request: Request, _tick: Tick) -> Response:
    return Response(200, {"limits": LIMITS})


def retrieve(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """One live object, or its state at a version or before (SQ-107 to SQ-113)."""
    object_id = request.path["object_id"]
    version = request.parameters.get("catalog_version")
    if version is not None:
        view = AsOf(view, version)
    record = view.get(OBJECTS, object_id)
    if record is None or record.get("deleted"):
        return Refusal(Reason.NOT_FOUND, facts={"id": object_id})
    paths = bool(request.parameters.get("include_category_path_to_root"))
    answer: JsonObject = {"object": wire(view, record, paths=paths)}
    if request.parameters.get("include_related_objects"):
        answer |= array_or_absent("related_objects", related_to(view, [record], paths=paths))
    return Response(200, answer)


def batch_retrieve(view: View, request: Request, _tick: Tick) -> Response:
    """The objects that exist among the ids; deleted ones on request (SQ-114, SQ-115)."""
    body = request.body
    if body.get("catalog_version") is not None:
        view = AsOf(view, body["catalog_version"])
    deleted_too = bool(body.get("include_deleted_objects"))
    paths = bool(body.get("include_category_path_to_root"))
    found = (view.get(OBJECTS, object_id) for object_id in dict.fromkeys(body["object_ids"]))
    records = [
        record
        for record in found
        if record is not None and (deleted_too or not record.get("deleted"))
    ]
    answer = array_or_absent("objects", [wire(view, record, paths=paths) for record in records])
    if body.get("include_related_objects"):
        answer |= array_or_absent("related_objects", related_to(view, records, paths=paths))
    return Response(200, answer)


def array_or_absent(name: str, objects: list[JsonObject]) -> JsonObject:
    """An array of an answer, left out when it is empty."""
    return {name: objects} if objects else {}


INFO: Final = Read(info)
RETRIEVE: Final = Read(retrieve)
BATCH_RETRIEVE: Final = Read(batch_retrieve)
