"""
Reading a declaration: a closed vocabulary, refused with the nearest valid words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import orjson

from mockserver.contract.dialect import LITERAL
from mockserver.contract.folder import contracts_folder
from mockserver.contract.navigation import walk
from mockserver.contract.words import (
    NOTHING,
    Declaration,
    DeclaredCollection,
    DeclaredOperation,
    Key,
    KeyCase,
    Verb,
)
from mockserver.core.record import Json, JsonObject
from mockserver.errors import ContractError

WORD = "x-upsert"
HOUR = 3_600_000
DAY = 24 * HOUR


@cache
def vocabulary() -> tuple[JsonObject, Mapping[str, Any]]:
    """The schema of declarations, and a validator for each place where one may stand."""
    schema = orjson.loads((contracts_folder() / "declaration.schema.json").read_bytes())
    return schema, {
        place: jsonschema_rs.Draft202012Validator(
            {"$defs": schema["$defs"], "$ref": f"#/$defs/{place}"}
        )
        for place in ("root", "operation", "role")
    }


def read_declaration(file: Path, document: JsonObject) -> Declaration:
    """
    What a document declares of its collections and operations.

    Raises ``ContractError`` for a word that does not exist, one that names a collection or a key
    that was not declared, and for words of an operation where the root declares no collections.
    """
    if WORD not in document:
        for method, path, item in walk(document):
            if WORD in item[method]:
                raise ContractError(
                    f"{file.name}: {method.upper()} {path}: {WORD} names a collection; the root of"
                    f" the document must declare it ({WORD}.collections)"
                )
        return NOTHING
    root = document[WORD]
    check(root, "root", f"{file.name}: {WORD}")
    collections = {
        name: read_collection(name, declared or {})
        for name, declared in root["collections"].items()
    }
    defaults = root.get("defaults", {})
    operations: dict[str, DeclaredOperation] = {}
    for method, path, item in walk(document):
        definition = item[method]
        where = f"{file.name}: {method.upper()} {path}: {WORD}"
        if WORD in definition:
            check(definition[WORD], "operation", where)
            operation = read_operation(definition[WORD], defaults)
            check_names(operation, collections, where)
            operations[str(definition.get("operationId"))] = operation
    kept = root.get("idempotency", {}).get("kept", "forever")
    return Declaration(
        collections, operations, root.get("errors", {}), milliseconds(kept), root.get("hooks", {})
    )


def check_roles(file: Path, document: JsonObject, declaration: Declaration) -> None:
    """
    Hold every role in a document to the vocabulary.

    Raises ``ContractError`` for a role that does not exist, one that stands where none is read, and
    one that names a collection that was not declared.
    """
    for place, said in roles_in(document):
        check(said, "role", f"{file.name}: {place}.{WORD}")
        roles = said if isinstance(said, dict) else {}
        named = {roles[role] for role in ("refers-to", "parent") if role in roles}
        for target in named - declaration.collections.keys():
            known = ", ".join(declaration.collections)
            raise ContractError(
                f"{file.name}: {place}.{WORD}: no collection {target}; there are: {known}"
            )


def read_collection(name: str, declared: JsonObject) -> DeclaredCollection:
    """A collection and its keys; a key that is only named is the member of that name."""
    keys = declared.get("keys", [])
    named = keys if isinstance(keys, dict) else {key: {} for key in keys}
    given = declared.get("given", {})
    return DeclaredCollection(
        name,
        {
            key: Key(
                key,
                tuple((more or {}).get("of", [key])),
                KeyCase((more or {}).get("case", "exact")),
                (more or {}).get("also"),
            )
            for key, more in named.items()
        },
        declared.get("removed") == "kept",
        declared.get("hooks", {}),
        given if isinstance(given, dict) else {"": given},
    )


def read_operation(said: JsonObject, defaults: JsonObject) -> DeclaredOperation:
    """An operation: its verb, its collection, and its words over the document's defaults."""
    verb = next(verb for verb in Verb if verb in said)
    rest = {key: value for key, value in said.items() if key not in {verb, "errors", "hooks"}}
    return DeclaredOperation(
        verb, said[verb], {**defaults, **rest}, said.get("errors", {}), said.get("hooks", {})
    )


def check_names(
    operation: DeclaredOperation, collections: Mapping[str, DeclaredCollection], where: str
) -> None:
    """Hold an operation to the collections and keys that the root declares."""
    if operation.collection not in collections:
        known = ", ".join(collections)
        raise ContractError(f"{where}: no collection {operation.collection}; there are: {known}")
    keys = collections[operation.collection].keys
    for name in operation.by:
        if name not in {"id", "named"} and name not in keys:
            known = ", ".join(["id", *keys])
            raise ContractError(
                f"{where}.by: {operation.collection} has no key {name}; there are: {known}"
            )


def roles_in(document: JsonObject) -> Iterator[tuple[str, Json]]:
    """Every declaration that is neither the root's nor an operation's, and where it stands."""
    operations = [item[method] for method, _, item in walk(document)]
    skipped = {id(document), *map(id, operations)}
    stack: list[tuple[str, Json]] = [("$", document)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, dict):
            if WORD in node and id(node) not in skipped:
                yield place, node[WORD]
            stack.extend(
                (f"{place}.{key}", value)
                for key, value in node.items()
                if key not in LITERAL and key != WORD
            )
        elif isinstance(node, list):
            stack.extend((f"{place}[{index}]", value) for index, value in enumerate(node))


def check(said: Json, place: str, where: str) -> None:
    """Hold a declaration to the vocabulary of its place. Raises ``ContractError``."""
    schema, validators = vocabulary()
    for error in validators[place].iter_errors(said):
        raise ContractError(f"{where}{mistake(error, schema['$defs'][place], place, said)}")


def mistake(error: Any, schema: JsonObject, place: str, said: Json) -> str:
    """What is wrong with a declaration, and which words would be right."""
    at = "".join(f".{step}" for step in error.instance_path)
    name = error.kind.name
    if place == "role":
        known = sorted({*schema["anyOf"][0]["enum"], *schema["anyOf"][1]["properties"]})
        wrong = said if isinstance(said, str) else ", ".join(map(str, said or ["nothing"]))
        return f": {wrong} is no role here{nearest(str(wrong), known)}"
    if name == "additionalProperties":
        unexpected = error.kind.unexpected
        known = list(schema["properties"]) if not error.instance_path else []
        hint = nearest(unexpected[0], known) if known else ""
        return f"{at} knows no {', '.join(unexpected)}{hint}"
    if name == "oneOf" and place == "operation":
        verbs = ", ".join(Verb)
        return f": says one verb, with a collection; the verbs are {verbs}"
    if name == "enum":
        return f"{at} must be one of {', '.join(map(str, error.kind.options))}"
    if name == "required":
        return f"{at} lacks {error.kind.property}"
    return f"{at}: {error.message[:200]}"


def milliseconds(retention: str) -> int:
    """A retention in milliseconds, 0 for ever."""
    match = re.fullmatch(r"PT(\d+)H|P(\d+)D", retention)
    if match is None:
        return 0
    hours, days = match.groups()
    return int(hours) * HOUR if hours else int(days) * DAY


def nearest(word: str, known: list[str]) -> str:
    """The valid words that are most like a wrong one, else all of them."""
    close = get_close_matches(word, known, 3, 0.5)
    return f"; did you mean {' or '.join(close)}?" if close else f"; valid: {', '.join(known)}"
