"""
Which operations of the contract the target does not serve.

The one place where a request is held against the contract: rules and probes name no operations.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.catalogue import ApiOperation, ApiOperations
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange
from conformance.outcomes import NotServed

NOT_FOUND = 404
NOT_IMPLEMENTED = frozenset({405, 501})
"""Statuses that can only mean that an operation of the contract is not served."""

ENOUGH_DOUBT = 3
"""Answers of an unknown address after which an operation in doubt counts as not served."""


@dataclass
class ServedOperations:
    """
    What is known of the operations of a contract at one target.

    - ``missing``: those that are not served, with the status that said so
    - ``asked``: those whose answers were looked at
    - ``doubtful``: those that answered for a record that does not exist as the target does at an
      address that does not exist, in JSON, with the number of such answers
    """

    contract: ApiOperations = field(default_factory=ApiOperations)
    missing: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    doubtful: dict[str, int] = field(default_factory=dict)
    _nowhere: dict[str, Exchange] = field(default_factory=dict)

    def require(self, method: str, path: str) -> None:
        """Raise ``NotServed`` for a request to an operation that is known not to be served."""
        operation = self.contract.called_by(method, path)
        if operation is not None and operation.id in self.missing:
            raise NotServed(self.reason(operation.id))

    def serves(self, method: str, path: str) -> bool:
        """Whether a request can be sent: nothing is known against it."""
        operation = self.contract.called_by(method, path)
        return operation is None or operation.id not in self.missing

    def notice(self, exchange: Exchange) -> None:
        """
        Learn from an answer to an operation of which not enough is known.

        Raises ``NotServed`` when it says that there is no such operation.
        """
        operation = self.contract.called_by(exchange.method, exchange.path)
        if operation is None:
            return
        name = operation.id
        if name in self.doubtful:
            self._settle_doubt(name, exchange)
        elif name not in self.asked:
            self.asked.add(name)
            if exchange.status in NOT_IMPLEMENTED:
                self._miss(name, exchange)

    def learn(self, operation: ApiOperation, exchange: Exchange, nowhere: Exchange | None) -> None:
        """
        Note what 404 in another shape than the vendor's says of an operation.

        Where the path names no record it says that the operation is not served. Elsewhere it may be
        about the record, and is compared with the answer of an address that does not exist,
        ``nowhere``.
        """
        self.asked.add(operation.id)
        if not operation.names_records:
            self.missing[operation.id] = exchange.status
        elif nowhere is not None and is_alike(exchange, nowhere):
            if exchange.json is ABSENT:
                self.missing[operation.id] = exchange.status
            else:
                self.doubtful[operation.id] = 0
                self._nowhere[operation.id] = nowhere

    def reason(self, operation: str) -> str:
        """Why what needs an operation cannot be judged."""
        return f"not served: {operation} ({self.missing[operation]})"

    def is_certain(self, operation: str) -> bool:
        """Whether an operation that was asked for is served without doubt."""
        return operation not in self.missing and operation not in self.doubtful

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the operations to call where some are missing, none where all are served."""
        left = (each for each in self.contract.by_id if each not in self.missing)
        return tuple(left) if self.missing else ()

    @property
    def lines(self) -> list[str]:
        """One line for each operation that is not served."""
        return [self.reason(operation) for operation in self.missing]

    def _settle_doubt(self, name: str, exchange: Exchange) -> None:
        """Count an answer like that of an unknown address; any other ends the doubt."""
        if not is_alike(exchange, self._nowhere[name]):
            del self.doubtful[name]
            return
        self.doubtful[name] += 1
        if self.doubtful[name] >= ENOUGH_DOUBT:
            del self.doubtful[name]
            self._miss(name, exchange)

    def _miss(self, name: str, exchange: Exchange) -> None:
        self.missing[name] = exchange.status
        raise NotServed(self.reason(name))


def is_alike(one: Exchange, other: Exchange) -> bool:
    """Whether two answers say the same: equal members of JSON, or equal texts but for the path."""
    if one.status != other.status:
        return False
    if isinstance(one.json, dict) and isinstance(other.json, dict):
        return one.json.keys() == other.json.keys()
    return without_path(one) == without_path(other)


def without_path(exchange: Exchange) -> bytes:
    return exchange.answer.replace(exchange.path.encode(), b"")
