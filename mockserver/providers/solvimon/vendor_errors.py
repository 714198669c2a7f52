"""
Refusals in Solvimon's words: one flat object, the first fault only (SLV-23, SLV-24).

The platform lists the statuses 200, 201, 400, 401, 403, 404, 409, 422 and 500.
405, 413 and 415 are what HTTP has for requests that never reach an operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mockserver.core.reasons import Place, Reason, Refusal, Violation
from mockserver.core.record import JsonObject
from mockserver.provider import Response
from mockserver.providers.solvimon.kinds import NAMES

BAD_REQUEST: Final = 400


@dataclass(frozen=True, slots=True)
class VendorError:
    """One error before it is JSON: its status, its code, its sentence."""

    status: int
    code: str
    text: str


ERRORS: Final[dict[Reason, VendorError]] = {
    Reason.NO_ROUTE: VendorError(404, "RESOURCE_NOT_FOUND", "there is nothing at this address"),
    Reason.WRONG_METHOD: VendorError(405, "INVALID_OPERATION", "this address has no such method"),
    Reason.UNAUTHENTICATED: VendorError(
        401, "UNAUTHORISED", "send a valid X-API-KEY or bearer token"
    ),
    Reason.REVOKED: VendorError(401, "UNAUTHORISED", "this credential was revoked"),
    Reason.FORBIDDEN: VendorError(403, "USER_NOT_ALLOWED", "this credential may only read"),
    Reason.BAD_PARAMETER: VendorError(400, "INVALID_FIELD", "a parameter is not valid"),
    Reason.MEDIA_TYPE: VendorError(
        415, "UNSUPPORTED_MEDIA_TYPE", "the body must be application/json"
    ),
    Reason.TOO_LARGE: VendorError(413, "BAD_REQUEST", "the body is too large"),
    Reason.NOT_JSON: VendorError(400, "UNABLE_TO_PROCESS_INSTRUCTIONS", "the body is not JSON"),
    Reason.RATE_LIMITED: VendorError(429, "UNABLE_TO_PROCESS_INSTRUCTIONS", "too many requests"),
    Reason.LOCKED: VendorError(
        422, "IDEMPOTENCY_CHECK_FAILED", "a request with this key is running"
    ),
    Reason.INVALID: VendorError(400, "BAD_REQUEST", "the body is not valid"),
    Reason.KEY_REUSE: VendorError(
        409, "IDEMPOTENCY_CHECK_FAILED", "this idempotency key was used for another request"
    ),
    Reason.OVER_BATCH_LIMIT: VendorError(400, "BAD_REQUEST", "too many records"),
    Reason.OVER_REQUEST_LIMIT: VendorError(400, "BAD_REQUEST", "too many records"),
    Reason.INVALID_RECORD: VendorError(400, "BAD_REQUEST", "the record is not valid"),
    Reason.DUPLICATE: VendorError(400, "RESOURCE_ALREADY_EXISTS", "the same record twice"),
    Reason.NOT_FOUND: VendorError(404, "RESOURCE_NOT_FOUND", "there is no such record"),
    Reason.UNKNOWN_RECORD: VendorError(404, "RESOURCE_NOT_FOUND", "there is no such record"),
    Reason.AMBIGUOUS_MATCH: VendorError(
        400, "INVALID_OPERATION", "several records have this identity"
    ),
    Reason.UNKNOWN_REFERENCE: VendorError(404, "RESOURCE_NOT_FOUND", "there is no such record"),
    Reason.VERSION_MISMATCH: VendorError(
        409, "INVALID_OPERATION", "the record was changed meanwhile"
    ),
    Reason.CONSTRAINT: VendorError(400, "INVALID_OPERATION", "the record is not valid"),
    Reason.ROLLED_BACK: VendorError(400, "COULD_NOT_UPDATE_RESOURCE", "nothing was stored"),
    Reason.UNAVAILABLE: VendorError(503, "INTERNAL_ERROR", "the service is unavailable"),
    Reason.INTERNAL: VendorError(500, "INTERNAL_ERROR", "the sandbox failed"),
}
"""Solvimon's status and code for every reason, and our sentence."""

