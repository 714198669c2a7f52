"""
Faults: the ordered rules of some tenants, or of all tenants of a vendor, and what they did so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem
from mockserver.admin.selection import named, tenants, to_set, vendors, vendors_with
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
    for vendor, _, book in books(context, request):
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
    return removed([one for _, _, book in books(context, request) for one in book.remove()])


def delete_fault(context: AdminContext, request: Request) -> JsonObject:
    """Take one rule out."""
    name = request.path["fault"]
    chosen = [book for _, _, book in books(context, request)]
    known = sorted({rule.fault.id for book in chosen for rule in book.active()})
    found = [one for book in chosen for one in book.remove(name)]
    if not found:
        raise Problem(404, f"no fault {name!r}", parameter="fault", known=known)
    return removed(found)


def removed(rules: list[ActiveRule]) -> JsonObject:
    """How many rules were taken out, and what each did while it stood."""
    return {"removed": len(rules), "faults": list(map(fault_as_json, rules))}


def vendors_of(context: AdminContext, request: Request) -> list[ServedVendor]:
    """The vendors that rules are for: where they name operations, the one that has them all."""
    rules = request.body["faults"]
    matches = [rule.get("match", {}) for rule in rules]
    operations = {match["operation"] for match in matches if "operation" in match}
    found = vendors_with(context, request, *operations)
    if operations and len(found) > 1:
        words = ", ".join(sorted(operations))
        raise Problem(422, f"several vendors have {words}: name one", parameter="vendor")
    return found or vendors(context, request)


def replace_rules(context: AdminContext, request: Request, how: str) -> JsonObject:
    """Write the rules of a body into every chosen book, or into none."""
    rules = request.body["faults"]
    chosen = list(books(context, request, among=vendors_of(context, request)))
    for vendor, _, _ in chosen:
        put(FaultBook(vendor.contract, vendor.provider), rules, 0, "append")
    for vendor, tenant, book in chosen:
        clock = vendor.tenants.clock if tenant is None else tenant.clock
        put(book, rules, clock.now(), how)
    return get_faults(context, request)


def put(
    book: FaultBook, rules: list[JsonObject], now: int, how: str, place: str = "/faults"
) -> None:
    """Write rules into one book. Raises ``Problem`` with the place of what is wrong."""
    try:
        if how == "replace":
            book.replace(rules, now)
        else:
            book.append(rules, now)
    except BadFault as error:
        raise Problem(422, error.detail, pointer=f"{place}{error.place}") from error


def books(
    context: AdminContext, request: Request, among: Sequence[ServedVendor] | None = None
) -> Iterator[tuple[ServedVendor, Tenant | None, FaultBook]]:
    """
    The books that a call is about: the named tenants' own, else those of all tenants.

    ``among`` are the vendors of a call that writes; its named tenants are made if they are new.
    """
    if named(request) is None:
        chosen = vendors(context, request) if among is None else among
        yield from ((vendor, None, vendor.faults) for vendor in chosen)
        return
    found = tenants(context, request) if among is None else to_set(context, request, among)
    for vendor, tenant in found:
        yield vendor, tenant, tenant.faults


def fault_as_json(rule: ActiveRule) -> JsonObject:
    """A rule as it was written, and what it did."""
    return {
        "id": rule.fault.id,
        **rule.fault.written,
        "met": rule.met,
        "hits": rule.hits,
        "since_s": rule.since / MILLISECOND,
    }
