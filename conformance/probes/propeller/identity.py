"""
Which customer a record means: ids, pairs of source and source id, created or updated.
"""

from __future__ import annotations

from conformance.drivers.propeller.resource import CustomerResource
from conformance.drivers.propeller.responses import row_of
from conformance.expectations import number, unlike
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerRun, reads, succeeded, unstored
from conformance.scenarios import create_update_read


@probe("PRP-06")
def an_unknown_id_makes_a_customer(run: PropellerRun) -> None:
    customers = [run.driver.make.one() for _ in range(3)]
    answer = run.driver.bulk(*customers)
    for customer in customers:
        row = succeeded(run, "create", answer, customer["id"])
        run.expect("action", got=row.get("action"), wanted=unlike("update"))
        if row.get("action") != "create":
            run.note(f"a create is called {row.get('action')}")
        run.require("id", got=row.get("id"), wanted=number(1))
        reads(run, "customer", row["id"], lastName=customer["lastName"])
    kept = row["id"] == customer["id"]
    run.note("the id that was sent is kept" if kept else "the target allots an id of its own")


@probe("PRP-07")
def a_known_id_is_an_update(run: PropellerRun) -> None:
    stored = run.driver.create()
    for turn in ("first", "second"):
        answer = run.driver.bulk(run.driver.make.one(id=stored))
        row = succeeded(run, f"{turn} update", answer, stored)
        run.expect(f"action of the {turn} update", got=row.get("action"), wanted="update")


@probe("PRP-09")
def an_update_keeps_the_id(run: PropellerRun) -> None:
    stored = run.driver.create()
    for turn in ("first", "second"):
        answer = run.driver.bulk(run.driver.make.one(), run.driver.make.one(id=stored))
        row = succeeded(run, f"{turn} update", answer, stored)
        run.expect(f"id of the {turn} update", got=row.get("id"), wanted=stored)


@probe("PRP-12")
def each_row_tells_its_own_action(run: PropellerRun) -> None:
    stored = [run.driver.create(), run.driver.create()]
    new = [run.driver.make.one(), run.driver.make.one()]
    known = [run.driver.make.one(id=each) for each in stored]
    answer = run.accepted(run.driver.bulk(new[0], known[0], new[1], known[1]))
    for customer in known:
        row = row_of(answer, customer["id"])
        run.expect("action for a known id", got=row.get("action"), wanted="update")
    for customer in new:
        row = row_of(answer, customer["id"])
        run.expect("action for an unknown id", got=row.get("action"), wanted=unlike("update"))


@probe("PRP-21")
def a_pair_reads_the_customer(run: PropellerRun) -> None:
    source, later = run.name("source"), run.driver.create()
    stored = run.driver.create(source=source, sourceId=run.name("created"))
    addition = run.driver.make.one(id=later, source=source, sourceId=run.name("updated"))
    run.accepted(run.driver.bulk(addition))
    for label, customer in (("created", stored), ("updated", later)):

        def read(source_id: str = run.name(label)) -> object:
            return run.driver.read(source_id, key="sourceId", query={"source": source}).json

        run.eventually(
            f"customer {label} with a pair", read=read, wanted={"data": {"id": customer}}
        )


@probe("PRP-45")
def rows_by_source_id_repeat_it(run: PropellerRun) -> None:
    source, source_id = run.name("source"), run.name("number")
    for action, first in (("create", "Iris"), ("update", "Jan")):
        customer = run.driver.make.paired(source, source_id, firstName=first)
        answer = run.driver.bulk_by_source(customer)
        row = succeeded(run, action, answer, source_id)
        wanted = {"key": source_id, "lookupKey": "sourceId", "id": number(1)}
        run.require(action, got=row, wanted=wanted)
        reads(run, f"customer after the {action}", row["id"], firstName=first)
    run.expect("action of the second call", got=row.get("action"), wanted="update")


@probe("PRP-46")
def a_source_id_counts_within_its_source(run: PropellerRun) -> None:
    source_id = run.name("number")
    ids = []
    for source in (run.name("one"), run.name("other")):
        customer = run.driver.make.paired(source, source_id)
        row = succeeded(run, source, run.driver.bulk_by_source(customer), source_id)
        ids.append(row.get("id"))
        reads(run, f"customer of {source}", row.get("id"), lastName=customer["lastName"])
    run.expect("id of the other customer", got=ids[1], wanted=unlike(ids[0]))
    answer = run.driver.read(source_id, key="sourceId")
    run.note(f"read without source: {answer.status} {run.driver.problem(answer).code}".rstrip())


@probe("PRP-47")
def sending_again_adds_nothing(run: PropellerRun) -> None:
    create_update_read(run, CustomerResource(run.driver))


@probe("PRP-48")
def skip_create_leaves_unknown_customers_out(run: PropellerRun) -> None:
    for shape, directives in (
        ("object", {"skipCreate": []}),
        ("list", [{"operation": "skipCreate", "fields": []}]),
    ):
        stored = run.driver.create()
        new, known = run.driver.make.one(), run.driver.make.one(id=stored, firstName="Jan")
        answer = run.driver.bulk(new, known, directives=directives)
        if not answer.ok and shape == "list":
            run.note("directives as a list are refused")
            return
        run.require(f"{shape}: status", got=answer.status, wanted=200)
        reads(run, f"{shape}: known customer", stored, firstName="Jan")
        unstored(run, f"{shape}: unknown customer", new["id"])
        row = row_of(answer, new["id"])
        run.expect(f"{shape}: id of a skipped customer", got=row.get("id"), wanted=None)
        told = f"a row with success {row.get('success')}" if row else "no row"
        run.note(f"{shape}: a skipped customer has {told}")
