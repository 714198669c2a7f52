"""
Lists: order, pages, links, and the wrapper around them (SLV-57).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias
from urllib.parse import urlencode

from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import View
from mockserver.provider import Request, Response
from mockserver.providers.solvimon.kinds import PRODUCT, ResourceKind, expanded, record_as_sent

PAGE = 1
LIMIT = 50

EXPANDABLE = frozenset({"category_id", "category"})
"""What ``expand[]`` can name with an effect; the other names have none."""

Render: TypeAlias = Callable[[View, Request, Record], JsonObject]


def rendered(view: View, kind: ResourceKind, request: Request, record: Record) -> JsonObject:
    """A record as a reading operation shows it."""
    body = record_as_sent(view, kind, record)
    wanted = EXPANDABLE.intersection(request.parameters.get("expand[]", ()))
    return expanded(view, body) if kind is PRODUCT and wanted else body


def sort_value(record: Record, name: str) -> Any:
    """What a record is ordered by: a time, or a member, text without regard to case."""
    if name == "created_at":
        return record["created"]
    if name == "updated_at":
        return record["updated"]
    value = record["body"].get(name)
    return value.casefold() if isinstance(value, str) else value


def ordered(
    records: Sequence[Record], request: Request, order_by: str, direction: str
) -> list[Record]:
    """Records in the order that is asked for, or in the default one; those without value last."""
    name = request.parameters.get("order_by", order_by)
    descending = request.parameters.get("order_direction", direction).lower() == "desc"
    oldest_first = list(records)
    if descending:
        oldest_first.reverse()
    keyed = [(sort_value(record, name), record) for record in oldest_first]
    with_value = [pair for pair in keyed if pair[0] is not None]
    with_value.sort(key=lambda pair: pair[0], reverse=descending)
    without = [record for value, record in keyed if value is None]
    return [record for _, record in with_value] + without


def page_of(
    view: View, kind: ResourceKind, request: Request, records: Sequence[Record]
) -> list[Json]:
    """The records of the page that is asked for, as they are shown."""
    page, limit = request.parameters.get("page", PAGE), request.parameters.get("limit", LIMIT)
    chosen = records[(page - 1) * limit : page * limit]
    return [rendered(view, kind, request, record) for record in chosen]


def wrapped(data: list[Json], request: Request, path: str, count: int) -> Response:
    """A page in its wrapper; ``count`` is the number of records on all pages."""
    page, limit = request.parameters.get("page", PAGE), request.parameters.get("limit", LIMIT)
    pages = -(-count // limit)
    url = f"{request.url}/v{request.path['version']}/{path}"
    kept = [pair for pair in request.query if pair[0] not in {"page", "limit"}]

    def link(number: int) -> str:
        return f"{url}?{urlencode([*kept, ('page', number), ('limit', limit)])}"

    body: JsonObject = {
        "data": data,
        "limit": limit,
        "page": page,
        "total_number_of_pages": pages,
        "links": {
            "first": link(1),
            "previous": link(page - 1) if page > 1 else None,
            "current": link(page),
            "next": link(page + 1) if page < pages else None,
        },
    }
    return Response(200, body)
