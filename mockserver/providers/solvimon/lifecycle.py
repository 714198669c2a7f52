"""
Status changes and deletions.
"""

from __future__ import annotations

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.record_writer import Pen, stamp_for
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Policy
from mockserver.core.view import Stage
from mockserver.provider import Change, Request, Response
from mockserver.providers.solvimon.identity import by_path, by_reference
from mockserver.providers.solvimon.kinds import (
    BILLING_ENTITY,
    PRODUCT,
    ResourceKind,
    record_as_sent,
)
from mockserver.providers.solvimon.product_upsert import policy_of
from mockserver.providers.solvimon.vendor_errors import refused

HOLDERS = (PRODUCT, BILLING_ENTITY)
"""The kinds whose records name others."""


def pen_for(stage: Stage, policy: Policy, request: Request, tick: Tick) -> Pen:
    """What lays down the records of a change."""
    rules = request.declared
    return Pen(rules, policy, tick, stamp_for(stage, rules, tick))


def move_to(status: str) -> Change:
    """Give a product a status, whatever it had (SLV-54)."""
    policy = policy_of(PRODUCT, lambda _view, sent, _body: by_reference(sent))

    def apply(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
        record = by_path(stage, PRODUCT, request.path["resourceIdOrReference"])
        if isinstance(record, Refusal):
            return record
        pen = pen_for(stage, policy, request, tick)
        moved = pen.amend(stage, record, {**record["body"], "status": status})
        return Response(200, record_as_sent(stage, PRODUCT, moved))

    return Change(apply)


def delete(kind: ResourceKind, parameter: str) -> Change:
    """Remove a record: a product while it is a draft, nothing that is in use (SLV-55, SLV-56)."""
    policy = policy_of(kind, lambda _view, sent, _body: by_reference(sent))

    def apply(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
        record = by_path(stage, kind, request.path[parameter])
        if isinstance(record, Refusal):
            return record
        obstacle = obstacle_to(stage, kind, record)
        if obstacle is not None:
            return refused("COULD_NOT_DELETE_RESOURCE", (), obstacle)
        last = record_as_sent(stage, kind, record)
        remove(stage, [record["id"]], pen_for(stage, policy, request, tick))
        return Response(200, last)

    return Change(apply)


def obstacle_to(stage: Stage, kind: ResourceKind, record: Record) -> str | None:
    """Why a record cannot be deleted."""
    if kind is PRODUCT and record["body"]["status"] != "DRAFT":
        return "only a draft can be deleted"
    for holder_kind in HOLDERS:
        for holder in stage.find(holder_kind.collection, "refs", record["id"]):
            if holder["id"] != record["id"]:
                return f"{holder_kind.name} {holder['id']} refers to it"
    return None
