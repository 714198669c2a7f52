"""
The tables of the guide that list the words of a declaration, made from their schema.

``python tests/declaration_tables.py`` prints them for the page, from the top of the repository.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SCHEMA = json.loads((ROOT / "openapi" / "declaration.schema.json").read_text())
VERBS = ("create", "upsert", "update", "remove", "read", "list", "change")


def values(schema: dict[str, Any]) -> str:
    """What may stand behind a word."""
    if "enum" in schema:
        return ", ".join(f"`{json.dumps(each).strip(chr(34))}`" for each in schema["enum"])
    if "properties" in schema:
        return ", ".join(f"`{name}`" for name in schema["properties"])
    if schema.get("$ref") == "#/$defs/collection":
        return "a collection"
    if schema.get("const") is True:
        return ""
    return "see below" if "errors" in schema.get("$ref", "") else "a name"


def operation_rows() -> Iterator[str]:
    properties = SCHEMA["$defs"]["operation"]["properties"]
    yield "| word of an operation | values | meaning |"
    yield "|---|---|---|"
    for name in VERBS:
        yield f"| `{name}` | a collection | {properties[name]['description']} |"
    for name, schema in SCHEMA["$defs"]["words"].items():
        yield f"| `{name}` | {values(schema)} | {schema['description']} |"


def role_rows() -> Iterator[str]:
    yield "| role | values | meaning |"
    yield "|---|---|---|"
    for name, schema in SCHEMA["$defs"]["role"]["anyOf"][1]["properties"].items():
        said = schema.get("description", "With `refers-to`: the key that it holds.")
        yield f"| `{name}` | {values(schema)} | {said} |"


def hook_rows() -> Iterator[str]:
    definitions = SCHEMA["$defs"]
    root = definitions["root"]["properties"]
    collection = root["collections"]["additionalProperties"]["properties"]
    places = {
        "a collection": collection["hooks"],
        "the root": root["hooks"],
        "an operation": definitions["operation"]["properties"]["hooks"],
    }
    yield "| hook | stands at | meaning |"
    yield "|---|---|---|"
    for name, schema in definitions["hooks"]["properties"].items():
        place = next(place for place, hooks in places.items() if name in hooks["properties"])
        call, _, meaning = schema["description"].partition(": ")
        yield f"| `{call}` | {place} | {meaning[:1].upper()}{meaning[1:]} |"


def tables() -> str:
    return "\n".join([*operation_rows(), "", *role_rows(), "", *hook_rows()]) + "\n"


if __name__ == "__main__":
    print(tables(), end="")
