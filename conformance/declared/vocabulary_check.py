"""Holding a declaration to its vocabulary: ``declaration.schema.json`` beside the contracts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from typing import Any

import jsonschema_rs

from conformance.catalogue.operations import METHODS, contracts_folder
from conformance.errors import UnreadableContract
from conformance.expectations import JsonDict

WORD = "x-upsert"
LITERAL = frozenset({"example", "examples", "default", "enum", "const"})
VERBS = ("create", "upsert", "update", "remove", "read", "list", "change")


@cache
def vocabulary() -> JsonDict:
    """The schema of the vocabulary."""
    text = (contracts_folder() / "declaration.schema.json").read_text(encoding="utf-8")
    found: JsonDict = json.loads(text)
    return found


@cache
def validator(place: str) -> Any:
    """The validator of a declaration at the ``root``, of an ``operation`` or of a ``role``."""
    schema = {**vocabulary(), "$ref": f"#/$defs/{place}"}
    return jsonschema_rs.Draft202012Validator(schema)


def check_words(file: str, document: JsonDict) -> None:
    """Hold each declaration to the words of its place. Raises ``UnreadableContract``."""
    if WORD not in document:
        raise UnreadableContract(
            f"{file}: declares nothing; {WORD} at the root names its collections"
        )
    hold(file, f": {WORD}", "root", document[WORD])
    known = document[WORD]["collections"]
    operations = {id(item[method]) for _path, method, item in walk(document)}
    for path, method, item in walk(document):
        said = item[method].get(WORD)
        if said is not None:
            where = f": {method.upper()} {path}: {WORD}"
            hold(file, where, "operation", said)
            check_names(f"{file}{where}", said, known)
    for place, said in roles_in(document, operations):
        hold(file, f": {place}.{WORD}", "role", said)
        collection = said.get("refers-to") if isinstance(said, dict) else None
        if collection is not None and collection not in known:
            raise UnreadableContract(f"{file}: {place}.{WORD}: no collection {collection}")


def walk(document: JsonDict) -> Iterator[tuple[str, str, JsonDict]]:
    """Every operation as path, method and path item."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if isinstance(item, dict) and isinstance(item.get(method), dict):
                yield path, method, item


def roles_in(document: JsonDict, operations: set[int]) -> Iterator[tuple[str, Any]]:
    """Every declaration that is neither the root's nor an operation's, and where it stands."""
    stack: list[tuple[str, Any]] = [("$", document)]
    while stack:
        place, node = stack.pop()
        if isinstance(node, dict):
            if WORD in node and node is not document and id(node) not in operations:
                yield place, node[WORD]
            stack += [
                (f"{place}.{key}", value)
                for key, value in node.items()
                if key not in LITERAL and key != WORD
            ]
        elif isinstance(node, list):
            stack += [(f"{place}[{index}]", value) for index, value in enumerate(node)]


def check_names(where: str, said: JsonDict, collections: JsonDict) -> None:
    """Hold an operation to the collections and keys that exist. Raises ``UnreadableContract``."""
    name = next(said[verb] for verb in VERBS if verb in said)
    if name not in collections:
        raise UnreadableContract(
            f"{where}: no collection {name}; there are: {', '.join(collections)}"
        )
    by = said.get("by", [])
    keys = ["id", *(collections[name] or {}).get("keys", ())]
    for each in [by] if isinstance(by, str) else by:
        if each not in [*keys, "named"]:
            known = ", ".join(keys)
            raise UnreadableContract(f"{where}.by: {name} has no key {each}; there are: {known}")


def hold(file: str, where: str, place: str, said: Any) -> None:
    """Hold a declaration to the vocabulary of its place. Raises ``UnreadableContract``."""
    for error in validator(place).iter_errors(said):
        at = "".join(f".{step}" for step in error.instance_path)
        raise UnreadableContract(f"{file}{where}{at}{sentence(error, place, said)}")


def sentence(error: Any, place: str, said: Any) -> str:
    """What is wrong with a declaration, and which words would be right."""
    definition = vocabulary()["$defs"][place]
    if place == "role":
        known = sorted({*definition["anyOf"][0]["enum"], *definition["anyOf"][1]["properties"]})
        wrong = said if isinstance(said, str) else ", ".join(map(str, said or ["nothing"]))
        return f": {wrong} is no role here{nearest(str(wrong), known)}"
    if error.kind.name == "additionalProperties":
        unknown = error.kind.unexpected[0]
        known = list(definition["properties"]) if not error.instance_path else []
        return f" knows no {unknown}{nearest(unknown, known) if known else ''}"
    if error.kind.name == "oneOf" and place == "operation":
        return f": says one verb, with a collection; the verbs are {', '.join(VERBS)}"
    if error.kind.name == "enum":
        return f" must be one of {', '.join(map(str, error.kind.options))}"
    return f": {error.message[:200]}"


def nearest(word: str, known: list[str]) -> str:
    """The valid words that are most like a wrong one, else all of them."""
    close = get_close_matches(word, known, 3, 0.5)
    return f"; did you mean {' or '.join(close)}?" if close else f"; valid: {', '.join(known)}"
