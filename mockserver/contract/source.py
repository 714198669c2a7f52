"""
The files that a contract is made of: OpenAPI as YAML or JSON, and an Overlay beside it.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from mockserver.core.record import Json, JsonObject
from mockserver.errors import ContractError

QuickLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LONGEST_REASON = 300


class ContractLoader(QuickLoader):  # type: ignore[misc]  # PyYAML offers no other way
    """YAML as JSON knows it: a date stays the text that was written."""


ContractLoader.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for letter, resolvers in ContractLoader.yaml_implicit_resolvers.items()
}


def read_file(file: Path) -> Json:
    """The value in a YAML or JSON file. Raises ``ContractError`` with the file's name."""
    try:
        return yaml.load(file.read_bytes(), Loader=ContractLoader)  # noqa: S506 a safe loader
    except OSError as error:
        raise ContractError(f"{file.name}: cannot be read: {error.strerror}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        first = " ".join(str(error).splitlines())
        raise ContractError(f"{file.name}: not YAML: {first[:LONGEST_REASON]}") from error


def apply_overlay(document: JsonObject, file: Path) -> JsonObject:
    """
    A copy of a document with the actions of an OpenAPI Overlay 1.0 carried out, in order.

    An action whose target is nothing in the document is a mistake and not ignored, against the
    standard: a declaration that does not arrive would be served as if it had not been written.
    Raises ``ContractError`` with the file and the action.
    """
    overlay = read_file(file)
    if not isinstance(overlay, dict) or not str(overlay.get("overlay", "")).startswith("1.0."):
        raise ContractError(f"{file.name}: overlay must be 1.0.x, the version of OpenAPI Overlay")
    changed = copy.deepcopy(document)
    actions = overlay.get("actions")
    if not isinstance(actions, list) or not actions:
        raise ContractError(f"{file.name}: actions must be a list with at least one action")
    for number, action in enumerate(actions):
        carry_out(changed, action, f"{file.name}: actions[{number}]")
    return changed


def carry_out(document: JsonObject, action: Json, where: str) -> None:
    """Carry out one action of an overlay on a document, in place."""
    if not isinstance(action, dict) or not isinstance(action.get("target"), str):
        raise ContractError(f"{where}: needs a target, a JSONPath (RFC 9535)")
    target = action["target"]
    import jsonpath_rfc9535  # noqa: PLC0415 slow to import, and only overlays need it

    try:
        hits = [node.location for node in jsonpath_rfc9535.find(target, document)]
    except jsonpath_rfc9535.JSONPathError as error:
        raise ContractError(f"{where}: {target} is no JSONPath: {error}") from error
    if not hits:
        raise ContractError(f"{where}: {target} is nothing in the contract")
    if action.get("remove") is True:
        if () in hits:
            raise ContractError(f"{where}: {target} is the whole contract, which cannot be removed")
        for location in reversed(hits):
            del holder_of(document, location)[location[-1]]
        return
    for location in hits:
        update = copy.deepcopy(action.get("update"))
        if not location:
            if not isinstance(update, dict):
                raise ContractError(f"{where}: update of the whole contract must be an object")
            merge(document, update)
        else:
            holder = holder_of(document, location)
            holder[location[-1]] = merged(holder[location[-1]], update)


def holder_of(document: Json, location: tuple[int | str, ...]) -> Any:
    """The object or array that holds what stands at a location."""
    for step in location[:-1]:
        document = document[step]
    return document


def merged(old: Json, update: Json) -> Json:
    """Objects member by member, arrays one behind the other, anything else replaced."""
    if isinstance(old, dict) and isinstance(update, dict):
        return merge(old, update)
    if isinstance(old, list):
        return [*old, *(update if isinstance(update, list) else [update])]
    return update


def merge(old: JsonObject, update: JsonObject) -> JsonObject:
    """An object with the members of another written over and into it, in place."""
    for name, value in update.items():
        old[name] = merged(old[name], value) if name in old else value
    return old
