"""The client side of the specimen vendor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.drivers.interface import VendorErrorBody
from conformance.http.exchange import Exchange
from conformance.http.target import Target
from conformance.http.write_ledger import LedgerEntry


class SpecimenDriver:
    def __init__(self, target: Target) -> None:
        self.target = target

    def headers(self, credential: str) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.target.secret(credential)}"}

    def identification(self) -> str | None:
        answer = self.target.send("GET", "/things")
        return None if isinstance(answer.at("things"), list) else "GET /things should list things"

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        error = exchange.at("error")
        error = error if isinstance(error, dict) else {}
        return VendorErrorBody(exchange.status, error.get("code", ""), "", error.get("place", ""))

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        left = []
        for entry in reversed(entries):
            self.target.send("DELETE", f"/things/{entry.name}", credential=entry.credential)
            if self.read(entry.name, credential=entry.credential).ok:
                left.append(entry)
        return left

    def put(self, *things: Mapping[str, Any]) -> Exchange:
        for thing in things:
            self.target.will_write("thing", thing["name"])
        return self.target.send("PUT", "/things", {"things": list(things)}, writes=len(things))

    def read(self, name: str, *, credential: str = "main") -> Exchange:
        return self.target.send("GET", f"/things/{name}", credential=credential)


def connect(target: Target) -> SpecimenDriver:
    return SpecimenDriver(target)
