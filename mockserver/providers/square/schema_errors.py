"""
Broken schemas in Square's words: they name a dotted path from the root of the body.
"""

from __future__ import annotations

from typing import Final

from mockserver.core.reasons import Violation, render
from mockserver.providers.square.vendor_errors import VendorError

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

EMPTY: Final = {
    ("minLength", ""): ("VALUE_EMPTY", "Field must not be blank."),
    ("minItems", "array of 0"): ("ARRAY_EMPTY", "Repeated field must have at least one value"),
}
"""A keyword and the value that breaks it, where this is a code of its own."""

CHOICES: Final = {"anyOf": "At least one of", "oneOf": "Exactly one of"}
"""The keywords by which a schema wants one of several fields."""

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
    if keyword in CHOICES:
        if not violation.limit:
            return VendorError("INVALID_VALUE", "Fields that exclude each other are set.", field)
        detail = f"{CHOICES[keyword]} {', '.join(violation.limit)} must be set."
        return VendorError("MISSING_REQUIRED_PARAMETER", detail, field)
    if keyword == "additionalProperties":
        return VendorError(
            "BAD_REQUEST", f"The field named '{violation.limit}' is unrecognized", field
        )
    if (keyword, value) in EMPTY:
        return VendorError(*EMPTY[keyword, value], field)
    code, detail = KEYWORDS.get(keyword, ("INVALID_VALUE", "Field is not valid."))
    return VendorError(code, detail.format(limit=violation.limit), field)
