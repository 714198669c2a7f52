"""A shop of ShopiMind in a test: the calls that almost every test makes, in a line each."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from harness import Bench, Reply

from mockserver.contract import load_contract
from mockserver.providers.shopimind import PROVIDER

SERVED = (load_contract("shopimind"), PROVIDER)
"""Read once: a contract and its compiled checks do not change."""

KEY = "shop-a-0000000000000"
ALL = "order[field]=id&order[type]=asc&limit=100"

CUSTOMER = {
    "customer_id": "c-7",
    "email": "ada@example.com",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "lang": "en",
    "is_newsletter_subscribed": True,
    "created_at": "2026-01-05T09:00:00Z",
    "updated_at": "2026-01-05T09:00:00Z",
}

PRODUCT = {"product_id": 42, "lang": "fr", "name": "Croquettes", "price": 79.9}


def field(name: str, kind: str = "text", *, required: bool = False, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": name.title(), "type": kind, "required": required, **more}


class Shop:
    """One key of one sandbox."""

    def __init__(
        self, visibility_delay: int = 0, bench: Bench | None = None, key: str = KEY
    ) -> None:
        self.bench = bench or Bench(
            "shopimind", key, visibility_delay=visibility_delay, served=SERVED
        )
        self.key = key

    def other(self, key: str) -> Shop:
        return Shop(bench=self.bench, key=key)

    @property
    def state(self) -> Any:
        """The state behind the shop, to plant what no operation can make."""
        return self.bench.sandbox.store.tenant("shopimind", self.key)

    def call(self, operation: str, body: Any = None, **more: Any) -> Reply:
        return self.bench.call(operation, body, credential=self.key, **more)

    def on(self, operation: str, id_definition: Any, body: Any = None, **more: Any) -> Reply:
        """An operation on a definition or on its records."""
        path = {"id_definition": str(id_definition), **more.pop("path", {})}
        return self.call(operation, body, path=path, **more)

    def create(self, fields: list[dict[str, Any]], *, name: str = "Thing", **more: Any) -> Reply:
        body = {"name": name, "fields": fields, **more}
        return self.call("createCustomDataDefinition", body)

    def define(self, fields: list[dict[str, Any]], *, name: str = "Thing", **more: Any) -> int:
        reply = self.create(fields, name=name, **more)
        assert reply.status == 201, reply.body
        number: int = reply.body["data"]["id_definition"]
        return number

    def save(self, id_definition: int, *records: Any) -> Reply:
        return self.on("saveCustomDataRecords", id_definition, list(records))

    def update(self, id_definition: int, record_id: Any, body: Any) -> Reply:
        path = {"id": str(record_id)}
        return self.on("updateCustomDataRecord", id_definition, body, path=path)

    def rows(self, id_definition: int, query: str = ALL) -> list[dict[str, Any]]:
        reply = self.on("listCustomDataRecords", id_definition, query=query)
        assert reply.status == 200, reply.body
        found: list[dict[str, Any]] = reply.body["data"]
        return found

    def column(self, id_definition: int, name: str, query: str = ALL) -> list[Any]:
        return [row[name] for row in self.rows(id_definition, query)]

    def customer(self, **changes: Any) -> Reply:
        return self.call("bulkCreateCustomers", [CUSTOMER | changes])

    def contact(self, **identifier: Any) -> Any:
        reply = self.call("getContact", query=urlencode(identifier))
        return reply.body["data"] if reply.status == 200 else None


@pytest.fixture
def shop() -> Shop:
    return Shop()


@pytest.fixture
def slow_shop() -> Shop:
    """A shop whose asynchronous writes take two seconds to show."""
    return Shop(visibility_delay=2000)


@pytest.fixture
def make_field():
    return field


@pytest.fixture
def product():
    return dict(PRODUCT)
