"""
Limits: what the contract declares, what is set over it, for some tenants or for all.
"""

from __future__ import annotations

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem, pointer
from mockserver.admin.selection import check_operation, named, to_set, vendors, vendors_with
from mockserver.contract import OperationContract
from mockserver.core.record import JsonObject
from mockserver.core.rules import Effect
from mockserver.core.tick import MILLISECOND
from mockserver.provider import Request
from mockserver.requests.vendor import ServedVendor
from mockserver.tenants.limit_overrides import EVERY, LimitOverrides, Override, Rate, Unit

WORDS = {
    "records-per-batch": "records_per_batch",
    "records-per-request": "records_per_request",
    "bytes": "bytes",
}


def get_limits(context: AdminContext, request: Request) -> JsonObject:
    """Per vendor and operation: what is declared, and what is set over it."""
    wanted = request.path.get("operation")
    shown = {}
    for vendor in vendors(context, request):
        book = book_of(vendor, request)
        rows = {
            name: row(operation, book.of(name))
            for name, operation in vendor.contract.operations.items()
            if wanted in {None, name} and (operation.rules or book.of(name) or wanted)
        }
        every = book.of(EVERY)
        if every is not None and wanted in {None, EVERY}:
            rows[EVERY] = {"declared": {}, "set": shown_override(every)}
        shown[vendor.provider.name] = rows
    if wanted not in {None, EVERY} and not any(shown.values()):
        known = sorted(n for v in vendors(context, request) for n in v.contract.operations)
        raise Problem(404, f"no operation {wanted!r}", parameter="operation", known=known)
    return {"limits": shown}


def set_limits(context: AdminContext, request: Request) -> JsonObject:
    """Set the limits of one operation, for the named tenants or for all of the vendor."""
    operation = request.path["operation"]
    vendor = vendor_with(context, request, operation)
    override = read_override(vendor, operation, request.body, "")
    for book in books(context, request, vendor):
        book.set(operation, override)
    return {"vendor": vendor.provider.name, "operation": operation, "set": shown_override(override)}


def clear_limits(context: AdminContext, request: Request) -> JsonObject:
    """Go back to the declared limits, for one operation or for all."""
    operation = request.path.get("operation")
    chosen = (
        vendors(context, request)
        if operation is None
        else [vendor_with(context, request, operation)]
    )
    for vendor in chosen:
        for book in books(context, request, vendor):
            book.clear(operation)
    return {"cleared": [vendor.provider.name for vendor in chosen]}


def book_of(vendor: ServedVendor, request: Request) -> LimitOverrides:
    """The limits that are shown: of the named tenant, else of all."""
    names = named(request)
    tenant = vendor.tenants.find(names[0]) if names else None
    return vendor.tenants.limits if tenant is None else tenant.limits


def books(context: AdminContext, request: Request, vendor: ServedVendor) -> list[LimitOverrides]:
    """The limits that are set: of the named tenants, else of all."""
    if not named(request):
        return [vendor.tenants.limits]
    return [tenant.limits for _, tenant in to_set(context, request, [vendor])]


def vendor_with(context: AdminContext, request: Request, operation: str) -> ServedVendor:
    """The vendor whose operation is meant."""
    if operation == EVERY:
        found = vendors(context, request)
    else:
        check_operation(context, request, operation, parameter="operation")
        found = vendors_with(context, request, operation)
    if len(found) > 1:
        raise Problem(422, f"several vendors have {operation!r}: name one", parameter="vendor")
    return found[0]


def read_overrides(vendor: ServedVendor, wishes: JsonObject, place: str) -> dict[str, Override]:
    """The limits of several operations, by operation."""
    found = {}
    for name, wish in wishes.items():
        where = f"{place}{pointer((name,))}"
        if name != EVERY and name not in vendor.contract.operations:
            known = sorted(vendor.contract.operations)
            raise Problem(422, f"no operation {name!r}", pointer=where, known=known)
        found[name] = read_override(vendor, name, wish, where)
    return found


def read_override(vendor: ServedVendor, name: str, wish: JsonObject, place: str) -> Override:
    """The limits of one operation; those that could never matter are refused."""
    operation = vendor.contract.operations.get(name)
    for word in WORDS:
        if word in wish and not matters(operation, word):
            detail = f"{name} has no {word}: it would never matter"
            raise Problem(422, detail, pointer=f"{place}/{word}")
    rate = None
    if "rate" in wish:
        asked = wish["rate"]
        rate = Rate(Unit(asked["unit"]), asked["most"], round(asked["per_s"] * MILLISECOND))
        upsert = operation is not None and operation.rules is not None
        upsert = upsert and operation is not None and is_counted(operation)
        if rate.unit is Unit.RECORDS and not (upsert or name == EVERY):
            detail = f"{name} takes no records that could be counted"
            raise Problem(422, detail, pointer=f"{place}/rate/unit")
    return Override({WORDS[w]: wish[w] for w in WORDS if w in wish}, rate)


def matters(operation: OperationContract | None, word: str) -> bool:
    """Whether a limit of an operation is looked at."""
    if operation is None or operation.rules is None:
        return False
    if word == "bytes" or is_counted(operation):
        return True
    return getattr(operation.rules.limits, WORDS[word]) is not None


def is_counted(operation: OperationContract) -> bool:
    """Whether the engine counts the records of an operation."""
    return operation.rules is not None and operation.rules.effect is Effect.UPSERT


def row(operation: OperationContract, override: Override | None) -> JsonObject:
    """One operation: declared and set."""
    limits = None if operation.rules is None else operation.rules.limits
    declared = {} if limits is None else {w: getattr(limits, f) for w, f in WORDS.items()}
    shown = {"declared": {word: size for word, size in declared.items() if size is not None}}
    return shown if override is None else {**shown, "set": shown_override(override)}


def shown_override(override: Override) -> JsonObject:
    """What is set, in the words in which it was sent."""
    shown: JsonObject = {w: override.sizes[f] for w, f in WORDS.items() if f in override.sizes}
    if override.rate is not None:
        rate = override.rate
        shown["rate"] = {"unit": rate.unit, "most": rate.most, "per_s": rate.per / MILLISECOND}
    return shown
