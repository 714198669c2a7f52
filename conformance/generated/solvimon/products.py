"""Products as a resource for the shared scenarios: one request for each record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from conformance.drivers.interface import RecordResult
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange

if TYPE_CHECKING:
    from conformance.drivers.solvimon import Solvimon

TOO_LONG = "x" * 257
"""A name of 257 characters: one of 256 is accepted and one of 257 refused (SLV-31)."""


class Products:
    """A ``Resource``: identity ``n`` is a reference."""

    def __init__(self, driver: Solvimon) -> None:
        self.driver = driver
        self._answers: list[Exchange] = []

    def record(self, n: int, variant: int = 0) -> dict[str, Any]:
        return self.driver.product(reference=self.reference(n), **self.shows(n, variant))

    def reference(self, n: int) -> str:
        return self.driver.target.name(f"product-{n}")

    def bad(self, n: int) -> dict[str, Any]:
        """A product whose name is too long."""
        return {**self.record(n), "name": TOO_LONG}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        return {"name": f"Product {n}", "description": f"variant {variant}"}

    def write(
        self,
        records: Sequence[Any],
        *,
        key: str | None = None,  # noqa: ARG002 the protocol's word; the upsert needs no key
    ) -> Exchange:
        """One upsert for each product; the last answer stands for all."""
        self._answers = [self.driver.upsert(each) for each in records]
        return self._answers[-1]

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        """What each answer of the last write says."""
        del exchange, records
        return [
            RecordResult(answer.ok, str(answer.at("id")) if answer.ok else "")
            for answer in self._answers
        ]

    def read(self, n: int, *, credential: str = "main") -> Any:
        found = self.driver.read(self.reference(n), credential=credential)
        return found.json if found.ok else ABSENT

    def count(self) -> int:
        """How many products a search by the references of this probe finds."""
        found = self.driver.search("reference", self.driver.target.name("product-"), limit=100)
        return len(found.at("data") or [])

    def delete(self, n: int) -> Exchange:
        return self.driver.delete(self.reference(n))
