"""
Readings: how what a vendor leaves open is read, for one tenant or for all of a vendor.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem, pointer
from mockserver.admin.selection import named, to_set, vendors
from mockserver.core.record import JsonObject
from mockserver.provider import Request
from mockserver.requests.vendor import ServedVendor


def get_readings(context: AdminContext, request: Request) -> JsonObject:
    """What can be read in several ways, and how it is: by the named tenant, else by new ones."""
    return {"readings": {v.provider.name: shown(v, request) for v in vendors(context, request)}}


def set_readings(context: AdminContext, request: Request) -> JsonObject:
    """Choose some readings, for the named tenants or for all of the vendor; the others stay."""
    vendor = vendor_with(context, request)
    chosen = read_readings(vendor, request.body, "")
    change(context, request, vendor, chosen)
    return {"vendor": vendor.provider.name, "readings": effective(vendor, request)}


def clear_readings(context: AdminContext, request: Request) -> JsonObject:
    """Go back to the first choice of every reading."""
    found = vendors(context, request)
    for vendor in found:
        defaults = {name: choices[0] for name, choices in vendor.provider.readings.items()}
        change(context, request, vendor, defaults)
    return {"cleared": [vendor.provider.name for vendor in found]}


def read_readings(vendor: ServedVendor, chosen: JsonObject, place: str) -> Mapping[str, str]:
    """
    Readings that were chosen, by name; ``place`` is where they stand.

    Raises ``Problem`` for one that the vendor does not have.
    """
    known = vendor.provider.readings
    for name, choice in chosen.items():
        if name not in known:
            names = ", ".join(known) or "none"
            detail = f"there is no reading {name!r} of {vendor.provider.name}; there are: {names}"
            raise Problem(422, detail, pointer=f"{place}{pointer((name,))}")
        if choice not in known[name]:
            choices = " or ".join(known[name])
            detail = f"the reading {name!r} is {choices}, not {choice!r}"
            raise Problem(422, detail, pointer=f"{place}{pointer((name,))}")
    return chosen


def change(
    context: AdminContext, request: Request, vendor: ServedVendor, chosen: Mapping[str, str]
) -> None:
    """Set readings of the named tenants, else of those that there are and of those to come."""
    if not named(request):
        vendor.tenants.read_as(chosen)
        return
    for _, tenant in to_set(context, request, [vendor]):
        tenant.read_as(chosen)


def vendor_with(context: AdminContext, request: Request) -> ServedVendor:
    """The vendor whose readings a call names."""
    chosen = vendors(context, request)
    found = [one for one in chosen if set(request.body) <= set(one.provider.readings)]
    if len(chosen) == 1 or len(found) == 1:
        return (found or chosen)[0]
    if found:
        raise Problem(422, "several vendors have these readings: name one", parameter="vendor")
    known = sorted({name for one in chosen for name in one.provider.readings})
    raise Problem(422, "no vendor has these readings", pointer="", known=known)


def shown(vendor: ServedVendor, request: Request) -> JsonObject:
    """Each reading: its choices, the default first, and the one that is chosen."""
    chosen = effective(vendor, request)
    return {
        name: {"choices": list(choices), "chosen": chosen[name]}
        for name, choices in vendor.provider.readings.items()
    }


def effective(vendor: ServedVendor, request: Request) -> JsonObject:
    """The choice for each reading: of the named tenant, else of new ones."""
    names = named(request)
    tenant = vendor.tenants.find(names[0]) if names else None
    terms = vendor.tenants.terms if tenant is None else tenant.terms
    return dict(vendor.provider.read_as(terms.readings))
