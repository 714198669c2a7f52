"""
ShopiMind's words for every refusal: status, reason phrase and message.

The body is ``{"statusCode", "message", "error"}``; ``message`` is a list where several things may
be wrong at once, else one sentence. Not finding a definition or a record is a 400 (SPM-45,
SPM-48, SPM-80); not finding a contact or a customer that is read by itself is a 404.

A refusal of this provider's own carries a sentence or a tuple of ``VendorError`` as its note.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import NamedTuple

from mockserver.core.reasons import Reason, Refusal, Violation, render
from mockserver.core.record import Json, JsonObject
from mockserver.provider import Response


class Word(NamedTuple):
    """What the vendor says for one reason; the message is the one used when nothing better is."""

    status: int
    error: str
    message: str


class VendorError(NamedTuple):
    """What is wrong with one property; ``said`` is the end of a sentence about it."""

    field: str | None
    said: str


def bad(message: str) -> Word:
    """A 400, by far the most common answer here."""
    return Word(400, "Bad Request", message)


ERRORS: Mapping[Reason, Word] = {
    Reason.NO_ROUTE: Word(404, "Not Found", "Cannot find this route"),
    Reason.WRONG_METHOD: Word(404, "Not Found", "Cannot find this route"),
    Reason.UNAUTHENTICATED: Word(401, "Unauthorized", "Invalid API key."),
    Reason.REVOKED: Word(401, "Unauthorized", "Invalid API key."),
    Reason.FORBIDDEN: Word(403, "Forbidden", "This API key may not write."),
    Reason.BAD_PARAMETER: bad("a parameter is invalid"),
    Reason.MEDIA_TYPE: Word(415, "Unsupported Media Type", "the body must be application/json"),
    Reason.TOO_LARGE: Word(413, "Payload Too Large", "request entity too large"),
    Reason.NOT_JSON: bad("the body is not valid JSON"),
    Reason.RATE_LIMITED: Word(429, "Too Many Requests", "rate limit exceeded"),
    Reason.LOCKED: Word(409, "Conflict", "another write is in progress"),
    Reason.INVALID: bad("the body is invalid"),
    Reason.KEY_REUSE: Word(409, "Conflict", "the idempotency key was used for another request"),
    Reason.OVER_BATCH_LIMIT: bad("too many items"),
    Reason.OVER_REQUEST_LIMIT: bad("too many items"),
    Reason.INVALID_RECORD: bad("the item is invalid"),
    Reason.DUPLICATE: bad("the item occurs twice"),
    Reason.NOT_FOUND: Word(404, "Not Found", "Not found"),
    Reason.UNKNOWN_RECORD: bad("the item does not exist"),
    Reason.AMBIGUOUS_MATCH: bad("several items match"),
    Reason.UNKNOWN_REFERENCE: bad("Custom data definition not found"),
    Reason.VERSION_MISMATCH: Word(409, "Conflict", "the item was changed in the meantime"),
    Reason.CONSTRAINT: bad("the request cannot be carried out"),
    Reason.ROLLED_BACK: bad("undone because of other items"),
    Reason.UNAVAILABLE: Word(503, "Service Unavailable", "Service unavailable"),
    Reason.INTERNAL: Word(500, "Internal Server Error", "Internal server error"),
}

NAMES: Mapping[str, str] = {
    "integer": "an integer",
    "number": "a number",
    "string": "a string",
    "boolean": "a boolean",
    "array": "an array",
    "object": "an object",
    "null": "null",
}


def refuse(refusal: Refusal) -> Response:
    """The answer to a request that was refused as a whole."""
    if refusal.reason is Reason.UNAVAILABLE:
        return outage(refusal.facts.get("status", 503), refusal.facts.get("message"))
    return failure(refusal.reason, message(refusal))


def outage(status: int, message: str | None = None) -> Response:
    """The answer of a server that is out of order, with the phrase of its status."""
    said = HTTPStatus(status).phrase
    return Response(status, {"statusCode": status, "message": message or said, "error": said})


def failure(reason: Reason, said: str | list[str], more: JsonObject | None = None) -> Response:
    """An error answer with a message of its own, and further properties after the usual ones."""
    word = ERRORS[reason]
    body = {"statusCode": word.status, "message": said, "error": word.error}
    return Response(word.status, body | (more or {}))


def sentence_of(refusal: Refusal) -> str:
    """The same in one line."""
    said = message(refusal)
    return said if isinstance(said, str) else "; ".join(said)


def message(refusal: Refusal) -> str | list[str]:
    """What is wrong, in a sentence, or in a list of them where the schema found it."""
    if isinstance(refusal.note, tuple):
        return [f"{fault.field or 'the item'} {fault.said}" for fault in refusal.note]
    if isinstance(refusal.note, str):
        return refusal.note
    if refusal.violations:
        return [sentence(violation) for violation in refusal.violations]
    facts = refusal.facts
    match refusal.reason:
        case Reason.UNAUTHENTICATED if facts.get("missing"):
            return "Missing API key."
        case Reason.OVER_BATCH_LIMIT | Reason.OVER_REQUEST_LIMIT if "limit" in facts:
            return f"at most {facts['limit']} items are allowed, {facts['count']} were sent"
        case Reason.MEDIA_TYPE if "message" in facts:
            return str(facts["message"])
        case Reason.NOT_JSON if "message" in facts:
            return f"the body is not valid JSON: {facts['message']}"
    return ERRORS[refusal.reason].message


def sentence(violation: Violation) -> str:
    """A violation with the place it is about in front."""
    where = render(violation.place) or "the body"
    return f"{where} {violation_text(violation)}"


def violation_text(violation: Violation) -> str:
    """A violation as the end of a sentence."""
    limit = violation.limit
    match violation.keyword:
        case "required":
            return "is required"
        case "additionalProperties" | "unevaluatedProperties":
            return "should not exist"
        case "type":
            kinds = limit if isinstance(limit, list) else [limit]
            return f"must be {' or '.join(NAMES.get(str(kind), str(kind)) for kind in kinds)}"
        case "enum":
            return f"must be one of the following values: {', '.join(map(str, limit))}"
        case "minimum" | "exclusiveMinimum":
            return f"must not be less than {limit}"
        case "maxItems":
            return f"must not hold more than {limit} items"
        case "minLength":
            return "should not be empty"
    return f"is not valid ({violation.keyword})"


def faults(refusal: Refusal) -> list[JsonObject]:
    """The errors of one rejected item, each with the field that it is about."""
    if isinstance(refusal.note, tuple):
        return [{"field": fault.field, "message": fault.said} for fault in refusal.note]
    if refusal.violations:
        return [
            {"field": field_of(violation, refusal), "message": violation_text(violation)}
            for violation in refusal.violations
        ]
    said = message(refusal)
    return [{"field": None, "message": said if isinstance(said, str) else "; ".join(said)}]


def field_of(violation: Violation, refusal: Refusal) -> Json:
    """The property of an item that a violation is about, ``None`` for the item itself."""
    place = violation.place
    start = 1 if place and isinstance(place[0], int) and refusal.place[:1] == place[:1] else 0
    return render(place[start:]) or None
