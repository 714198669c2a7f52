"""The few shapes that HubSpot's defects have: change what is sent, what is answered, or both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from defects.planting import Ask, Forward, Reply, Wrap

Json = dict[str, Any]
When = Callable[[Ask], bool]


def does(*operations: str) -> When:
    """Whether a request is one of some operations: ``upsert``, ``search``, ``create``, ``read``."""
    return lambda ask: operation_of(ask) in operations


def operation_of(ask: Ask) -> str:
    """The operation of a request, by its method and address."""
    steps = ask.path.strip("/").split("/")
    if "properties" in steps[:3]:
        one = len(steps) > 4
        return {"GET": "definition" if one else "definitions", "POST": "define"}.get(
            ask.method, "redefine" if ask.method == "PATCH" else "undefine"
        )
    if steps[-1] == "search":
        return "search"
    if "batch" in steps:
        return {"upsert": "upsert", "read": "batch read"}.get(steps[-1], f"batch {steps[-1]}")
    if ask.method == "GET":
        return "read" if len(steps) > 4 else "list"
    return {"POST": "create", "PATCH": "update", "DELETE": "archive"}.get(ask.method, "")


WRITES = ("upsert", "batch create", "batch update", "create", "update")
BATCHES = ("upsert", "batch create", "batch update")


def sent(change: Callable[[Json], Any], when: When) -> Wrap:
    """Change the body of some requests."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        body = ask.json
        if when(ask) and isinstance(body, dict):
            change(body)
            ask.json = body
        return forward(ask)

    return wrap


def answered(change: Callable[[Json], Any], when: When, *, errors: bool = False) -> Wrap:
    """Change the body of some answers, of successes or of errors."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        body = reply.json
        if when(ask) and (reply.status >= 400) is errors and isinstance(body, dict):
            change(body)
            reply.json = body
        return reply

    return wrap


def of_results(change: Callable[[Json], Any], when: When) -> Wrap:
    """Change each record in some answers."""

    def every(body: Json) -> None:
        for each in body.get("results", [body]):
            change(each)

    return answered(every, when)


def of_values(change: Callable[[Json], Any], *operations: str) -> Wrap:
    """Change the properties of each record that is sent."""

    def every(body: Json) -> None:
        for each in body.get("inputs", [body]):
            if isinstance(each, dict) and isinstance(each.get("properties"), dict):
                change(each["properties"])

    return sent(every, does(*(operations or WRITES)))


def of_inputs(change: Callable[[Json], Any]) -> Wrap:
    """Change each input of a batch."""

    def every(body: Json) -> None:
        for each in body.get("inputs", ()):
            if isinstance(each, dict):
                change(each)

    return sent(every, does(*BATCHES))


def status(number: int, when: Callable[[Ask, Reply], bool]) -> Wrap:
    """Another status on some answers."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if when(ask, reply):
            reply.status = number
        return reply

    return wrap


def refused(number: int, when: When) -> Wrap:
    """Refuse what must be accepted."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not when(ask):
            return forward(ask)
        reply = Reply(number)
        reply.json = {"status": "error", "message": "no", "category": "VALIDATION_ERROR"}
        return reply

    return wrap


def asked(change: Callable[[list[tuple[str, str]]], Any], when: When) -> Wrap:
    """Change the query of some requests."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if when(ask):
            pairs = parse_qsl(ask.query)
            ask.query = urlencode(change(pairs))
        return forward(ask)

    return wrap


def without(*names: str) -> Callable[[Json], Any]:
    """Remove members."""

    def change(body: Json) -> None:
        for name in names:
            body.pop(name, None)

    return change


def one_by_one(ask: Ask, forward: Forward) -> Reply:
    """A batch that is refused is written input by input, and what can be is kept."""
    reply = forward(ask.copy())
    body = ask.json
    if reply.status < 400 or not isinstance(body, dict) or operation_of(ask) not in BATCHES:
        return reply
    results = []
    for each in body.get("inputs", ()):
        alone = ask.copy()
        alone.json = {"inputs": [each]}
        answer = forward(alone)
        if answer.status < 300 and isinstance(answer.json, dict):
            results += answer.json["results"]
            reply.status = answer.status
            reply.json = {**answer.json, "results": results}
    return reply
