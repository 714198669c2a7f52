"""Rules of HubSpot that one request and its answer decide."""

from __future__ import annotations

import re
from typing import Final

from conformance.generated.vendor_traffic import (
    Differences,
    GeneratedRequest,
    ResponseRule,
    VendorReply,
    part,
    parts,
)

FAILED: Final = 400
MIXED: Final = 207


def records_of(request: GeneratedRequest, reply: VendorReply) -> list[dict[str, object]] | None:
    """The records that an answer shows, ``None`` for an answer without any."""
    about_definitions = "ropert" in request.operation
    if reply.status >= FAILED or about_definitions or not isinstance(reply.body, dict):
        return None
    return parts(reply.body["results"]) if "results" in reply.body else [reply.body]


def error_body(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """An error has the status "error" and a text."""
    if reply.status < FAILED:
        return None
    wrong = [] if part(reply.body, "status") == "error" else ["status: expected 'error'"]
    text = isinstance(part(reply.body, "message"), str)
    return wrong if text else [*wrong, "message: expected a text"]


def identified(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """A record has an id of decimal digits."""
    records = records_of(request, reply)
    if records is None:
        return None
    ids = [each.get("id") for each in records]
    return [f"id: expected digits, got {each!r}" for each in ids if not is_id(each)]


def is_id(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9]+", value) is not None


def textual(request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """Values of properties are texts or null."""
    records = records_of(request, reply)
    if records is None:
        return None
    values = [(n, v) for each in records for n, v in (part(each, "properties") or {}).items()]
    return [f"{n}: expected a text, got {v!r}" for n, v in values if not isinstance(v, str | None)]


def counted(_request: GeneratedRequest, reply: VendorReply) -> Differences | None:
    """A mixed answer says how many errors it has."""
    if reply.status != MIXED:
        return None
    got, wanted = part(reply.body, "numErrors"), len(parts(part(reply.body, "errors")))
    return [] if got == wanted else [f"numErrors: expected {wanted}, got {got!r}"]


RULES: Final = (
    ResponseRule("HUB-08", 'An error has the status "error" and a text', error_body),
    ResponseRule("HUB-54", "A record has an id of digits", identified),
    ResponseRule("HUB-76", "A mixed answer counts its errors", counted),
    ResponseRule("HUB-98", "Values of properties are texts or null", textual),
)
