"""
The frame of a request: where its records stand, and its schema with the records taken out.

The engine checks the envelope and each record apart, so that one bad record costs no more than is
declared. The schema of the records therefore becomes a component of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from mockserver.contract.words import roles_of
from mockserver.core.reasons import Place
from mockserver.core.record import Json, JsonObject
from mockserver.core.upsert_types import Command, Item
from mockserver.declared.shapes import Every, ObjectShape, RecordPath, at_path, effective, shape_of


@dataclass(frozen=True, slots=True)
class RequestFrame:
    """
    Where the records of a request stand.

    - ``most``: how many a batch may hold (``maxItems``), ``None`` where nothing is said
    - ``shape``: the object that each of them is, ``None`` where their schema says no members
    - ``roles``: the member of a record that has a role (``members``, ``key``, ``key-name``,
      ``trace``), by role
    """

    path: RecordPath
    shape: ObjectShape | None
    most: int | None = None
    roles: Mapping[str, str] = field(default_factory=dict)

    @property
    def holds_many(self) -> bool:
        """Whether the body holds a list of records; otherwise it holds one."""
        return Every.ELEMENT in self.path

    def command(self, body: Json) -> Command:
        """The records of a body, batch by batch, each with its place."""
        arrays = [n for n, step in enumerate(self.path) if step is Every.ELEMENT]
        split = arrays[-2] + 1 if len(arrays) > 1 else 0
        batches = descend(body, self.path[:split], ())
        return Command(
            [
                [Item(place, value) for place, value in descend(batch, self.path[split:], at)]
                for at, batch in batches
            ]
        )


def descend(value: Json, path: RecordPath, place: Place) -> Iterator[tuple[Place, Json]]:
    """Everything that stands at a path of a value; what is left out holds nothing."""
    if not path:
        yield place, value
        return
    step, rest = path[0], path[1:]
    if step is Every.ELEMENT:
        for index, element in enumerate(value if isinstance(value, list) else ()):
            yield from descend(element, rest, (*place, index))
    elif isinstance(value, dict) and step in value:
        yield from descend(value[step], rest, (*place, step))


def frame_of(document: JsonObject, schema: JsonObject, path: RecordPath) -> RequestFrame:
    """The frame of a request whose records stand at a path of its schema."""
    most = None
    if Every.ELEMENT in path:
        last = max(n for n, step in enumerate(path) if step is Every.ELEMENT)
        most = at_path(document, schema, path[:last]).get("maxItems")
    shape = shape_of(document, at_path(document, schema, path))
    roles = {
        role: name
        for name, node in (shape.properties if shape else {}).items()
        for role in roles_of(node)
    }
    return RequestFrame(path, shape, most, roles)


def without_record(
    document: JsonObject, schema: JsonObject, path: RecordPath, name: str
) -> JsonObject:
    """A schema with a reference to a component in the place of its records."""
    if not path:
        return {"$ref": f"#/components/schemas/{name}"}
    node, step, rest = effective(document, schema), path[0], path[1:]
    if step is Every.ELEMENT:
        return {**node, "items": without_record(document, node["items"], rest, name)}
    shape = shape_of(document, node)
    if shape is None:
        raise LookupError(f"no member {step}")
    inner = without_record(document, shape.properties[str(step)], rest, name)
    return composed(shape, {**shape.properties, str(step): inner}, shape.required)


def record_schema(shape: ObjectShape) -> JsonObject:
    """
    The schema of a record in a request: what the server alone writes is neither asked nor checked.

    ``readOnly`` members may be sent and are ignored, as OpenAPI has it.
    """
    written = {
        name: {} if node.get("readOnly") else node for name, node in shape.properties.items()
    }
    asked = {name for name in shape.required if not shape.properties.get(name, {}).get("readOnly")}
    return composed(shape, written, asked)


def composed(
    shape: ObjectShape, properties: Json, required: Sequence[str] | set[str] | frozenset[str]
) -> JsonObject:
    """An object schema with other properties and what the shape asks besides."""
    schema: JsonObject = {"type": "object", "properties": properties, "required": sorted(required)}
    if shape.open is not None:
        schema["additionalProperties"] = shape.open
    if shape.rest:
        schema["allOf"] = list(shape.rest)
    return schema
