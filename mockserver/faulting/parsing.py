"""
Reading fault rules: a rule that is not understood, or that can never meet a request, is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from mockserver.contract import Contract
from mockserver.core.reasons import Place, Reason
from mockserver.faulting.fault import Body, Connection, Fault, FaultEffect, Items, Match, Phase
from mockserver.faulting.presets import PRESETS
from mockserver.faulting.statuses import statuses_of
from mockserver.provider import Provider, Upsert

Value = TypeVar("Value")
Reader = Callable[[Any, str], Value]

RULE: tuple[str, ...] = (
    "id",
    "preset",
    "match",
    "items",
    "phase",
    "after_items",
    "effect",
    "times",
    "ttl_s",
)
RULE += ("probability", "seed")
MATCH = ("operation", "method", "header", "nth")
ITEMS = ("where", "key", "index", "share", "reason")
EFFECT: tuple[str, ...] = (
    "status",
    "retry_after_s",
    "latency_ms",
    "latency_per_item_ms",
    "connection",
    "body",
)
EFFECT += ("text",)
LONGEST_LATENCY = 600_000
"""Milliseconds; more would outlive every client."""


class BadFault(ValueError):
    """A rule that cannot be: ``place`` is a JSON pointer into it."""

    def __init__(self, place: str, detail: str) -> None:
        super().__init__(detail)
        self.place = place
        self.detail = detail


def read_fault(written: Any, number: int, contract: Contract, provider: Provider) -> Fault:
    """A rule of JSON as a value. Raises ``BadFault``."""
    body = read_object(written, "", RULE)
    if "preset" in body:
        body = {**PRESETS[one_of(tuple(PRESETS))(body["preset"], "/preset")], **body}
    match = read_match(body.get("match", {}), contract)
    items = read_items(body["items"]) if "items" in body else None
    effect = read_effect(body.get("effect", {}), provider)
    fault = Fault(
        id=read_text(body.get("id", f"fault-{number}"), "/id"),
        match=match,
        effect=effect,
        items=items,
        phase=Phase(one_of(tuple(Phase))(body.get("phase", "before"), "/phase")),
        after_items=body.get("after_items", 0),
        times=read_optional(body, "times", integer_from(1)),
        ttl=read_seconds(body, "ttl_s"),
        probability=read_optional(body, "probability", read_share),
        seed=integer_from(0)(body.get("seed", 0), "/seed"),
        written=dict(written),
    )
    validate_fault(fault, body, contract, provider)
    return fault


def validate_fault(
    fault: Fault, body: Mapping[str, Any], contract: Contract, provider: Provider
) -> None:
    """Refuse a rule whose parts do not fit together, or that could never do anything."""
    effect = fault.effect
    if fault.items is None and not (effect.answers or effect.latency or effect.per_item):
        raise BadFault("/effect", "a rule needs an effect, or items to refuse")
    if "probability" in body and "seed" not in body:
        raise BadFault("/seed", "a probability needs a seed, so that the run can be repeated")
    if fault.items is not None and fault.items.share is not None and "seed" not in body:
        raise BadFault("/seed", "a share needs a seed, so that the run can be repeated")
    if (fault.phase is Phase.AFTER_ITEMS) != ("after_items" in body):
        raise BadFault("/after_items", "belongs to the phase after_items, and only to it")
    if fault.phase is Phase.AFTER_ITEMS:
        read_number(body["after_items"], "/after_items")
        if not effect.answers:
            raise BadFault("/effect", "a request that stops half-way needs another answer")
    upserts = [name for name, kind in provider.operations.items() if isinstance(kind, Upsert)]
    needs_records = fault.items is not None or fault.phase is Phase.AFTER_ITEMS or effect.per_item
    if needs_records and fault.match.operation not in {None, *upserts}:
        raise BadFault(
            "/match/operation",
            f"{fault.match.operation} writes no records one by one; {', '.join(upserts)} do",
        )
    if fault.match.operation is not None and fault.match.method is not None:
        method = contract.operations[fault.match.operation].method.upper()
        if method != fault.match.method:
            raise BadFault("/match/method", f"{fault.match.operation} is a {method}")


def read_match(written: Any, contract: Contract) -> Match:
    """Which requests a rule meets."""
    body = read_object(written, "/match", MATCH)
    headers = read_mapping(body.get("header", {}), "/match/header")
    nth = body.get("nth", [])
    return Match(
        operation=read_optional(body, "operation", one_of(tuple(contract.operations)), "/match"),
        method=read_optional(
            body, "method", one_of(("GET", "POST", "PUT", "PATCH", "DELETE")), "/match"
        ),
        headers={
            name.lower(): read_text(value, f"/match/header/{name}")
            for name, value in headers.items()
        },
        nth=frozenset(integer_from(1)(one, "/match/nth") for one in read_array(nth, "/match/nth")),
    )


def read_items(written: Any) -> Items:
    """Which records of a request a rule refuses."""
    body = read_object(written, "/items", ITEMS)
    chosen = [name for name in ("where", "key", "index", "share") if name in body]
    if not chosen:
        raise BadFault("/items", "choose records by where, key, index or share")
    where = read_mapping(body.get("where", {}), "/items/where")
    places = [(place_of(pointer), value) for pointer, value in where.items()]
    return Items(
        where=tuple(places),
        keys=frozenset(map(str, read_array(body.get("key", []), "/items/key"))),
        index=frozenset(
            integer_from(0)(i, "/items/index")
            for i in read_array(body.get("index", []), "/items/index")
        ),
        share=read_optional(body, "share", read_share, "/items"),
        reason=Reason(one_of(tuple(Reason))(body.get("reason", "constraint"), "/items/reason")),
    )


def read_effect(written: Any, provider: Provider) -> FaultEffect:
    """What happens to the request."""
    body = read_object(written, "/effect", EFFECT)
    statuses = statuses_of(provider)
    status = body.get("status")
    shape = Body(one_of(tuple(Body))(body.get("body", "vendor"), "/effect/body"))
    if status is not None and shape is Body.VENDOR and status not in statuses:
        known = ", ".join(map(str, sorted(statuses)))
        raise BadFault("/effect/status", f"{provider.title} answers faults with {known}")
    if ("text" in body) != (shape is Body.RAW):
        raise BadFault("/effect/text", "goes with body: raw, and only with it")
    connection = read_optional(body, "connection", one_of(tuple(Connection)), "/effect")
    return FaultEffect(
        status=read_optional(body, "status", integer_from(100), "/effect"),
        retry=read_optional(body, "retry_after_s", integer_from(0), "/effect"),
        latency=read_latency(body, "latency_ms"),
        per_item=read_latency(body, "latency_per_item_ms"),
        connection=None if connection is None else Connection(connection),
        body=shape,
        text=read_text(body.get("text", ""), "/effect/text"),
    )


def read_object(written: Any, place: str, known: tuple[str, ...]) -> Mapping[str, Any]:
    """An object that has no other names than the known ones."""
    body = read_mapping(written, place)
    for name in body:
        if name not in known:
            raise BadFault(f"{place}/{name}", f"unknown; known are {', '.join(known)}")
    return body


def read_mapping(value: Any, place: str) -> Mapping[str, Any]:
    """An object."""
    if not isinstance(value, dict):
        raise BadFault(place, "must be an object")
    return value


def read_array(value: Any, place: str) -> list[Any]:
    """An array."""
    if not isinstance(value, list):
        raise BadFault(place, "must be an array")
    return value


def read_text(value: Any, place: str) -> str:
    """A string."""
    if not isinstance(value, str):
        raise BadFault(place, "must be a string")
    return value


def read_number(value: Any, place: str) -> float:
    """A number of records, or a share of them below 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise BadFault(place, "must be a number of records, or a share of them below 1")
    return value


