"""
Reading ``x-upsert``: a closed vocabulary, refused with the valid words when it is not understood.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from typing import Any, TypeVar

import jsonschema_rs
import orjson

from mockserver.contract.folder import contracts_folder
from mockserver.core.record import Json, JsonObject
from mockserver.core.rules import (
    AllRejected,
    Atomicity,
    Duplicates,
    Effect,
    IdentityRule,
    InvalidRecord,
    Limits,
    Merge,
    Presence,
    Rules,
    Visibility,
    WhenMany,
    WhenMissing,
    Writers,
)
from mockserver.errors import ContractError

HOUR = 3_600_000
DAY = 24 * HOUR

WORDS: dict[str, type[StrEnum]] = {
    "effect": Effect,
    "identity": IdentityRule,
    "when-missing": WhenMissing,
    "when-many": WhenMany,
    "merge": Merge,
    "invalid-record": InvalidRecord,
    "atomicity": Atomicity,
    "all-rejected": AllRejected,
    "duplicates": Duplicates,
    "version": Presence,
    "idempotency": Presence,
    "visibility": Visibility,
    "writers": Writers,
}

SomeWord = TypeVar("SomeWord", bound=StrEnum)


@cache
def vocabulary() -> tuple[JsonObject, Any]:
    """The schema of ``x-upsert`` and its validator."""
    schema = orjson.loads((contracts_folder() / "x-upsert.schema.json").read_bytes())
    return schema, jsonschema_rs.Draft202012Validator(schema)


def declared_rules(declaration: Json, where: str) -> Rules | None:
    """The rules of an operation, ``None`` when it declares none. Raises ``ContractError``."""
    if declaration is None:
        return None
    schema, validator = vocabulary()
    for error in validator.iter_errors(declaration):
        raise ContractError(f"{where}: x-upsert{declaration_mistake(error, schema)}")
    words: dict[str, Any] = {
        word.replace("-", "_"): kind(declaration[word])
        for word, kind in WORDS.items()
        if word in declaration
    }
    sizes = declaration.get("limits", {})
    return Rules(
        resource=declaration["resource"],
        record=declaration.get("record"),
        retention=milliseconds(declaration.get("retention", "forever")),
        limits=Limits(**{name.replace("-", "_"): size for name, size in sizes.items()}),
        **words,
    )


def declaration_mistake(error: Any, schema: JsonObject) -> str:
    """What is wrong with a declaration and which words would be right."""
    place = "".join(f".{step}" for step in error.instance_path)
    kind = error.kind.name
    if kind == "additionalProperties":
        known = schema["properties"]
        if error.instance_path:
            known = known[error.instance_path[0]]["properties"]
        return (
            f"{place} knows no {', '.join(error.kind.unexpected)}; valid words: {', '.join(known)}"
        )
    if kind == "required":
        return f"{place} lacks {error.kind.property}"
    if kind == "enum":
        return f"{place} must be one of {', '.join(map(str, error.kind.options))}"
    return f"{place}: {error.message[:200]}"


def milliseconds(retention: str) -> int:
    """A retention in milliseconds, 0 for ever."""
    match = re.fullmatch(r"PT(\d+)H|P(\d+)D", retention)
    if match is None:
        return 0
    hours, days = match.groups()
    return int(hours) * HOUR if hours else int(days) * DAY
