"""
The words of a declaration as values; ``openapi/declaration.schema.json`` says what each means.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mockserver.core.record import Json, JsonObject


class Verb(StrEnum):
    """What an operation does with its collection."""

    CREATE = "create"
    UPSERT = "upsert"
    UPDATE = "update"
    REMOVE = "remove"
    READ = "read"
    LIST = "list"
    CHANGE = "change"


class KeyCase(StrEnum):
    """How keys are compared, and whether they are stored in lower case."""

    EXACT = "exact"
    IGNORE = "ignore"
    LOWER = "lower"


@dataclass(frozen=True, slots=True)
class Key:
    """
    Members that together name one record.

    ``also`` is the member that holds more values of the key, a list or text that semicolons divide.
    """

    name: str
    members: tuple[str, ...]
    case: KeyCase = KeyCase.EXACT
    also: str | None = None


@dataclass(frozen=True, slots=True)
class DeclaredCollection:
    """
    A collection: its keys by name, whether removed records are kept, and its hooks.

    ``given`` are the records that every tenant has, by scope; the scope of none is empty.
    """

    name: str
    keys: Mapping[str, Key]
    keeps_removed: bool = False
    hooks: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, Sequence[JsonObject]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DeclaredOperation:
    """
    What one operation declares: ``words`` are its own over the document's defaults.

    ``errors`` are the rows of the reasons whose answers differ here from the document's.
    """

    verb: Verb
    collection: str
    words: Mapping[str, Any] = field(default_factory=dict)
    errors: Mapping[str, JsonObject] = field(default_factory=dict)
    hooks: Mapping[str, str] = field(default_factory=dict)

    @property
    def by(self) -> Sequence[str]:
        """The names of the identities to try, empty when nothing was declared."""
        named = self.words.get("by", ())
        return (named,) if isinstance(named, str) else tuple(named)

    def word(self, name: str, default: str) -> str:
        """A word that is one of several, or its default."""
        return str(self.words.get(name, default))


@dataclass(frozen=True, slots=True)
class Declaration:
    """Everything that a document declares; ``retention`` in milliseconds, 0 for ever."""

    collections: Mapping[str, DeclaredCollection]
    operations: Mapping[str, DeclaredOperation]
    errors: Mapping[str, JsonObject]
    retention: int = 0
    hooks: Mapping[str, str] = field(default_factory=dict)

    def hides_recent(self, collection: str) -> bool:
        """Whether some read of a collection shows a write only later."""
        return any(
            each.word("sees", "now") == "later" and each.collection == collection
            for each in self.operations.values()
        )


NOTHING = Declaration({}, {}, {})
"""What a document declares that has no ``x-upsert`` at its root."""


def roles_of(schema: Json) -> Mapping[str, Json]:
    """The roles of a place, each with what it says; the plain form says ``True``."""
    said = schema.get("x-upsert") if isinstance(schema, dict) else None
    if isinstance(said, str):
        return {said: True}
    return said if isinstance(said, dict) else {}
