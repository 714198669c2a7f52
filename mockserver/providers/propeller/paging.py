"""
A page of rows, and where in the whole it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from mockserver.core.record import Json, JsonObject
from mockserver.provider import Response

USUAL = 12
"""Rows on a page where none are asked for; ``offset`` is the vendor's word for the size."""

Found = TypeVar("Found")


def page_of(
    found: Sequence[Found], asked: Mapping[str, Json], row: Callable[[Found], JsonObject]
) -> Response:
    """The page that ``page`` and ``offset`` ask for; rows are made for that page only."""
    page, size = int(asked.get("page", 1)), int(asked.get("offset", USUAL))
    first = (page - 1) * size
    rows = [row(one) for one in found[first : first + size]]
    return Response(
        200,
        {
            "data": rows,
            "messages": ["Completed"],
            "start": first + 1 if rows else 0,
            "end": first + len(rows) if rows else 0,
            "page": page,
            "pages": -(-len(found) // size),
            "total": len(rows),
            "offset": size,
            "itemsFound": len(found),
        },
    )
