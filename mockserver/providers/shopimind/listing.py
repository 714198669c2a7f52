"""
A page of a collection: filter, sort, cut, project, and say where in the whole it stands.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import NamedTuple

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, JsonObject
from mockserver.core.tick import Tick
from mockserver.provider import Request, Response
from mockserver.providers.shopimind.filters import Filter, read_filters
from mockserver.providers.shopimind.query import Pairs, Unreadable, names, nested
from mockserver.providers.shopimind.responses import written_at

USUAL, LARGEST = 10, 100
"""Rows a page; a limit beyond the largest is taken for the usual one (SPM-10, SPM-12, SPM-13)."""


class SortOrder(NamedTuple):
    """A property to sort by."""

    field: str
    descending: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """What a request asks of a collection."""

    filters: Sequence[Filter]
    orders: Sequence[SortOrder]
    fields: Sequence[str] | None
    limit: int
    offset: int


def read_listing(request: Request, known: AbstractSet[str]) -> Listing | Refusal:
    """The listing that a request asks for; ``known`` are the properties of a row."""
    limit = request.parameters.get("limit", USUAL)
    try:
        return Listing(
            filters=read_filters(request.query, known),
            orders=read_orders(request.query, known),
            fields=names(request.query, "fields"),
            limit=limit if limit <= LARGEST else USUAL,
            offset=request.parameters.get("offset", 0),
        )
    except Unreadable as error:
        return Refusal(Reason.BAD_PARAMETER, note=str(error))


def read_orders(query: Pairs, known: AbstractSet[str]) -> list[SortOrder]:
    """The sort order of a request, a list of pairs or one pair. Raises ``Unreadable``."""
    value = nested(query, "order")
    if value is None:
        return []
    orders = []
    for entry in value if isinstance(value, list) else [value]:
        field = entry.get("field") if isinstance(entry, dict) else None
        if not isinstance(field, str) or field not in known:
            raise Unreadable("order: the field is not known here")
        direction = str(entry.get("type", "asc")).lower()
        if direction not in {"asc", "desc"}:
            raise Unreadable("order: the type must be asc or desc")
        orders.append(SortOrder(field, direction == "desc"))
    return orders


def read_fields(request: Request) -> Sequence[str] | Refusal | None:
    """The properties that a request for one resource asks for, ``None`` for all."""
    try:
        return names(request.query, "fields")
    except Unreadable as error:
        return Refusal(Reason.BAD_PARAMETER, note=str(error))


def rank(value: Json) -> tuple[int, Json]:
    """A value's place in a sort: null, then numbers, then text, then the rest."""
    if value is None:
        return 0, 0
    if isinstance(value, bool | int | float):
        return 1, value
    if isinstance(value, str):
        return 2, value
    return 3, json.dumps(value, sort_keys=True)


def sort_key(field: str) -> Callable[[JsonObject], tuple[int, Json]]:
    return lambda row: rank(row.get(field))


def project(row: JsonObject, fields: Sequence[str] | None) -> JsonObject:
    """A row with the properties asked for; names that do not occur are passed over (SPM-19)."""
    return row if fields is None else {name: row[name] for name in fields if name in row}


def paged(rows: Iterable[JsonObject], listing: Listing, tick: Tick) -> Response:
    """The page that a listing asks for, out of rows that come oldest first, newest first."""
    found = [row for row in rows if all(test.holds(row) for test in listing.filters)]
    found.reverse()
    for order in reversed(listing.orders):
        found.sort(key=sort_key(order.field), reverse=order.descending)
    page = found[listing.offset : listing.offset + listing.limit]
    body = {
        "statusCode": 200,
        "data": [project(row, listing.fields) for row in page],
        "meta": {
            "pagination": pagination(len(found), listing),
            "generated_at": written_at(tick.now),
        },
    }
    return Response(200, body)


def pagination(total: int, listing: Listing) -> JsonObject:
    """Where a page stands in the whole (SPM-07, SPM-11, SPM-14)."""
    pages = -(-total // listing.limit)
    current = listing.offset // listing.limit + 1
    before = listing.offset > 0
    after = listing.offset + listing.limit < total
    return {
        "total_items": total,
        "items_per_page": listing.limit,
        "total_pages": pages,
        "current_page": current,
        "offset": listing.offset,
        "has_previous_page": before,
        "has_next_page": after,
        "next_page": current + 1 if after else None,
        "previous_page": max(1, current - 1) if before else None,
    }
