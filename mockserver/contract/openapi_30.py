"""
OpenAPI 3.0 as OpenAPI 3.1: its schemas were a dialect of their own, and the rest is the same.
"""

from __future__ import annotations

from mockserver.core.record import Json, JsonObject

BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}
NAMES = frozenset({"properties", "schemas", "parameters", "responses", "headers", "paths"})
"""Keywords whose own keys are names that the contract chose."""

LITERAL = frozenset({"example", "examples", "default", "enum", "x-upsert"})


def as_31(document: JsonObject) -> JsonObject:
    """A document of version 3.0 in the words of 3.1."""
    upgraded: JsonObject = translated(document)
    return {**upgraded, "openapi": "3.1.0"}


def translated(node: Json) -> Json:
    """A part of a document, its schemas in JSON Schema's words."""
    if isinstance(node, list):
        return [translated(value) for value in node]
    if not isinstance(node, dict):
        return node
    found: JsonObject = {}
    for key, value in node.items():
        if key in NAMES and isinstance(value, dict):
            found[key] = {name: translated(inner) for name, inner in value.items()}
        else:
            found[key] = value if key in LITERAL else translated(value)
    allow_null(found)
    for exclusive, inclusive in BOUNDS.items():
        if isinstance(found.get(exclusive), bool) and found.pop(exclusive) and inclusive in found:
            found[exclusive] = found.pop(inclusive)
    return found


def allow_null(schema: JsonObject) -> None:
    """Say ``nullable: true`` as a type, which is how 3.1 has it."""
    if not isinstance(schema.get("nullable"), bool) or not schema.pop("nullable"):
        return
    if isinstance(schema.get("type"), str):
        schema["type"] = [schema["type"], "null"]
        if "enum" in schema and None not in schema["enum"]:
            schema["enum"] = [*schema["enum"], None]
    elif "$ref" in schema or "allOf" in schema:
        inner = {key: schema.pop(key) for key in ("$ref", "allOf") if key in schema}
        schema["anyOf"] = [inner, {"type": "null"}]
