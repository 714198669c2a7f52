"""
Finding one's way in a document: its operations, and what its references lead to.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.contract.dialect import LITERAL
from mockserver.core.record import Json, JsonObject

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


def walk(document: JsonObject) -> Iterator[tuple[str, str, JsonObject]]:
    """Every operation as method, path and path item."""
    for path, item in (document.get("paths") or {}).items():
        for method in METHODS:
            if method in item:
                yield method, path, item


def resolve(document: JsonObject, node: JsonObject) -> JsonObject:
    """A node, or what its ``$ref`` leads to."""
    while "$ref" in node:
        node = follow(document, node["$ref"])
    return node


def follow(document: JsonObject, pointer: str) -> Json:
    """What a local JSON pointer leads to; ``KeyError`` when it leads nowhere."""
    node: Json = document
    for step in pointer.removeprefix("#/").split("/"):
        node = node[step.replace("~1", "/").replace("~0", "~")]
    return node


def dangling(document: JsonObject) -> Iterator[str]:
    """Every ``$ref`` that does not lead to a place in the document, or only round in a circle."""
    stack: list[Json] = [document]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            pointer = node.get("$ref")
            if isinstance(pointer, str) and not arrives(document, pointer):
                yield pointer
            stack.extend(value for key, value in node.items() if key not in LITERAL)
        elif isinstance(node, list):
            stack.extend(node)


def arrives(document: JsonObject, pointer: str) -> bool:
    """Whether a pointer, and whatever it leads on to, ends at something."""
    seen: set[str] = set()
    while pointer not in seen:
        seen.add(pointer)
        try:
            node = follow(document, pointer)
        except (KeyError, TypeError, ValueError, IndexError):
            return False
        if not isinstance(node, dict) or not isinstance(node.get("$ref"), str):
            return pointer.startswith("#")
        pointer = node["$ref"]
    return False
