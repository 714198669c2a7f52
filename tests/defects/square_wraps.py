"""Wrapping the Square sandbox: changing what is sent, what is told, and who is refused."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

from defects.planting import Ask, Forward, Reply, Wrap

BATCH, ONE, READ = "/v2/catalog/batch-upsert", "/v2/catalog/object", "/v2/catalog/object/"
DELETE_ALL, RETRIEVE = "/v2/catalog/batch-delete", "/v2/catalog/batch-retrieve"
LIST, SEARCH, ITEMS = "/v2/catalog/list", "/v2/catalog/search", "/v2/catalog/search-catalog-items"
INFO = "/v2/catalog/info"
TAXES, LISTS = "/v2/catalog/update-item-taxes", "/v2/catalog/update-item-modifier-lists"
UPSERTS = (BATCH, ONE)
CHILDREN = {
    "ITEM": ("item_data", "variations"),
    "MODIFIER_LIST": ("modifier_list_data", "modifiers"),
    "ITEM_OPTION": ("item_option_data", "values"),
}


def at(ask: Ask, *paths: str) -> bool:
    return any(ask.path == path or (path == READ and ask.path.startswith(READ)) for path in paths)


def sent(change: Callable[[Any], Any], *paths: str) -> Wrap:
    """The body as another one; ``change`` works in place or returns a new body."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        body = ask.json
        if at(ask, *paths) and isinstance(body, dict):
            changed = change(body)
            ask.json = body if changed is None else changed
        return forward(ask)

    return wrap


def told(change: Callable[[Any], Any], *paths: str, method: str = "", status: int = 200) -> Wrap:
    """The answer as another one."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        wanted = at(ask, *paths) if paths else True
        if wanted and reply.status == status and method in ("", ask.method):
            body = reply.json
            changed = change(body)
            reply.json = body if changed is None else changed
        return reply

    return wrap


def refusing(when: Callable[[Any], bool], *paths: str) -> Wrap:
    """A refusal where there is none."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if at(ask, *paths) and isinstance(ask.json, dict) and when(ask.json):
            return error("INVALID_VALUE")
        return forward(ask)

    return wrap


def done(when: Callable[[Any], bool], body: Any, *paths: str) -> Wrap:
    """Success where nothing was done."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if at(ask, *paths) and isinstance(ask.json, dict) and when(ask.json):
            reply = Reply(200)
            reply.json = body
            return reply
        return forward(ask)

    return wrap


def error(code: str, status: int = 400, category: str = "INVALID_REQUEST_ERROR") -> Reply:
    reply = Reply(status)
    reply.json = {"errors": [{"category": category, "code": code, "detail": "Refused."}]}
    return reply


def again(ask: Ask, forward: Forward, body: Any, path: str = "") -> Reply:
    """A request of the defect's own, under a fresh key where there is one."""
    other = ask.copy()
    if isinstance(body, dict) and "idempotency_key" in body:
        body = body | {"idempotency_key": uuid4().hex}
    other.method, other.path, other.query = "POST", path or ask.path, ""
    other.json = body
    return forward(other)


def current(ask: Ask, forward: Forward, object_id: str) -> Any:
    """A stored object, ``None`` when there is none."""
    other = ask.copy()
    other.method, other.path, other.query, other.body = "GET", READ + object_id, "", b""
    reply = forward(other)
    return reply.json["object"] if reply.status == 200 else None


def tops(body: Any) -> Iterator[Any]:
    """The top-level objects of an upsert, or of an answer."""
    for batch in body.get("batches") or []:
        yield from batch.get("objects") or []
    for name in ("object", "catalog_object"):
        if body.get(name):
            yield body[name]
    yield from body.get("objects") or []


def children(value: Any) -> list[Any]:
    data, field = CHILDREN.get(value.get("type"), ("", ""))
    found = (value.get(data) or {}).get(field)
    return found if isinstance(found, list) else []


def everything(body: Any) -> Iterator[Any]:
    for value in tops(body):
        yield value
        yield from children(value)


def every(change: Callable[[Any], Any]) -> Callable[[Any], None]:
    """A change of each object of a body, in place."""

    def apply(body: Any) -> None:
        for value in list(everything(body)):
            change(value)

    return apply


def updates(change: Callable[[Any, Any], Any]) -> Wrap:
    """A change of each updated top-level object, given what is stored."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        body = ask.json
        if at(ask, *UPSERTS) and isinstance(body, dict):
            for value in tops(body):
                if not str(value.get("id", "#")).startswith("#"):
                    stored = current(ask, forward, value["id"])
                    if stored is not None:
                        change(value, copy.deepcopy(stored))
            ask.json = body
        return forward(ask)

    return wrap


def created(value: Any) -> bool:
    return str(value.get("id", "")).startswith("#")


def data_of(value: Any) -> Any:
    return next((value[name] for name in value if name.endswith("_data")), {}) or {}


def query_without(ask: Ask, name: str) -> str:
    return "&".join(part for part in ask.query.split("&") if not part.startswith(f"{name}="))
