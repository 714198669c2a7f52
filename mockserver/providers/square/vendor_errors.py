"""
Refusals in Square's words: category, code, detail, field, and the status of the first error.

Semantic errors name a bare field, errors of form a dotted path from the root of the body.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from mockserver.core.reasons import Reason, Refusal, Violation, render
from mockserver.core.record import JsonObject
from mockserver.provider import Response

STATUSES: Final = {
    "UNAUTHORIZED": 401,
    "ACCESS_TOKEN_REVOKED": 401,
    "INSUFFICIENT_SCOPES": 403,
    "NOT_FOUND": 404,
    "METHOD_NOT_ALLOWED": 405,
    "REQUEST_ENTITY_TOO_LARGE": 413,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "RATE_LIMITED": 429,
    "INTERNAL_SERVER_ERROR": 500,
    "BAD_GATEWAY": 502,
    "SERVICE_UNAVAILABLE": 503,
    "GATEWAY_TIMEOUT": 504,
    "REQUEST_TIMEOUT": 408,
}
"""The status of a code; every other code is 400 (SQ-08)."""

CATEGORIES: Final = {
    "UNAUTHORIZED": "AUTHENTICATION_ERROR",
    "ACCESS_TOKEN_REVOKED": "AUTHENTICATION_ERROR",
    "INSUFFICIENT_SCOPES": "AUTHENTICATION_ERROR",
    "RATE_LIMITED": "RATE_LIMIT_ERROR",
    "INTERNAL_SERVER_ERROR": "API_ERROR",
    "BAD_GATEWAY": "API_ERROR",
    "SERVICE_UNAVAILABLE": "API_ERROR",
    "GATEWAY_TIMEOUT": "API_ERROR",
}
"""The category of a code; every other code is an INVALID_REQUEST_ERROR (SQ-09)."""


@dataclass(frozen=True, slots=True)
class VendorError:
    """One error before it is JSON; ``field`` is empty where the vendor names none."""

    code: str
    detail: str
    field: str = ""

    def wire(self) -> JsonObject:
        """The error as it goes over the wire."""
        category = CATEGORIES.get(self.code, "INVALID_REQUEST_ERROR")
        error: JsonObject = {"category": category, "code": self.code}
        error["detail"] = self.detail
        if self.field:
            error["field"] = self.field
        return error


def constraint(place: tuple[str | int, ...], fault: VendorError) -> Refusal:
    """The refusal of an object because of a rule of Square's own."""
    return Refusal(Reason.CONSTRAINT, place, note=fault)


def invalid_object(
    place: tuple[str | int, ...], object_id: str, sentence: str, field: str = ""
) -> Refusal:
    """The refusal of one object, in the form that Square gives to most of them."""
    detail = f"Invalid object: Invalid Object with Id: {object_id}. {sentence}"
    return constraint(place, VendorError("INVALID_VALUE", detail, field))


EXPECTED: Final = {
    "string": ("EXPECTED_STRING", "Expected a string value."),
    "integer": ("EXPECTED_INTEGER", "Expected an integer value."),
    "number": ("EXPECTED_FLOAT", "Expected a number value."),
    "boolean": ("EXPECTED_BOOLEAN", "Expected a boolean value."),
    "object": ("EXPECTED_OBJECT", "Expected an object value."),
    "array": ("EXPECTED_ARRAY", "Expected an array value."),
}

KEYWORDS: Final = {
    "minLength": ("VALUE_TOO_SHORT", "Field must not be shorter than {limit}."),
    "maxLength": ("VALUE_TOO_LONG", "Field must not be greater than {limit} in length."),
    "minimum": ("VALUE_TOO_LOW", "Field must be greater than or equal to {limit}."),
    "maximum": ("VALUE_TOO_HIGH", "Field must be less than or equal to {limit}."),
    "minItems": ("ARRAY_LENGTH_TOO_SHORT", "Field must have at least {limit} elements."),
    "maxItems": ("ARRAY_LENGTH_TOO_LONG", "Field must not have more than {limit} elements."),
    "pattern": ("VALUE_REGEX_MISMATCH", "Field does not match the expected pattern."),
    "required": ("MISSING_REQUIRED_PARAMETER", "Field must be set."),
}

VERSION_HEADER = "Square-Version"


def violation_fault(violation: Violation) -> VendorError:
    """A broken schema in Square's words (SQ-12 to SQ-19, SQ-148)."""
    field, keyword, value = render(violation.place), violation.keyword, violation.value
    if field == VERSION_HEADER:
        return VendorError(
            "INVALID_SQUARE_VERSION_FORMAT", "Square-Version must be a YYYY-MM-DD date."
        )
    if keyword == "type":
        if not violation.place:
            return VendorError("EXPECTED_JSON_BODY", "Expected a JSON object in the request body.")
        kinds = [violation.limit] if isinstance(violation.limit, str) else list(violation.limit)
        code, detail = EXPECTED[min(kinds, key=lambda kind: kind == "null")]
        return VendorError(code, detail, field)
    if keyword in {"enum", "const"}:
        if not isinstance(value, str):
            return VendorError(*EXPECTED["string"], field)
        detail = f"`{value}` is not a valid enum value for `{field}`."
        return VendorError("INVALID_ENUM_VALUE", detail, field)
    if keyword == "additionalProperties":
        return VendorError(
            "BAD_REQUEST", f"The field named '{violation.limit}' is unrecognized", field
        )
    if keyword == "minLength" and value == "":
        return VendorError("VALUE_EMPTY", "Field must not be blank.", field)
    if keyword == "minItems" and value == "array of 0":
        return VendorError("ARRAY_EMPTY", "Field must not be empty.", field)
    code, detail = KEYWORDS.get(keyword, ("INVALID_VALUE", "Field is not valid."))
    return VendorError(code, detail.format(limit=violation.limit), field)


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


def unknown_record(facts: Facts) -> str:
    """An update of something that does not exist, or not any more (SQ-49, SQ-53)."""
    name = facts.get("identity", "")
    return (
        f"Invalid Object with Id: {name} [object_id={name}]\n"
        f"Received request to update nonexistent object {name}."
    )


def unknown_reference(facts: Facts) -> str:
    """A reference to something that does not exist (SQ-48, SQ-50)."""
    return f"Invalid object: Referenced object {facts.get('target', '')} does not exist."


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
        just("The Content-Type must be application/json."),
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
    Reason.UNAVAILABLE: ("SERVICE_UNAVAILABLE", just("The service is unavailable."), ""),
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
        if more > 0:
            found.append(VendorError("INVALID_VALUE", f"{more} further errors are not listed."))
        return found
    code, detail, field = ERRORS[refusal.reason]
    if refusal.reason is Reason.UNAVAILABLE:
        code = OUTAGES.get(refusal.facts.get("status", 503), code)
    return [VendorError(code, detail(refusal.facts), field)]


def refuse(*refusals: Refusal) -> Response:
    """The answer to a refused request; its status is the one of the first error (SQ-07, SQ-08)."""
    found = [fault for refusal in refusals for fault in faults_of(refusal)]
    status = STATUSES.get(found[0].code, 400)
    return Response(status, {"errors": [fault.wire() for fault in found]})
