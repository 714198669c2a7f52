"""
The shapes of records: what a schema says of an object, and where in a schema the records stand.

A record is the shallowest object that has an id or all members of one key; so nothing has to say
where the records of a body are. An array above it holds the records, one above that the batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from mockserver.contract.document import OperationContract
from mockserver.contract.navigation import resolve
from mockserver.contract.words import DeclaredCollection, roles_of
from mockserver.core.record import Json, JsonObject

OWN_ROLES = frozenset(
    {"id", "created", "updated", "version", "removed", "refers-to", "by", "on-remove", "fixed"}
)
"""Roles of a record's own members; anything else with a role is about an answer."""

MARKS = frozenset({"key", "members"})
"""Roles by which the object that has them is a record."""

SERVERS = ("created", "updated", "version", "removed")
"""Roles of members that the server fills in."""


class Every(Enum):
    """The step of a path that stands for every element of an array."""

    ELEMENT = "*"


RecordPath: TypeAlias = tuple[str | Every, ...]
"""Where the records stand in a body: ``("batches", Every.ELEMENT, "objects", Every.ELEMENT)``."""


@dataclass(frozen=True, slots=True)
class ObjectShape:
    """
    An object schema with what it is composed of (``$ref``, ``allOf``) taken together.

    ``open`` is whether unknown members are welcome (``additionalProperties``), ``None`` where the
    schema is silent; ``rest`` are the schemas of whatever else is asked of the object.
    """

    properties: Mapping[str, JsonObject]
    required: frozenset[str]
    open: bool | None
    rest: tuple[JsonObject, ...]


def effective(document: JsonObject, node: JsonObject) -> JsonObject:
    """A schema behind its references; a declaration beside a reference stays."""
    if not isinstance(node, dict):
        return {}  # the schemas true and false name no members
    target = resolve(document, node)
    said = node.get("x-upsert")
    return target if said is None or node is target else {**target, "x-upsert": said}


def shape_of(document: JsonObject, schema: JsonObject) -> ObjectShape | None:
    """The object that a schema describes, ``None`` when it describes none."""
    properties: dict[str, JsonObject] = {}
    required: set[str] = set()
    closed: bool | None = None
    rest: list[JsonObject] = []
    for part in parts_of(document, schema):
        for name, node in (part.get("properties") or {}).items():
            properties[name] = effective(document, node) if isinstance(node, dict) else {}
        required |= set(part.get("required") or ())
        if "additionalProperties" in part:
            closed = bool(closed) or part["additionalProperties"] is False
        taken = {"properties", "required", "additionalProperties", "allOf", "$ref", "x-upsert"}
        other = {key: value for key, value in part.items() if key not in taken}
        if other:
            rest.append(other)
    if not properties:
        return None
    return ObjectShape(
        properties, frozenset(required), None if closed is None else not closed, tuple(rest)
    )


def parts_of(document: JsonObject, schema: JsonObject) -> Iterator[JsonObject]:
    """A schema and everything that it is composed of, each once."""
    stack, seen = [schema], set()
    while stack:
        node = effective(document, stack.pop(0))
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        stack[:0] = node.get("allOf") or []


@dataclass(frozen=True, slots=True)
class MemberReference:
    """A member that holds an id, or a key, of a record of a collection."""

    collection: str
    by: str | None = None
    on_remove: str = "refuse"


