"""
The sandbox as a whole: health, routes, reset.
"""

from __future__ import annotations

import os
import time
from importlib.metadata import version

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.clock_control import clock_as_json
from mockserver.admin.operations.limit_control import row
from mockserver.admin.problems import Problem
from mockserver.admin.selection import damage_as_json, damaged, tenant_names, tenants, vendors
from mockserver.core.record import JsonObject
from mockserver.provider import Request
from mockserver.requests.vendor import ServedVendor
from mockserver.store.seam import Contents
from mockserver.tenants.tenant import WHOLE, Part, Tenant

SNAPSHOT = "snapshot:"


def health(context: AdminContext, _request: Request) -> JsonObject:
    """
    Whether the sandbox answers, what it serves, and for how long (seconds).

    ``degraded`` while a disk refuses writes or the state of a tenant is known to be damaged;
    ``unchecked`` counts the tenants of which only the first line was looked at so far.
    """
    sandbox = context.sandbox
    served = {name: vendor_health(vendor) for name, vendor in sandbox.vendors.items()}
    failing = any(vendor["damaged"] or vendor["unwritten"] for vendor in served.values())
    return {
        "status": "degraded" if failing else "ok",
        "version": version("upsert-sandbox"),
        "pid": os.getpid(),
        "uptime_s": round(time.monotonic() - sandbox.started, 3),
        "clock": clock_as_json(sandbox.clock),
        "vendors": served,
    }


def vendor_health(vendor: ServedVendor) -> JsonObject:
    """One vendor: its contract, its tenants, and those that it cannot serve or write."""
    unwritten = vendor.tenants.unwritten()
    return {
        "contract_sha256": vendor.contract.digest,
        "operations": len(vendor.contract.operations),
        "tenants": len(tenant_names(vendor)),
        "max_tenants": vendor.tenants.most or None,
        "damaged": [damage_as_json(damage) for damage in vendor.tenants.damaged()],
        "unchecked": vendor.tenants.unchecked(),
        "unwritten": [
            {"tenant": name, "detail": detail} for name, detail in sorted(unwritten.items())
        ],
    }


def list_routes(context: AdminContext, request: Request) -> JsonObject:
    """Every operation: method, path, declared limits and semantics."""
    routes = [
        {
            "vendor": vendor.provider.name,
            "operation": operation.id,
            "method": operation.method.upper(),
            "path": f"/{vendor.provider.name}{operation.path}",
            "limits": row(operation, None)["declared"],
            "x-upsert": operation.definition.get("x-upsert"),
        }
        for vendor in vendors(context, request)
        for operation in vendor.contract.operations.values()
    ]
    return {"routes": routes}


def reset(context: AdminContext, request: Request) -> JsonObject:
    """
    Bring tenants back to their seed, or to ``empty``, or to a snapshot; ``only`` some parts.

    What is set for all tenants goes too when no tenant is named and everything is reset.
    """
    only = parts(request)
    chosen = vendors(context, request)
    found = list(tenants(context, request))
    goals = [goal(tenant, request.parameters.get("to", "seed")) for _, tenant in found]
    for (vendor, tenant), contents in zip(found, goals, strict=True):
        vendor.tenants.reset(tenant.name, contents, only)
    if "tenant" not in request.parameters:
        for vendor in chosen:
            if Part.LIMITS in only:
                vendor.tenants.limits.clear()
            if Part.FAULTS in only:
                vendor.faults.remove()
            if Part.REQUEST_LOG in only:
                vendor.unrouted_log.clear()
        if Part.CLOCK in only and "vendor" not in request.parameters:
            context.sandbox.clock.restore()
    names = [vendor.provider.name for vendor in chosen]
    return {
        "reset": {"vendors": names, "tenants": len(found)},
        **damaged(context, request),
    }


def parts(request: Request) -> frozenset[Part]:
    """What a reset is about."""
    words = request.parameters.get("only")
    return WHOLE if words is None else frozenset(map(Part, words))


def goal(tenant: Tenant, to: str) -> Contents | None:
    """The contents that a tenant is reset to, ``None`` for its seed."""
    if to == "seed":
        return None
    if to == "empty":
        return {}
    name = to.removeprefix(SNAPSHOT)
    if to.startswith(SNAPSHOT) and name in tenant.snapshots:
        return tenant.snapshots[name]
    known = ", ".join(f"{SNAPSHOT}{held}" for held in sorted(tenant.snapshots))
    detail = f"{to!r} is none of seed, empty{', ' if known else ''}{known} of {tenant.name!r}"
    raise Problem(422, detail, parameter="to")
