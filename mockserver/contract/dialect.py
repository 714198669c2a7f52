"""
From the schemas of OpenAPI 3.1 to what the validator understands best.

OpenAPI 3.1 is JSON Schema 2020-12 but for three things that are translated here:
discriminators, integer formats, and annotations that no validator needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mockserver.core.record import Json, JsonObject

ANNOTATIONS = frozenset({"example", "xml", "externalDocs", "discriminator"})
INTEGER_BITS = {"int32": 31, "int64": 63}
NAMED = frozenset({"properties", "patternProperties", "schemas", "$defs", "dependentSchemas"})
"""Keywords whose own keys are names that the contract chose."""
LITERAL = frozenset({"const", "enum", "default", "required", "examples"})
"""Keywords whose values are no schemas."""


def to_json_schema(node: Json) -> Json:
    """A schema, or anything that contains schemas, without what is OpenAPI's own."""
    if isinstance(node, list):
        return [to_json_schema(value) for value in node]
    if not isinstance(node, dict):
        return node
    if "oneOf" in node and "mapping" in node.get("discriminator", {}):
        return discriminated(node)
    translated: JsonObject = {}
    for key, value in node.items():
        if key in ANNOTATIONS or key.startswith("x-"):
            continue
        if key in NAMED and isinstance(value, dict):
            translated[key] = {name: to_json_schema(schema) for name, schema in value.items()}
        else:
            translated[key] = value if key in LITERAL else to_json_schema(value)
    bound_integer(translated)
    return translated


def bound_integer(schema: JsonObject) -> None:
    """Give ``format: int64`` and ``int32`` the bounds that they name."""
    bits = INTEGER_BITS.get(schema.get("format", "")) if "type" in schema else None
    if bits is not None:
        schema.setdefault("minimum", -(2**bits))
        schema.setdefault("maximum", 2**bits - 1)


def discriminated(schema: JsonObject) -> JsonObject:
    """
    A union with a discriminator as a balanced tree of ``if``, ``then``, ``else``.

    The validator then looks into one branch only, and a fault is reported where it is and not
    as "matches none of the branches".
    """
    name = schema["discriminator"]["propertyName"]
    mapping: Mapping[str, str] = schema["discriminator"]["mapping"]
    rest = {key: value for key, value in schema.items() if key not in {"oneOf", "discriminator"}}
    translated: JsonObject = to_json_schema(rest)
    translated |= {
        "type": "object",
        "required": [name, *(rest.get("required") or [])],
        "properties": {name: {"enum": list(mapping)}, **translated.get("properties", {})},
    }
    translated.update(branches(name, list(mapping.items())))
    return translated


def branches(name: str, choices: Sequence[tuple[str, str]]) -> JsonObject:
    """The tree over some values of the discriminator."""
    if len(choices) == 1:
        value, target = choices[0]
        return {"if": is_one_of(name, [value]), "then": {"$ref": target}}
    middle = len(choices) // 2
    left, right = choices[:middle], choices[middle:]
    return {
        "if": is_one_of(name, [value for value, _ in left]),
        "then": branches(name, left) if len(left) > 1 else {"$ref": left[0][1]},
        "else": branches(name, right),
    }


def is_one_of(name: str, values: list[str]) -> JsonObject:
    """The condition that a property is present and one of some values."""
    return {"properties": {name: {"enum": values}}, "required": [name]}
