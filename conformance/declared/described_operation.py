"""One operation of a contract, with its words and the places of its records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.declared.object_schema import (
    EVERY,
    Collection,
    ObjectSchema,
    Path,
    described,
    roles_of,
    schema_at,
)
from conformance.expectations import JsonDict

WRITES = ("upsert", "create", "update")


@dataclass(frozen=True)
class DescribedOperation:
    """
    One operation that declares what it does.

    - ``said``: its words, over the defaults of the document; a word that nobody said is not there
    - ``path``: its template; ``parameter`` names the record in it, or all of ``spelled`` do, the
      members of one key; ``scope`` are the others
    - ``records_at``: where the records stand in a request, ``None`` where it has no body
    - ``record``: the object that a record in a request is
    - ``responses``: schema of the answer by status, ``None`` for an answer without body
    - ``headers``: the header of a success that has a role, by role
    - ``words``: everything that the contract says of it, in its own words and those of JSON Schema
    """

    id: str
    verb: str
    collection: Collection
    method: str
    path: str
    said: Mapping[str, Any]
    parameters: Sequence[JsonDict]
    body: JsonDict | None
    records_at: Path | None
    record: ObjectSchema | None
    responses: Mapping[str, JsonDict | None]
    parameter: str | None
    scope: Sequence[str]
    by: Sequence[str]
    media: str = "application/json"
    words: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    spelled: Sequence[str] = ()

    @property
    def place(self) -> str:
        """Where in the contract it stands, as people write it."""
        return f"paths['{self.path}'].{self.method.lower()}"

    @property
    def holds_many(self) -> bool:
        """Whether a request carries a list of records."""
        return self.records_at is not None and EVERY in self.records_at

    @property
    def holds_batches(self) -> bool:
        """Whether a request carries several lists of records."""
        return self.records_at is not None and self.records_at.count(EVERY) > 1

    def record_holds_any(self) -> bool:
        """Whether the members of a record stand in one of its members."""
        return self.record is not None and self.record.with_role("members") is not None

    def word(self, name: str, default: str) -> str:
        """A word, or its default."""
        return str(self.said.get(name, default))

    def most(self, document: JsonDict) -> int | None:
        """How many records ``maxItems`` lets a list of them hold, ``None`` for any number."""
        if self.records_at is None or not self.holds_many:
            return None
        last = max(n for n, step in enumerate(self.records_at) if step == EVERY)
        node = described(document, schema_at(document, self.body, self.records_at[:last]))
        return node.get("maxItems")

    def query(self, role: str) -> JsonDict | None:
        """The parameter with a role."""
        return next((each for each in self.parameters if role in roles_of(each)), None)

    @property
    def parents(self) -> dict[str, str]:
        """The path parameters that name a record above, each with its collection."""
        found = {each["name"]: roles_of(each).get("parent") for each in self.parameters}
        return {name: str(found[name]) for name in self.scope if found.get(name)}

    def header_named(self, name: str) -> JsonDict | None:
        """The header of a request with a name, in any letters."""
        headers = [each for each in self.parameters if each.get("in") == "header"]
        return next((each for each in headers if each["name"].lower() == name), None)

    def query_named(self, name: str) -> JsonDict | None:
        """The parameter of a name."""
        return next((each for each in self.parameters if each.get("name") == name), None)
