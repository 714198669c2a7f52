"""
Deleting objects, and changing the taxes and modifier lists of items.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject
from mockserver.core.record_writer import RecordWriter, live
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.view import Stage
from mockserver.provider import Change, Request, Response
from mockserver.providers.square.catalog import OBJECTS, data_of
from mockserver.providers.square.rendering import timestamp
from mockserver.providers.square.shaping import LIST_INFO
from mockserver.providers.square.upserting import FORM
from mockserver.providers.square.vendor_errors import VendorError, constraint, invalid_object


def writer_for(stage: Stage, request: Request, tick: Tick) -> RecordWriter:
    """
    A writer whose versions grow strictly.

    These operations ask for no version, but the objects that they leave behind carry one.
    """
    return RecordWriter.for_request(stage, request.declared, FORM, tick, versions_grow=True)


def delete(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """Delete one object and its children (SQ-136, SQ-137, SQ-141)."""
    object_id = request.path["object_id"]
    if live(stage, OBJECTS, object_id) is None:
        return Refusal(Reason.NOT_FOUND, facts={"id": object_id})
    return deleted(stage, [object_id], request, tick)


def batch_delete(stage: Stage, request: Request, tick: Tick) -> Response:
    """Delete what exists among the ids, children included (SQ-138, SQ-139)."""
    ids = request.body["object_ids"]
    known = [object_id for object_id in ids if live(stage, OBJECTS, object_id) is not None]
    if not known:
        return Response(200, {"deleted_at": timestamp(tick.now)})
    return deleted(stage, known, request, tick)


def deleted(stage: Stage, ids: Sequence[str], request: Request, tick: Tick) -> Response:
    """Delete live objects and say which ones."""
    writer = writer_for(stage, request, tick)
    removed = remove(stage, ids, writer)
    return Response(200, {"deleted_object_ids": removed, "deleted_at": timestamp(writer.stamp.now)})


@dataclass(frozen=True, slots=True)
class Links:
    """What an ``update-item-...`` operation adds to items and takes from them."""

    kind: str
    enable: str
    disable: str
    change: Callable[[JsonObject, Sequence[str], Sequence[str]], JsonObject]


def with_taxes(data: JsonObject, added: Sequence[str], taken: Sequence[str]) -> JsonObject:
    """The data of an item with other taxes (SQ-144)."""
    ids = dict.fromkeys([*data.get("tax_ids", ()), *added])
    return replaced(data, "tax_ids", [tax_id for tax_id in ids if tax_id not in taken])


def with_modifier_lists(data: JsonObject, added: Sequence[str], taken: Sequence[str]) -> JsonObject:
    """The data of an item with other modifier lists (SQ-146)."""
    infos = {info["modifier_list_id"]: info for info in data.get("modifier_list_info", ())}
    for list_id in added:
        known = infos.get(list_id, {"modifier_list_id": list_id})
        infos[list_id] = {**LIST_INFO, **known, "enabled": True}
    left = [info for list_id, info in infos.items() if list_id not in taken]
    return replaced(data, "modifier_list_info", left)


def replaced(data: JsonObject, field: str, value: list[object]) -> JsonObject:
    """A copy of some data with another value of a field, left out when it is empty."""
    kept = {name: found for name, found in data.items() if name != field}
    return {**kept, field: value} if value else kept


TAXES: Final = Links("TAX", "taxes_to_enable", "taxes_to_disable", with_taxes)
MODIFIER_LISTS: Final = Links(
    "MODIFIER_LIST", "modifier_lists_to_enable", "modifier_lists_to_disable", with_modifier_lists
)


def relink(stage: Stage, request: Request, tick: Tick, links: Links) -> Response | Refusal:
    """Add links to every named item and take links from it; all items or none."""
    body = request.body
    added, taken = body.get(links.enable) or (), body.get(links.disable) or ()
    if not added and not taken:
        detail = f"At least one of {links.enable} and {links.disable} must be set."
        return constraint((), VendorError("MISSING_REQUIRED_PARAMETER", detail, links.enable))
    for kind, field, ids in (
        ("ITEM", "item_ids", body["item_ids"]),
        (links.kind, links.enable, added),
    ):
        refusal = unknown(stage, kind, field, ids)
        if refusal is not None:
            return refusal
    writer = writer_for(stage, request, tick)
    for item_id in dict.fromkeys(body["item_ids"]):
        item = live(stage, OBJECTS, item_id)
        if item is not None:
            data = links.change(data_of(item), added, taken)
            writer.amend(stage, item, {**item["body"], "item_data": data})
    return Response(200, {"updated_at": timestamp(writer.stamp.now)})


def unknown(stage: Stage, kind: str, field: str, ids: Sequence[str]) -> Refusal | None:
    """The refusal of ids that name no live object of a type."""
    for object_id in ids:
        record = live(stage, OBJECTS, object_id)
        if record is None or record["kind"] != kind:
            return invalid_object((), object_id, f"There is no {kind} with this id.", field)
    return None


def update_taxes(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    """Add taxes to items and take taxes from them."""
    return relink(stage, request, tick, TAXES)


def update_modifier_lists(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
    return relink(stage, request, tick, MODIFIER_LISTS)


DELETE: Final = Change(delete)
BATCH_DELETE: Final = Change(batch_delete)
UPDATE_TAXES: Final = Change(update_taxes)
UPDATE_MODIFIER_LISTS: Final = Change(update_modifier_lists)
