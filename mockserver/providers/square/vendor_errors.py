"""
One error in Square's words: category, code, detail, field, and the status that goes with it.

Semantic errors name a bare field, errors of form a dotted path from the root of the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import JsonObject

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


def missing_attribute(place: tuple[str | int, ...], object_id: str, name: str) -> Refusal:
    """The refusal of an object without an attribute that the database needs (SQ-173, SQ-177)."""
    detail = f"Invalid object `{object_id}`: Attribute {name} required."
    return constraint(place, VendorError("MISSING_REQUIRED_PARAMETER", detail))


def invalid_object(
    place: tuple[str | int, ...], object_id: str, sentence: str, field: str = ""
) -> Refusal:
    """The refusal of one object, in the form that Square gives to most of them."""
    detail = f"Invalid object: Invalid Object with Id: {object_id}. {sentence}"
    return constraint(place, VendorError("INVALID_VALUE", detail, field))
