"""A platform of Solvimon's in a test: the calls and the records that almost every test needs."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from harness import Bench, Reply

from mockserver.contract import Contract
from mockserver.provider import Provider
from mockserver.requests.vendor import load_vendors

Body = dict[str, Any]


@cache
def served() -> tuple[Contract, Provider]:
    """The vendor, its contract read and its validators compiled once for all tests."""
    return load_vendors(["solvimon"])[0]


class Platform:
    """One key of one sandbox, with a category and what products refer to."""

    def __init__(self, bench: Bench | None = None, key: str = "platform-a") -> None:
        self.bench = bench or Bench("solvimon", key, served=served())
        self.key = key

    def other(self, key: str) -> Platform:
        return Platform(self.bench, key)

    def call(self, operation: str, body: Any = None, *, at: str = "", **more: Any) -> Reply:
        parameter = "resourceIdOrReference" if "OrReference" in operation else "resourceId"
        path = {"version": more.pop("version", "1"), parameter: at}
        return self.bench.call(operation, body, path=path, credential=self.key, **more)

    def put(self, reference: str = "router", query: str = "", **members: Any) -> Reply:
        body = {"reference": reference, "name": "Router", **members}
        return self.call("putProducts", body, query=query)

    def product(self, reference: str = "router", **members: Any) -> Body:
        """The product as it was stored."""
        return self.made(self.put(reference, **members))

    def get(self, at: str, query: str = "") -> Reply:
        return self.call("getProductsByResourceIdOrReference", at=at, query=query)

    def products(self, query: str = "") -> list[Body]:
        data: list[Body] = self.call("getProducts", query=query).body["data"]
        return data

    def category(self, reference: str = "services", **members: Any) -> Body:
        body = {"reference": reference, "name": "Services", **members}
        return self.made(self.call("putProductCategories", body))

    def custom_field(self, reference: str, **members: Any) -> Body:
        body = {"reference": reference, "resource_type": "PRODUCT", **members}
        return self.made(self.call("postCustomFields", body))

    def feature(self, reference: str = "seats", **members: Any) -> Body:
        return self.made(
            self.call("postFeatures", {"reference": reference, "type": "NUMBER", **members})
        )

    def entity(self, reference: str = "nl", **members: Any) -> Body:
        return self.made(self.call("putBillingEntities", {"reference": reference, **members}))

    def made(self, reply: Reply) -> Body:
        assert reply.status == 201, reply.body
        stored: Body = reply.body
        return stored


@pytest.fixture
def platform() -> Platform:
    return Platform()


@pytest.fixture
def fault() -> Callable[[Reply], tuple[int, str, str | None]]:
    """Status, code and field of a refusal."""

    def of(reply: Reply) -> tuple[int, str, str | None]:
        return reply.status, reply.body["code"], reply.body.get("field")

    return of