SENTENCES: Final = {
    "required": ("MISSING_FIELD", "value required, but not set"),
    "minLength": ("INVALID_FIELD", "must have {limit} characters or more"),
    "maxLength": ("INVALID_FIELD", "must have {limit} characters or fewer"),
    "minimum": ("INVALID_FIELD", "must be {limit} or more"),
    "maximum": ("INVALID_FIELD", "must be {limit} or less"),
    "pattern": ("INVALID_FIELD", "must match {limit}"),
}

RETRYABLE: Final = {"Idempotency-Retryable": "true"}
"""Sent with an internal error: nothing was stored, and the key is still free (SLV-65)."""


def refused(code: str, place: Place, text: str, status: int = BAD_REQUEST) -> Refusal:
    """The refusal of a request because of a rule of Solvimon's own."""
    return Refusal(Reason.CONSTRAINT, place, note=VendorError(status, code, text))


def missing(*place: str | int) -> Refusal:
    """The refusal of a request that leaves out what it needs."""
    return refused("MISSING_FIELD", place, "value required, but not set")


def invalid(text: str, *place: str | int) -> Refusal:
    """The refusal of a value that its schema cannot judge."""
    return refused("INVALID_FIELD", place, text)


def unknown(collection: str, name: str, *place: str | int) -> Refusal:
    """The refusal of a request that names a record which does not exist."""
    return Refusal(Reason.NOT_FOUND, place, {"target": name, "collection": collection})


def taken(code: str, collection: str, holder: str, place: Place, status: int) -> Refusal:
    """The refusal of a value that another record has already."""
    fault = VendorError(status, code, "another record has this value")
    facts = {"target": holder, "collection": collection}
    return Refusal(Reason.CONSTRAINT, place, facts, note=fault)


def sentence_of(violation: Violation) -> tuple[str, str]:
    """A broken schema as a code and a sentence."""
    keyword, limit = violation.keyword, violation.limit
    if keyword in SENTENCES:
        code, text = SENTENCES[keyword]
        return code, text.format(limit=limit)
    if keyword in {"enum", "type"}:
        choices = [limit] if isinstance(limit, str) else list(limit or ())
        words = ", ".join("null" if choice is None else str(choice) for choice in choices)
        return "INVALID_FIELD", f"must be {'one of ' if len(choices) > 1 else ''}{words}"
    return "INVALID_FIELD", "is not valid"


def fault_of(refusal: Refusal) -> VendorError:
    """What one refusal says: its own fault, its first violation, or what its reason says."""
    general = ERRORS[refusal.reason]
    if isinstance(refusal.note, VendorError):
        return refusal.note
    if refusal.violations:
        first = refusal.violations[0]
        code, text = sentence_of(first)
        others = refusal.total - 1
        more = f"; {others} more fault{'s' if others > 1 else ''}" if others > 0 else ""
        return VendorError(general.status, code if first.place else general.code, text + more)
    message = refusal.facts.get("message")
    if refusal.reason is Reason.UNAVAILABLE:
        status = refusal.facts.get("status", general.status)
        return VendorError(status, general.code, message or general.text)
    return VendorError(
        general.status, general.code, f"{general.text}: {message}" if message else general.text
    )


def refuse(refusal: Refusal) -> Response:
    """The answer to a refused request."""
    fault = fault_of(refusal)
    internal = refusal.reason in {Reason.INTERNAL, Reason.UNAVAILABLE}
    body: JsonObject = {
        "type": "API_ERROR" if internal else "INVALID_REQUEST",
        "code": fault.code,
        "message": fault.text,
    }
    if refusal.place:
        body["field"] = ".".join(map(str, refusal.place))
    if "target" in refusal.facts:
        body["resource_id"] = refusal.facts["target"]
        body["resource_type"] = NAMES.get(refusal.facts.get("collection", ""))
    return Response(fault.status, body, RETRYABLE if internal else {})
