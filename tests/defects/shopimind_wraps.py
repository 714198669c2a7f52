"""What ShopiMind's defects have in common: which requests they change, and how."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from defects.planting import Ask, Forward, Reply, Wrap

DEFINITIONS = r"/v1/custom-data-definitions"
DEFINITION = rf"{DEFINITIONS}/\d+"
EXTEND = rf"{DEFINITION}/extend"
RECORDS = r"/v1/custom-data-records/\d+"
RECORD = rf"{RECORDS}/\d+"
BULK = rf"{RECORDS}/bulk-delete"


def on(method: str, path: str, wrap: Wrap) -> Wrap:
    """A wrap for some requests only."""

    def chosen(ask: Ask, forward: Forward) -> Reply:
        fits = ask.method == method and re.fullmatch(path, ask.path)
        return wrap(ask, forward) if fits else forward(ask)

    return chosen


def body(change: Callable[[Any], Any]) -> Wrap:
    """Another body than the client sent."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if (sent := ask.json) is not None:
            ask.json = change(sent)
        return forward(ask)

    return wrap


def items(change: Callable[[Any], Any]) -> Wrap:
    """Other items than the client sent."""
    return body(lambda sent: [change(one) for one in sent] if isinstance(sent, list) else sent)


def answer(change: Callable[[Any], Any]) -> Wrap:
    """Another body of a success than the sandbox answered."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if reply.status < 400:
            reply.json = change(reply.json)
        return reply

    return wrap


def rows(change: Callable[[Any], Any]) -> Wrap:
    """Other rows of a list."""
    return answer(lambda told: told | {"data": [change(row) for row in told["data"]]})


def query(change: Callable[[str], str]) -> Wrap:
    """Another query than the client sent."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        ask.query = change(ask.query)
        return forward(ask)

    return wrap


def says(status: int, message: str = "no") -> Wrap:
    """An answer without asking the sandbox."""

    def wrap(_ask: Ask, _forward: Forward) -> Reply:
        return told(status, message)

    return wrap


def when(test: Callable[[Ask], Any], wrap: Wrap) -> Wrap:
    """A wrap for requests that look a certain way."""
    return lambda ask, forward: wrap(ask, forward) if test(ask) else forward(ask)


def told(status: int, message: str = "no") -> Reply:
    """An error, or an empty success."""
    reply = Reply(status)
    reply.json = {"statusCode": status, "message": message, "error": "Bad Request"}
    return reply


def other(ask: Ask, method: str, path: str, sent: Any = None) -> Ask:
    """Another request by the same client."""
    asked = Ask(method, path, "", dict(ask.headers), b"")
    if sent is not None:
        asked.json = sent
    return asked


def state(ask: Ask, forward: Forward) -> str:
    """The status of the definition that a request is about."""
    number = ask.path.split("/")[3]
    found = forward(other(ask, "GET", f"/v1/custom-data-definitions/{number}"))
    return str((found.json.get("data") or {}).get("status"))


def though_inactive(ask: Ask, forward: Forward) -> Reply:
    """Carry a request out even if its definition is inactive."""
    if state(ask, forward) != "inactive":
        return forward(ask)
    path = f"/v1/custom-data-definitions/{ask.path.split('/')[3]}"
    forward(other(ask, "PATCH", f"{path}/activate"))
    reply = forward(ask)
    forward(other(ask, "PATCH", f"{path}/deactivate"))
    return reply


def replaced(module: Any, name: str, value: Any) -> Callable[[], AbstractContextManager[Any]]:
    """Another function inside the sandbox."""
    return lambda: patch.object(module, name, value)


def save(change: Callable[[Any], Any]) -> Wrap:
    """Another body of a save."""
    return on("POST", RECORDS, body(change))


def saved_items(change: Callable[[Any], Any]) -> Wrap:
    """Other records in a save."""
    return on("POST", RECORDS, items(lambda one: change(one) if isinstance(one, dict) else one))


def without(*names: str) -> Callable[[Any], Any]:
    """An object that lost members."""
    return lambda one: {name: value for name, value in one.items() if name not in names}
