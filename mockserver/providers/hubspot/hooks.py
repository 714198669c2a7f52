"""
What HubSpot's declaration cannot say: the schemas of values, searching, the wording of refusals.
"""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from functools import partial
from operator import ge, gt, le, lt
from typing import Any, TypeAlias

from mockserver.core.reasons import Refusal, Violation
from mockserver.core.record import JsonObject, Record
from mockserver.core.view import View
from mockserver.provider import Request

_Before: TypeAlias = JsonObject | None
_Pair: TypeAlias = tuple[JsonObject, Record]
"""What a record shows, and the record."""

_TYPES = {
    "contacts": ("Contact", "0-1", ()),
    "companies": ("Company", "0-2", ("name", "domain")),
    "products": ("Product", "0-7", ("name",)),
}
"""Type of object to what one is called, its type id, and what a new one needs one of."""

_ORDERS = {"LT": lt, "LTE": le, "GT": gt, "GTE": ge}
_MOST_UNIQUE, _MOST_FILTERS, _MOST_FOUND = 10, 18, 10_000


def _definitions(view: View, scope: str) -> dict[str, JsonObject]:
    """The definitions of a type by name, those of every account among them."""
    found = view.find("properties", "kind", f"properties/{scope}")
    return {each["body"]["name"]: each["body"] for each in found if not each.get("deleted")}


def properties_of(view: View, scope: str) -> JsonObject:
    """The properties that records of a type may have, each with the schema of its values."""
    return {name: _schema_of(each) for name, each in _definitions(view, scope).items()}


def _schema_of(definition: JsonObject) -> JsonObject:
    """A definition as a schema of values, which are text."""
    schema: JsonObject = {"type": "string", "unique": definition.get("hasUniqueValue", False)}
    options = [option["value"] for option in definition.get("options", [])]
    if definition.get("modificationMetadata", {}).get("readOnlyValue"):
        schema["readOnly"] = True
    elif definition["name"] == "email":
        schema["format"] = "email"
    elif definition["type"] == "number":
        schema["pattern"] = r"^-?\d+(\.\d+)?$"
    elif definition["type"] in {"bool", "enumeration"}:
        schema["enum"] = options or ["true", "false"]
    if definition["fieldType"] == "checkbox":  # several of them, divided by semicolons
        one = "|".join(map(re.escape, schema.pop("enum", options)))
        schema["anyOf"] = [{"pattern": f"^;?({one})(;({one}))*$"}]
    return schema


def at_most_ten_unique(view: View, body: JsonObject, before: _Before, scope: str) -> str | None:
    """A type has at most ten unique properties beside those of every account (HUB-152)."""
    own = [each for each in _definitions(view, scope).values() if not each["hubspotDefined"]]
    unique = sum(each["hasUniqueValue"] for each in own)
    too_many = before is None and body["hasUniqueValue"] and unique >= _MOST_UNIQUE
    return f"{scope} may have at most {_MOST_UNIQUE} unique properties" if too_many else None


def needed_property(_view: View, body: JsonObject, before: _Before, scope: str) -> str | None:
    """A new company needs a name or a domain, a new product a name, a new contact anything."""
    called, _, needed = _TYPES[scope]
    names = needed or tuple(set(body) - {"@id"})
    if before is not None or any(body.get(name) is not None for name in names):
        return None
    return f"{called} needs one of: {', '.join(names) or 'its properties'}"


def as_stored(view: View, body: JsonObject, before: _Before, scope: str) -> JsonObject:
    """
    What is stored of a record.

    The life-cycle stage moves forward only and silently stays otherwise (HUB-109). A value that
    begins with a semicolon adds to those of a property with several (HUB-107).
    """
    stored, old = dict(body), before or {}
    for name, value in body.items():
        if isinstance(value, str) and value.startswith(";"):
            values = f"{old.get(name) or ''}{value}".strip(";").split(";")
            stored[name] = ";".join(dict.fromkeys(values))
    stages = [body.get("lifecyclestage"), old.get("lifecyclestage")]
    if None not in stages:
        options = _definitions(view, scope)["lifecyclestage"]["options"]
        order = [option["value"] for option in options]
        stored["lifecyclestage"] = max(stages, key=order.index)
    return stored


