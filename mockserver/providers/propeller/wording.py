"""
What a body does wrong, in the words of the validator whose messages the vendor prints (PRP-17).

A message opens with the JSON pointer of the faulty value, ``#/customers/0/email``; clients match
on that. A key that is missing or too many is reported at the object that lacks or holds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from mockserver.core.reasons import Place, Refusal, Violation
from mockserver.core.record import Json

NAMES: Mapping[str, str] = {
    "string": "String",
    "integer": "Integer",
    "number": "Number",
    "boolean": "Boolean",
    "object": "JSONObject",
    "array": "JSONArray",
    "null": "Null",
}

FORMATS: Mapping[str, str] = {"email": "email address", "uri": "URI"}


def sentences(refusal: Refusal) -> list[str]:
    """One message a violation, and one for those that are only counted."""
    listed = [sentence(violation) for violation in refusal.violations]
    rest = refusal.total - len(listed)
    return [*listed, f"#: {rest} more schema violations found"] if rest > 0 else listed


def sentence(violation: Violation) -> str:
    """A violation with the pointer of what it is about in front."""
    at_owner = violation.keyword in {"required", "additionalProperties", "unevaluatedProperties"}
    place = violation.place[:-1] if at_owner else violation.place
    return f"{pointer(place)}: {violation_text(violation)}"


def pointer(place: Place) -> str:
    """A place as a JSON pointer in a fragment."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in place)
    return "".join(["#", *(f"/{step}" for step in steps)])


def violation_text(violation: Violation) -> str:
    """A violation without its place."""
    limit, value = violation.limit, violation.value
    match violation.keyword:
        case "required":
            return f"required key [{limit}] not found"
        case "additionalProperties" | "unevaluatedProperties":
            return f"extraneous key [{limit}] is not permitted"
        case "type":
            return f"expected type: {expected(limit)}, found: {name_of(value)}"
        case "enum":
            return f"{value} is not a valid enum value"
        case "pattern":
            return f"string [{value}] does not match pattern {limit}"
        case "format":
            return f"[{value}] is not a valid {FORMATS.get(str(limit), str(limit))}"
        case "minimum":
            return f"{value} is not greater or equal to {limit}"
        case "maximum":
            return f"{value} is not less or equal to {limit}"
        case "minLength":
            return f"expected minLength: {limit}, actual: {len(str(value))}"
    return f"the value is not valid ({violation.keyword})"


def expected(limit: Json) -> str:
    """The types that a value may have."""
    kinds = limit if isinstance(limit, list) else [limit]
    return " or ".join(sorted(NAMES.get(str(kind), str(kind)) for kind in kinds))


def name_of(value: Json) -> str:
    """The type of a found value; of arrays and objects a violation keeps only their size."""
    match value:
        case None:
            return "Null"
        case bool():
            return "Boolean"
        case int():
            return "Integer"
        case float():
            return "Double"
        case str() if re.fullmatch(r"array of \d+", value):
            return "JSONArray"
        case str() if re.fullmatch(r"object of \d+ properties", value):
            return "JSONObject"
    return "String"
