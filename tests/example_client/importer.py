"""
A small import client, as a user would write one: rows of taxes into a catalog, in batches.

| what happens | what it does |
|---|---|
| 429 | waits as long as it is told, sends the same again |
| the answer is lost | sends the same again under the same idempotency key, so nothing is doubled |
| 5xx | reads back what is stored, and sends only what is missing, under another key |
| 400 for several rows | halves them, so that a bad row or a smaller limit costs no neighbour |
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

Row = dict[str, str]
MOST_TRIES = 5


class GaveUp(Exception):
    """The server did not recover."""


@dataclass
class Import:
    """One import: where to, how many rows at once, and what was refused (name to reason)."""

    client: httpx.Client
    size: int = 1_000
    wait: Callable[[float], None] = time.sleep
    refused: dict[str, str] = field(default_factory=dict)

    def run(self, rows: list[Row]) -> dict[str, str]:
        """Import rows that are not stored yet; returns what was refused."""
        for start in range(0, len(rows), self.size):
            self.send(self.missing(rows[start : start + self.size]))
        return self.refused

    def send(self, rows: list[Row]) -> None:
        """Send rows until each is stored or refused. Raises ``GaveUp``."""
        for _ in range(MOST_TRIES):
            if not rows:
                return
            objects = [tax_of(row) for row in rows]
            key = hashlib.sha256(json.dumps(objects).encode()).hexdigest()[:40]
            body = {"idempotency_key": key, "batches": [{"objects": objects}]}
            answer = self.ask("POST", "/v2/catalog/batch-upsert", json=body)
            if answer.status_code == 200:
                return
            if answer.status_code == 400:
                self.divide(rows, answer.json()["errors"][0])
                return
            rows = self.missing(rows)
        raise GaveUp(f"{len(rows)} rows are not stored after {MOST_TRIES} tries")

    def ask(self, method: str, path: str, **request: Any) -> httpx.Response:
        """One request, sent again while its answer is lost or says to wait. Raises ``GaveUp``."""
        for _ in range(MOST_TRIES):
            try:
                answer = self.client.request(method, path, **request)
            except httpx.TransportError:
                continue
            if answer.status_code != 429:
                return answer
            self.wait(float(answer.headers.get("Retry-After", 1)))
        raise GaveUp(f"no answer after {MOST_TRIES} tries")

    def divide(self, rows: list[Row], error: dict[str, Any]) -> None:
        """Send the halves of what was refused, down to the row that is at fault."""
        if len(rows) == 1:
            self.refused[rows[0]["name"]] = error["code"]
            return
        middle = len(rows) // 2
        self.send(rows[:middle])
        self.send(rows[middle:])

    def missing(self, rows: list[Row]) -> list[Row]:
        """The rows that are not stored."""
        stored = set(self.stored())
        return [row for row in rows if row["name"] not in stored]

    def stored(self) -> Iterator[str]:
        """The names that are stored, page by page."""
        cursor: dict[str, str] = {}
        while True:
            answer = self.ask("GET", "/v2/catalog/list", params={"types": "TAX", **cursor})
            if answer.status_code != 200:
                raise GaveUp("what is stored cannot be read back")
            page = answer.json()
            yield from (found["tax_data"]["name"] for found in page.get("objects", []))
            if "cursor" not in page:
                return
            cursor = {"cursor": page["cursor"]}


def tax_of(row: Row) -> dict[str, Any]:
    """A row as the catalog takes it, under a temporary id."""
    return {
        "type": "TAX",
        "id": f"#{row['name']}",
        "tax_data": {"name": row["name"], "percentage": row["percentage"]},
    }
