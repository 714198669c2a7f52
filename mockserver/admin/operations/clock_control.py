"""
Clocks: freeze, move, let run, settle; of some tenants, or of the sandbox as a whole.

A tenant follows the sandbox's clock until it is given one of its own.
"""

from __future__ import annotations

from datetime import UTC, datetime

from mockserver.admin.context import AdminContext
from mockserver.admin.problems import Problem
from mockserver.admin.selection import named, tenants, to_set
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import EARLIEST, LATEST, MILLISECOND, moment
from mockserver.provider import Request
from mockserver.tenants.clock import Clock, in_range


def get_clock(context: AdminContext, request: Request) -> JsonObject:
    """The clock of the sandbox, and of the tenants that have one of their own."""
    own = [
        {"vendor": vendor.provider.name, "tenant": tenant.name, **clock_as_json(tenant.clock)}
        for vendor, tenant in tenants(context, request)
        if named(request) or tenant.clock.mode != "real"
    ]
    return {**clock_as_json(context.sandbox.clock), "tenants": own}


def set_clock(context: AdminContext, request: Request) -> JsonObject:
    """Freeze clocks, let them run, or give them another time."""
    for clock in chosen(context, request):
        apply(clock, request.body, "")
    return get_clock(context, request)


def restore_clock(context: AdminContext, request: Request) -> JsonObject:
    """Let clocks follow their source again: tenants the sandbox, the sandbox the machine."""
    for clock in chosen(context, request):
        clock.restore()
    return get_clock(context, request)


def advance_clock(context: AdminContext, request: Request) -> JsonObject:
    """Move clocks forward; whatever falls due is visible with the answer."""
    step = round(request.body["seconds"] * MILLISECOND)
    clocks = chosen(context, request)
    beyond = Problem(422, "that is beyond the year 9999", pointer="/seconds")
    if any(clock.now() + step > LATEST for clock in clocks):
        raise beyond
    for clock in clocks:
        try:
            clock.advance(step)
        except ValueError as error:  # a clock that runs has come too close meanwhile
            raise beyond from error
    return get_clock(context, request)


def settle_clock(context: AdminContext, request: Request) -> JsonObject:
    """Move the clock of each tenant until none of its writes is hidden any more."""
    settled = []
    for vendor, tenant in tenants(context, request):
        due = max(
            map(due_at, (r for rows in tenant.state.contents().values() for r in rows.values())),
            default=EARLIEST,
        )
        wait = tenant.clock.catch_up(due)
        if wait:
            settled.append(
                {
                    "vendor": vendor.provider.name,
                    "tenant": tenant.name,
                    "advanced_s": wait / MILLISECOND,
                }
            )
    return {"settled": settled}


def due_at(record: Record) -> int:
    """When the latest state of a record becomes visible."""
    return record.get("visible_at", EARLIEST)


def chosen(context: AdminContext, request: Request) -> list[Clock]:
    """The clocks that a call sets: of the named tenants, else the sandbox's."""
    if not named(request):
        if request.parameters.get("vendor"):
            raise Problem(422, "name a tenant, or nothing for all", parameter="vendor")
        return [context.sandbox.clock]
    return [tenant.clock for _, tenant in to_set(context, request)]


def apply(clock: Clock, wish: JsonObject, place: str) -> None:
    """Set a clock as a body says."""
    now = None if "now" not in wish else milliseconds(wish["now"], f"{place}/now")
    match wish["mode"]:
        case "frozen":
            clock.freeze(now)
        case "offset":
            clock.run(now)
        case _:
            clock.restore()


def clock_as_json(clock: Clock) -> JsonObject:
    """A clock as it is shown."""
    now = moment(clock.now()).isoformat(timespec="milliseconds")
    return {"mode": clock.mode, "now": now.replace("+00:00", "Z")}


def milliseconds(text: str, place: str) -> int:
    """An ISO 8601 time as epoch milliseconds; without a zone it is UTC."""
    try:
        parsed = datetime.fromisoformat(text)
        aware = parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
        return in_range(round(aware.timestamp() * MILLISECOND))
    except ValueError as error:
        detail = f"{text[:80]!r} is no ISO 8601 time of the years 1 to 9999"
        raise Problem(422, detail, pointer=place) from error
