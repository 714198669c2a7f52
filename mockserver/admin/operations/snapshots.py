"""
Named snapshots of one tenant: save, list, restore, compare, delete.
"""

from __future__ import annotations

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.state_control import of, sizes
from mockserver.admin.problems import Problem
from mockserver.admin.selection import SelectedTenant, one
from mockserver.admin.state_diff import state_differences
from mockserver.core.record import JsonObject
from mockserver.provider import Request
from mockserver.store import indexed
from mockserver.store.seam import Contents
from mockserver.tenants.tenant import Tenant


def list_snapshots(context: AdminContext, request: Request) -> JsonObject:
    """The snapshots, and how many records each holds."""
    chosen = one(context, request)
    held = {name: size(chosen, contents) for name, contents in chosen[1].snapshots.items()}
    return {**of(chosen), "snapshots": held}


def save_snapshot(context: AdminContext, request: Request) -> JsonObject:
    """Keep the present state under a name; an earlier one of the same name is replaced."""
    chosen = one(context, request)
    contents = indexed(chosen[1].state.contents())
    chosen[1].snapshots[request.path["name"]] = contents
    return {**of(chosen), "saved": request.path["name"], "records": size(chosen, contents)}


def restore_snapshot(context: AdminContext, request: Request) -> JsonObject:
    """Bring the state back to a snapshot; everything else of the tenant stays."""
    chosen = one(context, request)
    contents = held(chosen[1], request.path["name"])
    chosen[1].state.replace(contents)
    return {**of(chosen), "restored": request.path["name"], "records": size(chosen, contents)}


def diff_snapshot(context: AdminContext, request: Request) -> JsonObject:
    """What changed since a snapshot, up to now or to another snapshot."""
    chosen = one(context, request)
    before = held(chosen[1], request.path["name"])
    other = request.parameters.get("against")
    after = chosen[1].state.contents() if other is None else held(chosen[1], other)
    return {
        **of(chosen),
        "from": request.path["name"],
        "collections": state_differences(before, after, chosen[0].contract.collections),
    }


def delete_snapshot(context: AdminContext, request: Request) -> JsonObject:
    """Forget a snapshot."""
    chosen = one(context, request)
    held(chosen[1], request.path["name"])
    del chosen[1].snapshots[request.path["name"]]
    return {**of(chosen), "deleted": request.path["name"]}


def held(tenant: Tenant, name: str) -> Contents:
    if name not in tenant.snapshots:
        known = sorted(tenant.snapshots)
        raise Problem(404, f"no snapshot {name!r}", parameter="name", known=known)
    return tenant.snapshots[name]


def size(chosen: SelectedTenant, contents: Contents) -> int:
    """How many records of the vendor's contents hold."""
    return sum(sizes(chosen[0], contents).values())
