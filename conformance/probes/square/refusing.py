"""
Judging that a write was refused, with the latitude that Square's documents leave.
"""

from __future__ import annotations

from typing import TypeAlias

from conformance.catalogue import Mode
from conformance.drivers.square import Square
from conformance.drivers.square.responses import ACCEPTED, MIXED, REFUSED, errors_of, outcome
from conformance.expectations import one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import ProbeContext

SquareContext: TypeAlias = ProbeContext[Square]

INVALID_REQUEST = "INVALID_REQUEST_ERROR"


def refused(context: SquareContext, what: str, exchange: Exchange, *codes: str) -> bool:
    """
    Expect a refusal that stored nothing and blames the request.

    The codes are readings: another one is noted, not judged.
    """
    if not context.expect(what, got=outcome(exchange), wanted=REFUSED):
        return False
    first = errors_of(exchange)[0]
    if codes and first.get("code") not in codes:
        context.note(f"{what}: code {first.get('code')} instead of {' or '.join(codes)}")
    return context.expect(f"{what}: category", got=first.get("category"), wanted=INVALID_REQUEST)


def partly_refused(context: SquareContext, what: str, exchange: Exchange) -> None:
    """Expect errors; whether the batches that were stored stand beside them is not promised."""
    context.expect(what, got=outcome(exchange), wanted=one_of(MIXED, REFUSED))


def accepted(context: SquareContext, what: str, exchange: Exchange) -> bool:
    """Expect that everything of a write was stored."""
    if outcome(exchange) == ACCEPTED:
        return True
    error = context.driver.error_body(exchange)
    got = f"{outcome(exchange)} ({exchange.status} {error.code} {error.text})"
    return context.expect(what, got=got, wanted=ACCEPTED)


def may_write(context: SquareContext) -> bool:
    """Whether the run may send writes beside its reads."""
    return Mode.WRITE in context.target.wire.modes
