"""
Every refusal in Square's words; the first error decides the status of the answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from mockserver.core.reasons import Reason, Refusal
from mockserver.provider import Response
from mockserver.providers.square.schema_errors import violation_fault
from mockserver.providers.square.vendor_errors import STATUSES, VendorError

Facts: TypeAlias = Mapping[str, Any]


def too_many(facts: Facts) -> str:
    """Which limit was exceeded, by how many objects (SQ-32)."""
    where = " in a single batch" if "batch" in facts else ""
    sizes = f"{facts.get('count', 'unknown')}, max {facts.get('limit', 'unknown')}"
    return f"Too many objects ({sizes}){where} in BatchUpsertCatalogObjects request."


def duplicate(facts: Facts) -> str:
    """An identity that one batch uses twice (SQ-47, SQ-90)."""
    name = facts.get("identity", "")
    noun = "temporary object token" if name.startswith("#") else "object"
    return f"Invalid object: Invalid Object with Id: {name}\nDuplicate {noun} {name}"


OBJECT_ID: Final = re.compile(r"[A-Z2-7]{24}")
"""The form of the ids that Square makes."""


def unknown_record(facts: Facts) -> str:
    """An update of something that does not exist, or not any more (SQ-49, SQ-53)."""
    name = facts.get("identity", "")
    if not OBJECT_ID.fullmatch(name):
        return (
            f"Object ID must be blank, start with '#', or match an existing object: ID=\"{name}\"."
        )
    return (
        f"Invalid Object with Id: {name} [object_id={name}]\n"
        f"Received request to update nonexistent object {name}."
    )


def unknown_reference(facts: Facts) -> str:
    """A reference to something that does not exist (SQ-48, SQ-50): who refers, how, to what."""
    return (
        f"Object `{facts.get('identity', '')}` of type {facts.get('kind', 'unknown')} references"
        f" unknown object {facts.get('target', '')} in attr {facts.get('attribute', 'unknown')}"
    )


def just(text: str) -> Callable[[Facts], str]:
    """A detail that is always the same."""
    return lambda _facts: text


UNAUTHORIZED = just("This request could not be authorized.")

ERRORS: Final[dict[Reason, tuple[str, Callable[[Facts], str], str]]] = {
    Reason.NO_ROUTE: ("NOT_FOUND", just("Resource not found."), ""),
    Reason.WRONG_METHOD: ("METHOD_NOT_ALLOWED", just("The method is not allowed here."), ""),
    Reason.UNAUTHENTICATED: ("UNAUTHORIZED", UNAUTHORIZED, ""),
    Reason.REVOKED: ("ACCESS_TOKEN_REVOKED", UNAUTHORIZED, ""),
    Reason.FORBIDDEN: (
        "INSUFFICIENT_SCOPES",
        just("The access token lacks the scope ITEMS_WRITE."),
        "",
    ),
    Reason.BAD_PARAMETER: ("INVALID_VALUE", just("A parameter is not valid."), ""),
    Reason.MEDIA_TYPE: (
        "UNSUPPORTED_MEDIA_TYPE",
        lambda facts: facts.get("message", "The Content-Type must be application/json."),
        "",
    ),
    Reason.TOO_LARGE: ("REQUEST_ENTITY_TOO_LARGE", just("The request body is too large."), ""),
    Reason.NOT_JSON: (
        "EXPECTED_JSON_BODY",
        lambda facts: f"The request body is not JSON: {facts.get('message', 'unreadable')}.",
        "",
    ),
    Reason.RATE_LIMITED: ("RATE_LIMITED", just("Too many requests."), ""),
    Reason.LOCKED: ("RATE_LIMITED", just("Catalog locked by prior request"), ""),
    Reason.INVALID: ("INVALID_VALUE", just("The request is not valid."), ""),
    Reason.KEY_REUSE: (
        "IDEMPOTENCY_KEY_REUSED",
        just("The idempotency key can only be retried with the same request data."),
        "idempotency_key",
    ),
    Reason.OVER_BATCH_LIMIT: ("ARRAY_LENGTH_TOO_LONG", too_many, ""),
    Reason.OVER_REQUEST_LIMIT: ("ARRAY_LENGTH_TOO_LONG", too_many, ""),
    Reason.INVALID_RECORD: ("INVALID_VALUE", just("The object is not valid."), ""),
    Reason.DUPLICATE: ("INVALID_VALUE", duplicate, ""),
    Reason.NOT_FOUND: (
        "NOT_FOUND",
        lambda facts: f"Catalog object with ID `{facts.get('id', '')}` not found.",
        "",
    ),
    Reason.UNKNOWN_RECORD: ("INVALID_VALUE", unknown_record, ""),
    Reason.AMBIGUOUS_MATCH: ("INVALID_VALUE", just("Several objects match."), ""),
    Reason.UNKNOWN_REFERENCE: ("INVALID_VALUE", unknown_reference, ""),
    Reason.VERSION_MISMATCH: (
        "VERSION_MISMATCH",
        just("Object version does not match latest database version."),
        "version",
    ),
    Reason.CONSTRAINT: ("INVALID_VALUE", just("The object is not valid."), ""),
    Reason.ROLLED_BACK: ("INVALID_VALUE", just("Another object of the batch is not valid."), ""),
    Reason.UNAVAILABLE: (
        "SERVICE_UNAVAILABLE",
        lambda facts: facts.get("message", "The service is unavailable."),
        "",
    ),
    Reason.INTERNAL: (
        "INTERNAL_SERVER_ERROR",
        just("An internal error has occurred, and the API was unable to service your request."),
        "",
    ),
}
"""Square's code, detail and field for every reason."""

OUTAGES = {408: "REQUEST_TIMEOUT", 502: "BAD_GATEWAY", 504: "GATEWAY_TIMEOUT"}
"""The code of an outage that is not a 503."""


def faults_of(refusal: Refusal) -> list[VendorError]:
    """Every error that one refusal stands for, never none."""
    if isinstance(refusal.note, VendorError):
        return [refusal.note]
    if refusal.violations:
        found = list(dict.fromkeys(map(violation_fault, refusal.violations)))
        more = refusal.total - len(refusal.violations)
        return [*found, unlisted(more)] if more > 0 else found
    code, detail, field = ERRORS[refusal.reason]
    if refusal.reason is Reason.UNAVAILABLE:
        code = OUTAGES.get(refusal.facts.get("status", 503), code)
    return [VendorError(code, detail(refusal.facts), field)]


MOST_ERRORS: Final = 250
"""Errors that an answer lists; ten thousand of them help nobody and cost more than the objects."""


def unlisted(number: int) -> VendorError:
    """What stands for errors that are not listed."""
    return VendorError("INVALID_VALUE", f"{number} further errors are not listed.")


def refuse(*refusals: Refusal) -> Response:
    """The answer to a refused request; its status is the one of the first error (SQ-07, SQ-08)."""
    found = [fault for refusal in refusals for fault in faults_of(refusal)]
    if len(found) > MOST_ERRORS:
        found = [*found[:MOST_ERRORS], unlisted(len(found) - MOST_ERRORS)]
    status = STATUSES.get(found[0].code, 400)
    return Response(status, {"errors": [fault.wire() for fault in found]})
