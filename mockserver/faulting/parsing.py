"""
Reading fault rules: from the JSON that the contract of the control plane allows to a value.

What a schema can say of a rule is said there (``Fault`` in ``openapi/admin.yaml``) and was checked
before. Here stands the rest: what depends on the vendor, and what parts of a rule ask of each
other, a preset included.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.contract import Contract
from mockserver.core.reasons import Reason
from mockserver.core.tick import MILLISECOND
from mockserver.faulting.fault import Body, Connection, Fault, FaultEffect, Items, Match, Phase
from mockserver.faulting.presets import PRESETS
from mockserver.faulting.statuses import statuses_of
from mockserver.provider import Provider, Upsert


class BadFault(ValueError):
    """A rule that cannot be: ``place`` is a JSON pointer into it."""

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(detail)
        self.place = place
        self.detail = detail


def read_fault(
    written: Mapping[str, Any], number: int, contract: Contract, provider: Provider
) -> Fault:
    """A rule of JSON as a value. Raises ``BadFault``."""
    body = {**PRESETS.get(written.get("preset", ""), {}), **written}
    fault = Fault(
        id=body.get("id", f"fault-{number}"),
        match=read_match(body.get("match", {})),
        effect=read_effect(body.get("effect", {})),
        items=read_items(body["items"]) if "items" in body else None,
        phase=Phase(body.get("phase", Phase.BEFORE)),
        after_items=body.get("after_items"),
        times=body.get("times"),
        ttl=round(body["ttl_s"] * MILLISECOND) if "ttl_s" in body else None,
        probability=body.get("probability"),
        seed=body.get("seed"),
        written=dict(written),
    )
    check_vendor(fault, contract, provider)
    check_parts(fault)
    return fault


def read_match(body: Mapping[str, Any]) -> Match:
    """Which requests a rule meets."""
    return Match(
        operation=body.get("operation"),
        method=body.get("method"),
        headers={name.lower(): value for name, value in body.get("header", {}).items()},
        nth=frozenset(body.get("nth", ())),
    )


def read_items(body: Mapping[str, Any]) -> Items:
    """Which records of a request a rule refuses; a plain name in ``where`` is a property."""
    where = body.get("where", {})
    return Items(
        where={name if name.startswith("/") else f"/{name}": where[name] for name in where},
        keys=frozenset(map(str, body.get("key", ()))),
        index=frozenset(body.get("index", ())),
        share=body.get("share"),
        reason=Reason(body.get("reason", Reason.CONSTRAINT)),
    )


def read_effect(body: Mapping[str, Any]) -> FaultEffect:
    """What happens to the request."""
    connection = body.get("connection")
    return FaultEffect(
        status=body.get("status"),
        retry=body.get("retry_after_s"),
        latency=body.get("latency_ms", 0),
        per_item=body.get("latency_per_item_ms", 0),
        connection=None if connection is None else Connection(connection),
        body=Body(body.get("body", Body.VENDOR)),
        text=body.get("text"),
    )


def check_vendor(fault: Fault, contract: Contract, provider: Provider) -> None:
    """Refuse a rule about what the vendor does not have."""
    match, effect = fault.match, fault.effect
    if match.operation is not None and match.operation not in contract.operations:
        known = ", ".join(contract.operations)
        raise BadFault("/match/operation", f"must be one of {known}")
    if match.operation is not None and match.method is not None:
        method = contract.operations[match.operation].method.upper()
        if method != match.method:
            raise BadFault("/match/method", f"{match.operation} is a {method}")
    statuses = statuses_of(provider)
    if effect.body is Body.VENDOR and effect.status not in {None, *statuses}:
        known = ", ".join(map(str, sorted(statuses)))
        raise BadFault("/effect/status", f"{provider.title} answers faults with {known}")
    upserts = [name for name, kind in provider.operations.items() if isinstance(kind, Upsert)]
    needs_records = fault.items is not None or fault.phase is Phase.AFTER_ITEMS or effect.per_item
    if needs_records and match.operation not in {None, *upserts}:
        detail = f"{match.operation} writes no records one by one; {', '.join(upserts)} do"
        raise BadFault("/match/operation", detail)


def check_parts(fault: Fault) -> None:
    """Refuse a rule whose parts do not fit together, or that could never do anything."""
    effect = fault.effect
    if fault.items is None and not (effect.answers or effect.latency or effect.per_item):
        raise BadFault("/effect", "a rule needs an effect, or items to refuse")
    if (effect.text is not None) != (effect.body is Body.RAW):
        raise BadFault("/effect/text", "goes with body: raw, and only with it")
    if (fault.phase is Phase.AFTER_ITEMS) != (fault.after_items is not None):
        raise BadFault("/after_items", "belongs to the phase after_items, and only to it")
    if fault.phase is Phase.AFTER_ITEMS and not effect.answers:
        raise BadFault("/effect", "a request that stops half-way needs another answer")
    drawn = "probability" if fault.probability is not None else None
    if fault.items is not None and fault.items.share is not None:
        drawn = "share"
    if drawn is not None and fault.seed is None:
        raise BadFault("/seed", f"a {drawn} needs a seed, so that the run can be repeated")
