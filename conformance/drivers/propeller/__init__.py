"""
Propeller's customers as a client uses them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.drivers.interface import VendorErrorBody, refusal_text
from conformance.drivers.propeller.cleaning import path_of, remove
from conformance.drivers.propeller.customers import CustomerData
from conformance.drivers.propeller.responses import entries_of, error_of, row_of, texts_of
from conformance.drivers.propeller.tokens import bearer
from conformance.expectations import JsonDict, at, is_list
from conformance.http.exchange import Exchange
from conformance.http.target import Target, path_segment
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested

READ_ONLY = "read-only"


def connect(target: Target) -> Propeller:
    return Propeller(target)


class Propeller:
    """The driver. What a write could create is in the ledger before the request is sent."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.make = CustomerData(target)
        self._noted: dict[tuple[str, str, str], LedgerEntry] = {}

    def headers(self, credential: str) -> Mapping[str, str]:
        """A bearer token, requested first when the secret is ``id:secret`` of a client."""
        return {"Authorization": f"Bearer {bearer(self.target, credential)}"}

    def identification(self) -> str | None:
        """Reading a customer answers with ``data`` or with the error object."""
        exchange = self.read(1)
        if error_of(exchange) or isinstance(exchange.at("data"), dict):
            return None
        return f"the reading of a customer has neither data nor error, status {exchange.status}"

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        """The error object of an answer, else the first failed row."""
        error = error_of(exchange)
        if not error:
            failed = [row for row in entries_of(exchange) if row.get("success") is False]
            return VendorErrorBody(exchange.status, text=str(at(failed, 0, "error") or ""))
        texts = texts_of(exchange)
        place = texts[0].partition(":")[0] if texts and texts[0].startswith("#") else ""
        return VendorErrorBody(
            exchange.status, str(error.get("code") or ""), "; ".join(texts), place
        )

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        return remove(self.target, entries)

    def send(self, method: str, path: str, body: Any = None, **sending: Any) -> Exchange:
        """
        Send a request below the prefix of the profile; ``sending`` is passed to ``Target.send``.
        """
        content = {} if body is None else {"body": body}
        where = self.target.profile.readings.get("resources", "") + path
        return self.target.send(method, where, **content, **sending)

    def bulk(self, *customers: Any, directives: Any = None, **sending: Any) -> Exchange:
        body: JsonDict = {"customers": list(customers)}
        if directives is not None:
            body["directives"] = directives
        return self.write("id", body, **sending)

    def bulk_by_source(self, *customers: Any) -> Exchange:
        return self.write("sourceId", {"customers": list(customers)})

    def write(
        self, key: str, body: Any, *, credential: str | None = "main", **sending: Any
    ) -> Exchange:
        """Send a bulk call with any body, valid or not."""
        customers = at(body, "customers")
        sent = list(customers) if is_list(customers) else []
        # If a credential that may not write does write, the main one has to delete it.
        owner = "main" if credential in {READ_ONLY, None, "invalid"} else str(credential)
        for each in sent:
            self._note(each, owner)
        exchange = self.send(
            "POST",
            f"/customers/bulk/{key}",
            body,
            writes=max(len(sent), 1),
            credential=credential,
            **sending,
        )
        for each in sent:
            stored = at(row_of(exchange, at(each, key)), "id")
            if isinstance(stored, int) and stored:
                self._note(each, owner).note_id(stored)
        return exchange

    def create(self, **fields: Any) -> int:
        """Store a customer and return its id. Raises ``Untested`` when it is refused."""
        customer = self.make.one(**fields)
        return self.stored_id(self.bulk(customer), customer)

    def stored_id(self, exchange: Exchange, customer: JsonDict) -> int:
        """The id that an accepted customer got. Raises ``Untested`` when it was refused."""
        found = at(row_of(exchange, customer.get("id", customer.get("sourceId"))), "id")
        if exchange.ok and isinstance(found, int):
            return found
        text = refusal_text(exchange, self.error_body(exchange))
        raise Untested(f"a valid customer was refused: {text}")

    def read(self, value: object, *, key: str = "id", **sending: Any) -> Exchange:
        return self.send("GET", f"/customers/{key}/{path_segment(value)}", **sending)

    def change(self, customer: object, fields: JsonDict) -> Exchange:
        return self.send("PATCH", path_of(customer), fields)

    def delete(self, customer: object) -> Exchange:
        return self.send("DELETE", path_of(customer))

    def addresses(self, customer: object, kind: str = "") -> Exchange:
        """The addresses of a customer, all or those of one type."""
        query = {"type": kind} if kind else {}
        return self.send("GET", f"{path_of(customer)}/addresses/", query=query)

    def add_address(self, customer: object, address: JsonDict) -> Exchange:
        return self.send("POST", f"{path_of(customer)}/addresses/", address)

    def bulk_addresses(self, customer: object, *addresses: JsonDict) -> Exchange:
        body = {"addresses": list(addresses)}
        return self.send("POST", f"{path_of(customer)}/addresses/bulk", body, writes=len(addresses))

    def set_attributes(self, customer: object, *entries: JsonDict) -> Exchange:
        """Set attribute values, or delete those sent without a value."""
        path = f"{path_of(customer)}/attributes"
        return self.send("POST", path, list(entries), writes=len(entries))

    def attributes(self, customer: object) -> Exchange:
        return self.send("GET", f"/attributes{path_of(customer)}/attributes", query={"offset": 100})

    def search(self, **asked: Any) -> Exchange:
        return self.send("POST", "/customers/search", asked, writes=0)

    def _note(self, customer: Any, owner: str) -> LedgerEntry:
        """The ledger entry of a customer; one for each identity and credential."""
        number, source_id = at(customer, "id"), at(customer, "sourceId")
        kind, name = "customer", str(number or self.target.namespace)
        if not number and source_id:
            kind, name = "pair", f"{at(customer, 'source') or ''}/{source_id}"
        if (kind, name, owner) not in self._noted:
            entry = self.target.will_write(kind, name, credential=owner)
            self._noted[kind, name, owner] = entry
        return self._noted[kind, name, owner]
