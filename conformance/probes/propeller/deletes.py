"""
Deleting customers.
"""

from __future__ import annotations

from conformance.expectations import exactly
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import MISSING, PropellerContext, reads, refused_with


@probe("PRP-40")
def a_deleted_customer_is_gone(context: PropellerContext) -> None:
    """
    Deleting a customer is answered with 200, an empty data object and the message Customer deleted,
    and a read then finds nothing.
    """
    source, source_id = context.name("source"), context.name("number")
    stored = context.driver.create(source=source, sourceId=source_id)
    other = context.driver.create()
    reads(context, "customer", stored, id=stored)
    answer = context.driver.delete(stored)
    context.require("status", got=answer.status, wanted=200)
    wanted = {"data": exactly({}), "messages": ["Customer deleted"]}
    context.expect("answer", got=answer.json, wanted=wanted)
    context.eventually("read", read=lambda: context.driver.read(stored).status, wanted=MISSING)
    found = context.driver.read(source_id, key="sourceId", query={"source": source})
    context.expect("read by the pair", got=found.status, wanted=MISSING)
    reads(context, "other customer", other, id=other)


@probe("PRP-41")
def an_unknown_customer_cannot_be_deleted(context: PropellerContext) -> None:
    """Deleting an unknown customer is answered with 404 and code 60006."""
    refused_with(
        context, "unknown", context.driver.delete(context.target.unique_number()), 60006, MISSING
    )
    stored = context.driver.create()
    context.accepted(context.driver.delete(stored))
    refused_with(context, "deleted already", context.driver.delete(stored), 60006, MISSING)