def read_share(value: Any, place: str) -> float:
    """A number above 0, at most 1."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1:
        raise BadFault(place, "must be above 0 and at most 1")
    return float(value)


def integer_from(least: int) -> Reader[int]:
    """A whole number that is not smaller than ``least``."""

    def read(value: Any, place: str) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise BadFault(place, f"must be a whole number from {least}")
        return value

    return read


def one_of(known: tuple[str, ...]) -> Reader[str]:
    """One of some words."""

    def read(value: Any, place: str) -> str:
        if value not in known:
            raise BadFault(place, f"must be one of {', '.join(known)}")
        return str(value)

    return read


def read_optional(
    body: Mapping[str, Any], name: str, read: Reader[Value], place: str = ""
) -> Value | None:
    """What stands under a name, if anything does."""
    return read(body[name], f"{place}/{name}") if name in body else None


def read_seconds(body: Mapping[str, Any], name: str) -> int | None:
    """Seconds as milliseconds."""
    if name not in body:
        return None
    return round(read_number(body[name], f"/{name}") * 1000)


def read_latency(body: Mapping[str, Any], name: str) -> int:
    """Milliseconds for which a request may be held up."""
    value = integer_from(0)(body.get(name, 0), f"/effect/{name}")
    if value > LONGEST_LATENCY:
        raise BadFault(f"/effect/{name}", f"must be at most {LONGEST_LATENCY}")
    return value


def place_of(pointer: str) -> Place:
    """A JSON pointer as a place; a plain name is a property."""
    if not pointer.startswith("/"):
        return (pointer,)
    return tuple(
        int(step) if step.isdigit() else step.replace("~1", "/").replace("~0", "~")
        for step in pointer[1:].split("/")
    )
