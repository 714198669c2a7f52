"""
Drivers: the client side of one vendor.

What every driver offers stands here; what only probes of its own vendor use is the driver's own.

``conformance/drivers/<vendor>.py`` has a function ``connect(target) -> Driver``.
A driver is made anew for every probe and costs nothing; what must live longer goes into
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
    """An error of any vendor, as far as the answer tells; empty where it says nothing."""

    status: int
    code: str = ""
    text: str = ""
    place: str = ""


class Driver(Protocol):
    """What the suite needs of a vendor's driver."""

    def headers(self, credential: str) -> Mapping[str, str]:
        """The headers that present a credential of the profile."""

    def identification(self) -> str | None:
        """One cheap read: nothing when the target answers as this vendor, else what is odd."""

    def error_body(self, exchange: Exchange) -> VendorErrorBody:
        """The error that an answer tells."""

    def remove(self, entries: Sequence[LedgerEntry]) -> Sequence[LedgerEntry]:
        """
        Delete what the entries name, look, and return those that are still there.

        Works from the ledger alone: an entry without id is found by its name. What is gone already
        is no mistake. Works in reverse order where records depend on each other.
        """


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What a write says of one record: accepted or not, and the server's id where it tells."""

    accepted: bool
    id: str = ""


class Resource(Protocol):
    """
    One writable collection of a vendor as the shared scenarios see it.

    Records are told apart by a small number ``n`` that stands for an identity of the probe's
    namespace; ``variant`` 0 and 1 differ in every value that ``shows`` compares.
    """

    def record(self, n: int, variant: int = 0) -> Any:
        """A valid record of identity ``n``."""

    def bad(self, n: int) -> Any:
        """A record that the documents make the target refuse, of identity ``n``."""

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        """What a read shows of ``record(n, variant)`` once it is stored."""

    def write(
        self, records: Sequence[Any], *, key: str | None = None, wait_when_busy: bool = True
    ) -> Exchange:
        """One write of records, in one batch; ``key`` is the idempotency key where there is one."""

    def record_results(self, exchange: Exchange, records: Sequence[Any]) -> Sequence[RecordResult]:
        """What the answer says of each record, in their order."""

    def read(self, n: int, *, credential: str = "main") -> Any:
        """What is stored for identity ``n``, ``ABSENT`` when nothing is."""

    def count(self) -> int:
        """How many records of this namespace a list or search shows."""

    def delete(self, n: int) -> Exchange:
        """Delete the record of identity ``n``."""
