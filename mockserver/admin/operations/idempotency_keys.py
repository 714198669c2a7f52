"""
The idempotency ledger: which keys are bound, to what, and how often they came back.
"""

from __future__ import annotations

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.state_control import of
from mockserver.admin.problems import Problem
from mockserver.admin.selection import one, tenants
from mockserver.core.idempotency_ledger import LEDGER
from mockserver.core.reasons import Reason
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import moment
from mockserver.provider import Request
from mockserver.tenants.request_log import LoggedRequest
from mockserver.tenants.tenant import Part


def list_keys(context: AdminContext, request: Request) -> JsonObject:
    """Every bound key: fingerprint, first answer, replays and mismatches that are logged."""
    chosen = one(context, request)
    entries = [entry for entry in chosen[1].request_log.entries() if entry.trace.key is not None]
    with chosen[1].state.reading() as view:
        records = list(view.all(LEDGER))
    return {**of(chosen), "keys": [key_as_json(record, entries) for record in records]}


def clear_keys(context: AdminContext, request: Request) -> JsonObject:
    """Forget every key, those of requests that a locked tenant turned away too."""
    found = list(tenants(context, request))
    for vendor, tenant in found:
        vendor.tenants.reset(tenant.name, only=frozenset({Part.LEDGER}))
    return {"cleared": [tenant.name for _, tenant in found]}


def clear_key(context: AdminContext, request: Request) -> JsonObject:
    """Forget one key."""
    chosen = one(context, request)
    key = request.path["key"]
    with chosen[1].state.transaction() as stage:
        if stage.get(LEDGER, key) is None:
            raise Problem(404, f"no key {key!r}", parameter="key")
        stage.drop(LEDGER, key)
    return {**of(chosen), "cleared": [key]}


def key_as_json(record: Record, entries: list[LoggedRequest]) -> JsonObject:
    body = record["body"]
    mine = [entry for entry in entries if entry.trace.key == record["id"]]
    reused = [e for e in mine if e.trace.refusal and e.trace.refusal.reason is Reason.KEY_REUSE]
    return {
        "key": record["id"],
        "fingerprint": body["fingerprint"],
        "status": body["status"],
        "bound": moment(record["created"]).isoformat(),
        "replays": sum(entry.trace.replayed for entry in mine),
        "mismatches": len(reused),
        "requests": [entry.id for entry in mine],
    }
