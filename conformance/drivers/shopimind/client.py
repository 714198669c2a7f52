"""The driver: definitions, overrides, and the parts that every driver has."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from conformance.drivers.interface import VendorErrorBody, refusal_text
from conformance.drivers.shopimind.bodies import first_member, id_of, rows_of
from conformance.drivers.shopimind.cleaning import OVERRIDES, remove, sources
from conformance.drivers.shopimind.definition import DEFINITIONS, MOST, DefinitionDriver
from conformance.drivers.shopimind.shop import Shop
from conformance.http.exchange import Exchange
from conformance.http.target import Target
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested

MOST_PAGES = 100
"""Pages of definitions that a probe is ready to walk."""


def connect(target: Target) -> ShopiMind:
    return ShopiMind(target)


class ShopiMind:
    """The driver; ``shop`` is for customers, contacts and products."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.shop = Shop(target)
        self.overridden: set[str] = set()

    def headers(self, credential: str) -> Mapping[str, str]:
        return {"spm-api-key": self.target.secret(credential)}

    def identification(self) -> str | None:
        """A listing of definitions has ``meta.pagination``."""
        answer = self.target.send("GET", DEFINITIONS, query={"limit": 1})
        if isinstance(answer.at("meta", "pagination"), dict):
            return None
        return "GET /v1/custom-data-definitions should answer data and meta.pagination"

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        """The reason phrase and the message; a list of messages as one text."""
        message = exchange.at("message")
        text = "; ".join(map(str, message)) if isinstance(message, list) else message or ""
        return VendorErrorBody(exchange.status, str(exchange.at("error") or ""), str(text))

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        return remove(self.target, entries)

    def create(self, body: Any, *, credential: str = "main") -> Exchange:
        """Send a definition; it is in the ledger whether it is accepted or not."""
        name = str(body.get("name", ""))
        entry = self.target.will_write("definition", name, credential=credential)
        answer = self.target.send("POST", DEFINITIONS, body, credential=credential)
        number = id_of(first_member(answer.at("data"), "id_definition", "id"))
        if answer.ok and number:
            entry.note_id(number)
        return answer

    def define(self, *fields: Mapping[str, Any], **more: Any) -> DefinitionDriver:
        """Store a definition. Raises ``Untested`` when it is refused."""
        body = {"name": self.target.name(), "fields": list(fields), **more}
        answer = self.create(body)
        number = id_of(first_member(answer.at("data"), "id_definition", "id"))
        if not answer.ok or not number:
            text = refusal_text(answer, self.error_body(answer))
            raise Untested(f"a valid definition was refused: {text}")
        return DefinitionDriver(self.target, number, body["name"])

    def list_named(self, name: str, *, credential: str = "main") -> list[Any]:
        """The listed definitions of a name, in any state."""
        found: list[Any] = []
        for _ in range(MOST_PAGES):
            query = [("limit", MOST), ("offset", len(found))]
            page = self.target.send("GET", DEFINITIONS, query=query, credential=credential)
            found += rows_of(page)
            if page.at("meta", "pagination", "has_next_page") is not True:
                break
        return [row for row in found if row.get("name") == name]

    def override(self, field: str, overrides: Sequence[Any], schema: str = "products") -> Exchange:
        """Set the overrides of a native field; the ledger records the previous ones."""
        name = f"{schema}.{field}"
        if name not in self.overridden:
            before = json.dumps(sources(self.target, schema, field))
            self.target.will_write("overrides", name, id=before)
            self.overridden.add(name)
        query = {"target_system_schema": schema, "system_field_name": field}
        return self.target.send("PUT", OVERRIDES, {"overrides": list(overrides)}, query=query)

    def overrides(self, field: str) -> list[dict[str, object]]:
        return sources(self.target, "products", field)
