"""The few shapes that Propeller's defects have: change what is sent, what is answered, or both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from defects.planting import Ask, Forward, Reply, Wrap, fresh

Test = Callable[[Ask], bool]
BULK = "/customers/bulk/"


def is_bulk(ask: Ask) -> bool:
    return ask.method == "POST" and ask.path.startswith(BULK)


def is_error(reply: Reply) -> bool:
    return isinstance(reply.json, dict) and "error" in reply.json


def to(method: str, part: str) -> Test:
    """Requests of a method whose path holds a part."""
    return lambda ask: ask.method == method and part in ask.path


def customers_of(ask: Ask) -> list[Any]:
    """The customers of a bulk call that are objects."""
    body = ask.json
    found = body.get("customers") if is_bulk(ask) and isinstance(body, dict) else None
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def sent(change: Callable[[dict[str, Any]], Any], when: Test = is_bulk) -> Wrap:
    """Change the body of some requests."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        body = ask.json
        if when(ask) and isinstance(body, dict):
            change(body)
            ask.json = body
        return forward(ask)

    return wrap


def each_customer(change: Callable[[dict[str, Any]], Any]) -> Wrap:
    """Change every customer of a bulk call."""

    def every(body: dict[str, Any]) -> None:
        for each in body.get("customers", []):
            if isinstance(each, dict):
                change(each)

    return sent(every)


def each_nested(change: Callable[[dict[str, Any]], Any]) -> Wrap:
    """Change every address inside a customer but the first."""

    def every(customer: dict[str, Any]) -> None:
        addresses = customer.get("addresses")
        for each in addresses[1:] if isinstance(addresses, list) else ():
            change(each)

    return each_customer(every)


def answered(change: Callable[[Any], Any], when: Test = is_bulk) -> Wrap:
    """Change the body of successful answers."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        wanted = when(ask)
        reply = forward(ask)
        if wanted and reply.status < 300:
            body = reply.json
            change(body)
            reply.json = body
        return reply

    return wrap


def each_row(change: Callable[[dict[str, Any]], Any], when: Test = is_bulk) -> Wrap:
    """Change every row of an answer."""
    return answered(lambda body: [change(row) for row in body["data"]], when)


def last_row(change: Callable[[dict[str, Any]], Any]) -> Wrap:
    """Change the last row of bulk answers, unless it is the only one."""
    return answered(lambda body: [change(row) for row in body["data"][1:][-1:]])


def refused(change: Callable[[dict[str, Any]], Any], status: int = 0, when: Test = bool) -> Wrap:
    """Change the errors of one status, or of all."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        wanted = when(ask)
        reply = forward(ask)
        if wanted and is_error(reply) and status in {0, reply.status}:
            body = reply.json
            change(body["error"])
            reply.json = body
        return reply

    return wrap


def from_the(turn: int, change: Callable[[dict[str, Any]], Any]) -> Wrap:
    """Change a customer from the nth bulk call on that names its id."""

    def make() -> Wrap:
        calls: dict[Any, int] = {}

        def count(customer: dict[str, Any]) -> None:
            key = str(customer.get("id"))
            calls[key] = calls.get(key, 0) + 1
            if calls[key] >= turn:
                change(customer)

        return each_customer(count)

    return fresh(make)


def rows_from_the(turn: int, change: Callable[[dict[str, Any]], Any]) -> Wrap:
    """Change the row of a customer from the nth bulk answer on that holds its key."""

    def make() -> Wrap:
        calls: dict[Any, int] = {}

        def count(row: dict[str, Any]) -> None:
            key = str(row.get("key"))
            calls[key] = calls.get(key, 0) + 1
            if calls[key] >= turn:
                change(row)

        return each_row(count)

    return fresh(make)


def instead(status: int, body: Any, when: Test) -> Wrap:
    """Answer some requests without doing anything."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not when(ask):
            return forward(ask)
        reply = Reply(status)
        reply.json = body
        return reply

    return wrap


def token(change: Callable[[str], str]) -> Wrap:
    """Change the Authorization header; it is empty when there is none."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if "/oauth2/" not in ask.path:
            ask.headers["authorization"] = change(ask.headers.get("authorization", ""))
        return forward(ask)

    return wrap


def moved(change: Callable[[str], str]) -> Wrap:
    """Send requests to other paths."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        ask.path = change(ask.path)
        return forward(ask)

    return wrap


def asking(ask: Ask, method: str, path: str, body: Any = None) -> Ask:
    """A request of the same client."""
    other = ask.copy()
    other.method, other.path, other.query, other.body = method, path, "", b""
    if body is not None:
        other.json = body
        other.headers["content-type"] = "application/json"
    return other
