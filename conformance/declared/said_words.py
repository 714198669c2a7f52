"""Everything that a contract says of an operation, as words: its own, and those of JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from conformance.declared.described_operation import WRITES, DescribedOperation
from conformance.declared.object_schema import (
    described,
    is_nullable,
    object_of,
    resolved,
    roles_of,
)
from conformance.expectations import JsonDict

STANDARD = ("maxItems", "additionalProperties", "readOnly", "default", "required", "enum", "type")
CONSTRAINTS = frozenset(
    {"maxLength", "minLength", "minimum", "maximum", "pattern", "format", "maxItems", "minItems"}
) | {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"}


def words_of(document: JsonDict, operation: DescribedOperation, *, secured: bool) -> Iterator[str]:
    """Every word that the contract says of an operation, those of JSON Schema included."""
    yield operation.verb
    yield from operation.said
    yield from (each for each in ("bytes",) if each in operation.said.get("limits", {}))
    yield from (role for parameter in operation.parameters for role in roles_of(parameter))
    yield from roles_in_schema(document, [operation.body, *operation.responses.values()])
    yield from operation.headers
    yield from ("version",) if operation.header_named("if-match") else ()
    collection = operation.collection
    yield from ("keys",) if collection.keys else ()
    yield from ("case",) if any(key.case != "exact" for key in collection.keys.values()) else ()
    yield from ("removed",) if collection.keeps_removed else ()
    yield from ("scope",) if operation.scope else ()
    yield from ("security",) if secured else ()
    yield from ("207",) if "207" in operation.responses else ()
    yield from ("filters",) if operation.verb == "list" else ()
    if operation.verb in WRITES:
        yield from standard_words(document, operation)


def standard_words(document: JsonDict, operation: DescribedOperation) -> Iterator[str]:
    """The words of JSON Schema that a request says of its records."""
    record = operation.record
    if record is None:
        return
    if operation.most(document) is not None:
        yield "maxItems"
    holder = record.with_role("members")
    if holder is not None:
        record = object_of(document, record.properties[holder]) or record
    if record.open is not None:
        yield "additionalProperties"
    if record.required:
        yield "constraints"
    for node in record.properties.values():
        whole = described(document, node)
        yield from (name for name in STANDARD if name in whole and name != "maxItems")
        if whole.keys() & (CONSTRAINTS | {"enum", "type"}):
            yield "constraints"
        if is_nullable(document, node):
            yield "nullable"
        if whole.get("type") == "array" or "array" in (whole.get("type") or ()):
            yield "array"


def roles_in_schema(document: JsonDict, schemas: Sequence[Any]) -> Iterator[str]:
    """Every role in some schemas."""
    level = [each for each in schemas if each is not None]
    for _depth in range(8):
        deeper: list[Any] = []
        for each in level:
            yield from roles_of(resolved(document, each))
            node = described(document, each)
            if "items" in node:
                deeper.append(node["items"])
            found = object_of(document, each)
            deeper += found.properties.values() if found else ()
        level = deeper
