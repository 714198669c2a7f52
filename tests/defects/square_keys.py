"""Defects of Square under repetition: idempotency keys, and what clients send."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    BATCH,
    ONE,
    again,
    at,
    children,
    current,
    error,
    sent,
    tops,
)


def with_another_key(body: Any) -> Any:
    return body | {"idempotency_key": uuid4().hex} if "idempotency_key" in body else None


def second_replay_writes():
    """The first replay of a key is one, the second is carried out."""
    seen: dict[str, int] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        body = ask.json
        if at(ask, ONE) and ask.method == "POST":
            key = body.get("idempotency_key", "")
            seen[key] = seen.get(key, 0) + 1
            if seen[key] == 3:
                return again(ask, forward, body)
        return forward(ask)

    return wrap


def first_answers(same: Any):
    """Requests under a known key that count as the same get the first answer."""

    def make():
        known: dict[str, tuple[Any, Reply]] = {}

        def wrap(ask: Ask, forward: Forward) -> Reply:
            body = ask.json
            if not at(ask, BATCH) or ask.method != "POST":
                return forward(ask)
            mark, key = same(body), str(body.get("idempotency_key"))
            if key in known and known[key][0] == mark:
                return known[key][1]
            reply = forward(ask)
            known.setdefault(key, (mark, reply))
            return reply

        return wrap

    return fresh(make)


def ids_only(body: Any) -> Any:
    found = list(tops(body))
    return [(each.get("id"), [child["id"] for child in children(each)]) for each in found]


def reuse_executes():
    """A known key with other objects is a new request."""
    known: dict[str, str] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        body = ask.json
        if at(ask, ONE) and ask.method == "POST":
            mark = str(body.get("object"))
            if known.setdefault(str(body.get("idempotency_key")), mark) != mark:
                return again(ask, forward, body)
        return forward(ask)

    return wrap


def keys_of_all_sellers():
    """A key that one seller used answers every other one."""
    known: dict[str, tuple[str, Reply]] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not at(ask, ONE) or ask.method != "POST":
            return forward(ask)
        key = str(ask.json.get("idempotency_key"))
        seller, reply = known.get(key, ("", None))
        if reply is not None and seller != ask.headers["authorization"]:
            return reply
        reply = forward(ask)
        known.setdefault(key, (ask.headers["authorization"], reply))
        return reply

    return wrap


def replays_undo():
    """A replay writes the first body over whatever came after it."""
    first: dict[str, Any] = {}

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        if at(ask, BATCH) and reply.status == 200:
            key = ask.json["idempotency_key"]
            if key in first:
                stored = reply.json["objects"][0]
                now = current(ask, forward, stored["id"])
                body = {"idempotency_key": "", "object": stored | {"version": now["version"]}}
                again(ask, forward, body, ONE)
            first[key] = True
        return reply

    return wrap


def clients_refused(ask: Ask, forward: Forward) -> Reply:
    """Only clients that are known are served."""
    return error("BAD_REQUEST") if "squareup" in ask.headers["user-agent"] else forward(ask)


KEYS = (
    Defect("keys_forgotten", ("SQ-91",), sent(with_another_key, BATCH)),
    Defect("second_replay_writes", ("SQ-91",), fresh(second_replay_writes)),
    Defect("other_names_are_replays", ("SQ-92",), first_answers(ids_only)),
    Defect("reuse_executes", ("SQ-92",), fresh(reuse_executes)),
    Defect("keys_of_all_sellers", ("SQ-95",), fresh(keys_of_all_sellers)),
    Defect("replays_undo", ("SQ-93",), fresh(replays_undo)),
    Defect("clients_refused", ("SQ-161", "SQ-162"), clients_refused),
)
