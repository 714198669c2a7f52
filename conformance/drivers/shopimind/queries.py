"""
Queries of listings as the vendor's own packages spell them: brackets and positions.
"""

from __future__ import annotations

from typing import Any

QueryPairs = list[tuple[str, Any]]


def order(field: str, direction: str = "asc", *, position: int = 0) -> QueryPairs:
    """Sort by a field."""
    start = f"order[{position}]"
    return [(f"{start}[field]", field), (f"{start}[type]", direction)]


def where(field: str, operator: str, values: Any, *, position: int = 0) -> QueryPairs:
    """One filter; several values get positions of their own."""
    start = f"filters[{position}]"
    pairs = [(f"{start}[field]", field), (f"{start}[operator]", operator)]
    if isinstance(values, list):
        return pairs + [(f"{start}[values][{n}]", value) for n, value in enumerate(values)]
    return [*pairs, (f"{start}[values]", values)]


def fields(*names: str) -> QueryPairs:
    """Only these members."""
    return [("fields[]", name) for name in names]
