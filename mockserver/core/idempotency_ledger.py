"""
The idempotency ledger: which request a key was used for, and what was answered.

A key is bound to the fingerprint of its request. The same key with the same fingerprint is a
replay; with another one it is key reuse. Only executed requests are kept.

The ledger does not grow without end. Each new key takes away keys that are past their retention,
and the oldest ones where all kept answers together are more than ``MOST_BYTES``. The records are
looked at from the oldest on, and no more of them than ``forget`` says.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.rules import Rules
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View

LEDGER = "idempotency"
"""The collection that holds the ledger: one record a key. Also the counter of its bytes."""

MOST_BYTES = 64_000_000
"""Bytes of the answers that are kept, ``BESIDE`` each for what is kept beside them."""

BESIDE = 1_000
MOST_EXPIRED, MOST_KEPT = 100, 8
"""After how many expired keys, and how many that stay, a new key looks at no more of them."""


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """An answer as it was given: status, headers, and the body as JSON text."""

    status: int
    headers: dict[str, str]
    text: str


def recall(
    view: View, key: str, fingerprint: str, rules: Rules, tick: Tick
) -> KeptAnswer | Refusal | None:
    """The answer to repeat, the refusal of a reused key, or nothing for a new key."""
    record = view.get(LEDGER, key)
    if record is None or (rules.retention and record["created"] + rules.retention <= tick.now):
        return None
    entry = record["body"]
    if entry["fingerprint"] != fingerprint:
        return key_reuse(key)
    return KeptAnswer(entry["status"], entry["headers"], entry["text"])


def key_reuse(key: str) -> Refusal:
    """The refusal of a key that is bound to another request."""
    return Refusal(Reason.KEY_REUSE, facts={"key": key})


def remember(
    stage: Stage, key: str, fingerprint: str, kept: KeptAnswer, tick: Tick, retention: int
) -> None:
    """
    Stage what was answered to a key; it is committed with what the request wrote.

    ``retention`` is the longest of the vendor, milliseconds, 0 for ever: keys that are past it go.
    """
    end = stage.meter(LEDGER, stage.read_meter(LEDGER) + len(kept.text) + BESIDE)
    forget(stage, end, retention, tick)
    stage.put(
        LEDGER,
        {
            "id": key,
            "kind": "answer",
            "body": {
                "fingerprint": fingerprint,
                "status": kept.status,
                "headers": kept.headers,
                "text": kept.text,
                "end": end,
            },
            "version": tick.now,
            "created": tick.now,
            "updated": tick.now,
        },
    )


def forget(stage: Stage, end: int, retention: int, tick: Tick) -> None:
    """
    Drop old keys: those past the retention, and those that too many bytes came after.

    ``end`` is the number of bytes ever kept, as ``body.end`` was when a key was bound. What is too
    much goes at once, so that the bound holds, and each key goes once; of expired keys, which the
    clock can make many at once, a new key takes away ``MOST_EXPIRED``.
    """
    expired = stayed = 0
    for record in stage.all(LEDGER):
        behind = end - record["body"].get("end", 0)
        if not 0 <= behind < MOST_BYTES:  # below 0 it was counted by another counter
            stage.drop(LEDGER, record["id"])
        elif retention and record["created"] + retention <= tick.now:
            stage.drop(LEDGER, record["id"])
            expired += 1
        else:
            stayed += 1
        if expired >= MOST_EXPIRED or stayed >= MOST_KEPT:
            return
