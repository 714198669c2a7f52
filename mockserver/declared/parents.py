"""
Records below others: the record that a path names above them must exist, and takes them along.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mockserver.contract.words import Key, roles_of
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject, Record
from mockserver.core.view import View
from mockserver.declared.shapes import RecordShape


@dataclass(frozen=True, slots=True)
class Parent:
    """
    A parameter of a path that names a record of another collection.

    ``key`` is the key whose value it has, ``None`` for the id; ``depth`` is how many parameters of
    the scope stand before it.
    """

    parameter: str
    collection: str
    key: Key | None
    depth: int

    def missing(self, view: View, kind: str) -> Refusal | None:
        """The refusal where the parent of a scope (``addresses/7/home``) does not exist."""
        steps = kind.split("/")[1:]
        above, said = steps[: self.depth], steps[self.depth]
        name = "id" if self.key is None else self.key.name
        wanted = "/".join([self.collection, *above])
        for record in view.find(self.collection, "keys", f"{name}={said}"):
            if record["kind"] == wanted and not record.get("deleted"):
                return None
        facts = {"identity": f"{name}={said}"}
        return Refusal(Reason.UNKNOWN_RECORD, (self.parameter,), facts, note="unknown-parent")


@dataclass(frozen=True, slots=True)
class Child:
    """A collection whose records stand below those of another one, and the key that names these."""

    records: RecordShape
    key: Key | None

    def of(self, view: View, parent: Record, own: str | None) -> Iterable[Record]:
        """The live records below a parent; ``own`` is its id, as text."""
        values = [parent["body"].get(name) for name in self.key.members] if self.key else []
        said = str(values[0]) if values else own
        name = self.records.collection.name
        kind = "/".join([name, *parent["kind"].split("/")[1:], str(said)])
        found = [record for record in view.find(name, "kind", kind) if not record.get("deleted")]
        return () if said is None else found


def parents_in(parameters: Sequence[JsonObject], shapes: Mapping[str, RecordShape]) -> list[Parent]:
    """The parameters of a path that name records, in their order."""
    path = [each for each in parameters if each["in"] == "path"]
    found = []
    for depth, parameter in enumerate(path):
        collection = roles_of(parameter).get("parent")
        if collection is not None:
            keys = shapes[collection].collection.keys
            key = keys.get(parameter["name"])
            if key is None and shapes[collection].id is None:
                key = next(iter(keys.values()), None)
            found.append(Parent(parameter["name"], collection, key, depth))
    return found


def children_of(
    shapes: Mapping[str, RecordShape], parents: Iterable[tuple[str, Parent]]
) -> dict[str, list[Child]]:
    """Parent collection to the collections below it, from what each operation says of its path."""
    found: dict[tuple[str, str], Child] = {}
    for collection, parent in parents:
        found[parent.collection, collection] = Child(shapes[collection], parent.key)
    below: dict[str, list[Child]] = {}
    for (above, _), child in found.items():
        below.setdefault(above, []).append(child)
    return below
