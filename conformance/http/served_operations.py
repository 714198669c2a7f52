"""
Which operations of the contract the target does not serve.

The one place where a request is held against the contract: rules and probes name no operations.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from conformance.catalogue import ApiOperation, ApiOperations
from conformance.http.exchange import Exchange
from conformance.outcomes import NotServed

NOT_FOUND = 404
NOT_IMPLEMENTED = frozenset({405, 501})
"""Statuses that can only mean that an operation of the contract is not served."""


@dataclass
class ServedOperations:
    """
    What is known of the operations of a contract at one target.

    - ``missing``: those that are not served, with the status that said so
    - ``asked``: those whose answers were looked at
    """

    contract: ApiOperations = field(default_factory=ApiOperations)
    missing: dict[str, int] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

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
        Learn from an answer to an operation that nobody asked for before.

        Raises ``NotServed`` when it says clearly that there is no such operation.
        """
        operation = self.contract.called_by(exchange.method, exchange.path)
        if operation is None or operation.id in self.asked:
            return
        self.asked.add(operation.id)
        if exchange.status in NOT_IMPLEMENTED:
            self.missing[operation.id] = exchange.status
            raise NotServed(self.reason(operation.id))

    def learn(self, operation: ApiOperation, exchange: Exchange, *, vendor_shape: bool) -> None:
        """
        Note whether an answer says that its operation is served.

        404 says that it is not where the path names no record, and where the body is not an error
        in the vendor's shape.
        """
        self.asked.add(operation.id)
        status = exchange.status
        unknown = status == NOT_FOUND and not (operation.names_records and vendor_shape)
        if status in NOT_IMPLEMENTED or unknown:
            self.missing[operation.id] = status

    def reason(self, operation: str) -> str:
        """Why what needs an operation cannot be judged."""
        return f"not served: {operation} ({self.missing[operation]})"

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ids of the operations to call where some are missing, none where all are served."""
        left = (each for each in self.contract.by_id if each not in self.missing)
        return tuple(left) if self.missing else ()

    @property
    def lines(self) -> list[str]:
        """One line for each operation that is not served."""
        return [self.reason(operation) for operation in self.missing]
