"""
The operation that the rows of a seed go through, for each collection of a declared API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockserver.contract import Contract
from mockserver.core.record import Json
from mockserver.declared.frames import RequestFrame
from mockserver.declared.shapes import Every
from mockserver.declared.words import Declaration, Verb
from mockserver.provider import SeedMapping

ROWS = 100
"""Rows in one call where the contract names no limit."""


def seed_mappings(
    contract: Contract, declaration: Declaration, frames: Mapping[str, RequestFrame]
) -> dict[str, SeedMapping]:
    """
    Collection to the operation that its seeds go through: an upsert, else a creation.

    A collection that is only written below a parameter of the path has no seeds.
    """
    found: dict[str, SeedMapping] = {}
    for verb in (Verb.UPSERT, Verb.CREATE):
        for operation in contract.operations.values():
            declared, frame = declaration.operations.get(operation.id), frames.get(operation.id)
            if declared is None or frame is None or declared.verb is not verb:
                continue
            if "{" in operation.path or declared.collection in found:
                continue
            mapping = mapping_of(operation.id, frame)
            if mapping is not None:
                found[declared.collection] = mapping
    return found


def mapping_of(operation: str, frame: RequestFrame) -> SeedMapping | None:
    """How rows become calls of one operation, ``None`` where a body holds batches of records."""
    if not frame.holds_many:
        return SeedMapping(operation)
    place = tuple(step for step in frame.path if step is not Every.ELEMENT)
    if len(frame.path) > len(place) + 1:
        return None
    return SeedMapping(operation, most=frame.most or ROWS, wrap=wrapper(place), at=place)


def wrapper(place: tuple[str, ...]) -> Callable[[list[Json]], Json]:
    """The body around some rows that stand at a place."""

    def wrap(rows: list[Json]) -> Json:
        body: Json = rows
        for step in reversed(place):
            body = {step: body}
        return body

    return wrap
