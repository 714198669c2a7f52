"""
Generated traffic for Solvimon: references of the run, and nothing that must exist beforehand.

The platform refuses what the contract cannot exclude:

- A create under a used reference is refused (SLV-51): creates get fresh references.
- References to categories, parents, entities, features and custom fields that do not exist are
  refused (SLV-15, SLV-39, SLV-40, SLV-41, SLV-42): they are left out.
- A product that is no draft is not deleted (SLV-55, SLV-56): a refused deletion of a product that
  was moved on is no finding.
"""

from __future__ import annotations

from typing import Any, Final

from conformance.generated.solvimon import response_rules as solvimon_rules
from conformance.generated.vendor_traffic import GeneratedRequest, Memory, Traffic, VendorReply

OK: Final = (200, 201)

NAMED: Final = ("resourceIdOrReference", "resourceId")

NEEDS_OTHERS: Final = (
    "parent_product_id",
    "category_id",
    "category",
    "custom_fields",
    "features",
    "customer_id",
    "billing_entity_id",
    "linked_integrations",
    "integration_id",
    "integration_reference",
    "meter_value_calculation_id",
)
"""Members that name other records, which would have to exist."""


def kind_of(request: GeneratedRequest) -> str:
    """What an operation is about, from its name: ``postProductsSearch`` is about ``Products``."""
    rest = request.operation.lstrip("abcdefghijklmnopqrstuvwxyz")
    for kind in ("ProductCategories", "Products", "CustomFields", "Features", "BillingEntities"):
        if rest.startswith(kind):
            return kind
    return rest


def make_valid(request: GeneratedRequest, memory: Memory) -> None:
    kind = kind_of(request)
    for name in NAMED:
        if name in request.path:
            known = memory.last if request.operation.startswith("delete") else memory.first
            request.path[name] = known(kind, request.path[name])
    for name in ("custom_field", "custom_field_reference", "identifier_field", "field_actions"):
        request.query.pop(name, None)
    if "Idempotency-Key" in request.headers:
        request.headers["Idempotency-Key"] = memory.fresh("key")
    if isinstance(request.body, dict) and request.operation.endswith("Search"):
        fix_search(request.body)
    elif isinstance(request.body, dict):
        fix_record(request, kind, memory)


def fix_record(request: GeneratedRequest, kind: str, memory: Memory) -> None:
    """Use a reference of the run, and remove members that name other records."""
    body: dict[str, Any] = request.body
    # A product that is no draft cannot be deleted, and the operations that move it are generated.
    for name in (*NEEDS_OTHERS, "id", "object_type", "status"):
        body.pop(name, None)
    if request.operation.startswith("post"):
        body["reference"] = memory.fresh(kind)
    elif request.operation.startswith("put"):
        body["reference"] = f"{memory.namespace}-{kind}"
        # A PUT may create a record, which needs a name.
        body["name"] = body.get("name") or kind
    else:
        body.pop("reference", None)
    if "type" in body and kind in {"CustomFields", "Features"}:
        body["enum_values"] = ["a", "b"] if body["type"] == "ENUM" else None


def fix_search(body: dict[str, Any]) -> None:
    """Filter by members that need no further name."""
    for part in body.get("filter_fields") or ():
        if part["name"] == "custom_field":
            part["name"] = "id"


def unmet_precondition(request: GeneratedRequest, memory: Memory) -> bool:
    """Whether a request names what the run did not store, or deletes a product that is no draft."""
    kind = kind_of(request)
    named = [request.path[name] for name in NAMED if name in request.path]
    if request.operation == "deleteProductsByResourceIdOrReference":
        return any(memory.knows("moved", each) for each in named) or not memory.first(kind)
    return any(not memory.knows(kind, each) for each in named)


def remember(request: GeneratedRequest, reply: VendorReply, memory: Memory) -> None:
    """Remember what was stored and forget what was deleted."""
    if reply.status not in OK or not isinstance(reply.body, dict):
        return
    kind, own = kind_of(request), reply.body.get("id")
    if request.operation.startswith("delete"):
        memory.forget(own, kind)
    elif isinstance(own, str):
        memory.remember(kind, own)
    if request.operation.startswith("postProductsByResource"):
        memory.remember("moved", own)


def reports(_reply: VendorReply) -> bool:
    """Never: a request holds one record."""
    return False


TRAFFIC: Final = Traffic(
    title="Solvimon Configuration API",
    header="X-API-KEY",
    scheme="",
    make_valid=make_valid,
    unmet_precondition=unmet_precondition,
    remember=remember,
    reports=reports,
    leaves={
        "Products": "product",
        "ProductCategories": "category",
        "CustomFields": "custom-field",
        "Features": "feature",
    },
    collection="conformance.generated.solvimon.products:Products",
    rules=solvimon_rules.RULES,
)
