"""The few shapes that Solvimon's defects have: change what is sent, what is answered, or both."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from defects.planting import Ask, Forward, Reply, Wrap

Json = dict[str, Any]

PRODUCTS = "/v1/products"


def upserts(ask: Ask) -> bool:
    return ask.method == "PUT" and ask.path == PRODUCTS and isinstance(ask.json, dict)


def sent(change: Callable[[Json], Any], when: Callable[[Ask], bool] = upserts) -> Wrap:
    """Change the body of some requests."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if when(ask) and isinstance(ask.json, dict):
            body = ask.json
            change(body)
            ask.json = body
        return forward(ask)

    return wrap


def answered(change: Callable[[Json], Any], when: Callable[[Ask], bool] = upserts) -> Wrap:
    """Change the body of some successful answers."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if when(ask) and reply.status < 300 and isinstance(reply.json, dict):
            body = reply.json
            change(body)
            reply.json = body
        return reply

    return wrap


def status(number: int, when: Callable[[Ask, Reply], bool]) -> Wrap:
    """Another status on some answers."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if when(ask, reply):
            reply.status = number
        return reply

    return wrap


def accepts(repair: Callable[[Json], Any]) -> Wrap:
    """Accept what must be refused: store a repaired body in its place."""
    return sent(repair)


def cut(member: str, size: int = 256) -> Wrap:
    """A member that is too long is cut and not refused."""

    def repair(body: Json) -> None:
        if isinstance(body.get(member), str):
            body[member] = body[member][:size]

    return accepts(repair)


def usual(member: str, allowed: tuple[str, ...]) -> Wrap:
    """An unknown value of an enum becomes the first one."""

    def repair(body: Json) -> None:
        if isinstance(body.get(member), str) and body[member] not in allowed:
            body[member] = allowed[0]

    return accepts(repair)


def without(*members: str) -> Callable[[Json], Any]:
    return lambda body: [body.pop(member, None) for member in members]


def asking(ask: Ask, method: str, path: str, body: Json | None = None) -> Ask:
    """Another request with the same credential."""
    other = ask.copy()
    other.method, other.path, other.query, other.body = method, path, "", b""
    other.headers.pop("idempotency-key", None)
    if body is not None:
        other.json = body
    return other
