"""
What HubSpot's declaration cannot say: which properties there are, and the wording of refusals.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from mockserver.core.reasons import Refusal, Violation
from mockserver.core.view import View

_TEXT: dict[str, Any] = {"type": "string"}
_NUMBER: dict[str, Any] = {"type": "string", "pattern": r"^-?\d+(\.\d+)?$"}
_READ_ONLY: dict[str, Any] = {"type": "string", "readOnly": True}
_STAGES = (
    "subscriber",
    "lead",
    "marketingqualifiedlead",
    "salesqualifiedlead",
    "opportunity",
    "customer",
    "evangelist",
    "other",
)

_PREDEFINED: Mapping[str, Mapping[str, Any]] = {
    "contacts": {
        "email": {"type": "string", "format": "email", "unique": True},
        **dict.fromkeys(["firstname", "lastname", "phone", "company", "website"], _TEXT),
        "lifecyclestage": {"type": "string", "enum": list(_STAGES)},
        **dict.fromkeys(["createdate", "lastmodifieddate", "hs_object_id"], _READ_ONLY),
    },
    "companies": {
        **dict.fromkeys(["name", "domain", "phone", "city"], _TEXT),
        "numberofemployees": _NUMBER,
        **dict.fromkeys(["createdate", "hs_lastmodifieddate", "hs_object_id"], _READ_ONLY),
    },
    "products": {
        **dict.fromkeys(["name", "description", "hs_folder"], _TEXT),
        "price": _NUMBER,
        "hs_sku": {"type": "string", "unique": True},
        **dict.fromkeys(["createdate", "hs_lastmodifieddate", "hs_object_id"], _READ_ONLY),
    },
}
"""Type of object to the properties that every account has."""

_NEEDED: Mapping[str, tuple[str, ...]] = {"companies": ("name", "domain"), "products": ("name",)}
"""Type of object to the properties one of which a new record needs."""

_TYPE_IDS = {"contacts": "0-1", "companies": "0-2", "products": "0-7"}
_CALLED = {"contacts": "Contact", "companies": "Company", "products": "Product"}


def properties_of(view: View, scope: str) -> Mapping[str, Any]:
    """The properties that records of a type may have: those of every account and its own."""
    own = {
        record["body"]["name"]: _schema_of(record["body"])
        for record in view.find("properties", "kind", f"properties/{scope}")
        if not record.get("deleted")
    }
    return {**own, **_PREDEFINED.get(scope, {})}


def _schema_of(definition: Mapping[str, Any]) -> dict[str, Any]:
    """A definition of an account as a schema of values, which are text."""
    schema = dict(_NUMBER if definition["type"] == "number" else _TEXT)
    if definition["type"] == "bool":
        schema["enum"] = ["true", "false"]
    if definition["type"] == "enumeration":
        schema["enum"] = [option["value"] for option in definition.get("options", ())]
    return {**schema, "unique": bool(definition.get("hasUniqueValue"))}


def needed_property(body: dict[str, Any], before: dict[str, Any] | None, scope: str) -> str | None:
    """A new company needs a name or a domain, a new product a name, a new contact anything."""
    names = _NEEDED.get(scope, tuple(set(body) - {"id"}))
    if before is not None or any(body.get(name) is not None for name in names):
        return None
    return f"{_CALLED[scope]} needs one of: {', '.join(names) or 'its properties'}"


def forward_stage(
    body: dict[str, Any], before: dict[str, Any] | None, _scope: str
) -> dict[str, Any]:
    """The life-cycle stage moves forward only, and silently stays otherwise."""
    new, old = body.get("lifecyclestage"), (before or {}).get("lifecyclestage")
    if new is None or old not in _STAGES or new not in _STAGES:
        return body
    return {**body, "lifecyclestage": max(old, new, key=_STAGES.index)}


def sentence(reason: str, refusal: Refusal) -> str | None:
    """HubSpot's words for a refusal as a whole."""
    facts = refusal.facts
    if reason == "duplicate":
        value = str(facts["identity"]).partition("=")[2]
        return f"Duplicate IDs found in batch input: [{value}]. IDs must be unique"
    if reason == "unknown-key" and facts["name"]:
        kind = _TYPE_IDS.get(facts["scope"], facts["scope"])
        return f"Unable to perform update/upsert by non-unique {kind} property {facts['name']}"
    if reason == "taken" and str(facts.get("operation", "")).lower().endswith("create"):
        return f"{_CALLED[facts['scope']]} already exists. Existing ID: {facts['holder']}"
    if reason == "taken":
        name, _, value = str(facts["key"]).partition("=")
        where = f"PropertyValueCoordinates{{propertyName={name}, value={value}}}"
        return f"Cannot set {where} on {facts['id']}. {facts['holder']} already has that value."
    if reason == "bad-parameter" and refusal.place == ("objectType",):
        return f"Unable to infer object type from: {refusal.violations[0].value}"
    if reason in {"invalid-record", "unknown-member", "read-only-member"} and facts.get("inside"):
        said = [
            {"isValid": False, "message": fault(each), "name": each.place[-1]}
            for each in refusal.violations
        ]
        return f"Property values were not valid: {json.dumps(said)}"
    missing = [str(each.place[-1]) for each in refusal.violations if each.keyword == "required"]
    if missing:
        return f"Some required fields were not set: [{', '.join(missing)}]"
    return "resource not found" if reason == "unknown-record" else None


def fault(violation: Violation) -> str | None:
    """HubSpot's words for one property of a record."""
    name = violation.place[-1] if violation.place else ""
    match violation.keyword:
        case "additionalProperties":
            return f'Property "{name}" does not exist'
        case "readOnly":
            return f'"{name}" is a read only property; its value cannot be set'
        case "enum":
            return f"{violation.value} was not one of the allowed options: {violation.limit}"
        case "format" | "pattern":
            return f"{violation.value} is not a valid value of {name}"
    return None
