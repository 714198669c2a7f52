"""Customers of the bulk call by id, as a resource for the shared scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.drivers.interface import RecordResult
from conformance.drivers.propeller import Propeller
from conformance.drivers.propeller.customers import UNKNOWN_KEY
from conformance.drivers.propeller.responses import row_of
from conformance.expectations import ABSENT, at
from conformance.http.exchange import Exchange
from conformance.outcomes import Untested


class CustomerResource:
    """A ``Resource``. Each record has a debtor number of its own, by which records are counted."""

    def __init__(self, driver: Propeller) -> None:
        self.driver = driver
        self._numbers: dict[int, int] = {}
        self._ids: dict[int, int] = {}

    def sent_id(self, n: int) -> int:
        """The id under which a record is first sent; it is the debtor number too."""
        if n not in self._numbers:
            self._numbers[n] = self.driver.target.unique_number()
        return self._numbers[n]

    def record(self, n: int, variant: int = 0) -> Any:
        number = self.sent_id(n)
        return {"id": self._ids.get(n, number), "debtorId": number, **self.shows(n, variant)}

    def bad(self, n: int) -> Any:
        """A customer with a key that does not exist."""
        return {**self.record(n), UNKNOWN_KEY: "x"}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        name = self.driver.target.name(f"{n}-{variant}")
        first = "Jan" if variant else "Iris"
        return {"firstName": first, "lastName": name, "email": f"{name}@example.com"}

    def write(
        self,
        records: Sequence[Any],
        *,
        key: str | None = None,  # noqa: ARG002 the protocol's word; this call has no such key
    ) -> Exchange:
        """Send one bulk call and remember the ids that it assigns."""
        exchange = self.driver.write("id", {"customers": list(records)})
        for n, number in self._numbers.items():
            stored = row_of(exchange, number).get("id")
            if isinstance(stored, int):
                self._ids[n] = stored
        return exchange

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        rows = [row_of(exchange, at(record, "id")) for record in records]
        return [RecordResult(row.get("success") is True, str(row.get("id") or "")) for row in rows]

    def read(self, n: int, *, credential: str = "main") -> Any:
        found = self.driver.read(self._ids.get(n, self.sent_id(n)), credential=credential)
        return found.at("data") if found.ok else ABSENT

    def count(self) -> int:
        """How many customers a search by the debtor numbers finds."""
        numbers = [str(number) for number in self._numbers.values()]
        found = self.driver.search(debtorIds=numbers, offset=100)
        items = found.at("itemsFound")
        if not found.ok or not isinstance(items, int):
            raise Untested(f"customers cannot be counted: {found.line}")
        return items

    def delete(self, n: int) -> Exchange:
        return self.driver.delete(self._ids.get(n, self.sent_id(n)))
