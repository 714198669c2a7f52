"""
The vendor's errors: one object, a code for every reason, and the codes that the pages document.

| code | from |
|---|---|
| 10005 and above | the vendor's tables; they come with ``moreInfo`` |
| below 1000 | ours: no page shows these bodies, so the code is the status |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mockserver.core.reasons import Place, Reason, Refusal
from mockserver.core.record import JsonObject
from mockserver.provider import Response
from mockserver.providers.propeller.wording import sentences

MORE_INFO = "https://www.propel.us/docs/errors/"
LEAST_DOCUMENTED = 10_000

CODES: Mapping[int, tuple[str, int]] = {
    10005: ("InvalidJSONPayload", 400),
    10006: ("InvalidLookupKey", 400),
    10007: ("SchemaValidationException", 400),
    10008: ("NotFound", 404),
    10015: ("PaginatedResponseException", 400),
    10017: ("PayloadValidationError", 400),
    60004: ("CustomerExists", 400),
    60005: ("CustomerMultipleFound", 400),
    60006: ("CustomerNotFound", 404),
    60007: ("ParentCustomerNotFound", 404),
    90006: ("AddressNotFound", 404),
    401: ("Unauthorized", 401),
    403: ("Forbidden", 403),
    405: ("MethodNotAllowed", 405),
    409: ("Conflict", 409),
    413: ("PayloadTooLarge", 413),
    415: ("UnsupportedMediaType", 415),
    429: ("TooManyRequests", 429),
    408: ("RequestTimeout", 408),
    500: ("InternalServerError", 500),
    502: ("BadGateway", 502),
    503: ("ServiceUnavailable", 503),
    504: ("GatewayTimeout", 504),
}
"""Code to type and status."""


@dataclass(frozen=True, slots=True)
class VendorError:
    """A code and what to say."""

    code: int
    text: str


ERRORS: Mapping[Reason, VendorError] = {
    Reason.NO_ROUTE: VendorError(10008, "Resource not found"),
    Reason.WRONG_METHOD: VendorError(405, "The method is not allowed for this resource"),
    Reason.UNAUTHENTICATED: VendorError(401, "A valid access token is required"),
    Reason.REVOKED: VendorError(401, "The access token was revoked"),
    Reason.FORBIDDEN: VendorError(403, "The access token may not write"),
    Reason.BAD_PARAMETER: VendorError(10007, "#: a parameter is not valid"),
    Reason.MEDIA_TYPE: VendorError(415, "The media type of the body is not supported"),
    Reason.TOO_LARGE: VendorError(413, "The body is too large"),
    Reason.NOT_JSON: VendorError(10005, "The body is not valid JSON"),
    Reason.RATE_LIMITED: VendorError(429, "Too many requests"),
    Reason.LOCKED: VendorError(429, "Another write is in progress"),
    Reason.INVALID: VendorError(10007, "#: the body is not valid"),
    Reason.KEY_REUSE: VendorError(409, "The key was used for another request"),
    Reason.OVER_BATCH_LIMIT: VendorError(10017, "Too many records"),
    Reason.OVER_REQUEST_LIMIT: VendorError(10017, "Too many records"),
    Reason.INVALID_RECORD: VendorError(10007, "#: the record is not valid"),
    Reason.DUPLICATE: VendorError(10017, "The record occurs twice"),
    Reason.NOT_FOUND: VendorError(10008, "Resource not found"),
    Reason.UNKNOWN_RECORD: VendorError(60006, "Customer not found"),
    Reason.AMBIGUOUS_MATCH: VendorError(60005, "Multiple customers found"),
    Reason.UNKNOWN_REFERENCE: VendorError(10017, "A referenced record does not exist"),
    Reason.VERSION_MISMATCH: VendorError(409, "The record was changed in the meantime"),
    Reason.CONSTRAINT: VendorError(10017, "The request cannot be carried out"),
    Reason.ROLLED_BACK: VendorError(10017, "Undone because of other records"),
    Reason.UNAVAILABLE: VendorError(503, "Service unavailable"),
    Reason.INTERNAL: VendorError(500, "Internal server error"),
}


def fault(code: int, text: str, place: Place = ()) -> Refusal:
    return Refusal(Reason.CONSTRAINT, place, note=VendorError(code, text))


def refuse(refusal: Refusal) -> Response:
    """The answer to a request that was refused as a whole (PRP-15, PRP-16)."""
    found = fault_of(refusal)
    kind, status = CODES[found.code]
    error: JsonObject = {"code": found.code, "messages": messages(refusal)}
    if found.code >= LEAST_DOCUMENTED:
        error["moreInfo"] = f"{MORE_INFO}{found.code}"
    return Response(status, {"error": error | {"status": status, "type": kind}})


def fault_of(refusal: Refusal) -> VendorError:
    """The code and the short text of a refusal."""
    if isinstance(refusal.note, VendorError):
        return refusal.note
    if refusal.violations and all(
        violation.place in {("page",), ("offset",)} for violation in refusal.violations
    ):
        return VendorError(10015, "page and offset must be positive integers")
    usual = ERRORS[refusal.reason]
    facts = refusal.facts
    match refusal.reason:
        case Reason.UNAVAILABLE:
            return VendorError(facts.get("status", 503), facts.get("message", usual.text))
        case Reason.UNAUTHENTICATED if facts.get("expired"):
            return VendorError(usual.code, "The access token has expired")
        case Reason.TOO_LARGE if "limit" in facts:
            return VendorError(usual.code, f"The body is larger than {facts['limit']} bytes")
        case Reason.MEDIA_TYPE if "message" in facts:
            return VendorError(usual.code, f"{usual.text}: {facts['message']}")
        case Reason.NOT_JSON if "message" in facts:
            return VendorError(usual.code, f"The body cannot be read: {facts['message']}")
    return usual


def messages(refusal: Refusal) -> list[str]:
    """Everything that is wrong, the first fault first."""
    return sentences(refusal) if refusal.violations else [fault_of(refusal).text]
