"""
Listing parameters as clients really send them.

A nested value arrives bracketed (``filters[0][field]=x``), as a JSON string, or both mixed;
a list of names as ``a,b``, repeated, or bracketed (SPM-20). All of these mean the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TypeAlias

from mockserver.core.record import Json

Pairs: TypeAlias = Sequence[tuple[str, str]]

STEP = re.compile(r"\[([^\[\]]*)\]")
DEEPEST = 4
"""Nesting of the deepest parameter there is: ``filters[0][values][1]``, and one to spare."""


class Unreadable(ValueError):
    """A parameter that no encoding explains; the message names it."""


def nested(query: Pairs, name: str) -> Json:
    """
    A parameter whatever its encoding: a list, an object, text, or ``None`` when it is absent.

    Raises ``Unreadable``.
    """
    plain = [value for key, value in query if key == name]
    tree: dict[str, Json] = {}
    for key, value in query:
        if key.startswith(f"{name}["):
            put_leaf(tree, steps(key, name), value, name)
    if tree and plain:
        raise Unreadable(f"{name} is given in two ways")
    if tree:
        return grown(tree)
    values = [decoded(text, name) for text in plain if text]
    return (values[0] if len(values) == 1 else values) if values else None


def steps(key: str, name: str) -> list[str]:
    """The path of a bracketed key: ``filters[0][field]`` is ``0``, ``field``."""
    rest = key[len(name) :]
    path = STEP.findall(rest)
    if "".join(f"[{step}]" for step in path) != rest or len(path) > DEEPEST:
        raise Unreadable(f"{name} is not well-formed")
    return path


def put_leaf(tree: dict[str, Json], path: Sequence[str], value: str, name: str) -> None:
    """Put a value at its path; ``[]`` takes the next free number."""
    node = tree
    for step in path[:-1]:
        node = node.setdefault(step or str(len(node)), {})
        if not isinstance(node, dict):
            raise Unreadable(f"{name} is not well-formed")
    last = path[-1] or str(len(node))
    if last in node:
        if isinstance(node[last], dict):
            raise Unreadable(f"{name} is not well-formed")
        last = str(len(node)) if last.isdecimal() else last
    node[last] = value


def grown(tree: Json) -> Json:
    """A tree with lists where all its keys are numbers, in the order of the numbers."""
    if not isinstance(tree, dict):
        return tree
    if all(re.fullmatch(r"[0-9]{1,9}", key) for key in tree):
        return [grown(tree[key]) for key in sorted(tree, key=int)]
    return {key: grown(value) for key, value in tree.items()}


def decoded(text: str, name: str) -> Json:
    """A JSON string as its value; other text stays text."""
    if text[:1] not in "[{":
        return text
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name} is not valid JSON") from error


def names(query: Pairs, name: str) -> list[str] | None:
    """A list of names, ``None`` when the parameter is absent. Raises ``Unreadable``."""
    value = nested(query, name)
    if value is None:
        return None
    found: list[str] = []
    for entry in value if isinstance(value, list) else [value]:
        if not isinstance(entry, str):
            raise Unreadable(f"{name} must be a list of names")
        found.extend(part.strip() for part in entry.split(","))
    return [entry for entry in found if entry] or None
