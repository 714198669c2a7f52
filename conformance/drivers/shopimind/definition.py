"""
One custom data definition of a probe, and its records.

The ledger holds the definition only: once it is deleted, its records cannot be read either.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from conformance.drivers.shopimind.bodies import id_of, rows_of
from conformance.drivers.shopimind.queries import QueryPairs
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange
from conformance.http.target import Target

DEFINITIONS = "/v1/custom-data-definitions"
RECORDS = "/v1/custom-data-records"
MOST = 100
"""Rows that a listing gives at once."""


def field(name: str, type_: str = "text", *, required: bool = False, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name.title(), "type": type_, "required": required, **more}


@dataclass(frozen=True)
class DefinitionDriver:
    """A stored definition by its id; ``name`` is the one it was created with."""

    target: Target
    id: str
    name: str

    @property
    def path(self) -> str:
        return f"{DEFINITIONS}/{self.id}"

    @property
    def records(self) -> str:
        """The path of its records."""
        return f"{RECORDS}/{self.id}"

    def get(self, *, credential: str = "main") -> Exchange:
        return self.target.send("GET", self.path, credential=credential)

    def status(self) -> Any:
        return self.get().at("data", "status")

    def extend(self, **body: Any) -> Exchange:
        """Append fields or relations, or rename it."""
        return self.target.send("PATCH", f"{self.path}/extend", body)

    def switch(self, word: str) -> Exchange:
        """``activate`` or ``deactivate``, as the official packages send it: JSON without a body."""
        headers = {"content-type": "application/json"}
        return self.target.send("PATCH", f"{self.path}/{word}", headers=headers)

    def delete(self) -> Exchange:
        return self.target.send("DELETE", self.path)

    def save(self, *records: Any, credential: str = "main") -> Exchange:
        return self.target.send(
            "POST", self.records, list(records), writes=len(records) or 1, credential=credential
        )

    def list(self, query: QueryPairs | str = "", *, credential: str = "main") -> Exchange:
        """A page of records."""
        return self.target.send("GET", self.records, query=query, credential=credential)

    def rows(self) -> Any:
        """
        The records by rising id, at most a hundred; ``ABSENT`` when the answer is no list of rows.
        """
        answer = self.list([("limit", MOST)])
        found = rows_of(answer)
        if not isinstance(answer.at("data"), list) or len(found) != len(answer.at("data")):
            return ABSENT
        return sorted(found, key=lambda row: int(id_of(row.get("id")) or 0))

    def row(self, **wanted: Any) -> Any:
        """The first record with these values, ``ABSENT`` when there is none."""
        rows = self.rows()
        found = rows if isinstance(rows, list) else []
        matching = (
            row for row in found if all(row.get(name) == value for name, value in wanted.items())
        )
        return next(matching, ABSENT)

    def column(self, name: str) -> Any:
        """The values of one field by rising id of their records; ``ABSENT`` as in ``rows``."""
        rows = self.rows()
        return [row.get(name, ABSENT) for row in rows] if isinstance(rows, list) else ABSENT

    def total(self) -> Any:
        return self.list([("limit", 1)]).at("meta", "pagination", "total_items")

    def update(self, record: Any, body: Any) -> Exchange:
        return self.target.send("PATCH", f"{self.records}/{id_of(record)}", body)

    def drop(self, record: Any) -> Exchange:
        """Delete one record by its id in the query."""
        query = [("id", id_of(record))]
        headers = {"content-type": "application/json"}
        return self.target.send("DELETE", self.records, query=query, headers=headers)

    def bulk_delete(self, body: Any) -> Exchange:
        """Delete records by an array of ids; a probe may send any other body."""
        count = len(body) if isinstance(body, list) else 1
        return self.target.send("POST", f"{self.records}/bulk-delete", body, writes=count or 1)
