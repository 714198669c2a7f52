"""
The idempotency ledger: which request a key was used for, and what was answered.

A key is bound to the fingerprint of its request. The same key with the same fingerprint is a
replay; with another one it is key reuse. Only executed requests are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.rules import Rules
from mockserver.core.tick import Tick
from mockserver.core.view import Stage, View

LEDGER = "idempotency"
"""The collection that holds the ledger: one record a key."""


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


def remember(stage: Stage, key: str, fingerprint: str, kept: KeptAnswer, tick: Tick) -> None:
    """Stage what was answered to a key; it is committed with what the request wrote."""
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
            },
            "version": tick.now,
            "created": tick.now,
            "updated": tick.now,
        },
    )
