"""
The file of a contract: OpenAPI 3.0 or 3.1, YAML or JSON, with the overlays that declare it.

What cannot be read is one sentence with file and place, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonpath_rfc9535
import yaml

from conformance.declared.contract_soundness import LITERAL, check_references, check_sound
from conformance.declared.vocabulary_check import check_words
from conformance.errors import UnreadableContract
from conformance.expectations import JsonDict

LONGEST_REASON = 200
NAMES = frozenset({"properties", "schemas", "parameters", "responses", "headers", "paths"})
"""Keywords whose own keys are names that the contract chose."""

BOUNDS = {"exclusiveMinimum": "minimum", "exclusiveMaximum": "maximum"}


class PlainYamlLoader(yaml.CSafeLoader):
    """YAML as JSON knows it: a date stays the text that was written."""


PlainYamlLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for letter, resolvers in PlainYamlLoader.yaml_implicit_resolvers.items()
}


def read_contract(file: Path, overlays: Sequence[Path] = ()) -> JsonDict:
    """
    A contract in the words of OpenAPI 3.1, its overlays applied, its declaration checked.

    Raises ``UnreadableContract``.
    """
    document: JsonDict = read_value(file)
    check_sound(file.name, document)
    if str(document["openapi"]).startswith("3.0."):
        document = in_words_of_31(document)
    for overlay in overlays:
        document = with_overlay(document, overlay)
    if overlays:
        check_references(overlays[-1].name, document)
    if not document.get("paths"):
        raise UnreadableContract(f"{file.name}: paths describes no operation")
    check_words(file.name, document)
    return document


def read_value(file: Path) -> Any:
    """The value in a YAML or JSON file. Raises ``UnreadableContract``."""
    try:
        return yaml.load(file.read_bytes(), Loader=PlainYamlLoader)  # noqa: S506 a safe loader
    except OSError as error:
        raise UnreadableContract(f"{file.name}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        text = " ".join(str(error).split())[:LONGEST_REASON]
        raise UnreadableContract(f"{file.name}: not YAML: {text}") from error


def in_words_of_31(node: Any) -> Any:
    """A part of a document of version 3.0, its schemas in the words of 3.1."""
    if isinstance(node, list):
        return [in_words_of_31(value) for value in node]
    if not isinstance(node, dict):
        return node
    found: JsonDict = {}
    for key, value in node.items():
        if key in NAMES and isinstance(value, dict):
            found[key] = {name: in_words_of_31(inner) for name, inner in value.items()}
        else:
            found[key] = value if key in LITERAL else in_words_of_31(value)
    for exclusive, inclusive in BOUNDS.items():
        if isinstance(found.get(exclusive), bool) and found.pop(exclusive) and inclusive in found:
            found[exclusive] = found.pop(inclusive)
    if isinstance(found.get("nullable"), bool) and found.pop("nullable"):
        if isinstance(found.get("type"), str):
            found["type"] = [found["type"], "null"]
        elif "$ref" in found:
            found["anyOf"] = [{"$ref": found.pop("$ref")}, {"type": "null"}]
    return found


def with_overlay(document: JsonDict, file: Path) -> JsonDict:
    """
    A document with the actions of an OpenAPI Overlay 1.0 carried out, in order.

    An action that hits nothing is a mistake here, against the standard: a declaration that does not
    arrive would be judged as if it had not been written. Raises ``UnreadableContract``.
    """
    overlay = read_value(file)
    if not isinstance(overlay, dict) or not str(overlay.get("overlay", "")).startswith("1.0."):
        raise UnreadableContract(
            f"{file.name}: overlay must be 1.0.x, the version of OpenAPI Overlay"
        )
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        raise UnreadableContract(f"{file.name}: actions must be a list with at least one action")
    changed = deepcopy(document)
    for number, action in enumerate(actions):
        carry_out(changed, action, f"{file.name}: actions[{number}]")
    return changed


def carry_out(document: JsonDict, action: Any, where: str) -> None:
    """Carry out one action of an overlay on a document, in place. Raises ``UnreadableContract``."""
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        raise UnreadableContract(f"{where}: needs a target, a JSONPath (RFC 9535)")
    try:
        hits = [node.location for node in jsonpath_rfc9535.find(action["target"], document)]
    except jsonpath_rfc9535.JSONPathError as error:
        raise UnreadableContract(f"{where}: {action['target']} is no JSONPath: {error}") from error
    if not hits:
        raise UnreadableContract(f"{where}: {action['target']} is nothing in the contract")
    for location in reversed(hits):
        holder: Any = document
        for step in location[:-1]:
            holder = holder[step]
        if action.get("remove") is True and location:
            del holder[location[-1]]
        elif location:
            holder[location[-1]] = merged(holder[location[-1]], deepcopy(action.get("update")))
        else:
            merged(document, deepcopy(action.get("update")))


def merged(old: Any, update: Any) -> Any:
    """Objects member by member, in place; arrays one behind the other; anything else replaced."""
    if isinstance(old, dict) and isinstance(update, dict):
        for name, value in update.items():
            old[name] = merged(old[name], value) if name in old else value
        return old
    if isinstance(old, list):
        return [*old, *(update if isinstance(update, list) else [update])]
    return update