def matching(view: View, found: list[_Pair], request: Request, scope: str) -> list[_Pair] | str:
    """The records that a search finds (HUB-141 to 147), or what is wrong with it."""
    body, known = request.body or {}, _definitions(view, scope)
    groups = [group["filters"] for group in body.get("filterGroups", ())]
    filters = [said for group in groups for said in group]
    if len(filters) > _MOST_FILTERS:
        return f"a search has at most {_MOST_FILTERS} filters"
    if int(body.get("after", 0)) + body.get("limit", 10) > _MOST_FOUND:
        return f"a search shows its first {_MOST_FOUND} matches only"
    sorts = body.get("sorts", [])
    for each in [*filters, *sorts]:
        if each["propertyName"] not in known:
            return f'Property "{each["propertyName"]}" does not exist'
    text = body.get("query", "").casefold()

    def value(pair: _Pair, said: JsonObject) -> tuple[str | None, str]:
        own: str | None = pair[0]["properties"].get(said["propertyName"])
        return own, known[said["propertyName"]]["type"]

    def is_meant(pair: _Pair) -> bool:
        shown = (str(each).casefold() for each in pair[0]["properties"].values())
        holds = [all(_holds(said, *value(pair, said)) for said in group) for group in groups]
        return any(holds or [True]) and any(text in each for each in shown)

    try:
        chosen = [pair for pair in found if is_meant(pair)]
    except ValueError as error:
        return f"a filter has a value of another type: {error}"
    for said in sorts:
        down = said.get("direction") == "DESCENDING"
        chosen.sort(key=lambda pair: _rank(*value(pair, said)), reverse=down)
    return chosen


def _rank(text: str | None, kind: str) -> tuple[bool, Any]:
    """Where a value stands in an order: those that have none come last."""
    return (text is None, "" if text is None else _comparable(text, kind))


def _comparable(said: str, kind: str) -> Any:
    """A value as it is compared: text without regard to case, options with (HUB-147)."""
    if kind in {"date", "datetime"} and not said.isdecimal():
        return datetime.fromisoformat(said).replace(tzinfo=UTC).timestamp() * 1000
    if kind in {"date", "datetime", "number"}:
        return float(said)
    return said if kind == "enumeration" else said.casefold()


def _holds(said: JsonObject, text: str | None, kind: str) -> bool:
    """Whether one filter holds for a value; only NOT_HAS_PROPERTY does where there is none."""
    operator = said["operator"]
    if text is None or operator.endswith("HAS_PROPERTY"):
        return (text is None) is (operator == "NOT_HAS_PROPERTY") and "HAS_PROPERTY" in operator
    if operator.endswith("CONTAINS_TOKEN"):
        tokens = [text.casefold(), *re.split(r"\W+", text.casefold())]
        pattern = said.get("value", "").casefold()
        return any(fnmatchcase(each, pattern) for each in tokens) is (operator[0] == "C")
    own, form = _comparable(text, kind), partial(_comparable, kind=kind)
    if operator in _ORDERS:
        return bool(_ORDERS[operator](own, form(said.get("value", ""))))
    if operator == "BETWEEN":
        return bool(form(said.get("value", "")) <= own <= form(said.get("highValue", "")))
    values = said.get("values", [said.get("value", "")])
    return (own in map(form, values)) is (operator in {"EQ", "IN"})


def sentence(reason: str, refusal: Refusal) -> str | None:
    """HubSpot's words for a refusal as a whole."""
    facts = refusal.facts
    called, kind, _ = _TYPES.get(facts.get("scope", ""), ("Record", "", ()))
    name, _, value = str(facts.get("key") or facts.get("identity")).partition("=")
    missing = [str(each.place[-1]) for each in refusal.violations if each.keyword == "required"]
    if reason == "duplicate":
        return f"Duplicate IDs found in batch input: [{value}]. IDs must be unique"
    if reason == "unknown-key" and facts["name"]:
        return f"Unable to perform update/upsert by non-unique {kind} property {facts['name']}"
    if reason == "taken" and facts.get("operation") in {"create", "batchCreate"}:
        one = f". Existing ID: {facts['holder']}" if facts.get("alike", 1) == 1 else ""
        return f"{called} already exists{one}"
    if reason in {"taken", "value-taken"}:
        where = f"PropertyValueCoordinates{{propertyName={name}, value={value}}}"
        return f"Cannot set {where} on {facts['id']}. {facts['holder']} already has that value."
    if reason == "bad-parameter" and refusal.place == ("objectType",):
        said = str(refusal.violations[0].value)
        unknown = "Invalid object or event type id" if said[:1].isdigit() else None
        return f"{unknown or 'Unable to infer object type from'}: {said}"
    if missing:
        return f"Some required fields were not set: [{', '.join(missing)}]"
    if refusal.violations and facts.get("inside") in refusal.violations[0].place:
        told = [(fault(each), each.place[-1]) for each in refusal.violations]
        listed = [{"isValid": False, "message": text, "name": name} for text, name in told]
        return f"Property values were not valid: {json.dumps(listed)}"
    return None


def fault(violation: Violation) -> str | None:
    """HubSpot's words for one property of a record."""
    name, value = (violation.place or ("",))[-1], violation.value
    invalid = f"{value} is not a valid value of {name}"
    return {
        "additionalProperties": f'Property "{name}" does not exist',
        "readOnly": f'"{name}" is a read only property; its value cannot be set',
        "enum": f"{value} was not one of the allowed options: {violation.limit}",
        **dict.fromkeys(["format", "pattern", "anyOf"], invalid),
    }.get(violation.keyword)
