"""
Customers, the contacts they become, and products.

No route deletes a contact, so rules that push customers need ``lasting-contacts``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from conformance.drivers.shopimind.bodies import id_of, rows_of
from conformance.drivers.shopimind.queries import QueryPairs, where
from conformance.expectations import ABSENT, at
from conformance.http.exchange import Exchange
from conformance.http.target import Target
from conformance.outcomes import Untested

CUSTOMERS = "/v1/customers"
PRODUCTS = "/v1/products"
CONTACTS = "/v1/contacts"
WRITTEN = "2026-01-05T09:00:00.000Z"
"""When the shop says that it made what it pushes."""


@dataclass(frozen=True)
class Person:
    """A customer and the contact that it became."""

    customer_id: str
    email: str
    id_contact: int


@dataclass(frozen=True)
class Shop:
    """Customers, contacts and products of the shop."""

    target: Target

    def customer(self, label: str, **changes: Any) -> dict[str, Any]:
        """A complete customer with an unused id."""
        name = self.target.name(label)
        return {
            "customer_id": name,
            "email": f"{name}@example.com",
            "first_name": "Ada",
            "last_name": "Lovelace",
            "phone_number": None,
            "birth_date": None,
            "lang": "en",
            "is_opt_in": True,
            "is_newsletter_subscribed": False,
            "is_active": True,
            "shop_id": None,
            "group_ids": None,
            "created_at": WRITTEN,
            "updated_at": WRITTEN,
            **changes,
        }

    def push(self, *customers: dict[str, Any], method: str = "POST") -> Exchange:
        """Create customers, or update them with ``PUT``."""
        for customer in customers:
            self.target.will_write("customer", str(customer.get("customer_id", "")))
        return self.target.send(method, CUSTOMERS, list(customers), writes=len(customers))

    def read(self, customer_id: str) -> Any:
        """A customer as stored, ``ABSENT`` when there is none."""
        answer = self.target.send("GET", f"{CUSTOMERS}/{customer_id}")
        return answer.at("data") if answer.ok and answer.at("data") else ABSENT

    def delete(self, customer_id: str) -> Exchange:
        return self.target.send("DELETE", f"{CUSTOMERS}/{customer_id}")

    def bulk_delete(self, ids: Sequence[str]) -> Exchange:
        body = {"customer_ids": list(ids)}
        return self.target.send("POST", f"{CUSTOMERS}/bulk-delete", body, writes=len(ids))

    def contact(self, **identifier: Any) -> Any:
        """The contact that an identifier names, ``ABSENT`` when there is none."""
        answer = self.target.send("GET", CONTACTS, query=identifier)
        return answer.at("data") if answer.ok and answer.at("data") else ABSENT

    def contacts(self, email: str) -> list[Any]:
        """Every listed contact with an e-mail address."""
        query: QueryPairs = [("limit", 100), *where("contact_data_email", "EQUALS", email)]
        rows = rows_of(self.target.send("GET", f"{CONTACTS}/all", query=query))
        return [row for row in rows if row.get("contact_data_email") == email]

    def person(self, label: str, **changes: Any) -> Person:
        """Push a customer and wait for its contact. Raises ``Untested`` when none appears."""
        customer = self.customer(label, **changes)
        if not (pushed := self.push(customer)).ok:
            raise Untested(f"a valid customer was refused: {pushed.line}")
        found = self.target.poll(
            lambda: self.contact(contact_data_email=customer["email"]),
            lambda contact: contact is not ABSENT,
        )
        number = id_of(at(found, "id_shop_contact"))
        if not number:
            raise Untested("the customer did not become a contact that can be read")
        return Person(customer["customer_id"], customer["email"], int(number))

    def product(self, number: int, lang: str = "fr", **changes: Any) -> dict[str, Any]:
        """A complete product in one language."""
        return {
            "product_id": number,
            "lang": lang,
            "name": self.target.name("product"),
            "description": "For cats",
            "link": "https://shop.example.com/p",
            "currency": "EUR",
            "price": 79.9,
            "price_discount": None,
            "quantity_remaining": 7,
            "category_ids": None,
            "is_active": True,
            "created_at": WRITTEN,
            "updated_at": WRITTEN,
            **changes,
        }

    def offer(self, *products: dict[str, Any]) -> Exchange:
        """Create or update products."""
        for product in products:
            self.target.will_write("product", str(product["product_id"]))
        return self.target.send("POST", PRODUCTS, list(products), writes=len(products))

    def products(self, number: int, lang: str = "") -> list[Any]:
        """The listed rows of a product, of one language if given."""
        query: QueryPairs = [("limit", 100), *where("product_id", "EQUALS", number)]
        if lang:
            query += where("lang", "EQUALS", lang, position=1)
        rows = rows_of(self.target.send("GET", PRODUCTS, query=query))
        return [row for row in rows if id_of(row.get("product_id")) == str(number)]
