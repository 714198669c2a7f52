"""
The validators of a contract, by jsonschema-rs, compiled when they are first used.

Two come from every writing operation: the envelope, which stops at the records, and the record.
Sizes of arrays of records are left to the engine, which counts nested ones as well.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import jsonschema_rs

from mockserver.contract.dialect import to_json_schema
from mockserver.core.reasons import MOST_VIOLATIONS, Place, Violation
from mockserver.core.record import Json, JsonObject

Found: TypeAlias = tuple[tuple[Violation, ...], int]
"""The violations that are listed, and how many there are in all."""

SchemaCheck: TypeAlias = Callable[[Json, Place], Found]

LONGEST_VALUE = 80
"""A found value is named in a violation up to this many characters."""


class Schemas:
    """Checks of one contract. Thread-safe: two threads at worst compile the same schema twice."""

    def __init__(self, vendor: str, document: JsonObject) -> None:
        self._vendor = vendor
        self._components = to_json_schema(document.get("components", {}))
        self._registries: dict[str | None, Any] = {}
        self._checks: dict[tuple[str, str | None], SchemaCheck] = {}

    def check(self, name: str, schema: JsonObject, stop_at: str | None = None) -> SchemaCheck:
        """
        The check of a schema of this contract.

        ``name`` identifies it; ``stop_at`` is the component that is not looked into.
        """
        cached = self._checks.get((name, stop_at))
        if cached is None:
            own = to_json_schema(schema)
            if stop_at is not None:
                own = without_records(own, stop_at)
            cached = as_check(self._compile(own, stop_at))
            self._checks[name, stop_at] = cached
        return cached

    def component(self, name: str) -> SchemaCheck:
        return self.check(f"component {name}", {"$ref": f"#/components/schemas/{name}"})

    def _compile(self, schema: JsonObject, stop_at: str | None) -> Any:
        registry = self._registries.get(stop_at)
        root = f"urn:{self._vendor}:{stop_at or 'whole'}"
        if registry is None:
            components = self._components
            if stop_at is not None:
                components = without_records(components, stop_at)
                components["schemas"][stop_at] = True
            resource = (root, {"components": components})
            registry = jsonschema_rs.Registry([resource])
            self._registries[stop_at] = registry
        return jsonschema_rs.Draft202012Validator(
            absolute(schema, root), registry=registry, validate_formats=True
        )


def absolute(schema: Json, root: str) -> Json:
    """A schema whose references lead into the registry."""
    if isinstance(schema, dict):
        return {
            key: f"{root}{value}"
            if key == "$ref" and value.startswith("#")
            else absolute(value, root)
            for key, value in schema.items()
        }
    if isinstance(schema, list):
        return [absolute(value, root) for value in schema]
    return schema


def without_records(schema: Json, record: str) -> Json:
    """A schema in which anything goes in the place of a record, in any number but none."""
    if isinstance(schema, dict):
        if schema.get("$ref") == f"#/components/schemas/{record}":
            return True
        stripped = {key: without_records(value, record) for key, value in schema.items()}
        if stripped.get("items") is True and schema.get("items") is not True:
            stripped.pop("maxItems", None)
        return stripped
    if isinstance(schema, list):
        return [without_records(value, record) for value in schema]
    return copy.copy(schema)


def as_check(validator: Any) -> SchemaCheck:
    """A compiled validator as a check: quick when the value is sound."""

    def check(value: Json, place: Place = ()) -> Found:
        if validator.is_valid(value):
            return (), 0
        listed: list[Violation] = []
        total = 0
        for error in validator.iter_errors(value):
            total += 1
            if len(listed) < MOST_VIOLATIONS:
                listed.extend(violations_of(error, place)[: MOST_VIOLATIONS - len(listed)])
        return tuple(listed), max(total, len(listed))

    return check


def violations_of(error: Any, place: Place) -> list[Violation]:
    """One error of the validator in our words; one violation for each unexpected property."""
    where = (*place, *error.instance_path)
    kind = error.kind
    facts: Mapping[str, Any] = kind.as_dict()
    value = brief(error.instance)
    if kind.name == "required":
        return [Violation((*where, facts["property"]), "required", facts["property"])]
    if kind.name in {"additionalProperties", "unevaluatedProperties"}:
        return [Violation((*where, name), kind.name, name) for name in facts["unexpected"]]
    if kind.name == "propertyNames":
        [name] = violations_of(facts["error"], where)
        return [Violation(where, kind.name, name.limit, name.value)]
    if kind.name in {"anyOf", "oneOf"}:
        return [Violation(where, kind.name, lacking(error, facts["context"]), value)]
    limits = [
        facts[name] for name in ("limit", "options", "types", "pattern", "format") if name in facts
    ]
    limit = limits[0] if limits else facts.get("expected_value")
    return [Violation(where, kind.name, limit, value)]


def lacking(error: Any, alternatives: Sequence[Sequence[Any]]) -> list[str]:
    """
    The properties that the alternatives of ``anyOf`` or ``oneOf`` miss, or find wrong.

    None when one of them holds, which is too many then.
    """
    if not all(alternatives):
        return []
    depth = len(error.instance_path)
    names: dict[str | None, None] = {}
    for found in (one for errors in alternatives for one in errors):
        inside = found.instance_path[depth : depth + 1]
        names |= dict.fromkeys(inside or [found.kind.as_dict().get("property")])
    return [name for name in names if name is not None]


def brief(value: Json) -> Json:
    """A found value if it is short, else its type and size: a refusal never echoes the request."""
    if isinstance(value, str):
        return value if len(value) <= LONGEST_VALUE else f"text of {len(value)} characters"
    if isinstance(value, list):
        return f"array of {len(value)}"
    if isinstance(value, dict):
        return f"object of {len(value)} properties"
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 64:  # noqa: PLR2004 the size of an int64
        return "a number of more than 64 bits"
    return value
