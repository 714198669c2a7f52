"""
Directives: how the records of one bulk call are treated (PRP-48, PRP-49).

Two shapes are documented and mean the same: an object of operations, and a list of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.view import View
from mockserver.providers.propeller.records import addresses

PAIR = ("source", "sourceId")
"""Sent together and left out together."""


@dataclass(frozen=True, slots=True)
class Directives:
    """What was asked for; ``mergeTranslationsOnUpdate`` means nothing to customers."""

    keep_filled: frozenset[str] = frozenset()
    keep_parent: bool = False
    skip_create: bool = False


def read_directives(sent: Json) -> Directives:
    """The directives of a call, in either shape."""
    if isinstance(sent, list):
        operations = [(entry["operation"], entry.get("fields", ())) for entry in sent]
    else:
        operations = list((sent or {}).items())
    names = {name for name, _ in operations}
    filled = (fields for name, fields in operations if name == "skipIfNotEmpty")
    return Directives(
        keep_filled=frozenset(field for fields in filled for field in fields),
        keep_parent="skipMoveOnUpdate" in names,
        skip_create="skipCreate" in names,
    )


def applied(directives: Directives, value: JsonObject, known: Record, view: View) -> JsonObject:
    """What remains of a sent record when the customer exists already."""
    dropped = {name for name in directives.keep_filled if is_filled(known, name, view)}
    if directives.keep_parent:
        dropped.add("parent")
    if dropped.intersection(PAIR):
        dropped.update(PAIR)
    return {name: sent for name, sent in value.items() if name not in dropped}


def is_filled(known: Record, name: str, view: View) -> bool:
    """Whether a field of a stored customer has something in it."""
    if name == "addresses":
        return any(True for _ in addresses(view, known["id"]))
    stored = known["body"].get("sources" if name in PAIR else name)
    return stored is not None and stored not in ("", [], {})
