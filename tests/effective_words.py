"""
What a document that declares something means in the end: every word, defaults filled in.

Derived here once more, from the page of words, so that no reader of the packages is its own judge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

Json = Any
Words = dict[tuple[str, str], Any]
"""Value by place and word; a place is an operation's id, a collection or where a role stands."""

WORD = "x-upsert"
METHODS = ("get", "put", "post", "delete", "patch")
COMPONENT = re.compile(r"components\.schemas\.[^.]+")
VERBS = ("create", "upsert", "update", "remove", "read", "list", "change")
WRITE = frozenset({"group", "read-only", "version", "empty", "sets", "writers"})
FINDS = frozenset({"by", "missing", "several"})
ARISES = {
    "create": WRITE | {"found"},
    "upsert": WRITE | FINDS | {"found", "merge"},
    "update": WRITE | FINDS | {"merge"},
    "remove": FINDS | {"group", "writers"},
    "read": FINDS | {"sees", "group"},
    "list": frozenset({"sees", "sorted", "oversize"}),
    "change": frozenset({"by", "version", "writers"}),
}
"""
The words that mean something for each verb; limits do for all but lists.

Of a change no default says what it is found by.
"""

DEFAULTS = {
    "group": "record",
    "twice": "in-order",
    "none-accepted": "results",
    "several": "refuse",
    "read-only": "ignore",
    "version": "optional",
    "empty": "value",
    "sets": {},
    "writers": "many",
    "sees": "now",
    "sorted": "oldest",
    "oversize": "refuse",
}


def effective_words(document: Json) -> Words:
    """Every word of collections, operations and idempotency."""
    root = document[WORD]
    found: Words = {("$", "idempotency.kept"): root.get("idempotency", {}).get("kept", "forever")}
    for name, said in root["collections"].items():
        found |= {(name, word): value for word, value in words_of_collection(said or {})}
    for path, method, operation in operations_in(document):
        if WORD in operation:
            words = dict(words_of_operation(document, path, method, operation))
            found |= {(operation["operationId"], word): each for word, each in words.items()}
    return found


