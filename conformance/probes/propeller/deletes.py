"""
Deleting customers.
"""

from __future__ import annotations

from conformance.expectations import exactly
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import MISSING, PropellerRun, reads, refused_with


@probe("PRP-40")
def a_deleted_customer_is_gone(run: PropellerRun) -> None:
    source, source_id = run.name("source"), run.name("number")
    stored = run.driver.create(source=source, sourceId=source_id)
    other = run.driver.create()
    reads(run, "customer", stored, id=stored)
    answer = run.driver.delete(stored)
    run.require("status", got=answer.status, wanted=200)
    wanted = {"data": exactly({}), "messages": ["Customer deleted"]}
    run.expect("answer", got=answer.json, wanted=wanted)
    run.eventually("read", read=lambda: run.driver.read(stored).status, wanted=MISSING)
    found = run.driver.read(source_id, key="sourceId", query={"source": source})
    run.expect("read by the pair", got=found.status, wanted=MISSING)
    reads(run, "other customer", other, id=other)


@probe("PRP-41")
def an_unknown_customer_cannot_be_deleted(run: PropellerRun) -> None:
    refused_with(run, "unknown", run.driver.delete(run.target.number()), 60006, MISSING)
    stored = run.driver.create()
    run.accepted(run.driver.delete(stored))
    refused_with(run, "deleted already", run.driver.delete(stored), 60006, MISSING)
