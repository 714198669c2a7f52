"""Rules of Propeller that one request and its answer decide."""

from __future__ import annotations

from typing import Final

from conformance.generated.traffic import Differences, Drawn, Reply, ResponseRule

OK: Final = 200
FAILED: Final = 400

LOOKUPS: Final = {"bulkCustomersById": "id", "bulkCustomersBySourceId": "sourceId"}
"""Bulk operation to the key by which it looks customers up."""


def error_of(reply: Reply) -> object:
    """The object under ``error``, ``None`` when there is none."""
    return reply.body.get("error") if isinstance(reply.body, dict) else None


def envelope(_request: Drawn, reply: Reply) -> Differences | None:
    """An error has a number, a status, a type and messages."""
    if reply.status < FAILED or reply.status in {401, 405, 413, 415}:
        return None
    error = error_of(reply)
    if not isinstance(error, dict):
        return ["error: expected an object"]
    missing = [name for name in ("code", "status", "type", "messages") if name not in error]
    return [f"error.{name}: is missing" for name in missing]


def same_status(_request: Drawn, reply: Reply) -> Differences | None:
    """The status in the body is the status of the answer."""
    error = error_of(reply)
    if not isinstance(error, dict) or "status" not in error:
        return None
    got = error["status"]
    return [] if got == reply.status else [f"error.status: expected {reply.status}, got {got!r}"]


def rows(request: Drawn, reply: Reply) -> list[tuple[object, dict[str, object]]] | None:
    """Customers sent beside the rows that answer them, by position; ``None`` for anything else."""
    if request.operation not in LOOKUPS or reply.status != OK or not isinstance(reply.body, dict):
        return None
    sent = request.body.get("customers") if isinstance(request.body, dict) else None
    got = reply.body.get("data")
    if not isinstance(sent, list) or not isinstance(got, list):
        return None
    return list(zip(sent, got, strict=False))


def counted(request: Drawn, reply: Reply) -> Differences | None:
    """One row for each customer, and a total that says so."""
    if rows(request, reply) is None:
        return None
    sent, got = len(request.body["customers"]), len(reply.body["data"])
    wrong = [] if sent == got else [f"data: expected {sent} rows, got {got}"]
    total = reply.body.get("total")
    return wrong if total == sent else [*wrong, f"total: expected {sent}, got {total!r}"]


def looked_up(request: Drawn, reply: Reply) -> Differences | None:
    """Each row names the key by which its customer was looked up."""
    pairs = rows(request, reply)
    if pairs is None:
        return None
    wanted = LOOKUPS[request.operation]
    return [
        f"data[{n}].lookupKey: expected {wanted!r}, got {row.get('lookupKey')!r}"
        for n, (_, row) in enumerate(pairs)
        if row.get("lookupKey") != wanted
    ]


def keys(request: Drawn, reply: Reply) -> Differences | None:
    """The rows carry the identities that were sent."""
    if rows(request, reply) is None:
        return None
    field = LOOKUPS[request.operation]
    sent = sorted(str(each.get(field)) for each in request.body["customers"])
    got = sorted(str(row.get("key")) for row in reply.body["data"])
    return [] if sent == got else [f"data[].key: expected {sent}, got {got}"]


RULES: Final = (
    ResponseRule("PRP-04", "Each row names the key of the look-up", looked_up),
    ResponseRule("PRP-05", "The rows carry the identities that were sent", keys),
    ResponseRule("PRP-10", "One row and one in the total for each customer", counted),
    ResponseRule("PRP-15", "An error has a code, a status, a type and messages", envelope),
    ResponseRule("PRP-16", "The status in the body is the status of the answer", same_status),
)
