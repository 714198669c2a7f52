"""
Faults: the ordered rules of some tenants, or of all tenants of a vendor, and what they did so far.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem
from mockserver.admin.selection import named, to_set, vendors
from mockserver.core.record import JsonObject
from mockserver.core.tick import MILLISECOND
from mockserver.faulting import PRESETS, BadFault, FaultBook
from mockserver.faulting.fault_book import ActiveRule
from mockserver.provider import Request
from mockserver.requests.vendor import ServedVendor
from mockserver.tenants.tenant import Tenant


def get_faults(context: AdminContext, request: Request) -> JsonObject:
    """Per vendor the rules that stand, in order, with their counts; and the presets there are."""
    shown: dict[str, list[JsonObject]] = {}
    for vendor, _, book in books(context, request, make=False):
        shown.setdefault(vendor.provider.name, []).extend(map(fault_as_json, book.active()))
    return {"faults": shown, "presets": {name: dict(rule) for name, rule in PRESETS.items()}}


def replace_faults(context: AdminContext, request: Request) -> JsonObject:
    """Put rules in the place of all others."""
    return replace_rules(context, request, "replace")


def append_faults(context: AdminContext, request: Request) -> JsonObject:
    """Add rules behind the others; the first one that meets a request decides."""
    return replace_rules(context, request, "append")


def clear_faults(context: AdminContext, request: Request) -> JsonObject:
    """Take all rules out."""
    count = sum(book.remove() for _, _, book in books(context, request, make=False))
    return {"removed": count}


def delete_fault(context: AdminContext, request: Request) -> JsonObject:
    """Take one rule out."""
    name = request.path["fault"]
    count = sum(book.remove(name) for _, _, book in books(context, request, make=False))
    if not count:
        raise Problem(404, f"no fault {name!r} here", parameter="fault")
    return {"removed": count}


def replace_rules(context: AdminContext, request: Request, how: str) -> JsonObject:
    """Write the rules of a body into every chosen book, or into none."""
    rules = request.body["faults"]
    chosen = list(books(context, request, make=True))
    for vendor, _, _ in chosen:
        put(FaultBook(vendor.contract, vendor.provider), rules, 0, "append")
    for vendor, tenant, book in chosen:
        clock = vendor.tenants.clock if tenant is None else tenant.clock
        put(book, rules, clock.now(), how)
    return get_faults(context, request)


def put(book: FaultBook, rules: list[object], now: int, how: str, place: str = "/faults") -> None:
    """Write rules into one book. Raises ``Problem`` with the place of what is wrong."""
    try:
        if how == "replace":
            book.replace(rules, now)
        else:
            book.append(rules, now)
    except BadFault as error:
        raise Problem(422, error.detail, pointer=f"{place}{error.place}") from error


def books(
    context: AdminContext, request: Request, *, make: bool
) -> Iterator[tuple[ServedVendor, Tenant | None, FaultBook]]:
    """
    The books that a call is about: the named tenants' own, else those of all tenants.

    ``make`` makes named tenants that are new.
    """
    if named(request) is None:
        yield from ((vendor, None, vendor.faults) for vendor in vendors(context, request))
        return
    chosen = to_set(context, request) if make else existing(context, request)
    for vendor, tenant in chosen:
        yield vendor, tenant, tenant.faults


def existing(context: AdminContext, request: Request) -> list[tuple[ServedVendor, Tenant]]:
    """The named tenants that there are."""
    found = []
    for vendor in vendors(context, request):
        for name in named(request) or ():
            tenant = vendor.tenants.find(name)
            if tenant is not None:
                found.append((vendor, tenant))
    return found


def fault_as_json(rule: ActiveRule) -> JsonObject:
    """A rule as it was written, and what it did."""
    return {
        "id": rule.fault.id,
        **rule.fault.written,
        "met": rule.met,
        "hits": rule.hits,
        "since_s": rule.since / MILLISECOND,
    }
