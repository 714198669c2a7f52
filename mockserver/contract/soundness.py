"""
Whether somebody's file is an OpenAPI document at all, looked at before anything is derived from it.

Fast enough for every start: the published schema of OpenAPI documents, compiled once, and JSON
Schema's own for the schemas in them. ``mockserver.contract.validation`` is the thorough check.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from mockserver.contract.dialect import LITERAL
from mockserver.contract.navigation import follow
from mockserver.core.reasons import render
from mockserver.core.record import Json, JsonObject
from mockserver.errors import ContractError

DEEPEST = 100
"""How many objects and arrays may stand in each other."""

MOST_VALUES = 1_000_000
"""How many values a document may have once its YAML aliases are written out."""

LONGEST_REASON = 200
SCHEMA_OF_SCHEMAS = "https://json-schema.org/draft/2020-12/schema"


def check_sound(file: Path, document: Json) -> None:
    """
    Hold a parsed file to being an OpenAPI document of a size that can be worked with.

    Raises ``ContractError`` with the file and the place.
    """
    check_size(file, document)
    said = document.get("openapi") if isinstance(document, dict) else None
    version = str(said)[:4]
    if version not in {"3.0.", "3.1."}:
        told = "it is no object" if not isinstance(document, dict) else f"openapi is {said!r}"
        raise ContractError(
            f"{file.name}: no OpenAPI document that can be served: openapi must be a text, 3.0.x or"
            f" 3.1.x, and {told[:LONGEST_REASON]}"
        )
    for error in published_schema(version).iter_errors(document):
        found = innermost(error)
        place = render(tuple(found.instance_path)) or "the document"
        raise ContractError(f"{file.name}: {place}: {found.message[:LONGEST_REASON]}")


def innermost(error: Any) -> Any:
    """The fault behind one of ``anyOf`` or ``oneOf``: the one that is furthest inside."""
    context = getattr(error.kind, "context", None) or []
    inner = [innermost(each) for branch in context for each in branch]
    return max([error, *inner], key=lambda each: len(each.instance_path))


def check_size(file: Path, document: Json) -> None:
    """Refuse a document that contains itself, by YAML aliases, or is nested or large beyond use."""
    counted = 0
    stack: list[tuple[Json, int]] = [(document, 0)]
    while stack:
        node, depth = stack.pop()
        counted += 1
        if depth > DEEPEST:
            raise ContractError(
                f"{file.name}: objects and arrays stand more than {DEEPEST} deep in each other, or"
                " contain themselves by an alias"
            )
        if counted > MOST_VALUES:
            raise ContractError(f"{file.name}: has more than {MOST_VALUES:,} values")
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        stack.extend((each, depth + 1) for each in inner)


def check_composition(file: Path, document: JsonObject) -> None:
    """
    Refuse a schema that is composed of itself, by ``$ref`` and ``allOf`` and its like.

    A schema may contain itself in a member or in an array: that ends with the value. Its references
    must lead somewhere. Raises ``ContractError``.
    """
    finished: set[int] = set()
    for pointer in references(document):
        open_nodes: dict[int, None] = {}
        stack: list[tuple[Json, bool]] = [({"$ref": pointer}, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                open_nodes.pop(id(node))
                finished.add(id(node))
            elif id(node) in open_nodes:
                raise ContractError(
                    f"{file.name}: $ref {pointer} leads to a schema that is composed of itself"
                )
            elif isinstance(node, dict) and id(node) not in finished:
                open_nodes[id(node)] = None
                stack.append((node, True))
                stack.extend((each, False) for each in parts_of(document, node))


def parts_of(document: JsonObject, node: JsonObject) -> Iterator[Json]:
    """What a schema is composed of, for the same value."""
    if isinstance(node.get("$ref"), str):
        yield follow(document, node["$ref"])
    for word in ("allOf", "anyOf", "oneOf"):
        yield from node.get(word) or () if isinstance(node.get(word), list) else ()


def references(document: JsonObject) -> Iterator[str]:
    """Every reference in a document."""
    stack: list[Json] = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                yield node["$ref"]
            stack.extend(value for key, value in node.items() if key not in LITERAL)
        elif isinstance(node, list):
            stack.extend(node)


@cache
def published_schema(version: str) -> Any:
    """The published schema of OpenAPI documents of a version, ``3.1.`` or ``3.0.``."""
    found = find_spec("openapi_spec_validator")
    if found is None or found.origin is None:
        raise TypeError("openapi-spec-validator is a dependency")
    folder = Path(found.origin).parent / "resources" / "schemas" / f"v{version[:-1]}"
    schema = orjson.loads((folder / "schema.json").read_bytes())
    if version == "3.0.":
        return jsonschema_rs.Draft4Validator(schema, validate_formats=True)
    # The published schema leaves schemas open and asks for the dialect to be looked up.
    schema["$defs"]["schema"] = {"$dynamicAnchor": "meta", "$ref": SCHEMA_OF_SCHEMAS}
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)
