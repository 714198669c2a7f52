"""
What the probes of Propeller share: the run's type, and what counts as an error or as refused.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from conformance.catalogue import Mode
from conformance.drivers.propeller import Propeller
from conformance.drivers.propeller.responses import (
    FAILED,
    REFUSED,
    Json,
    error_of,
    fate_of,
    row_of,
    texts_of,
)
from conformance.expectations import ABSENT, Expectation, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import Run

PropellerRun: TypeAlias = Run[Propeller]

SCHEMA = 10007
BAD_REQUEST, MISSING = 400, 404


def may_write(run: PropellerRun) -> bool:
    """Whether this run writes at all; without it the reads alone are judged."""
    return Mode.WRITE in run.target.wire.modes


def code(number: int) -> Expectation:
    """A code as a number or as text: the table of errors and the samples disagree."""
    return one_of(number, str(number))


def refused_with(
    run: PropellerRun, what: str, answer: Exchange, number: int, status: int = BAD_REQUEST
) -> None:
    """Expect a refusal with a status and a code."""
    run.expect(f"{what}: status", got=answer.status, wanted=status)
    run.expect(f"{what}: code", got=error_of(answer).get("code", ABSENT), wanted=code(number))


def names(run: PropellerRun, what: str, answer: Exchange, *parts: str) -> None:
    """Expect a message that holds each of some parts."""
    texts = texts_of(answer)
    found = any(all(part in text for part in parts) for text in texts)
    wanted = f"a message with {' and '.join(parts)}"
    run.expect(f"{what}: messages", got=wanted if found else texts, wanted=wanted)


def turned_down(run: PropellerRun, what: str, customer: Json) -> None:
    """Expect a 400 that stores nothing, or a failed row; what of it is then stored is noted."""
    answer = run.driver.bulk(customer)
    fate = fate_of(answer, customer["id"])
    run.expect(what, got=fate, wanted=one_of(REFUSED, FAILED))
    if fate == FAILED:
        kept = run.driver.read(customer["id"]).ok
        run.note(f"{what}: a failed row, {'the rest is' if kept else 'nothing is'} stored")
    else:
        unstored(run, f"{what}: the customer", customer["id"])


def unstored(run: PropellerRun, what: str, customer: object) -> None:
    """Expect that an id reads nothing."""
    run.expect(f"{what}, read", got=run.driver.read(customer).status, wanted=MISSING)


def reads(run: PropellerRun, what: str, customer: object, **fields: Any) -> Json:
    """Require that a customer shows fields within the promised time; all that it shows."""

    def read() -> Any:
        return run.driver.read(customer).at("data")

    found: Json = run.eventually(what, read=read, wanted=fields)
    return found


def succeeded(run: PropellerRun, what: str, answer: Exchange, key: object) -> Json:
    """Require a successful row for a key; the row."""
    run.require(f"{what}: status", got=answer.status, wanted=200)
    row = row_of(answer, key)
    run.require(f"{what}: row", got=row, wanted={"success": True})
    return row
