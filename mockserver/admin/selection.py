"""
Which vendors and tenants a call is about: ``?vendor=`` and ``?tenant=``, both repeatable.

| sent | means |
|---|---|
| neither | everything that is served; where one tenant is asked about, the only one there is |
| ``vendor`` | all tenants of these vendors |
| ``tenant`` | the tenants of this name; of one vendor when ``vendor`` is sent too |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import TypeAlias

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem
from mockserver.core.record import JsonObject
from mockserver.errors import StateCorrupt, StateError
from mockserver.provider import Request
from mockserver.requests.vendor import ServedVendor
from mockserver.store.seam import Damage
from mockserver.tenants.tenant import Tenant

MOST_KNOWN = 20
"""Valid names that a problem lists; of more than these, the closest ones."""

SelectedTenant: TypeAlias = tuple[ServedVendor, Tenant]


def vendors(context: AdminContext, request: Request) -> list[ServedVendor]:
    """The vendors that a call is about."""
    served = context.sandbox.vendors
    names = request.parameters.get("vendor") or list(served)
    for name in names:
        if name not in served:
            detail = f"no vendor {name!r} here; served are {', '.join(served)}"
            raise Problem(422, detail, parameter="vendor")
    return [served[name] for name in dict.fromkeys(names)]


def vendors_with(context: AdminContext, request: Request, *operations: str) -> list[ServedVendor]:
    """The vendors that a call is about and that have all these operations."""
    return [
        vendor
        for vendor in vendors(context, request)
        if all(name in vendor.contract.operations for name in operations)
    ]


def check_operation(context: AdminContext, request: Request, operation: str, **place: str) -> None:
    """Refuse an operation that no vendor of the call has; ``place`` is where it stands."""
    if not vendors_with(context, request, operation):
        found = [name for v in vendors(context, request) for name in v.contract.operations]
        known = sorted(found)
        if len(known) > MOST_KNOWN:
            known = get_close_matches(operation, known, MOST_KNOWN, cutoff=0)
        detail = f"no operation {operation!r}"
        raise Problem(422, detail, **place, known=known, total=len(found))


def named(request: Request) -> Sequence[str] | None:
    """The tenants that a call names, ``None`` for all."""
    names: Sequence[str] | None = request.parameters.get("tenant")
    return names


def usable_tenants(
    context: AdminContext, request: Request, among: Sequence[ServedVendor] | None = None
) -> Iterator[SelectedTenant]:
    """The tenants that a call is about, those whose state cannot be used passed over."""
    wanted = named(request)
    for vendor in vendors(context, request) if among is None else among:
        for name in vendor.tenants.names():
            if name in wanted if wanted is not None else name:
                tenant = usable(vendor, name)
                if tenant is not None:
                    yield vendor, tenant


def tenants(
    context: AdminContext, request: Request, among: Sequence[ServedVendor] | None = None
) -> Iterator[SelectedTenant]:
    """
    The existing tenants that a call is about; those of requests without credential apart.

    ``among`` are its vendors, where something else than ``?vendor=`` says more.
    One whose state cannot be used is passed over; naming it is a problem that says why.
    """
    yield from usable_tenants(context, request, among)
    if named(request) is not None:
        for vendor in vendors(context, request) if among is None else among:
            for damage in damages(vendor, named(request)):
                shown = damage_as_json(damage)
                raise Problem(409, str(damage.error), parameter="tenant", damaged=shown)


def usable(vendor: ServedVendor, name: str) -> Tenant | None:
    """A tenant that exists, unless its state cannot be used."""
    try:
        return vendor.tenants.find(name)
    except StateError:  # logged by the store, and told by whoever lists tenants
        return None


def damage_as_json(damage: Damage) -> JsonObject:
    """A tenant whose state cannot be used: file and line where they are known, and why."""
    error = damage.error
    shown: JsonObject = {"tenant": damage.tenant, "detail": str(error)}
    if isinstance(error, StateCorrupt):
        shown |= {"file": error.file, "line": error.line}
    return shown


def damages(vendor: ServedVendor, wanted: Sequence[str] | None) -> list[Damage]:
    """The tenants of a vendor, all or those of some names, that are known to be damaged."""
    return [one for one in vendor.tenants.damaged() if wanted is None or one.tenant in wanted]


def damaged(context: AdminContext, request: Request) -> JsonObject:
    """The member ``damaged`` of an answer: who was passed over and why; nothing without any."""
    found = [
        {"vendor": vendor.provider.name, **damage_as_json(damage)}
        for vendor in vendors(context, request)
        for damage in damages(vendor, named(request))
    ]
    return {"damaged": found} if found else {}


def one(
    context: AdminContext, request: Request, among: Sequence[ServedVendor] | None = None
) -> SelectedTenant:
    """The one existing tenant that a call is about."""
    found = list(tenants(context, request, among))
    if len(found) == 1:
        return found[0]
    wanted = named(request)
    if not found and wanted:
        known = [
            f"{v.provider.name}/{name}"
            for v in vendors(context, request)
            for name in tenant_names(v)
        ]
        raise Problem(
            404,
            f"no tenant {wanted[0]!r}",
            parameter="tenant",
            known=known[:MOST_KNOWN],
            total=len(known),
        )
    if not found:
        raise Problem(404, "there is no tenant yet; the first request makes one")
    names = [f"{vendor.provider.name}/{tenant.name}" for vendor, tenant in found]
    detail = "name one tenant (and its vendor): there are several"
    raise Problem(422, detail, parameter="tenant", known=names[:MOST_KNOWN], total=len(names))


def one_to_set(
    context: AdminContext, request: Request, among: Sequence[ServedVendor] | None = None
) -> SelectedTenant:
    """The one tenant that a call sets something for, made if it is named and new."""
    wanted = named(request)
    chosen = vendors(context, request) if among is None else among
    if wanted and len(chosen) == 1 and len(wanted) == 1:
        vendor = chosen[0]
        return vendor, vendor.tenants.find(wanted[0]) or made(vendor, wanted[0])
    return one(context, request, among)


def to_set(
    context: AdminContext, request: Request, among: Sequence[ServedVendor] | None = None
) -> list[SelectedTenant]:
    """The tenants that a call sets something for; named ones of one vendor are made if new."""
    wanted = named(request) or ()
    chosen = vendors(context, request) if among is None else among
    if len(chosen) == 1:
        vendor = chosen[0]
        return [(vendor, vendor.tenants.find(name) or made(vendor, name)) for name in wanted]
    found = list(tenants(context, request, chosen))
    return found or [one(context, request, chosen)]


def made(vendor: ServedVendor, name: str) -> Tenant:
    """A new tenant under a name that is a credential of the vendor."""
    if vendor.provider.credential.fullmatch(name) is None:
        pattern = vendor.provider.credential.pattern
        detail = f"{name!r} is no credential of this vendor: {pattern}"
        raise Problem(422, detail, parameter="tenant")
    return vendor.tenants.get(name)


def tenant_names(vendor: ServedVendor) -> list[str]:
    return [name for name in vendor.tenants.names() if name]
