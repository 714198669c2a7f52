"""Defects of Square under repetition and haste: idempotency keys, the lock, tenants."""

from __future__ import annotations

import time
from threading import Lock
from typing import Any
from uuid import uuid4

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    BATCH,
    DELETE_ALL,
    ONE,
    READ,
    UPSERTS,
    again,
    at,
    children,
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


def turned_away_keys_taken():
    """A request that was turned away with 429 has used up its key."""
    taken: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        key = ask.json.get("idempotency_key", "") if at(ask, ONE) and ask.body else ""
        if key in taken:
            return error("IDEMPOTENCY_KEY_REUSED")
        reply = forward(ask)
        if key and reply.status == 429:
            taken.add(key)
        return reply

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


def queueing(*paths: str):
    """Writes wait for their turn."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask.copy())
        while reply.status == 429 and at(ask, *paths):
            time.sleep(0.002)
            reply = forward(ask.copy())
        return reply

    return wrap


def refused_and_done_later(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask.copy())
    if reply.status == 429 and at(ask, *UPSERTS):
        later = forward(ask.copy())
        while later.status == 429:
            time.sleep(0.002)
            later = forward(ask.copy())
    return reply


def one_lock_for_all():
    """A write of any seller refuses the writes of every other."""
    lock = Lock()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not at(ask, *UPSERTS):
            return forward(ask)
        if not lock.acquire(blocking=False):
            reply = Reply(429)
            detail = "Catalog locked by prior request"
            reply.json = {
                "errors": [
                    {"category": "RATE_LIMIT_ERROR", "code": "RATE_LIMITED", "detail": detail}
                ]
            }
            return reply
        try:
            return forward(ask)
        finally:
            lock.release()

    return wrap


def another_detail(ask: Ask, forward: Forward) -> Reply:
    reply = forward(ask)
    if reply.status == 429:
        body = reply.json
        body["errors"][0]["detail"] = "Slow down"
        reply.json = body
    return reply


def one_seller(ask: Ask, forward: Forward) -> Reply:
    token = ask.headers.get("authorization", "")
    ask.headers["authorization"] = token.removesuffix("-second")
    return forward(ask)


def one_seller_when_retrieving(ask: Ask, forward: Forward) -> Reply:
    return one_seller(ask, forward) if ask.path.endswith("batch-retrieve") else forward(ask)


KEYS = (
    Defect("keys_forgotten", ("SQ-91",), sent(with_another_key, BATCH)),
    Defect("second_replay_writes", ("SQ-91",), fresh(second_replay_writes)),
    Defect("other_names_are_replays", ("SQ-92",), first_answers(ids_only)),
    Defect("reuse_executes", ("SQ-92",), fresh(reuse_executes)),
    Defect("upserts_wait", ("SQ-101",), queueing(*UPSERTS)),
    Defect("deletions_wait", ("SQ-102",), queueing(DELETE_ALL, READ)),
    Defect("refused_and_done_later", ("SQ-101",), refused_and_done_later),
    Defect("one_lock_for_all", ("SQ-103",), fresh(one_lock_for_all)),
    Defect("turned_away_keys_taken", ("SQ-98",), fresh(turned_away_keys_taken)),
    Defect("another_detail", ("SQ-106",), another_detail),
    Defect("one_seller", ("SQ-163",), one_seller),
    Defect("one_seller_when_retrieving", ("SQ-163",), one_seller_when_retrieving),
)
