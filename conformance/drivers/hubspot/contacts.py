"""Contacts as a resource for the shared scenarios."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from conformance.drivers.interface import RecordResult
from conformance.expectations import ABSENT, at
from conformance.http.exchange import Exchange

if TYPE_CHECKING:
    from conformance.drivers.hubspot import HubSpot

SHOWN = ("email", "firstname", "phone")


class Contacts:
    """
    A ``Resource``: identity ``n`` is an email.

    ``verb`` is the batch that writes; ``traced`` gives each input a trace id of its own.
    """

    def __init__(self, driver: HubSpot, verb: str = "upsert", *, traced: bool = False) -> None:
        self.driver = driver
        self.verb = verb
        self.traced = traced

    def email(self, n: int) -> str:
        return self.driver.email(f"contact-{n}")

    def record(self, n: int, variant: int = 0) -> dict[str, Any]:
        shown = dict(self.shows(n, variant)["properties"])
        trace = {"objectWriteTraceId": f"trace-{n}"} if self.traced else {}
        if self.verb == "create":
            return {"properties": shown, **trace}
        return {"id": shown.pop("email"), "idProperty": "email", "properties": shown, **trace}

    def bad(self, n: int) -> dict[str, Any]:
        """A contact with a property that does not exist (HUB-110)."""
        good = self.record(n)
        unknown = {self.driver.property_name(): "x"}
        return {**good, "properties": {**good["properties"], **unknown}}

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        values = {"firstname": f"Contact {n}", "phone": f"555-{variant}"}
        return {"properties": {"email": self.email(n), **values}}

    def write(
        self,
        records: Sequence[Any],
        *,
        key: str | None = None,  # noqa: ARG002 the protocol's word; there are no keys
    ) -> Exchange:
        return self.driver.batch(self.verb, records)

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        """What the answer says of each record, found by its email."""
        found = exchange.at("results") or ()
        ids = {str(at(each, "properties", "email")): str(at(each, "id")) for each in found}
        emails = [each.get("id") or each["properties"]["email"] for each in records]
        return [RecordResult(email in ids, ids.get(email, "")) for email in emails]

    def read(self, n: int, *, credential: str = "main") -> Any:
        found = self.driver.read(self.email(n), *SHOWN, by="email", credential=credential)
        return found.json if found.ok else ABSENT

    def count(self) -> int:
        """Never: a search lags behind, and no list is of one namespace."""
        return -1

    def delete(self, n: int) -> Exchange:
        return self.driver.archive(self.driver.read(self.email(n), by="email").at("id"))
