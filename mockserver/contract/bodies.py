"""
What a body of a request carries, as its schema marks it: records, and an idempotency key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.contract.navigation import resolve
from mockserver.contract.words import roles_of
from mockserver.core.record import JsonObject

KEY = "idempotency-key"
COMPONENT = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """
    Where the records of a body stand.

    - ``component``: the schema of one of them, by its name under ``components``
    - ``many``: whether there is an array of them; ``most`` is its ``maxItems``
    - ``marked``: whether a role says so; otherwise the body itself is meant
    """

    component: str | None = None
    many: bool = False
    most: int | None = None
    marked: bool = False


def body_schema(document: JsonObject, definition: JsonObject) -> JsonObject | None:
    """The schema of an operation's body in its first media type, ``None`` without a body."""
    body = resolve(document, definition.get("requestBody") or {})
    content = list(body.get("content", {}).values())
    schema: JsonObject | None = content[0].get("schema", {}) if content else None
    return schema


def members(document: JsonObject, schema: JsonObject) -> Iterator[tuple[str, JsonObject, bool]]:
    """The members of an object, composed ones included: name, schema, and whether it must be."""
    node = resolve(document, schema)
    required = set(node.get("required") or ())
    for name, inner in (node.get("properties") or {}).items():
        if isinstance(inner, dict):
            yield name, inner, name in required
    for part in node.get("allOf") or ():
        yield from members(document, part)


def record_place(document: JsonObject, schema: JsonObject) -> RecordPlace:
    """Where the records of a body stand: at the role ``records``, else all of it."""
    own = "records" in roles_of(schema)
    below = None if own else marked_place(document, schema, 0)
    return below or place_of(document, schema, marked=own)


DEEPEST = 3
"""How far below a body its records are looked for: batches, a batch, its records."""


def marked_place(document: JsonObject, schema: JsonObject, depth: int) -> RecordPlace | None:
    """The place below a schema that has the role."""
    node = resolve(document, schema)
    if "items" in node and depth < DEEPEST:
        return marked_place(document, node["items"], depth + 1)
    for _, inner, _ in members(document, node):
        if "records" in roles_of(inner):
            return place_of(document, inner, marked=True)
        found = marked_place(document, inner, depth + 1) if depth < DEEPEST else None
        if found is not None:
            return found
    return None


def place_of(document: JsonObject, schema: JsonObject, *, marked: bool) -> RecordPlace:
    """The place that a schema is: an array of records, or one record."""
    node = resolve(document, schema)
    if "items" in node:
        return RecordPlace(component_of(node["items"]), True, node.get("maxItems"), marked)
    return RecordPlace(component_of(schema), False, None, marked)


def component_of(schema: JsonObject) -> str | None:
    """The component that a schema refers to."""
    pointer = str(schema.get("$ref", ""))
    return pointer.removeprefix(COMPONENT) if pointer.startswith(COMPONENT) else None


def key_place(document: JsonObject, definition: JsonObject) -> tuple[str, str, bool] | None:
    """
    Where an operation carries an idempotency key.

    Returns ``header``, ``query`` or ``body``, the name, and whether it must be sent.
    """
    for node in definition.get("parameters") or ():
        parameter = resolve(document, node)
        if KEY in roles_of(parameter):
            return parameter["in"], parameter["name"], bool(parameter.get("required"))
    schema = body_schema(document, definition)
    for name, node, required in members(document, schema) if schema is not None else ():
        if KEY in roles_of(node):
            return "body", name, required
    return None
