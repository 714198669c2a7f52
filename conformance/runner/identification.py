"""
What a target is and serves, found out before the first rule is judged.

An operation is asked for with a request that can do no harm: without a body, and for a record that
does not exist. What has no such operation answers 405, 501, or a 404 unlike the vendor's, as it
does at an address that does not exist.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from conformance.catalogue import ApiOperation, Mode
from conformance.drivers.interface import Driver
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange
from conformance.http.served_operations import NOT_FOUND
from conformance.http.target import READS, Target
from conformance.outcomes import NotServed, Stop

CREDENTIAL_REFUSED = frozenset({401, 403})
FIRST_REFUSAL, FIRST_FAILURE = 400, 500


@dataclass
class Identification:
    """
    What was found out.

    - ``mismatch``: what the vendor's identifying answer lacks, empty when it is as documented
    - ``seen``: the request that showed it
    - ``known``: whether some other operation answered as an API does, in JSON
    """

    mismatch: str = ""
    seen: str = ""
    known: bool = False


@dataclass
class Identifier:
    """Asks one target."""

    target: Target
    driver: Driver
    found: Identification = field(default_factory=Identification)

    def ask(self) -> None:
        """Send the vendor's identifying read. Raises ``Stop`` when there is no answer."""
        try:
            self.found.mismatch = self.driver.identification() or ""
        except NotServed as stop:
            self.found.mismatch = stop.reason
        for exchange in self.target.exchanges[-1:]:
            self.found.seen = exchange.line
            self._learn(exchange)

    def ask_for(self, operations: Iterable[ApiOperation]) -> None:
        """Find out which operations are served, as far as the modes of the run let it ask."""
        prefix = self._prefix()
        for operation in operations:
            if operation.id in self.target.served.asked or not self._may_send(operation):
                continue
            path = prefix + operation.address(self.target.name("none"))
            try:
                exchange = self._send(operation.method, path)
                self._learn(exchange)
            except NotServed:
                continue
            except Stop:
                return  # no answer to one question: the rules will say why
            served = self.target.served.is_certain(operation.id)
            self.found.known = self.found.known or (served and is_answer_of_an_api(exchange))

    def _may_send(self, operation: ApiOperation) -> bool:
        return operation.method in READS or Mode.WRITE in self.target.wire.modes

    def _send(self, method: str, path: str) -> Exchange:
        with self.target.housekeeping():
            return self.target.send(method, path, writes=0)

    def _learn(self, exchange: Exchange) -> None:
        """Look closer at 404, which may be about the record or about the address."""
        operation = self.target.served.contract.called_by(exchange.method, exchange.path)
        if operation is None or exchange.status != NOT_FOUND:
            return
        error = self.driver.error_body(exchange)
        in_vendor_shape = bool(error.code or error.text)
        if not operation.names_records:
            self.target.served.learn(operation, exchange, None)
        elif not in_vendor_shape:
            nowhere = self._send(exchange.method, f"/{self.target.name('nowhere')}")
            self.target.served.learn(operation, exchange, nowhere)

    def _prefix(self) -> str:
        """What stands in front of the contract's paths at this target: where one was found."""
        for exchange in self.target.exchanges[-1:]:
            operation = self.target.served.contract.called_by(exchange.method, exchange.path)
            return (operation and operation.prefix(exchange.path.partition("?")[0])) or ""
        return ""


def is_answer_of_an_api(exchange: Exchange) -> bool:
    """Whether an answer is JSON, and a success or a refusal of the request itself."""
    refused = FIRST_REFUSAL <= exchange.status < FIRST_FAILURE
    judged = exchange.ok or (refused and exchange.status not in CREDENTIAL_REFUSED)
    return judged and exchange.json is not ABSENT
