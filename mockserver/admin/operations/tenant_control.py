"""
Tenants: list them, make one with a seed and a profile, discard one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from mockserver.admin.context import AdminContext
from mockserver.admin.operations import (
    clock_control,
    limit_control,
    reading_control,
    seed_control,
)
from mockserver.admin.operations.state_control import sizes
from mockserver.admin.problems import Problem
from mockserver.admin.selection import damaged, named, usable_tenants, vendors
from mockserver.core.record import JsonObject
from mockserver.core.tick import MILLISECOND
from mockserver.provider import Request, Response
from mockserver.requests.vendor import ServedVendor
from mockserver.tenants.tenant import Tenant, Terms

LETTERS = "abcdefghijklmnop"


def list_tenants(context: AdminContext, request: Request) -> JsonObject:
    """Every tenant that the call is about, and those whose state cannot be used."""
    found = [tenant_as_json(*chosen) for chosen in usable_tenants(context, request)]
    return {"tenants": found, **damaged(context, request)}


def create_tenant(context: AdminContext, request: Request) -> Response:
    """A new tenant; its name is the credential that opens it."""
    body = request.body or {}
    chosen = vendors(context, request)
    if len(chosen) != 1:
        names = ", ".join(vendor.provider.name for vendor in chosen)
        raise Problem(422, f"of which vendor? There are {names}", parameter="vendor")
    vendor = chosen[0]
    name = next(iter(named(request) or ()), None) or new_name()
    if vendor.provider.credential.fullmatch(name) is None:
        pattern = vendor.provider.credential.pattern
        raise Problem(422, f"{name!r} is no credential: {pattern}", parameter="tenant")
    profile = body.get("profile", {})
    overrides = limit_control.read_overrides(vendor, profile.get("limits", {}), "/profile/limits")
    readings = reading_control.read_readings(
        vendor, profile.get("readings", {}), "/profile/readings"
    )
    shared = vendor.tenants.terms
    seed = shared.seed
    if "seed" in body:
        seed = seed_control.found(context, vendor, body["seed"])
    tenant = vendor.tenants.create(
        name,
        Terms(
            seed=seed,
            visibility_delay=in_milliseconds(profile.get("async_delay_s"), shared.visibility_delay),
            idle=in_milliseconds(profile.get("idle_s"), shared.idle),
            readings={**shared.readings, **readings},
        ),
    )
    if tenant is None:
        raise Problem(409, f"there is a tenant {name!r} already", parameter="tenant")
    for operation, override in overrides.items():
        tenant.limits.set(operation, override)
    if "clock" in profile:
        clock_control.apply(tenant.clock, profile["clock"], "/profile/clock")
    return Response(201, tenant_as_json(vendor, tenant))


def delete_tenants(context: AdminContext, request: Request) -> JsonObject:
    """Discard the tenants that the call names, damaged ones too."""
    wanted = named(request)
    if not wanted:
        raise Problem(422, "name the tenants to discard", parameter="tenant")
    deleted = []
    for vendor in vendors(context, request):
        known = {*vendor.tenants.names(), *(one.tenant for one in vendor.tenants.damaged())}
        for name in dict.fromkeys(wanted):
            if name in known:
                vendor.tenants.discard(name)
                deleted.append(name)
    return {"deleted": deleted}


def tenant_as_json(vendor: ServedVendor, tenant: Tenant) -> JsonObject:
    """A tenant as it is listed."""
    return {
        "vendor": vendor.provider.name,
        "tenant": tenant.name,
        "headers": dict(opening(vendor, tenant.name)),
        "records": sizes(vendor, tenant.state.contents()),
        "requests": len(tenant.request_log.entries()),
        "snapshots": sorted(tenant.snapshots),
        "clock": clock_control.clock_as_json(tenant.clock),
        "limits": sorted(tenant.limits.names()),
        "readings": dict(vendor.provider.read_as(tenant.terms.readings)),
        "idle_s": tenant.terms.idle / MILLISECOND,
        "async_delay_s": tenant.terms.visibility_delay / MILLISECOND,
    }


def opening(vendor: ServedVendor, credential: str) -> Iterator[tuple[str, str]]:
    """The headers by which a client of the vendor opens a tenant."""
    schemes = vendor.contract.document.get("components", {}).get("securitySchemes", {})
    for scheme in schemes.values():
        if scheme["type"] == "apiKey" and scheme["in"] == "header":
            yield scheme["name"], credential
            return
        if scheme["type"] == "oauth2" or scheme.get("scheme", "").lower() == "bearer":
            yield "Authorization", f"Bearer {credential}"
            return


def new_name() -> str:
    """A credential that every vendor takes for well-formed."""
    return "tenant-" + "".join(secrets.choice(LETTERS) for _ in range(20))


def in_milliseconds(seconds: float | None, default: int) -> int:
    return default if seconds is None else round(seconds * MILLISECOND)
