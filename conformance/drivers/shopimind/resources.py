"""
Two collections as the shared scenarios see them: records of a definition with a key, customers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.drivers.interface import Fate
from conformance.drivers.shopimind.bodies import kept, number_in, rejected, rows_of
from conformance.drivers.shopimind.client import ShopiMind
from conformance.drivers.shopimind.definition import Definition, field
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange


def fates(exchange: Exchange, records: Sequence[Any]) -> list[Fate]:
    """Accepted is what is not among the rejected; no answer tells a number."""
    bad = set(rejected(exchange, records))
    return [Fate(n not in bad) for n in range(len(records))]


@dataclass(frozen=True)
class Shelf:
    """Records with a text ``code`` that is their key, a required ``amount``, and a ``note``."""

    definition: Definition

    @staticmethod
    def made_by(driver: ShopiMind, *, keyed: bool = True) -> Shelf:
        """A shelf of its own definition."""
        fields = (
            field("code", "text", required=True),
            field("amount", "number", required=True),
            field("note", "text"),
        )
        return Shelf(driver.define(*fields, unique_keys=["code"] if keyed else []))

    def record(self, n: int, variant: int = 0) -> dict[str, Any]:
        """A valid record."""
        return {"code": f"code-{n}", "amount": n + 100 * variant, "note": f"note {n}.{variant}"}

    def bad(self, n: int) -> dict[str, Any]:
        """A record without its required amount."""
        return {"code": f"code-{n}", "note": "no amount"}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        """What a list shows of a record."""
        record = self.record(n, variant)
        return record | {"amount": kept(record["amount"])}

    def write(
        self, records: Sequence[Any], *, key: str | None = None, patient: bool = True
    ) -> Exchange:
        """One save; there are no idempotency keys and no locks."""
        del key, patient
        return self.definition.save(*records)

    def fates(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[Fate]:
        """What the answer says of each record."""
        return fates(exchange, records)

    def read(self, n: int, *, credential: str = "main") -> Any:
        """The record of a code."""
        query = [("limit", 100)]
        found = rows_of(self.definition.list(query, credential=credential))
        return next((row for row in found if row.get("code") == f"code-{n}"), ABSENT)

    def number(self, n: int) -> int:
        """The number that the target gave to the record of a code."""
        return number_in(self.read(n))

    def count(self) -> int:
        """How many records there are."""
        total = self.definition.total()
        return total if isinstance(total, int) else -1

    def delete(self, n: int) -> Exchange:
        """Delete the record of a code."""
        return self.definition.drop(self.number(n))


@dataclass(frozen=True)
class Customers:
    """Customers of names that nobody else has."""

    driver: ShopiMind

    def record(self, n: int, variant: int = 0) -> dict[str, Any]:
        """A valid customer."""
        return self.driver.shop.customer(f"c{n}", first_name=("Ada", "Grace")[variant])

    def bad(self, n: int) -> dict[str, Any]:
        """A customer whose address is a number."""
        return self.record(n) | {"email": n}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        """What a read shows of a customer."""
        record = self.record(n, variant)
        return {name: record[name] for name in ("customer_id", "email", "first_name")}

    def write(
        self, records: Sequence[Any], *, key: str | None = None, patient: bool = True
    ) -> Exchange:
        """One push."""
        del key, patient
        return self.driver.shop.push(*records)

    def fates(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[Fate]:
        """What the answer says of each customer."""
        return fates(exchange, records)

    def read(self, n: int, *, credential: str = "main") -> Any:
        """The customer of a number."""
        del credential
        return self.driver.shop.read(self.record(n)["customer_id"])

    def count(self) -> int:
        """Customers are not counted: the shop may have others."""
        return -1

    def delete(self, n: int) -> Exchange:
        """Delete the customer of a number."""
        return self.driver.shop.delete(self.record(n)["customer_id"])
