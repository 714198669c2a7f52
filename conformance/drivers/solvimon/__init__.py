"""Solvimon's products as a client uses them, and the fixtures that they refer to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.drivers.interface import VendorErrorBody, refusal_text
from conformance.drivers.removal import not_refused, remove_each
from conformance.expectations import JsonDict
from conformance.http.exchange import Exchange
from conformance.http.target import Target, path_segment
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested

GONE = 404
BILLING_ENTITIES = "/v1/billing-entities"
PLURALS = {
    "product": "products",
    "category": "product-categories",
    "custom-field": "custom-fields",
    "feature": "features",
}
"""Kind of a ledger entry to the step of its address."""


def connect(target: Target) -> Solvimon:
    return Solvimon(target)


class Product(JsonDict):
    """A product in an answer; a member that it lacks raises ``Untested``."""

    def __missing__(self, name: str) -> object:
        raise Untested(f"the answer to a valid write has no {name}")


class Solvimon:
    """The driver. What a write could create is in the ledger before the request is sent."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._noted: dict[tuple[str, str, str], LedgerEntry] = {}

    def headers(self, credential: str) -> Mapping[str, str]:
        return {"X-API-KEY": self.target.secret(credential)}

    def identification(self) -> str | None:
        """The list of products has ``data``, or an error a ``code``."""
        exchange = self.target.send("GET", "/v1/products")
        if isinstance(exchange.at("data"), list) or isinstance(exchange.at("code"), str):
            return None
        return f"the list of products has neither data nor code, status {exchange.status}"

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        said = [exchange.at(name) for name in ("code", "message", "field")]
        code, text, place = (word if isinstance(word, str) else "" for word in said)
        return VendorErrorBody(exchange.status, code, text, place)

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        """Delete what the ledger names; a product that is no draft becomes one first."""
        return remove_each(entries, self._is_gone)

    def _is_gone(self, entry: LedgerEntry) -> bool:
        if entry.kind != "product" and not entry.id:
            return True
        path = f"/v1/{PLURALS[entry.kind]}/{path_segment(entry.id or entry.name)}"
        deleted = not_refused(self.target.send("DELETE", path, credential=entry.credential))
        if deleted.status == GONE and not entry.id:
            return True
        if not deleted.ok and deleted.status != GONE and entry.kind == "product":
            draft = {"status": "DRAFT"}
            self.target.send("PATCH", path, draft, credential=entry.credential, writes=0)
            self.target.send("DELETE", path, credential=entry.credential)
        return self.target.send("GET", path, credential=entry.credential).status == GONE

    def product(self, **members: Any) -> JsonDict:
        """A valid product of this namespace, with the members that every version of the API has."""
        name = self.target.name()
        body = {"name": name, "reference": name, "product_type": "DEFAULT", **members}
        category = self.target.profile.readings.get("category")
        return body if category is None else {"category_id": category, **body}

    def upsert(self, body: Any, *, credential: str | None = "main", **sending: Any) -> Exchange:
        return self._write("PUT", "/v1/products", body, credential=credential, **sending)

    def create(self, body: Any, **sending: Any) -> Exchange:
        return self._write("POST", "/v1/products", body, **sending)

    def stored(self, **members: Any) -> Product:
        """Store a valid product. Raises ``Untested`` when it is refused."""
        return self.accepted_product(self.upsert(self.product(**members)))

    def accepted_product(self, exchange: Exchange) -> Product:
        """The product in an answer. Raises ``Untested`` when it was refused."""
        found = exchange.json
        if exchange.ok and isinstance(found, dict) and isinstance(found.get("id"), str):
            return Product(found)
        text = refusal_text(exchange, self.error_body(exchange))
        raise Untested(f"a valid product was refused: {text}")

    def read(self, name: object, **sending: Any) -> Exchange:
        """Read one product by id or reference."""
        return self.target.send("GET", f"/v1/products/{path_segment(name)}", **sending)

    def patch(self, name: object, members: JsonDict, **sending: Any) -> Exchange:
        return self.target.send("PATCH", f"/v1/products/{path_segment(name)}", members, **sending)

    def act(self, name: object, action: str) -> Exchange:
        """``activate``, ``deprecate`` or ``archive`` a product."""
        return self.target.send("POST", f"/v1/products/{path_segment(name)}/{action}")

    def delete(self, name: object, **sending: Any) -> Exchange:
        return self.target.send("DELETE", f"/v1/products/{path_segment(name)}", **sending)

    def list_products(self, **query: Any) -> Exchange:
        pairs = [
            (name, each)
            for name, value in query.items()
            for each in (value if isinstance(value, list) else [value])
        ]
        sent = [("statuses[]" if name == "statuses" else name, each) for name, each in pairs]
        return self.target.send("GET", "/v1/products", query=sent)

    def search(self, name: str, text: str, *, limit: int = 50, **how: Any) -> Exchange:
        """Find products by a text in the member ``name``."""
        return self.find({"search_fields": [{"name": name, "value": text, **how}]}, limit=limit)

    def find(self, body: JsonDict, **query: Any) -> Exchange:
        """Search products by a whole body."""
        return self.target.send("POST", "/v1/products/search", body, query=query, writes=0)

    def billing_entity(self, **members: Any) -> Exchange:
        """
        Create or update the one billing entity of a probe.

        It stands in no ledger, because no operation deletes a billing entity; the rules that write
        one need ``lasting-billing-entities``.
        """
        body = {"reference": self.target.name("billing-entity"), **members}
        return self.target.send("PUT", BILLING_ENTITIES, body)

    def read_billing_entity(self, name: object) -> Exchange:
        """Read one billing entity by id or reference."""
        return self.target.send("GET", f"{BILLING_ENTITIES}/{path_segment(name)}")

    def list_siblings(self, kind: str) -> Exchange:
        """List ``billing-entities`` or ``features``."""
        return self.target.send("GET", f"/v1/{kind}")

    def custom_field(self, **members: Any) -> str:
        """Store a custom field of products and return its reference. Raises ``Untested``."""
        name = self.target.name()
        body = {
            "reference": name,
            "name": name,
            "resource_type": "PRODUCT",
            "type": "STRING",
            "unique_value": False,
            "multiple_values": False,
            **members,
        }
        self._fixture("custom-field", name, body)
        return name

    def feature(self, **members: Any) -> str:
        """Store a feature and return its reference. Raises ``Untested``."""
        name = self.target.name()
        body = {"reference": name, "name": name, "type": "NUMBER", **members}
        self._fixture("feature", name, body)
        return name

    def update_feature(self, **members: Any) -> Exchange:
        """Update the feature that ``members`` name by its reference."""
        return self.target.send("PUT", "/v1/features", members)

    def category(self) -> str:
        """Store a product category and return its id. Raises ``Untested``."""
        name = self.target.name()
        return self._fixture("category", name, {"reference": name, "name": name})

    def _fixture(self, kind: str, name: str, body: JsonDict) -> str:
        entry = self.target.will_write(kind, name)
        exchange = self.target.send("POST", f"/v1/{PLURALS[kind]}", body)
        if not exchange.ok or not isinstance(exchange.at("id"), str):
            raise Untested(f"a valid {kind} was refused: {exchange.line}")
        entry.note_id(exchange.at("id"))
        return str(exchange.at("id"))

    def _write(
        self, method: str, path: str, body: Any, *, credential: str | None = "main", **sending: Any
    ) -> Exchange:
        # If a credential that may not write does write, the main one has to delete it.
        owner = "second" if credential == "second" else "main"
        named = body.get("reference") if isinstance(body, dict) else None
        name = str(named or self.target.namespace)
        if ("product", name, owner) not in self._noted:
            noted = self.target.will_write("product", name, credential=owner)
            self._noted["product", name, owner] = noted
        if "content" not in sending:
            sending["body"] = body
        exchange = self.target.send(method, path, credential=credential, **sending)
        if exchange.ok and isinstance(exchange.at("id"), str):
            self._noted["product", name, owner].note_id(exchange.at("id"))
        return exchange
