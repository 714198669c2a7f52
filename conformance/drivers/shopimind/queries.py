"""Query parameters of listings, in the vendor's own spelling: brackets and positions."""

from __future__ import annotations

from typing import Any

QueryPairs = list[tuple[str, Any]]


def order(field: str, direction: str = "asc", *, position: int = 0) -> QueryPairs:
    start = f"order[{position}]"
    return [(f"{start}[field]", field), (f"{start}[type]", direction)]


def where(field: str, operator: str, values: Any, *, position: int = 0) -> QueryPairs:
    """One filter; each of several values gets a position."""
    start = f"filters[{position}]"
    pairs = [(f"{start}[field]", field), (f"{start}[operator]", operator)]
    if isinstance(values, list):
        return pairs + [(f"{start}[values][{n}]", value) for n, value in enumerate(values)]
    return [*pairs, (f"{start}[values]", values)]


def fields(*names: str) -> QueryPairs:
    """Select members of the rows."""
    return [("fields[]", name) for name in names]
