"""
The interface of drivers: the client side of one vendor.

What the suite calls on every driver is declared here; what only probes of its own vendor call is
the driver's own.

The package ``conformance.drivers.<vendor>`` has a function ``connect(target) -> Driver``. A driver
is made anew for every probe, so making one must cost nothing; what has to live longer goes into
``target.memory``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from conformance.http.exchange import Exchange
from conformance.http.write_ledger import LedgerEntry


@dataclass(frozen=True, slots=True)
class VendorErrorBody:
    """The error in an answer; a member is empty where the answer does not give it."""

    status: int
    code: str = ""
    text: str = ""
    place: str = ""


def refusal_text(exchange: Exchange, error: VendorErrorBody) -> str:
    """Method, path and status of a refusal with code and text of its error, in one line."""
    return " ".join(part for part in (exchange.line, error.code, error.text) if part)


class Driver(Protocol):
    """What the suite needs of a vendor's driver."""

    def headers(self, credential: str) -> Mapping[str, str]:
        """The headers that present a credential of the profile."""

    def identification(self) -> str | None:
        """
        One cheap read: ``None`` if the target answers as this vendor, else what is unexpected.
        """

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        """The error in an answer."""

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        """
        Delete what the entries name, check, and return the entries whose records are still there.

        Works from the ledger alone: an entry without id is found by its name. What is gone already
        counts as deleted. Works in reverse order where records depend on each other.
        """


@dataclass(frozen=True, slots=True)
class RecordResult:
    """
    What the answer to a write says of one record: whether it was accepted, and its id where given.
    """

    accepted: bool
    id: str = ""


class Resource(Protocol):
    """
    One writable collection of a vendor, as the shared scenarios use it.

    Records are identified by a small number ``n`` that stands for an identity in the probe's
    namespace; ``variant`` 0 and 1 differ in every value that ``shows`` compares.
    """

    def record(self, n: int, variant: int = 0) -> Any:
        """A valid record of identity ``n``."""

    def bad(self, n: int) -> Any:
        """A record of identity ``n`` that the documents make the target refuse."""

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        """What a read shows of ``record(n, variant)`` once it is stored."""

    def write(self, records: Sequence[Any], *, key: str | None = None) -> Exchange:
        """Write records in one batch; ``key`` is the idempotency key, where the vendor has one."""

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        """What the answer says of each record, in the order of ``records``."""

    def read(self, n: int, *, credential: str = "main") -> Any:
        """What is stored for identity ``n``, ``ABSENT`` when nothing is."""

    def count(self) -> int:
        """
        How many records of this namespace a list or search shows, -1 where they cannot be counted.
        """

    def delete(self, n: int) -> Exchange:
        """Delete the record of identity ``n``."""