def operations_in(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def words_of_collection(said: Json) -> Iterator[tuple[str, Any]]:
    yield "removed", said.get("removed", "gone")
    for name, key in keys_of(said).items():
        yield f"keys.{name}.of", frozenset(key.get("of", [name]))
        yield f"keys.{name}.case", key.get("case", "exact")
        yield f"keys.{name}.also", key.get("also")


def keys_of(said: Json) -> dict[str, Json]:
    keys = said.get("keys", [])
    named = keys if isinstance(keys, dict) else dict.fromkeys(keys)
    return {name: key or {} for name, key in named.items()}


def words_of_operation(
    document: Json, path: str, method: str, operation: Json
) -> Iterator[tuple[str, Any]]:
    said = operation[WORD]
    words = {**document[WORD].get("defaults", {}), **said}
    verb = next(each for each in VERBS if each in said)
    lists = lists_in(document, operation)
    yield "verb", verb
    yield "collection", said[verb]
    by = found_by(document, path, words, said[verb], in_path=not lists and method != "post")
    defaults = {
        **DEFAULTS,
        "by": by,
        "missing": "create" if verb == "upsert" else "refuse",
        "found": "refuse" if verb == "create" else "update",
        "merge": "replace" if method == "put" else "patch",
    }
    arises = ARISES[verb] - ({"several"} if by == ("id",) else set())
    arises -= {"by"} if verb == "change" and "by" not in words else set()
    for word in sorted(arises - {"group"}):
        yield word, by if word == "by" else words.get(word, defaults[word])
    if lists and "group" in arises:
        matches = () if verb == "create" else by
        yield from in_groups(words, matches, batches=len(lists) > 1)
        for mode, instead in words.get("modes", {}).items():
            for word, value in in_groups({**words, **instead}, matches, batches=len(lists) > 1):
                yield f"modes.{mode}.{word}", value
    if verb != "list":
        yield from sizes(words.get("limits", {}), lists)


def found_by(
    document: Json, path: str, words: Json, collection: str, *, in_path: bool
) -> tuple[str, ...]:
    """What finds the record, tried in this order."""
    if "by" in words:
        return (words["by"],) if isinstance(words["by"], str) else tuple(words["by"])
    keys = list(keys_of(document[WORD]["collections"][collection] or {}))
    names = re.findall(r"\{([^}]+)\}", path)
    if in_path and names:
        return (names[-1] if names[-1] in keys else "id",)
    return (keys[0] if len(keys) == 1 else "id",)


def in_groups(words: Json, by: tuple[str, ...], *, batches: bool) -> Iterator[tuple[str, Any]]:
    """
    What holds where a request carries several records; one batch is the request.

    A duplicate costs something where it is refused, an unknown key where requests name keys.
    """
    group = words.get("group", DEFAULTS["group"])
    group = "request" if group == "batch" and not batches else group
    refuses = words.get("none-accepted", DEFAULTS["none-accepted"])
    yield "group", group
    twice = words.get("twice", DEFAULTS["twice"])
    if by:
        yield "twice", twice
    yield "none-accepted", "refuse" if group == "request" else refuses
    faults = {"invalid-record"} | ({"unknown-record"} if by else set())
    faults |= {"duplicate"} if by and twice == "refuse" else set()
    faults |= {"unknown-key"} if "named" in by else set()
    costs = words.get("costs", {})
    for fault in sorted(faults):
        yield f"costs.{fault}", costs.get(fault, group)


def sizes(limits: Json, lists: list[Json]) -> Iterator[tuple[str, int]]:
    """How much a request may hold; where it is one batch, the limits of both are one."""
    batch = [limits["batch"]] if "batch" in limits else []
    batch += [lists[-1]["maxItems"]] if lists and "maxItems" in lists[-1] else []
    request = [limits["request"]] if "request" in limits else []
    if len(lists) < 2:
        batch, request = batch + request, []
    yield "limits.batch", min(batch, default=None)
    yield "limits.request", min(request, default=None)
    yield "limits.bytes", limits.get("bytes")


def lists_in(document: Json, operation: Json) -> list[Json]:
    """The lists that hold the records or ids of a request, the outer one first."""
    body = resolved(document, operation.get("requestBody", {}))
    node: Json = next((each["schema"] for each in body.get("content", {}).values()), {})
    found: list[Json] = []
    while (each := list_in(document, resolved(document, node))) is not None:
        found.append(each)
        node = each["items"]
    return found


def list_in(document: Json, node: Json) -> Json | None:
    """A list, or the one that an object must hold."""
    members = node.get("properties", {})
    needed = [members[name] for name in node.get("required", ()) if name in members]
    found = [resolved(document, each) for each in (node, *needed)]
    return next((each for each in found if "items" in each), None)


def resolved(document: Json, node: Json) -> Json:
    while "$ref" in node:
        inner = document
        for step in node["$ref"].removeprefix("#/").split("/"):
            inner = inner[step.replace("~1", "/").replace("~0", "~")]
        node = inner
    return node


def roles_in(document: Json) -> Words:
    """
    Every role of a document, by the place where it stands.

    What a component of a schema says of itself stands where it is referred to.
    """
    operations = {id(operation) for _path, _method, operation in operations_in(document)}
    found: Words = {}
    stack = [(name, part) for name, part in document.items() if name != WORD]
    while stack:
        place, node = stack.pop()
        if isinstance(node, list):
            stack += [(f"{place}.{n}", each) for n, each in enumerate(node)]
        elif isinstance(node, dict):
            stack += [(f"{place}.{name}", each) for name, each in node.items() if name != WORD]
            if id(node) not in operations and COMPONENT.fullmatch(place) is None:
                found |= {(place, role): each for role, each in roles_of(document, node).items()}
    return found


def roles_of(document: Json, node: Json) -> Json:
    """The roles of a node, those of the schema that it refers to among them."""
    said = node.get(WORD, {})
    own = {said: True} if isinstance(said, str) else said
    schema = str(node.get("$ref", "")).startswith("#/components/schemas/")
    return {**(roles_of(document, resolved(document, node)) if schema else {}), **own}


def count_compared(one: Words, other: Words) -> int:
    """How many words two documents both have, or one of them alone must have."""
    return sum(1 for key in one.keys() | other.keys() if is_compared(key, one, other))


def differences(one: Words, other: Words) -> dict[tuple[str, str], tuple[Any, Any]]:
    """The words in which two documents differ, with the value of each, ``None`` for none."""
    keys = sorted(one.keys() | other.keys())
    pairs = {key: (one.get(key), other.get(key)) for key in keys if is_compared(key, one, other)}
    return {key: pair for key, pair in pairs.items() if pair[0] != pair[1]}


def is_compared(key: tuple[str, str], one: Words, other: Words) -> bool:
    """
    Whether a word means something on both sides.

    One that arises on one side alone follows from its verb or key, which then differs itself.
    """
    place, word = key
    if word.endswith(".of"):
        return (place, "removed") in one.keys() & other.keys()
    alone = word in {"verb", "removed"} or place.startswith(("components.", "paths."))
    return alone or key in one.keys() & other.keys()
