"""An environment of Propeller in a test: the calls that almost every test makes, a line each."""

from __future__ import annotations

from typing import Any

import pytest
from harness import NOON, Bench, Reply

from mockserver.contract import load_contract
from mockserver.providers.propeller import PROVIDER

SERVED = (load_contract("propeller"), PROVIDER)
"""Read once: a contract and its compiled checks do not change."""

HOME = {"type": "delivery", "street": "Havenkade", "city": "Utrecht", "country": "NL"}


class Environment:
    """One client of one sandbox."""

    def __init__(self) -> None:
        self.bench = Bench("propeller", "webshop-one", served=SERVED)

    def call(self, operation: str, body: Any = None, **more: Any) -> Reply:
        return self.bench.call(operation, body, **more)

    def bulk(self, *customers: Any, directives: Any = None) -> Reply:
        extra = {} if directives is None else {"directives": directives}
        return self.call("bulkCustomersById", {"customers": list(customers), **extra})

    def by_source(self, *customers: Any, directives: Any = None) -> Reply:
        extra = {} if directives is None else {"directives": directives}
        return self.call("bulkCustomersBySourceId", {"customers": list(customers), **extra})

    def on(
        self, operation: str, value: Any, body: Any = None, *, key: str = "id", **more: Any
    ) -> Reply:
        """An operation on the customer that a lookup finds."""
        path = {"lookupKey": key, "lookupValue": str(value), **more.pop("path", {})}
        return self.call(operation, body, path=path, **more)

    def get(self, value: Any, query: str = "", *, key: str = "id") -> Reply:
        return self.on("getCustomer", value, key=key, query=query)

    def customer(self, value: Any, query: str = "") -> dict[str, Any]:
        reply = self.get(value, query)
        assert reply.status == 200, reply.body
        found: dict[str, Any] = reply.body["data"]
        return found

    def addresses(self, value: Any, query: str = "") -> list[dict[str, Any]]:
        reply = self.on("listAddresses", value, query=query)
        assert reply.status == 200, reply.body
        found: list[dict[str, Any]] = reply.body["data"]
        return found

    def attributes(self, value: Any) -> dict[str, Any]:
        reply = self.on("listCustomerAttributes", value)
        assert reply.status == 200, reply.body
        return {row["name"]: row["value"] for row in reply.body["data"]}

    def search(self, **asked: Any) -> Reply:
        return self.call("searchCustomers", asked)

    def define(self, number: int, name: str, kind: str = "text", owner: str = "customer") -> None:
        """Plant the definition of an attribute, which no operation makes."""
        body = {"id": number, "class": owner, "name": name, "type": kind}
        self.plant("attributes", number, body, f"attribute\x1f{owner}\x1f{name}")

    def plant(self, collection: str, number: int, body: dict[str, Any], key: str) -> None:
        state = self.bench.sandbox.store.tenant("propeller", "webshop-one")
        with state.transaction() as stage:
            stage.put(
                collection,
                {
                    "id": str(number),
                    "kind": "planted",
                    "body": body,
                    "version": NOON,
                    "created": NOON,
                    "updated": NOON,
                    "keys": [key],
                },
            )


def error_of(reply: Reply) -> tuple[int, int, str]:
    """Status, code and first message of an error, its shape checked on the way."""
    error = reply.body["error"]
    assert error["status"] == reply.status
    return reply.status, error["code"], error["messages"][0]


@pytest.fixture
def env() -> Environment:
    return Environment()


@pytest.fixture
def error():
    return error_of


@pytest.fixture
def home():
    return dict(HOME)
