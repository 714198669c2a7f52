"""A seller of Square in a test: the calls and the objects that almost every test needs."""

from __future__ import annotations

from functools import cache
from itertools import count
from typing import Any

import pytest
from harness import Bench, Reply

from mockserver.contract import Contract, load_contract
from mockserver.providers.square import PROVIDER

Objects = list[dict[str, Any]]


@cache
def contract() -> Contract:
    """Read and compiled once for all tests."""
    return load_contract("square")


class Seller:
    """One access token of one sandbox; every upsert has a key of its own unless one is given."""

    def __init__(self, bench: Bench | None = None, token: str = "seller-a") -> None:  # noqa: S107 any token works in the sandbox
        self.bench = bench or Bench("square", token, served=(contract(), PROVIDER))
        self.token = token
        self._keys = count(1)

    def other(self, token: str) -> Seller:
        return Seller(self.bench, token)

    def call(self, operation: str, body: Any = None, **more: Any) -> Reply:
        return self.bench.call(operation, body, credential=self.token, **more)

    def batches(self, *batches: Objects, key: str | None = None, **more: Any) -> Reply:
        key = key or f"{self.token}-{next(self._keys)}"
        body = {"idempotency_key": key, "batches": [{"objects": batch} for batch in batches]}
        return self.call("BatchUpsertCatalogObjects", body | more)

    def upsert(self, value: Any, key: str | None = None) -> Reply:
        key = key or f"{self.token}-{next(self._keys)}"
        return self.call("UpsertCatalogObject", {"idempotency_key": key, "object": value})

    def save(self, value: dict[str, Any]) -> dict[str, Any]:
        """The object as it was stored."""
        reply = self.upsert(value)
        assert reply.status == 200, reply.body
        stored: dict[str, Any] = reply.body["catalog_object"]
        return stored

    def create(self, *values: dict[str, Any]) -> dict[str, str]:
        """The permanent ids by the temporary ones."""
        reply = self.batches(list(values))
        assert reply.status == 200, reply.body
        return {pair["client_object_id"]: pair["object_id"] for pair in reply.body["id_mappings"]}

    def read(self, object_id: str, query: str = "") -> Reply:
        return self.call("RetrieveCatalogObject", path={"object_id": object_id}, query=query)

    def get(self, object_id: str, query: str = "") -> dict[str, Any]:
        reply = self.read(object_id, query)
        assert reply.status == 200, reply.body
        found: dict[str, Any] = reply.body["object"]
        return found

    def delete(self, object_id: str) -> Reply:
        return self.call("DeleteCatalogObject", path={"object_id": object_id})

    def listing(self, query: str = "") -> Objects:
        reply = self.call("ListCatalog", query=query)
        assert reply.status == 200, reply.body
        found: Objects = reply.body.get("objects", [])
        return found

    def search(self, **body: Any) -> Reply:
        return self.call("SearchCatalogObjects", body)

    def found(self, **body: Any) -> list[str]:
        """The ids that a search finds."""
        reply = self.search(**body)
        assert reply.status == 200, reply.body
        return [found["id"] for found in reply.body.get("objects", [])]

    def next_moment(self) -> None:
        self.bench.advance(1)

    @staticmethod
    def make(kind: str, object_id: str, data: dict[str, Any], **more: Any) -> dict[str, Any]:
        names = {"ITEM_OPTION_VAL": "item_option_value_data"}
        return {
            "type": kind,
            "id": object_id,
            names.get(kind, f"{kind.lower()}_data"): data,
            **more,
        }

    def tax(self, object_id: str, name: str = "VAT", **more: Any) -> dict[str, Any]:
        return self.make("TAX", object_id, {"name": name}, **more)

    def category(self, object_id: str, name: str = "Drinks", **more: Any) -> dict[str, Any]:
        data = {"name": name, **more.pop("data", {})}
        return self.make("CATEGORY", object_id, data, **more)

    def variation(self, object_id: str, **more: Any) -> dict[str, Any]:
        data = {"name": "Cup", **more.pop("data", {})}
        return self.make("ITEM_VARIATION", object_id, data, **more)

    def item(self, object_id: str, *variations: dict[str, Any], **more: Any) -> dict[str, Any]:
        nested = list(variations) or [self.variation(f"#v-{object_id.removeprefix('#')}")]
        data = {"name": "Tea", "variations": nested, **more.pop("data", {})}
        return self.make("ITEM", object_id, data, **more)

    def modifier(self, object_id: str, **data: Any) -> dict[str, Any]:
        return self.make("MODIFIER", object_id, {"name": "Oat", **data})

    def modifier_list(self, object_id: str, *nested: dict[str, Any], **data: Any) -> dict[str, Any]:
        modifiers = list(nested) or [self.modifier(f"#m-{object_id.removeprefix('#')}")]
        return self.make(
            "MODIFIER_LIST", object_id, {"name": "Milk", "modifiers": modifiers, **data}
        )


@pytest.fixture
def seller() -> Seller:
    return Seller()


def codes(reply: Reply) -> list[tuple[str, str]]:
    """Code and field of every error, the field empty where there is none."""
    return [(error["code"], error.get("field", "")) for error in reply.body.get("errors", [])]


@pytest.fixture(name="codes")
def codes_of():
    return codes
