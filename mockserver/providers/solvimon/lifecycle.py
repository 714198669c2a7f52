"""
Status changes and deletions.
"""

from __future__ import annotations

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.record_writer import RecordWriter
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.view import Stage
from mockserver.provider import Change, Request, Response
from mockserver.providers.solvimon.identity import by_path
from mockserver.providers.solvimon.kinds import (
    BILLING_ENTITY,
    PRODUCT,
    ResourceKind,
    record_as_sent,
)
from mockserver.providers.solvimon.product_upsert import FORM
from mockserver.providers.solvimon.vendor_errors import refused

HOLDERS = (PRODUCT, BILLING_ENTITY)
"""The kinds whose records name others."""


def move_to(status: str) -> Change:
    """Give a product a status, whatever it had (SLV-54)."""

    def apply(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
        record = by_path(stage, PRODUCT, request.path["resourceIdOrReference"])
        if isinstance(record, Refusal):
            return record
        writer = RecordWriter.for_request(stage, request.declared, FORM, tick)
        moved = writer.amend(stage, record, {**record["body"], "status": status})
        return Response(200, record_as_sent(stage, PRODUCT, moved))

    return Change(apply)


def delete(kind: ResourceKind, parameter: str) -> Change:
    """Remove a record: a product while it is a draft, nothing that is in use (SLV-55, SLV-56)."""

    def apply(stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
        record = by_path(stage, kind, request.path[parameter])
        if isinstance(record, Refusal):
            return record
        obstacle = obstacle_to(stage, kind, record)
        if obstacle is not None:
            return refused("COULD_NOT_DELETE_RESOURCE", (), obstacle)
        last = record_as_sent(stage, kind, record)
        writer = RecordWriter.for_request(stage, request.declared, FORM, tick)
        remove(stage, [record["id"]], writer)
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
