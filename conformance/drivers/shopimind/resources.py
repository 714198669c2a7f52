"""Two resources for the shared scenarios: records of a definition with a key, and customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.drivers.interface import RecordResult
from conformance.drivers.shopimind.bodies import number_in, rejected, rows_of, stored_value
from conformance.drivers.shopimind.client import ShopiMind
from conformance.drivers.shopimind.definition import DefinitionDriver, field
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange


def record_results(exchange: Exchange, records: Sequence[Any]) -> list[RecordResult]:
    """A record is accepted unless it is among the rejected; no answer gives an id."""
    bad = set(rejected(exchange, records))
    return [RecordResult(n not in bad) for n in range(len(records))]


@dataclass(frozen=True)
class DefinedRecords:
    """
    A ``Resource``: records with a text ``code``, their key, a required ``amount``, a ``note``.
    """

    definition: DefinitionDriver

    @staticmethod
    def made_by(driver: ShopiMind, *, keyed: bool = True) -> DefinedRecords:
        """Store a definition and return its records, none yet."""
        fields = (
            field("code", "text", required=True),
            field("amount", "number", required=True),
            field("note", "text"),
        )
        return DefinedRecords(driver.define(*fields, unique_keys=["code"] if keyed else []))

    def record(self, n: int, variant: int = 0) -> dict[str, Any]:
        return {"code": f"code-{n}", "amount": n + 100 * variant, "note": f"note {n}.{variant}"}

    def bad(self, n: int) -> dict[str, Any]:
        """A record without its required amount."""
        return {"code": f"code-{n}", "note": "no amount"}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        record = self.record(n, variant)
        return record | {"amount": stored_value(record["amount"])}

    def write(self, records: Sequence[Any], *, key: str | None = None) -> Exchange:
        """One save; ShopiMind has neither idempotency keys nor locks."""
        del key
        return self.definition.save(*records)

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        return record_results(exchange, records)

    def read(self, n: int, *, credential: str = "main") -> Any:
        query = [("limit", 100)]
        found = rows_of(self.definition.list(query, credential=credential))
        return next((row for row in found if row.get("code") == f"code-{n}"), ABSENT)

    def stored_id(self, n: int) -> int:
        """The id that the target assigned to record ``n``."""
        return number_in(self.read(n))

    def count(self) -> int:
        total = self.definition.total()
        return total if isinstance(total, int) else -1

    def delete(self, n: int) -> Exchange:
        return self.definition.drop(self.stored_id(n))


@dataclass(frozen=True)
class CustomerRecords:
    """A ``Resource`` of customers with unused ids."""

    driver: ShopiMind

    def record(self, n: int, variant: int = 0) -> dict[str, Any]:
        return self.driver.shop.customer(f"c{n}", first_name=("Ada", "Grace")[variant])

    def bad(self, n: int) -> dict[str, Any]:
        """A customer whose e-mail address is a number."""
        return self.record(n) | {"email": n}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        record = self.record(n, variant)
        return {name: record[name] for name in ("customer_id", "email", "first_name")}

    def write(self, records: Sequence[Any], *, key: str | None = None) -> Exchange:
        del key
        return self.driver.shop.push(*records)

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        return record_results(exchange, records)

    def read(self, n: int, *, credential: str = "main") -> Any:
        del credential
        return self.driver.shop.read(self.record(n)["customer_id"])

    def count(self) -> int:
        """-1: the shop may have other customers."""
        return -1

    def delete(self, n: int) -> Exchange:
        return self.driver.shop.delete(self.record(n)["customer_id"])
