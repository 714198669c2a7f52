"""Rules of Propeller that one request and its answer decide."""

from __future__ import annotations

from typing import Any, Final, TypeAlias

from conformance.generated.vendor_traffic import (
    Differences,
    GeneratedRequest,
    ResponseRule,
    VendorReply,
    part,
    parts,
)

RowItems: TypeAlias = list[dict[str, Any]]

OK: Final = 200
FAILED: Final = 400

LOOKUPS: Final = {"bulkCustomersById": "id", "bulkCustomersBySourceId": "sourceId"}
"""Bulk operation to the key by which it looks customers up."""


def error_of(reply: VendorReply) -> object:
    """The object under ``error``, ``None`` when there is none."""
    return reply.body.get("error") if isinstance(reply.body, dict) else None


def envelope(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """An error has a code, a status, a type and messages."""
    if reply.status < FAILED or reply.status in {401, 405, 413, 415}:
        return None
    error = error_of(reply)
    if not isinstance(error, dict):
        return ["error: expected an object"]
    missing = [name for name in ("code", "status", "type", "messages") if name not in error]
    return [f"error.{name}: is missing" for name in missing]


def same_status(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """The status in the body is the status of the answer."""
    error = error_of(reply)
    if not isinstance(error, dict) or "status" not in error:
        return None
    got = error["status"]
    return [] if got == reply.status else [f"error.status: expected {reply.status}, got {got!r}"]


def rows(request: GeneratedRequest, reply: VendorReply) -> tuple[RowItems, RowItems] | None:
    """Customers sent and rows answered of a bulk operation, ``None`` for anything else."""
    if request.operation not in LOOKUPS or reply.status != OK:
        return None
    sent, got = part(request.body, "customers"), part(reply.body, "data")
    if not isinstance(sent, list) or not isinstance(got, list):
        return None
    # A request that broke the contract on purpose and was accepted is judged by another check.
    return (sent, parts(got)) if len(parts(sent)) == len(sent) else None


def rows_are_counted(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """There is one row for each customer, and ``total`` is their number."""
    both = rows(request, reply)
    if both is None:
        return None
    sent, got = map(len, both)
    wrong = [] if sent == got else [f"data: expected {sent} rows, got {got}"]
    total = reply.body.get("total")
    return wrong if total == sent else [*wrong, f"total: expected {sent}, got {total!r}"]


def looked_up(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """Each row names the key by which its customer was looked up."""
    both = rows(request, reply)
    if both is None:
        return None
    wanted = LOOKUPS[request.operation]
    return [
        f"data[{n}].lookupKey: expected {wanted!r}, got {row.get('lookupKey')!r}"
        for n, row in enumerate(both[1])
        if row.get("lookupKey") != wanted
    ]


def keys(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """The rows carry the identities that were sent."""
    both = rows(request, reply)
    if both is None:
        return None
    field = LOOKUPS[request.operation]
    sent = sorted(str(each.get(field)) for each in both[0])
    got = sorted(str(row.get("key")) for row in both[1])
    return [] if sent == got else [f"data[].key: expected {sent}, got {got}"]


RULES: Final = (
    ResponseRule("PRP-04", "Each row names the key of the look-up", looked_up),
    ResponseRule("PRP-05", "The rows carry the identities that were sent", keys),
    ResponseRule("PRP-10", "One row and one in the total for each customer", rows_are_counted),
    ResponseRule("PRP-15", "An error has a code, a status, a type and messages", envelope),
    ResponseRule("PRP-16", "The status in the body is the status of the answer", same_status),
)
