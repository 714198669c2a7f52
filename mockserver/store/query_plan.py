"""
What a TinyDB condition asks for, read off its structural hash.

| condition | hash | looked up |
| --- | --- | --- |
| `where("kind") == "A"` | `("==", ("kind",), "A")` | A |
| `where("refs").any(["A", "B"])` | `("any", ("refs",), ("A", "B"))` | A and B |
| `where("kind").one_of(["A", "B"])` | `("one_of", ("kind",), ("A", "B"))` | A and B |
| `p & q` | `("and", frozenset({p, q}))` | what p or what q asks for, whichever is less |

Rules of this file:

1. A plan finds a superset, and whoever uses it still calls the condition on what it finds. So a
   plan can cost time and never a result.
2. Every other shape has no plan and is answered by a scan.
3. ``any`` on a string looks at its characters, which no index holds: no plan when a string of one
   character is among those asked for.
"""

from __future__ import annotations

from collections.abc import Collection as Sized
from collections.abc import Iterator
from typing import Any, NamedTuple

from mockserver.core.record import INDEXES
from mockserver.store.collection import StoredCollection

PRIMARY = "id"
"""The field that, where it is a string, is the document's id as well."""


class Lookup(NamedTuple):
    """Strings to look up in one index; whatever matches the condition is under one of them."""

    field: str
    values: tuple[str, ...]


def lookups(condition: Any) -> list[Lookup]:
    """The lookups any one of which suffices for a condition; empty when it needs a scan."""
    # TinyDB's only description of a query is private; tests/store/test_plan.py pins its shape.
    return list(_read(getattr(condition, "_hash", None)))


def _read(shape: Any) -> Iterator[Lookup]:
    match shape:
        case ("and", frozenset() as parts):
            for part in parts:
                yield from _read(part)
        case ("==", (str(field),), str(value)) if field == PRIMARY or field in INDEXES:
            yield Lookup(field, (value,))
        case ("one_of", (str(field),), tuple(values)) if field == PRIMARY or field in INDEXES:
            if all(isinstance(value, str) for value in values):
                yield Lookup(field, values)
        case ("any", (str(field),), tuple(values)) if field in INDEXES:
            if all(isinstance(value, str) and len(value) != 1 for value in values):
                yield Lookup(field, values)


def candidate_ids(condition: Any, collection: StoredCollection) -> Sized[str] | None:
    """Ids, in order, among which are all that match; ``None`` when only a scan can tell."""
    found = [_ids(lookup, collection) for lookup in lookups(condition)]
    return min(found, key=len, default=None)


def _ids(lookup: Lookup, collection: StoredCollection) -> Sized[str]:
    if lookup.field == PRIMARY:
        ids: Sized[str] = {value for value in lookup.values if value in collection}
    elif len(lookup.values) == 1:
        return collection.ids(lookup.field, lookup.values[0])
    else:
        ids = {key for value in lookup.values for key in collection.ids(lookup.field, value)}
    return sorted(ids, key=collection.places.__getitem__)
