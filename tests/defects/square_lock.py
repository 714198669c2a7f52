"""Defects of Square under haste: the lock, and other sellers."""

from __future__ import annotations

import time
from threading import Lock

from defects.planting import Ask, Defect, Forward, Reply, fresh
from defects.square_wraps import (
    BATCH,
    DELETE_ALL,
    ONE,
    READ,
    UPSERTS,
    again,
    at,
    error,
)


def turned_away_keys_taken():
    """A request that was turned away with 429 has used up its key."""
    taken: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        key = ask.json.get("idempotency_key", "") if at(ask, *UPSERTS) and ask.body else ""
        if key in taken:
            return error("IDEMPOTENCY_KEY_REUSED")
        reply = forward(ask)
        if key and reply.status == 429:
            taken.add(key)
        return reply

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


def reads_wait_outside():
    """Reads are refused while a large write runs."""
    lock = Lock()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if at(ask, BATCH):
            with lock:
                return forward(ask)
        busy = ask.method == "GET" and lock.locked()
        return error("RATE_LIMITED", 503, "API_ERROR") if busy else forward(ask)

    return wrap


def keys_race():
    """Requests that come while the first of their key is carried out do not know of it."""
    running: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not at(ask, ONE) or ask.method != "POST":
            return forward(ask)
        key = str(ask.json.get("idempotency_key"))
        if key in running:
            return again(ask, forward, ask.json)
        running.add(key)
        time.sleep(0.05)
        reply = forward(ask)
        running.discard(key)
        return reply

    return wrap


def failures_keep_the_lock():
    """The first write after a failed one is turned away."""
    failed: set[str] = set()

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if not at(ask, *UPSERTS) or ask.method != "POST":
            return forward(ask)
        if failed:
            failed.clear()
            return error("RATE_LIMITED", 429, "RATE_LIMIT_ERROR")
        reply = forward(ask)
        if reply.status == 400:
            failed.add("now")
        return reply

    return wrap


def one_seller(ask: Ask, forward: Forward) -> Reply:
    token = ask.headers.get("authorization", "")
    ask.headers["authorization"] = token.removesuffix("-second")
    return forward(ask)


def one_seller_when_retrieving(ask: Ask, forward: Forward) -> Reply:
    return one_seller(ask, forward) if ask.path.endswith("batch-retrieve") else forward(ask)


LOCK = (
    Defect("upserts_wait", ("SQ-101",), queueing(*UPSERTS)),
    Defect("deletions_wait", ("SQ-102",), queueing(DELETE_ALL, READ)),
    Defect("refused_and_done_later", ("SQ-101",), refused_and_done_later),
    Defect("one_lock_for_all", ("SQ-103",), fresh(one_lock_for_all)),
    Defect("turned_away_keys_taken", ("SQ-98",), fresh(turned_away_keys_taken)),
    Defect("another_detail", ("SQ-106",), another_detail),
    Defect("keys_race", ("SQ-99",), fresh(keys_race)),
    Defect("reads_wait_outside", ("SQ-104",), fresh(reads_wait_outside)),
    Defect("failures_keep_the_lock", ("SQ-105",), fresh(failures_keep_the_lock)),
    Defect("one_seller", ("SQ-163",), one_seller),
    Defect("one_seller_when_retrieving", ("SQ-163",), one_seller_when_retrieving),
)
