"""
Seeds: which there are, and planting one in tenants that exist.
"""

from __future__ import annotations

from dataclasses import replace

from mockserver.admin.context import AdminContext
from mockserver.admin.operations.state_control import sizes
from mockserver.admin.problems import Problem
from mockserver.admin.selection import tenants, to_set, vendors
from mockserver.core.record import Json, JsonObject
from mockserver.errors import SeedError
from mockserver.provider import Request
from mockserver.requests.vendor import ServedVendor
from mockserver.store.seam import Contents
from mockserver.tenants.tenant import Part


def list_seeds(context: AdminContext, request: Request) -> JsonObject:
    """The names of the seeds by vendor, and the collections that a seed of it may have."""
    return {
        "seeds": {
            vendor.provider.name: {
                "names": context.seed_catalog.names(vendor.provider.name),
                "collections": {
                    name: f"{name}.<{planting.argument}>" if planting.argument else name
                    for name, planting in vendor.provider.seeds.items()
                },
            }
            for vendor in vendors(context, request)
        }
    }


def plant_seed(context: AdminContext, request: Request) -> JsonObject:
    """Give tenants another seed and bring their state to it."""
    chosen = (
        to_set(context, request)
        if "tenant" in request.parameters
        else list(tenants(context, request))
    )
    planted = {
        vendor.provider.name: found(context, vendor, request.body["seed"]) for vendor, _ in chosen
    }
    for vendor, tenant in chosen:
        contents = planted[vendor.provider.name]
        tenant.terms = replace(tenant.terms, seed=contents)
        vendor.tenants.reset(tenant.name, only=frozenset({Part.STATE, Part.LEDGER}))
    return {
        "planted": [
            {
                "vendor": vendor.provider.name,
                "tenant": tenant.name,
                "records": sizes(vendor, tenant.terms.seed),
            }
            for vendor, tenant in chosen
        ]
    }


def found(context: AdminContext, vendor: ServedVendor, wish: Json) -> Contents:
    """The state that a seed makes, or the problem with it."""
    try:
        return context.seed_catalog.contents(
            vendor.contract, vendor.provider, wish, context.sandbox.clock.now()
        )
    except SeedError as error:
        raise Problem(422, str(error), pointer="/seed") from error
