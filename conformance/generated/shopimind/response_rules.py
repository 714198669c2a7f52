"""Rules of ShopiMind that one request and its answer decide."""

from __future__ import annotations

from typing import Any, Final

from conformance.generated.vendor_traffic import (
    Differences,
    GeneratedRequest,
    ResponseRule,
    VendorReply,
)

OK: Final = 200
UNAUTHORIZED: Final = 401

BULK: Final = {
    "saveCustomDataRecords": "",
    "bulkCreateCustomers": "",
    "bulkUpdateCustomers": "",
    "bulkCreateProducts": "",
    "bulkUpdateProducts": "",
    "bulkDeleteCustomDataRecords": "",
    "bulkDeleteCustomers": "customer_ids",
    "bulkDeleteProducts": "product_ids",
}
"""Operation on many items to the property that holds them; empty when the body is the array."""

PAGINATION: Final = (
    "total_items",
    "items_per_page",
    "total_pages",
    "current_page",
    "offset",
    "has_previous_page",
    "has_next_page",
    "next_page",
    "previous_page",
)


def refusal(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """A 401 has ``error`` Unauthorized and a message of one sentence."""
    if reply.status != UNAUTHORIZED or not isinstance(reply.body, dict):
        return None
    wrong = []
    if reply.body.get("error") != "Unauthorized":
        wrong.append(f"error: expected 'Unauthorized', got {reply.body.get('error')!r}")
    if not isinstance(reply.body.get("message"), str):
        wrong.append("message: expected a string")
    return wrong


def same_status(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """The status in the body is the status of the answer."""
    if not isinstance(reply.body, dict) or "statusCode" not in reply.body:
        return None
    got = reply.body["statusCode"]
    return [] if got == reply.status else [f"statusCode: expected {reply.status}, got {got!r}"]


def listing(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """A list has rows, the nine numbers of its page, and the time."""
    if not request.operation.startswith("list") or reply.status != OK:
        return None
    body: Any = reply.body if isinstance(reply.body, dict) else {}
    meta = body.get("meta") or {}
    wrong = [] if isinstance(body.get("data"), list) else ["data: expected an array"]
    missing = [name for name in PAGINATION if name not in (meta.get("pagination") or {})]
    wrong += [f"meta.pagination.{name}: is missing" for name in missing]
    return wrong + ([] if "generated_at" in meta else ["meta.generated_at: is missing"])


def totals_add_up(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """Accepted and rejected items add up to those that were sent."""
    if request.operation not in BULK or reply.status != OK:
        return None
    sent = request.body
    if BULK[request.operation]:
        sent = sent.get(BULK[request.operation]) if isinstance(sent, dict) else None
    if not isinstance(sent, list) or not isinstance(reply.body, dict):
        return None
    accepted, rejected = reply.body.get("sent_count"), reply.body.get("rejected_count")
    items = reply.body.get("rejected_items")
    if (
        not isinstance(accepted, int)
        or not isinstance(rejected, int)
        or not isinstance(items, list)
    ):
        return ["sent_count, rejected_count, rejected_items: expected two numbers and a list"]
    wrong = []
    if rejected != len(items):
        wrong.append(f"rejected_count: expected {len(items)}, got {rejected}")
    if accepted + rejected != len(sent):
        wrong.append(
            f"sent_count + rejected_count: expected {len(sent)}, got {accepted + rejected}"
        )
    return wrong


RULES: Final = (
    ResponseRule("SPM-02", "A 401 says Unauthorized and gives one sentence", refusal),
    ResponseRule("SPM-05", "The status in the body is the status of the answer", same_status),
    ResponseRule("SPM-07", "A list has rows, the nine numbers of its page, and the time", listing),
    ResponseRule(
        "SPM-09", "Accepted and rejected items add up to those that were sent", totals_add_up
    ),
)
