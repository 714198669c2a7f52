"""Whether somebody's file is an OpenAPI document that can be worked with, by its own validator."""

from __future__ import annotations

from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator, OpenAPIV31SpecValidator

from conformance.errors import UnreadableContract

DEEPEST = 100
"""How many objects and arrays may stand in each other."""

MOST_VALUES = 1_000_000
"""How many values a document may have once its YAML aliases are written out."""

LONGEST_REASON = 200
VALIDATORS = {"3.0.": OpenAPIV30SpecValidator, "3.1.": OpenAPIV31SpecValidator}


def check_sound(file: str, document: Any) -> None:
    """Hold a parsed file to the OpenAPI standard. Raises ``UnreadableContract``."""
    check_size(file, document)
    said = document.get("openapi") if isinstance(document, dict) else None
    version = str(said)[:4]
    if version not in VALIDATORS:
        raise UnreadableContract(f"{file}: openapi must be 3.0.x or 3.1.x")
    check_references(file, document)
    try:
        for error in VALIDATORS[version](document).iter_errors():
            place = ".".join(str(step) for step in getattr(error, "absolute_path", ()))
            text = " ".join(str(getattr(error, "message", error)).split())[:LONGEST_REASON]
            raise UnreadableContract(f"{file}: {place or 'the document'}: {text}")
    except RecursionError as error:
        text = "a schema is composed of itself without end, by $ref and allOf"
        raise UnreadableContract(f"{file}: {text}") from error


def check_size(file: str, document: Any) -> None:
    """Refuse what contains itself, by YAML aliases, or is nested or large beyond use."""
    counted = 0
    stack: list[tuple[Any, int]] = [(document, 0)]
    while stack:
        node, depth = stack.pop()
        counted += 1
        if depth > DEEPEST or counted > MOST_VALUES:
            raise UnreadableContract(
                f"{file}: has more than {MOST_VALUES:,} values, or objects and arrays stand more"
                f" than {DEEPEST} deep in each other"
            )
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        stack.extend((each, depth + 1) for each in inner)


LITERAL = frozenset({"example", "examples", "default", "enum", "const", "x-upsert"})
"""Keywords whose values are no part of the description."""


def check_references(file: str, document: Any) -> None:
    """Hold each ``$ref`` to a place in the document. Raises ``UnreadableContract``."""
    stack: list[Any] = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            pointer = node.get("$ref")
            if isinstance(pointer, str) and not arrives(document, pointer):
                where = "leads nowhere in this file"
                if not pointer.startswith("#"):
                    where = "leads out of this file; other files and addresses are never fetched"
                raise UnreadableContract(f"{file}: $ref {pointer} {where}")
            stack.extend(value for key, value in node.items() if key not in LITERAL)
        elif isinstance(node, list):
            stack.extend(node)


def arrives(document: Any, pointer: str) -> bool:
    """Whether a pointer, and whatever it leads on to, ends at something."""
    seen: set[str] = set()
    while pointer.startswith("#/") and pointer not in seen:
        seen.add(pointer)
        node: Any = document
        for step in pointer.removeprefix("#/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            if not isinstance(node, dict) or name not in node:
                return False
            node = node[name]
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            return True
        pointer = node["$ref"]
    return False
