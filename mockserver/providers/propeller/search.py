"""
Finding customers by debtor id and by dates; every condition must hold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import TypeAlias

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick, moment
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.propeller.paging import page_of
from mockserver.providers.propeller.records import CUSTOMER, CUSTOMERS, alive, text_of
from mockserver.providers.propeller.shapes import dated_row
from mockserver.providers.propeller.vendor_errors import fault

Condition: TypeAlias = Callable[[Record], bool]


def search_customers(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """One page of the customers that satisfy a search, the oldest first."""
    conditions = read_conditions(request.body)
    if isinstance(conditions, Refusal):
        return conditions
    found = [
        record
        for record in view.all(CUSTOMERS)
        if alive(record, CUSTOMER) and all(holds(record) for holds in conditions)
    ]
    expands = request.parameters.get("expands", ())
    return page_of(found, request.body, lambda record: dated_row(record, expands))


def read_conditions(asked: JsonObject) -> Sequence[Condition] | Refusal:
    """The conditions of a search, or the refusal of a date that does not exist."""
    conditions: list[Condition] = []
    if "debtorIds" in asked:
        debtors = frozenset(asked["debtorIds"])
        conditions.append(lambda record: text_of(record["body"].get("debtorId", "")) in debtors)
    for name, time in TIMES.items():
        for end, limit in asked.get(name, {}).items():
            bound = read_time(limit)
            if bound is None:
                return fault(10017, f"#/{name}/{end}: [{limit}] is not a date")
            conditions.append(bounded(time, bound, end))
    return conditions


TIMES: dict[str, Callable[[Record], int]] = {
    "dateCreated": lambda record: record["created"],
    "dateModified": lambda record: record["updated"],
}
"""The member of a search and the time of a record that it asks for."""


def bounded(time: Callable[[Record], int], bound: datetime, end: str) -> Condition:
    """One end of a range, included to the second."""

    def holds(record: Record) -> bool:
        found = moment(time(record)).replace(microsecond=0)
        return found >= bound if end == "from" else found <= bound

    return holds


def read_time(text: str) -> datetime | None:
    """A time without a zone, taken for UTC; ``None`` when the calendar has no such moment."""
    with suppress(ValueError):
        return datetime.fromisoformat(text).replace(tzinfo=UTC)
    return None


SEARCH = Read(search_customers)
