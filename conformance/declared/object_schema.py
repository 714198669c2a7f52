"""
Objects as a contract describes them: their members, the roles of these, and where records stand.

A record is the shallowest object that has an id or all members of one key, or a member with one of
the roles ``key`` and ``members``; the role ``records`` decides where several could be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from conformance.expectations import JsonDict

EVERY: Final = "*"
"""The step of a path that stands for each element of an array."""

Path: TypeAlias = tuple[str, ...]
"""Where something stands in a body, as names of members and ``EVERY``."""

OWN_ROLES = frozenset({"id", "created", "updated", "version", "removed", "refers-to", "by"}) | {
    "on-remove",
    "fixed",
}
"""Roles of a record's own members; anything else with a role is about the request or the answer."""

MARKS = frozenset({"key", "members"})
"""Roles by which the object that has them is a record."""


@dataclass(frozen=True, slots=True)
class UniqueKey:
    """Members that together name one record; ``case`` is ``exact``, ``ignore`` or ``lower``."""

    name: str
    members: tuple[str, ...]
    case: str = "exact"


@dataclass(frozen=True, slots=True)
class Collection:
    """
    A collection as the root declares it.

    ``id`` is the member that holds the id, ``version`` the one that holds the version, if any does.
    """

    name: str
    keys: Mapping[str, UniqueKey]
    keeps_removed: bool = False
    id: str | None = None
    id_schema: JsonDict = field(default_factory=dict)
    version: str | None = None


@dataclass(frozen=True, slots=True)
class ObjectSchema:
    """
    An object with what it is composed of (``$ref``, ``allOf``) taken together.

    ``open`` is what unknown members may be: ``False``, ``True`` or a schema, ``None`` where nothing
    is said.
    """

    properties: Mapping[str, JsonDict]
    required: frozenset[str]
    open: Any = None

    def with_role(self, role: str) -> str | None:
        """The first member that has a role."""
        found = (name for name, node in self.properties.items() if role in roles_of(node))
        return next(found, None)


def roles_of(node: Any) -> Mapping[str, Any]:
    """The roles of a place, each with what it says; the plain form says ``True``."""
    said = node.get("x-upsert") if isinstance(node, Mapping) else None
    if isinstance(said, str):
        return {said: True}
    return said if isinstance(said, Mapping) else {}


def resolved(document: JsonDict, node: Any) -> JsonDict:
    """A node behind its references; a declaration beside a reference stays."""
    said = None
    found: Any = node if isinstance(node, Mapping) else {}
    while isinstance(found.get("$ref"), str):
        said = said if said is not None else found.get("x-upsert")
        target: Any = document
        for step in found["$ref"].removeprefix("#/").split("/"):
            target = target[step.replace("~1", "/").replace("~0", "~")]
        found = target if isinstance(target, Mapping) else {}
    return dict(found) if said is None else {**found, "x-upsert": said}


def parts_of(document: JsonDict, schema: Any) -> Iterator[JsonDict]:
    """A schema and everything that it is composed of."""
    stack, limit = [schema], 100
    while stack and limit:
        limit -= 1
        node = resolved(document, stack.pop(0))
        yield node
        stack[:0] = node.get("allOf") or []


def described(document: JsonDict, schema: Any) -> JsonDict:
    """A schema with what it is composed of, for anything but an object; null is left out."""
    found: JsonDict = {}
    for part in parts_of(document, schema):
        found = {**part, **found}
    for word in ("anyOf", "oneOf"):
        choices = [resolved(document, each) for each in found.get(word, ())]
        real = [each for each in choices if each.get("type") != "null"]
        if real:
            return {**described(document, real[0]), **{k: v for k, v in found.items() if k != word}}
    return found


def object_of(document: JsonDict, schema: Any) -> ObjectSchema | None:
    """The object that a schema describes, ``None`` when it describes none."""
    properties: dict[str, JsonDict] = {}
    required: set[str] = set()
    is_open: Any = None
    for part in parts_of(document, schema):
        for name, node in (part.get("properties") or {}).items():
            properties[name] = resolved(document, node)
        required |= set(part.get("required") or ())
        if "additionalProperties" in part:
            is_open = part["additionalProperties"]
    return ObjectSchema(properties, frozenset(required), is_open) if properties else None


def types_of(node: JsonDict) -> frozenset[str]:
    """The JSON types that a schema allows, as far as it says."""
    said = node.get("type", ())
    return frozenset([said] if isinstance(said, str) else said)


def is_nullable(document: JsonDict, node: JsonDict) -> bool:
    """Whether a schema allows null."""
    choices = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    return "null" in types_of(node) or any(
        resolved(document, choice).get("type") == "null" for choice in choices
    )


def id_of(found: ObjectSchema, known: str | None = None) -> str | None:
    """The member of an object that holds the id."""
    name = found.with_role("id") or known or "id"
    node = found.properties.get(name)
    return name if node is not None and (not roles_of(node) or "id" in roles_of(node)) else None


def is_record(found: ObjectSchema, collection: Collection) -> bool:
    """Whether an object is a record of a collection."""
    if id_of(found, collection.id) or any(found.with_role(mark) for mark in MARKS):
        return True
    return any(set(key.members) <= set(found.properties) for key in collection.keys.values())


def locate(document: JsonDict, schema: Any, collection: Collection) -> Path | None:
    """Where the records stand in a schema, ``None`` when there is none in it."""
    level: list[tuple[Path, Any]] = [((), schema)]
    for _depth in range(8):
        deeper: list[tuple[Path, Any]] = []
        for path, each in level:
            node = described(document, each)
            if "items" in node:
                deeper.append(((*path, EVERY), node["items"]))
                continue
            found = object_of(document, each)
            if found is None:
                continue
            if (named := found.with_role("records")) is not None:
                return (*path, named, EVERY)
            if is_record(found, collection):
                return path
            deeper += [((*path, name), inner) for name, inner in found.properties.items()]
        level = deeper
    return None


def schema_at(document: JsonDict, schema: Any, path: Sequence[str]) -> JsonDict:
    """The schema at a path of a schema."""
    node = resolved(document, schema)
    for step in path:
        if step == EVERY:
            node = resolved(document, described(document, node).get("items", {}))
        else:
            found = object_of(document, node)
            node = {} if found is None else found.properties.get(step, {})
    return node


def values_at(value: Any, path: Sequence[str]) -> list[Any]:
    """Everything that stands at a path of a value."""
    found = [value]
    for step in path:
        if step == EVERY:
            found = [each for one in found if isinstance(one, list) for each in one]
        else:
            found = [one[step] for one in found if isinstance(one, Mapping) and step in one]
    return found
