"""The first thing that is wrong with the answers that a violation rests on, for grouping."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.catalogue import ApiOperations
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange

FAILED = 500
"""The lowest status that says that the target failed."""


def cause_of(exchanges: Sequence[Exchange], operations: ApiOperations) -> str:
    """
    The first cause in words that many rules may share, empty when the violation is its own cause.

    A cause is an answer that no rule asks for: 5xx, or something other than JSON.
    """
    for exchange in exchanges:
        if exchange.answer and exchange.json is ABSENT:
            kind = (exchange.header("content-type") or "without a media type").partition(";")[0]
            return f"answers that are no JSON that can be read ({exchange.status}, {kind})"
        if exchange.status >= FAILED:
            operation = operations.called_by(exchange.method, exchange.path)
            name = operation.id if operation else f"{exchange.method} {exchange.path}"
            return f"{name} answers {exchange.status}"
    return ""
