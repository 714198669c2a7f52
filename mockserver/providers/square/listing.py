"""
Listing the catalog, a hundred objects at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from mockserver.core.reasons import Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.view import View
from mockserver.provider import Read, Request, Response
from mockserver.providers.square.catalog import KINDS, LISTED, OBJECTS
from mockserver.providers.square.cursors import cursor_at, position_of
from mockserver.providers.square.rendering import AsOf, wire
from mockserver.providers.square.retrieval import array_or_absent
from mockserver.providers.square.vendor_errors import VendorError, constraint

PAGE: Final = 100


def listing(view: View, request: Request, _tick: Tick) -> Response | Refusal:
    """One page of the live objects of some types (SQ-116 to SQ-121)."""
    parameters = request.parameters
    kinds = kinds_named(parameters.get("types"))
    if isinstance(kinds, VendorError):
        return constraint((), kinds)
    version = parameters.get("catalog_version")
    if version is not None:
        view = AsOf(view, version)
    question = ["list", list(kinds), version]
    start = position_of(parameters.get("cursor"), question)
    if isinstance(start, VendorError):
        return constraint((), start)
    records, following = page(view, kinds, start)
    answer: JsonObject = array_or_absent("objects", [wire(view, record) for record in records])
    if following is not None:
        answer["cursor"] = cursor_at(following, question)
    return Response(200, answer)


def kinds_named(types: str | None) -> Sequence[str] | VendorError:
    """The types of a comma-separated list in any case; the default ones without it."""
    if not types:
        return LISTED
    kinds = dict.fromkeys(name.strip().upper() for name in types.split(","))
    for kind in kinds:
        if kind not in KINDS:
            return VendorError(
                "INVALID_ENUM_VALUE", f"`{kind}` is not a valid enum value for `types`.", "types"
            )
    return tuple(kinds)


def page(view: View, kinds: Sequence[str], start: int) -> tuple[list[Record], int | None]:
    """
    The records of one page, and the position of the next one if there is one.

    Positions count deleted objects too, so that deleting what was listed shifts nothing.
    """
    found: list[Record] = []
    for position, record in enumerate(of_kinds(view, kinds)):
        if position < start or record.get("deleted"):
            continue
        if len(found) == PAGE:
            return found, position
        found.append(record)
    return found, None


def of_kinds(view: View, kinds: Sequence[str]) -> Iterator[Record]:
    """Every object of some types, deleted ones included, type by type."""
    for kind in kinds:
        yield from view.find(OBJECTS, "kind", kind)


LIST: Final = Read(listing)
