"""
The operation that the rows of a seed go through, for each collection of a declared API.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from mockserver.contract import Contract, OperationContract
from mockserver.contract.words import Declaration, Verb
from mockserver.core.record import Json
from mockserver.declared.frames import RequestFrame
from mockserver.declared.shapes import Every
from mockserver.provider import SeedMapping

ROWS = 100
"""Rows in one call where the contract names no limit."""


def seed_mappings(
    contract: Contract, declaration: Declaration, frames: Mapping[str, RequestFrame]
) -> dict[str, SeedMapping]:
    """
    Collection to the operation that its seeds go through: an upsert, else a creation.

    They are loaded in the order of the declared collections. Parameters of the path are parts of
    the name of a seed's file.
    """
    found: dict[str, SeedMapping] = {}
    for verb in (Verb.UPSERT, Verb.CREATE):
        for operation in contract.operations.values():
            declared, frame = declaration.operations.get(operation.id), frames.get(operation.id)
            if declared is None or frame is None or declared.verb is not verb:
                continue
            mapping = mapping_of(operation, frame)
            if mapping is not None:
                found.setdefault(declared.collection, mapping)
    return {name: found[name] for name in declaration.collections if name in found}


def mapping_of(operation: OperationContract, frame: RequestFrame) -> SeedMapping | None:
    """How rows become calls of one operation, ``None`` where a body holds batches of records."""
    names = re.findall(r"\{([^}]+)\}", operation.path)
    path = {name: f"{{{number}}}" for number, name in enumerate(names)}
    mapping = SeedMapping(operation.id, path=path, argument=".".join(names) or None)
    if not frame.holds_many:
        return mapping
    place = tuple(step for step in frame.path if step is not Every.ELEMENT)
    if len(frame.path) > len(place) + 1:
        return None
    return replace(mapping, most=frame.most or ROWS, wrap=wrapper(place), at=place)


def wrapper(place: tuple[str, ...]) -> Callable[[list[Json]], Json]:
    """The body around some rows that stand at a place."""

    def wrap(rows: list[Json]) -> Json:
        body: Json = rows
        for step in reversed(place):
            body = {step: body}
        return body

    return wrap
