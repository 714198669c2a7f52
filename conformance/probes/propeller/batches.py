"""
What one customer that cannot be stored costs the others.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import Json, entries_of, row_of
from conformance.expectations import ABSENT, matching, nothing, number
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerRun, reads, succeeded, unstored

NOBODY = 987_654_321_987
"""The id of no user group."""


def with_an_orphan(run: PropellerRun, position: int) -> tuple[list[Json], Json, Exchange]:
    """Two good customers and one without its parent; the good ones, the bad one, the answer."""
    good = [run.driver.make.one(), run.driver.make.one()]
    orphan = run.driver.make.one(parent={"id": NOBODY})
    sent = [*good[:position], orphan, *good[position:]]
    return good, orphan, run.driver.bulk(*sent)


@probe("PRP-32")
def an_orphan_fails_alone(run: PropellerRun) -> None:
    for position in (0, 1, 2):
        good, orphan, answer = with_an_orphan(run, position)
        run.require("status", got=answer.status, wanted=200)
        wanted = {"success": False, "error": matching("(?s).+"), "id": nothing()}
        run.expect("failed row", got=row_of(answer, orphan["id"]) or ABSENT, wanted=wanted)
        unstored(run, "failed customer", orphan["id"])
        for customer in good:
            row = succeeded(run, "good customer", answer, customer["id"])
            reads(run, "good customer", row.get("id"), lastName=customer["lastName"])


@probe("PRP-33")
def failed_rows_are_counted(run: PropellerRun) -> None:
    _, orphan, answer = with_an_orphan(run, 1)
    run.given("status", got=answer.status, wanted=200)
    failed = row_of(answer, orphan["id"]).get("success")
    run.given("the customer without its parent fails", got=failed, wanted=False)
    run.expect("rows", got=len(entries_of(answer)), wanted=3)
    run.expect("total", got=answer.at("total"), wanted=number(3, 3))
    run.expect("messages", got=answer.at("messages"), wanted=["Completed"])
