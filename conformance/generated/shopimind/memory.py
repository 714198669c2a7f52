"""
What generated traffic remembers of ShopiMind's answers: ids, and which definitions are active.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from conformance.generated.vendor_traffic import GeneratedRequest, Memory, VendorReply, part, parts

OK: Final = (200, 201)


def records_of(request: GeneratedRequest) -> str:
    """The kind, in the memory, of the records of a definition."""
    return f"record of {request.path.get('id_definition')}"


def remember(request: GeneratedRequest, reply: VendorReply, memory: Memory) -> None:
    """Remember what was stored and forget what was deleted."""
    if reply.status in OK and isinstance(reply.body, dict):
        REMEMBERED.get(request.operation, nothing)(request, reply.body, memory)


def nothing(_drawn: GeneratedRequest, _body: dict[str, Any], _memory: Memory) -> None:
    """Nothing to remember."""


def remember_definition(_drawn: GeneratedRequest, body: dict[str, Any], memory: Memory) -> None:
    """A new definition exists and is active."""
    for kind in ("definition", "active"):
        memory.remember(kind, part(body, "data", "id_definition"))


def forget_definition(request: GeneratedRequest, _body: dict[str, Any], memory: Memory) -> None:
    """A deleted definition neither exists nor is active."""
    for kind in ("definition", "active"):
        memory.forget(request.path["id_definition"], kind)


def forget_activity(request: GeneratedRequest, _body: dict[str, Any], memory: Memory) -> None:
    memory.forget(request.path["id_definition"], "active")


def remember_activity(request: GeneratedRequest, _body: dict[str, Any], memory: Memory) -> None:
    memory.remember("active", request.path["id_definition"])


def remember_records(request: GeneratedRequest, body: dict[str, Any], memory: Memory) -> None:
    """A listing shows the ids of records."""
    for row in parts(body.get("data")):
        memory.remember(records_of(request), row.get("id"))


def forget_records(request: GeneratedRequest, _body: dict[str, Any], memory: Memory) -> None:
    named = request.body if isinstance(request.body, list) else [request.query.get("id")]
    for each in named:
        memory.forget(each, records_of(request))


def remember_contact(_drawn: GeneratedRequest, body: dict[str, Any], memory: Memory) -> None:
    memory.remember("contact", part(body, "data", "id_shop_contact"))


def remember_customers(request: GeneratedRequest, body: dict[str, Any], memory: Memory) -> None:
    """All customers of a request were stored, unless some were rejected."""
    for each in parts(request.body) if not body.get("rejected_count") else ():
        memory.remember("customer", each.get("customer_id"))


def remember_products(request: GeneratedRequest, body: dict[str, Any], memory: Memory) -> None:
    """All products of a request were stored, unless some were rejected."""
    for each in parts(request.body) if not body.get("rejected_count") else ():
        memory.remember("product", each.get("product_id"))


REMEMBERED: Final[dict[str, Callable[[GeneratedRequest, dict[str, Any], Memory], None]]] = {
    "createCustomDataDefinition": remember_definition,
    "deleteCustomDataDefinition": forget_definition,
    "deactivateCustomDataDefinition": forget_activity,
    "activateCustomDataDefinition": remember_activity,
    "listCustomDataRecords": remember_records,
    "deleteCustomDataRecord": forget_records,
    "bulkDeleteCustomDataRecords": forget_records,
    "saveContact": remember_contact,
    "bulkCreateCustomers": remember_customers,
    "bulkCreateProducts": remember_products,
}