@dataclass(slots=True)
class RecordShape:
    """
    What is known of the records of a collection, from all shapes in which they occur.

    - ``id``: the member that holds the id, ``None`` where records have none of their own
    - ``shown``: role (``created``, ``updated``, ``version``, ``removed``) by member
    - ``types``: the JSON types that a member may have
    - ``members``: the member in which the others stand, ``None`` where they stand in the record;
      ``inner`` are those of them that the server writes; ``textual`` shows all of them as text
    """

    collection: DeclaredCollection
    id: str | None = None
    id_schema: JsonObject = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    references: dict[str, MemberReference] = field(default_factory=dict)
    fixed: dict[str, str] = field(default_factory=dict)
    read_only: set[str] = field(default_factory=set)
    types: dict[str, frozenset[str]] = field(default_factory=dict)
    members: str | None = None
    inner: dict[str, str] = field(default_factory=dict)
    textual: bool = False

    @property
    def id_key(self) -> str | None:
        """
        Where the body of a stored record has its id, ``None`` where records have none of their own.

        Members that stand in a member may be called like the id, which is kept apart from them.
        """
        return self.id if self.id is None or self.members is None else f"@{self.id}"

    def is_record(self, shape: ObjectShape) -> bool:
        """Whether an object is a record of the collection."""
        if self.id_of(shape) is not None:
            return True
        if any(roles_of(node).keys() & MARKS for node in shape.properties.values()):
            return True
        keys = self.collection.keys.values()
        return any(set(key.members) <= set(shape.properties) for key in keys)

    def id_of(self, shape: ObjectShape) -> str | None:
        """The member of an object that holds the id."""
        for name, node in shape.properties.items():
            if "id" in roles_of(node):
                return name
        plain = self.id or "id"
        plainly = shape.properties.get(plain)
        return plain if plainly is not None and not roles_of(plainly) else None

    def learn(self, document: JsonObject, shape: ObjectShape) -> None:
        """Take over what one shape of the records says about their members."""
        self.learn_inner(document, shape)
        found = self.id_of(shape)
        if found is not None:
            self.id = found
            self.id_schema = {**shape.properties[found], **self.id_schema}
        for name, node in shape.properties.items():
            for role in SERVERS:
                if role in roles_of(node):
                    self.shown[name] = role
            self.learn_member(name, node)

    def learn_member(self, name: str, node: JsonObject) -> None:
        """Take over what is said of one member."""
        roles = roles_of(node)
        if roles and not roles.keys() & OWN_ROLES:
            return
        self.types[name] = self.types.get(name, frozenset()) | types_of(node)
        if node.get("readOnly"):
            self.read_only.add(name)
        if "refers-to" in roles:
            self.references[name] = MemberReference(
                roles["refers-to"], roles.get("by"), roles.get("on-remove", "refuse")
            )
        if "fixed" in roles:
            self.fixed[name] = roles["fixed"]

    def learn_inner(self, document: JsonObject, outer: ObjectShape) -> None:
        """Take over what is said of the members that stand in one of them, if any do."""
        named = (name for name, node in outer.properties.items() if "members" in roles_of(node))
        holder = next(named, None)
        if holder is None:
            return
        self.members, node = holder, outer.properties[holder]
        self.types[holder] = frozenset({"object"})
        rest = node.get("additionalProperties")
        if isinstance(rest, dict) and types_of(rest) and types_of(rest) <= {"string", "null"}:
            self.textual = True
        shape = shape_of(document, node)
        for name, inner in (shape.properties if shape else {}).items():
            roles = roles_of(inner)
            found = next((role for role in ("id", *SERVERS) if role in roles), None)
            if found is not None:
                self.inner[name] = found
                self.read_only.add(name)
            else:
                self.learn_member(name, inner)


def types_of(node: JsonObject) -> frozenset[str]:
    """The JSON types that a schema allows, as far as it says."""
    said = node.get("type", ())
    return frozenset([said] if isinstance(said, str) else said)


def is_nullable(node: JsonObject) -> bool:
    """Whether a schema allows null."""
    choices = [*node.get("anyOf", ()), *node.get("oneOf", ())]
    return "null" in types_of(node) or any(
        isinstance(choice, dict) and choice.get("type") == "null" for choice in choices
    )


def locate(document: JsonObject, schema: Json, records: RecordShape) -> RecordPath | None:
    """
    Where the records stand in a schema: the shallowest place, or the one with the role ``records``.

    ``None`` when there is no record in it.
    """
    level: list[tuple[RecordPath, Json]] = [((), schema)]
    seen: set[int] = set()
    while level:
        deeper: list[tuple[RecordPath, Json]] = []
        found: list[RecordPath] = []
        for path, described in level:
            node = effective(document, described) if isinstance(described, dict) else {}
            if id(node) in seen:
                continue
            seen.add(id(node))
            if "items" in node:
                deeper.append(((*path, Every.ELEMENT), node["items"]))
                continue
            shape = shape_of(document, node)
            if shape is None:
                continue
            if records.is_record(shape):
                found.append(path)
            deeper += [((*path, name), inner) for name, inner in shape.properties.items()]
        if found:
            return found[0]
        level = deeper
    return None


def at_path(document: JsonObject, schema: Json, path: RecordPath) -> JsonObject:
    """The schema at a path, behind its references."""
    node = effective(document, schema)
    for step in path:
        if step is Every.ELEMENT:
            node = effective(document, node["items"])
        else:
            shape = shape_of(document, node)
            node = {} if shape is None else shape.properties[step]
    return node


def body_members(document: JsonObject, operation: OperationContract) -> Mapping[str, JsonObject]:
    """The members of an operation's body."""
    if not operation.media_types:
        return {}
    body = resolve(document, operation.definition["requestBody"])
    shape = shape_of(document, body["content"][operation.media_types[0]].get("schema", {}))
    return {} if shape is None else shape.properties
