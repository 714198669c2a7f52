"""
The words of an operation as the rules that the engine decides by.
"""

from __future__ import annotations

from mockserver.contract.bodies import RecordPlace, body_schema, key_place, record_place
from mockserver.contract.words import Declaration, DeclaredOperation, Verb
from mockserver.core.reasons import Reason
from mockserver.core.record import JsonObject
from mockserver.core.rules import (
    AllRejected,
    Atomicity,
    Duplicates,
    Effect,
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

APART = {"unknown-record": Reason.UNKNOWN_RECORD}
"""Fault that can cost its record alone to the reason of its refusals."""

WHOLE = {"duplicate": Reason.DUPLICATE, "unknown-key": Reason.BAD_PARAMETER}
"""Fault that can cost the request to the reason of its refusals."""

READS = frozenset({Verb.READ, Verb.LIST})

EFFECTS = {
    Verb.CREATE: Effect.UPSERT,
    Verb.UPSERT: Effect.UPSERT,
    Verb.UPDATE: Effect.UPSERT,
    Verb.REMOVE: Effect.REMOVE,
    Verb.CHANGE: Effect.CHANGE,
}


def rules_in(
    document: JsonObject, declaration: Declaration, definition: JsonObject, method: str
) -> Rules | None:
    """
    The rules of an operation of a contract, ``None`` for one that does not write.

    Its records are those that its body marks, or the body itself.
    """
    declared = declaration.operations.get(definition.get("operationId", ""))
    if declared is None or declared.verb in READS:
        return None
    schema = body_schema(document, definition)
    place = RecordPlace() if schema is None else record_place(document, schema)
    found = key_place(document, definition)
    key = Presence.NONE if found is None else Presence.OPTIONAL
    writes = EFFECTS[declared.verb] is Effect.UPSERT
    return engine_rules(
        declared,
        method=method,
        record=place.component if writes or place.marked else None,
        many=place.many,
        most=place.most,
        versioned="version" in declared.words,
        key=Presence.REQUIRED if found and found[2] else key,
        later=declaration.hides_recent(declared.collection),
        retention=declaration.retention,
    )


def engine_rules(  # noqa: PLR0913 what rules follow from
    declared: DeclaredOperation,
    *,
    method: str,
    record: str | None,
    many: bool,
    most: int | None,
    versioned: bool,
    key: Presence,
    later: bool,
    retention: int,
) -> Rules:
    """
    The rules of an operation that writes, every word that was not said at its default.

    - ``record``: the component that its records are checked by, if it has any
    - ``many``: whether a request carries a list of records, and ``most`` how many
    - ``versioned``: whether its records carry a version; ``key``: whether a request may carry an
      idempotency key; ``later``: whether some read of the collection hides recent writes
    """
    word = declared.word
    single = not many
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
    return Rules(
        effect=EFFECTS[declared.verb],
        resource=declared.collection,
        record=record,
        when_missing=WhenMissing.CREATE if missing == "create" else WhenMissing.REJECT,
        when_many=WhenMany.FIRST if word("several", "refuse") == "first" else WhenMany.REJECT,
        merge=Merge(merge),
        invalid_record=InvalidRecord(f"rejects-{costs}"),
        atomicity=Atomicity(group),
        all_rejected=AllRejected.REFUSES_REQUEST if refuses else AllRejected.AS_RESULTS,
        duplicates=Duplicates.REJECT if twice == "refuse" else Duplicates.IN_ORDER,
        version=Presence(word("version", "optional")) if versioned else Presence.NONE,
        idempotency=key,
        retention=retention,
        visibility=Visibility.EVENTUAL if later else Visibility.IMMEDIATE,
        writers=Writers(word("writers", "many")),
        limits=Limits(
            sizes.get("batch", most),
            sizes.get("request"),
            sizes.get("bytes"),
        ),
        apart=frozenset(APART[name] for name in said.keys() & APART.keys()),
        whole=frozenset(WHOLE[name] for name in said.keys() & WHOLE.keys()),
    )
