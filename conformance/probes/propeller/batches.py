"""
What one customer that cannot be stored costs the others.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import entries_of, row_of
from conformance.expectations import ABSENT, JsonDict, matching, nothing, number
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerContext, reads, succeeded, unstored

NOBODY = 987_654_321_987
"""The id of no user group."""


def with_an_orphan(
    context: PropellerContext, position: int
) -> tuple[list[JsonDict], JsonDict, Exchange]:
    """
    Send two good customers and one without its parent: the good ones, the bad one, the answer.
    """
    good = [context.driver.make.one(), context.driver.make.one()]
    orphan = context.driver.make.one(parent={"id": NOBODY})
    sent = [*good[:position], orphan, *good[position:]]
    return good, orphan, context.driver.bulk(*sent)


@probe("PRP-32")
def an_orphan_fails_alone(context: PropellerContext) -> None:
    """
    A customer whose parent does not exist fails alone: status 200, a row with success false, an
    error text and no id, and the other customers are stored.
    """
    for position in (0, 1, 2):
        good, orphan, answer = with_an_orphan(context, position)
        context.require("status", got=answer.status, wanted=200)
        wanted = {"success": False, "error": matching("(?s).+"), "id": nothing()}
        context.expect("failed row", got=row_of(answer, orphan["id"]) or ABSENT, wanted=wanted)
        unstored(context, "failed customer", orphan["id"])
        for customer in good:
            row = succeeded(context, "good customer", answer, customer["id"])
            reads(context, "good customer", row.get("id"), lastName=customer["lastName"])


@probe("PRP-33")
def failed_rows_are_counted(context: PropellerContext) -> None:
    """Failed rows count in total, and messages stay Completed."""
    _, orphan, answer = with_an_orphan(context, 1)
    context.given("status", got=answer.status, wanted=200)
    failed = row_of(answer, orphan["id"]).get("success")
    context.given("the customer without its parent fails", got=failed, wanted=False)
    context.expect("rows", got=len(entries_of(answer)), wanted=3)
    context.expect("total", got=answer.at("total"), wanted=number(3, 3))
    context.expect("messages", got=answer.at("messages"), wanted=["Completed"])
