"""
Objects as they go over the wire: derived fields, children nested in their parent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from mockserver.core.record import JsonObject, Record, own_values
from mockserver.core.tick import moment
from mockserver.core.view import View
from mockserver.providers.square.catalog import HISTORY, KINDS, OBJECTS, data_of

RELATED = {
    "ITEM": frozenset({"CATEGORY", "TAX", "IMAGE", "MODIFIER_LIST"}),
    "ITEM_VARIATION": frozenset({"ITEM"}),
}
"""The types that are returned with an object on request; for other types whatever it refers to."""


@lru_cache(maxsize=1024)
def timestamp(milliseconds: int) -> str:
    """A time in RFC 3339, UTC, milliseconds without trailing zeros (SQ-80)."""
    text = moment(milliseconds).replace(tzinfo=None).isoformat(timespec="microseconds")
    return text.rstrip("0").rstrip(".") + "Z"


def wire(view: View, record: Record, *, paths: bool = False) -> JsonObject:
    """
    An object with its children.

    ``paths`` adds the way to the root to a category that is not top-level.
    """
    kind = KINDS[record["kind"]]
    updated = timestamp(record["updated"])
    body: JsonObject = {
        "type": record["kind"],
        "id": record["id"],
        "updated_at": updated,
        "created_at": timestamp(record["created"]),
        "version": record["version"],
        "is_deleted": record.get("deleted", False),
        **record["body"],
    }
    if kind.children:
        nested = [wire(view, child) for child in children_of(view, record)]
        if nested:
            body[kind.data] = {**body[kind.data], kind.children: nested}
    if record["kind"] == "CATEGORY":
        body["category_data"] = with_place(view, record, paths=paths)
    return body


def children_of(view: View, record: Record) -> list[Record]:
    """The children of an object in their order; those of a deleted one were deleted with it."""
    found = [
        child for child in view.find(OBJECTS, "parent", record["id"]) if same_fate(child, record)
    ]
    found.sort(key=lambda child: data_of(child).get("ordinal", 0))
    return found


def same_fate(child: Record, parent: Record) -> bool:
    """Whether child and parent both exist, or ended together."""
    if parent.get("deleted"):
        return bool(child.get("deleted")) and child["version"] == parent["version"]
    return not child.get("deleted")


def with_place(view: View, record: Record, *, paths: bool) -> JsonObject:
    """The data of a category with its place in the tree."""
    data = data_of(record)
    above = list(ancestors(view, record))
    placed = {**data, "is_top_level": not above}
    placed.setdefault("parent_category", {"ordinal": 0})
    if above:
        placed["root_category"] = above[-1]["id"]
        if paths:
            placed["path_to_root"] = [
                {"category_id": node["id"], "category_name": data_of(node).get("name", "")}
                for node in above
            ]
    return placed


def parent_category(record: Record) -> str | None:
    """The id of the category above a category."""
    parent: str | None = data_of(record).get("parent_category", {}).get("id")
    return parent


def ancestors(view: View, record: Record) -> Iterator[Record]:
    """The categories above a category, its parent first; a circle is walked once."""
    seen = {record["id"]}
    parent_id = parent_category(record)
    while parent_id is not None and parent_id not in seen:
        seen.add(parent_id)
        parent = view.get(OBJECTS, parent_id)
        if parent is None or parent["kind"] != "CATEGORY" or parent.get("deleted"):
            return
        yield parent
        parent_id = parent_category(parent)


def related_to(view: View, records: Iterable[Record], *, paths: bool = False) -> list[JsonObject]:
    """What some objects refer to, one level deep, each once (SQ-111, SQ-112)."""
    found: dict[str, Record] = {}
    for record in records:
        wanted = RELATED.get(record["kind"])
        for target_id in record.get("refs", ()):
            target = view.get(OBJECTS, target_id)
            if target is None or target.get("deleted"):
                continue
            if wanted is None or target["kind"] in wanted:
                found[target_id] = target
    return [wire(view, target, paths=paths) for target in found.values()]


class AsOf:
    """
    A view of the catalog as it was at a version: each object in its newest state up to it.
    """

    def __init__(self, base: View, version: int) -> None:
        self._base = base
        self._version = version

    def get(self, collection: str, record_id: str) -> Record | None:
        """One object as it was."""
        record = self._base.get(collection, record_id)
        return None if record is None else self._state(record)

    def find(self, collection: str, index: str, value: str) -> Iterator[Record]:
        """The objects whose state at the version holds ``value``, found by their latest one."""
        for record in self._base.find(collection, index, value):
            state = self._state(record)
            if state is not None and value in own_values(state, index):
                yield state

    candidates = find

    def all(self, collection: str) -> Iterator[Record]:
        """Every object that existed."""
        states = map(self._state, self._base.all(collection))
        return (state for state in states if state is not None)

    def _state(self, record: Record) -> Record | None:
        if record["version"] <= self._version:
            return record
        states = [
            kept
            for kept in self._base.find(HISTORY, "kind", record["id"])
            if kept["version"] <= self._version
        ]
        newest = max(states, key=lambda kept: kept["version"], default=None)
        return None if newest is None else as_record(newest)


def as_record(kept: Record) -> Record:
    """A superseded state as the record that it was."""
    state: Record = kept["body"]  # type: ignore[assignment]  # history keeps whole records as bodies
    return state
