"""What the probes of Propeller share: their context, and expectations of refusals and reads."""

from __future__ import annotations

from typing import Any, TypeAlias

from conformance.drivers.propeller import Propeller
from conformance.drivers.propeller.responses import (
    FAILED,
    REFUSED,
    customer_outcome,
    error_of,
    row_of,
    texts_of,
)
from conformance.expectations import ABSENT, Expectation, JsonDict, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import ProbeContext

PropellerContext: TypeAlias = ProbeContext[Propeller]

SCHEMA = 10007
BAD_REQUEST, MISSING = 400, 404


def code(number: int) -> Expectation:
    """A code as a number or as text: the table of errors and the samples disagree."""
    return one_of(number, str(number))


def refused_with(
    context: PropellerContext, what: str, answer: Exchange, number: int, status: int = BAD_REQUEST
) -> None:
    """Expect a refusal with a status and a code."""
    context.expect(f"{what}: status", got=answer.status, wanted=status)
    context.expect(f"{what}: code", got=error_of(answer).get("code", ABSENT), wanted=code(number))


def names(context: PropellerContext, what: str, answer: Exchange, *parts: str) -> None:
    """Expect a message that holds each of some parts."""
    texts = texts_of(answer)
    found = any(all(part in text for part in parts) for text in texts)
    wanted = f"a message with {' and '.join(parts)}"
    context.expect(f"{what}: messages", got=wanted if found else texts, wanted=wanted)


def refused_or_failed(context: PropellerContext, what: str, customer: JsonDict) -> None:
    """Expect a 400 that stores nothing, or a failed row; what a failed row stores is noted."""
    answer = context.driver.bulk(customer)
    outcome = customer_outcome(answer, customer["id"])
    context.expect(what, got=outcome, wanted=one_of(REFUSED, FAILED))
    if outcome == FAILED:
        kept = context.driver.read(customer["id"]).ok
        context.note(f"{what}: a failed row, {'the rest is' if kept else 'nothing is'} stored")
    else:
        unstored(context, f"{what}: the customer", customer["id"])


def unstored(context: PropellerContext, what: str, customer: object) -> None:
    context.expect(f"{what}, read", got=context.driver.read(customer).status, wanted=MISSING)


def reads(context: PropellerContext, what: str, customer: object, **fields: Any) -> JsonDict:
    """
    Require that a customer shows fields within the promised time, and return all that it shows.
    """

    def read() -> Any:
        return context.driver.read(customer).at("data")

    found: JsonDict = context.eventually(what, read=read, wanted=fields)
    return found


def succeeded(context: PropellerContext, what: str, answer: Exchange, key: object) -> JsonDict:
    """Require a successful row for a key, and return it."""
    context.require(f"{what}: status", got=answer.status, wanted=200)
    row = row_of(answer, key)
    context.require(f"{what}: row", got=row, wanted={"success": True})
    return row
