"""
The words of an operation as the rules that the engine decides by.
"""

from __future__ import annotations

from mockserver.core.reasons import Reason
from mockserver.core.rules import (
    AllRejected,
    Atomicity,
    Duplicates,
    Effect,
    IdentityRule,
    InvalidRecord,
    Limits,
    Merge,
    Presence,
    Rules,
    Visibility,
    WhenMany,
    WhenMissing,
    Writers,
)
from mockserver.declared.frames import RequestFrame
from mockserver.declared.words import DeclaredOperation, Verb

APART = {"unknown-record": Reason.UNKNOWN_RECORD}
"""Fault that can cost its record alone to the reason of its refusals."""

WHOLE = {"duplicate": Reason.DUPLICATE, "unknown-key": Reason.BAD_PARAMETER}
"""Fault that can cost the request to the reason of its refusals."""

EFFECTS = {
    Verb.CREATE: Effect.UPSERT,
    Verb.UPSERT: Effect.UPSERT,
    Verb.UPDATE: Effect.UPSERT,
    Verb.REMOVE: Effect.REMOVE,
    Verb.CHANGE: Effect.CHANGE,
}


def engine_rules(  # noqa: PLR0913 what rules follow from
    declared: DeclaredOperation,
    frame: RequestFrame | None,
    *,
    method: str,
    record: str,
    versioned: bool,
    keyed: bool,
    later: bool,
    retention: int,
) -> Rules:
    """
    The rules of an operation that writes, every word that was not said at its default.

    - ``record``: the component that its records are checked by, if it has any
    - ``versioned``: whether its records carry a version; ``keyed``: whether a request may carry an
      idempotency key; ``later``: whether some read of the collection hides recent writes
    """
    word = declared.word
    single = frame is None or not frame.holds_many
    group = word("group", "record")
    said = declared.words.get("costs", {})
    costs = said.get("invalid-record", group)
    sizes = declared.words.get("limits", {})
    creates = declared.verb in {Verb.UPSERT, Verb.CREATE}
    missing = word("missing", "create" if creates else "refuse")
    merge = word("merge", "replace" if method == "put" else "patch")
    # A request that carries one record, and not a list, answers a refusal with the error.
    refuses = single or word("none-accepted", "results") == "refuse"
    twice = word("twice", "in-order")
    writes = EFFECTS[declared.verb] is Effect.UPSERT
    return Rules(
        effect=EFFECTS[declared.verb],
        resource=declared.collection,
        record=record if writes else None,
        identity=IdentityRule.CLIENT_KEY,
        when_missing=WhenMissing.CREATE if missing == "create" else WhenMissing.REJECT,
        when_many=WhenMany.FIRST if word("several", "refuse") == "first" else WhenMany.REJECT,
        merge=Merge(merge),
        invalid_record=InvalidRecord(f"rejects-{costs}"),
        atomicity=Atomicity(group),
        all_rejected=AllRejected.REFUSES_REQUEST if refuses else AllRejected.AS_RESULTS,
        duplicates=Duplicates.REJECT if twice == "refuse" else Duplicates.IN_ORDER,
        version=Presence(word("version", "optional")) if versioned else Presence.NONE,
        idempotency=Presence.OPTIONAL if keyed else Presence.NONE,
        retention=retention,
        visibility=Visibility.EVENTUAL if later else Visibility.IMMEDIATE,
        writers=Writers(word("writers", "many")),
        limits=Limits(
            sizes.get("batch", None if frame is None else frame.most),
            sizes.get("request"),
            sizes.get("bytes"),
        ),
        apart=frozenset(APART[name] for name in said.keys() & APART.keys()),
        whole=frozenset(WHOLE[name] for name in said.keys() & WHOLE.keys()),
    )
