"""
Generated traffic for Square: catalog objects that its catalog can hold.

The catalog refuses what the contract cannot exclude:

- An id that starts with # creates an object (SQ-38), no two objects of a batch carry the same one
  (SQ-47), and a reference to one that no object carries fails the batch (SQ-48): each object gets
  an id of its own.
- An update or a reference that names no existing object is refused (SQ-49, SQ-50): references are
  left out.
- An object has the data field of its own type (SQ-20), is_deleted is false (SQ-22), an item has a
  variation (SQ-71) and no LEGACY product type (SQ-78), prices fit their pricing type (SQ-153),
  a product set names its products in exactly one way (SQ-155), children are where their parent is
  (SQ-170), and items and categories have names (SQ-173): ``valid_objects`` sees to it.
- A search is over attributes that can be searched (SQ-125).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from conformance.drivers.square.objects import DATA
from conformance.generated.square import response_rules as square_rules
from conformance.generated.square.valid_objects import valid_object
from conformance.generated.vendor_traffic import (
    GeneratedRequest,
    Memory,
    Traffic,
    VendorReply,
    parts,
)

UPSERTS: Final = ("BatchUpsertCatalogObjects", "UpsertCatalogObject")

MOST: Final = 50
"""Objects of a generated batch: nested ones count too, and probes test the limits."""

ALONE: Final = (
    "set_query",
    "items_for_tax_query",
    "items_for_modifier_list_query",
    "items_for_item_options_query",
    "item_variations_for_item_option_values_query",
    "modifiers_for_child_list_query",
)

LINKS: Final = {
    "UpdateItemTaxes": ("taxes_to_enable", "taxes_to_disable", "TAX"),
    "UpdateItemModifierLists": (
        "modifier_lists_to_enable",
        "modifier_lists_to_disable",
        "MODIFIER_LIST",
    ),
}


def make_valid(request: GeneratedRequest, memory: Memory) -> None:
    request.query.pop("cursor", None)
    if "types" in request.query:
        request.query["types"] = "ITEM,tax"
    if not isinstance(request.body, dict):
        return
    if request.operation in UPSERTS:
        fix_upsert(request.body, memory)
    elif request.operation in LINKS:
        fix_links(request.body, *LINKS[request.operation], memory)
    elif request.operation == "SearchCatalogObjects":
        fix_search(request.body)
    elif request.operation == "SearchCatalogItems":
        fix_item_search(request.body)


def fix_upsert(body: dict[str, Any], memory: Memory) -> None:
    """A fresh key, and objects to create whose temporary ids differ."""
    body["idempotency_key"] = memory.fresh("key")
    ids = (f"#{memory.namespace}-{number}" for number in range(1_000_000))
    if "object" in body:
        body["object"] = valid_object(body["object"], ids, memory)
    for batch in body.get("batches", ()):
        batch["objects"] = [valid_object(each, ids, memory) for each in batch["objects"][:MOST]]


def fix_links(body: dict[str, Any], enable: str, disable: str, kind: str, memory: Memory) -> None:
    """Items and links that exist, and at least one link to add."""
    item, link = memory.first("ITEM"), memory.first(kind)
    body["item_ids"] = [item] if body["item_ids"] and item else []
    body[enable] = [link] if link else []
    if body.get(disable):
        body[disable] = []


def fix_search(body: dict[str, Any]) -> None:
    """One query, or several that combine, over attributes that can be searched."""
    body.pop("cursor", None)
    if body.get("begin_time") is not None:
        body["begin_time"] = "2026-01-01T00:00:00Z"
    if body.get("include_deleted_objects"):
        body.pop("include_category_path_to_root", None)
    query = body.get("query")
    if not query:
        return
    alone = [name for name in ALONE if query.get(name) is not None]
    if alone:
        body["query"] = query = {alone[0]: query[alone[0]]}
    for part in query.values():
        if isinstance(part, dict) and "attribute_name" in part:
            part["attribute_name"] = "name"


def fix_item_search(body: dict[str, Any]) -> None:
    """Filters that name one attribute and one value."""
    body.pop("cursor", None)
    if body.get("custom_attribute_filters"):
        body["custom_attribute_filters"] = [{"key": "origin", "string_filter": "Assam"}]


def unmet_precondition(request: GeneratedRequest, memory: Memory) -> bool:
    """Whether a request names an object, or a version, that the run did not see."""
    if "catalog_version" in request.query:
        return True
    if request.operation in LINKS:
        return not request.body.get(LINKS[request.operation][0])
    named = request.path.get("object_id")
    return named is not None and not any(memory.knows(kind, named) for kind in memory.ids)


def remember(_drawn: GeneratedRequest, reply: VendorReply, memory: Memory) -> None:
    """Remember what was stored and forget what was deleted."""
    body = reply.body
    if reply.status != 200 or not isinstance(body, dict):  # noqa: PLR2004 # OK
        return
    for stored in objects_in(body):
        memory.remember(str(stored.get("type")), stored.get("id"))
    for gone in body.get("deleted_object_ids") or ():
        memory.forget(gone)


def objects_in(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The top-level objects of an answer that are not deleted."""
    found = [*parts(body.get("objects")), *parts([body.get("object"), body.get("catalog_object")])]
    yield from (each for each in found if not each.get("is_deleted"))


def reports(reply: VendorReply) -> bool:
    """
    Whether an answer with 200 reports a batch that was refused.

    The batches before and after a failing one are stored (SQ-84), and the response holds errors
    (SQ-85).
    """
    return isinstance(reply.body, dict) and bool(reply.body.get("errors"))


TRAFFIC: Final = Traffic(
    title="Square Catalog API",
    header="Authorization",
    scheme="Bearer",
    make_valid=make_valid,
    unmet_precondition=unmet_precondition,
    remember=remember,
    reports=reports,
    leaves={kind: kind for kind in DATA},
    collection="conformance.drivers.square.taxes:Taxes",
    rules=square_rules.RULES,
)
