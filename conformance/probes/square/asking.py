"""What the probes of Square share: their context, and expectations of refusals and successes."""

from __future__ import annotations

from typing import TypeAlias

from conformance.drivers.square import Square
from conformance.drivers.square.responses import ACCEPTED, MIXED, REFUSED, errors_of, outcome
from conformance.expectations import one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import ProbeContext

SquareContext: TypeAlias = ProbeContext[Square]

INVALID_REQUEST = "INVALID_REQUEST_ERROR"


def refused(context: SquareContext, what: str, exchange: Exchange, *codes: str) -> bool:
    """
    Expect a refusal that stores nothing and blames the request.

    The documents do not promise the codes: another one is noted, not judged.
    """
    if not context.expect(what, got=outcome(exchange), wanted=REFUSED):
        return False
    first = errors_of(exchange)[0]
    if codes and first.get("code") not in codes:
        context.note(f"{what}: code {first.get('code')} instead of {' or '.join(codes)}")
    return context.expect(f"{what}: category", got=first.get("category"), wanted=INVALID_REQUEST)


def partly_refused(context: SquareContext, what: str, exchange: Exchange) -> None:
    """Expect errors; objects of other batches may stand beside them or not."""
    context.expect(what, got=outcome(exchange), wanted=one_of(MIXED, REFUSED))


def accepted(context: SquareContext, what: str, exchange: Exchange) -> bool:
    """Expect that a write stored everything; whether it did."""
    if outcome(exchange) == ACCEPTED:
        return True
    error = context.driver.error_body(exchange)
    got = f"{outcome(exchange)} ({exchange.status} {error.code} {error.text})"
    return context.expect(what, got=got, wanted=ACCEPTED)
