"""
Which customer a record means: ids, pairs of source and source id, created or updated.
"""

from __future__ import annotations

from conformance.drivers.propeller.resource import CustomerResource
from conformance.drivers.propeller.responses import row_of
from conformance.expectations import anything_but, number
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerContext, reads, succeeded, unstored
from conformance.scenarios import create_update_read


@probe("PRP-06")
def an_unknown_id_makes_a_customer(context: PropellerContext) -> None:
    """
    A customer with an unknown id is created: its row does not say update, and the id in the row
    reads the customer back.
    """
    customers = [context.driver.make.one() for _ in range(3)]
    answer = context.driver.bulk(*customers)
    for customer in customers:
        row = succeeded(context, "create", answer, customer["id"])
        context.expect("action", got=row.get("action"), wanted=anything_but("update"))
        if row.get("action") != "create":
            context.note(f"a create is called {row.get('action')}")
        context.require("id", got=row.get("id"), wanted=number(1))
        reads(context, "customer", row["id"], lastName=customer["lastName"])
    kept = row["id"] == customer["id"]
    context.note("the id that was sent is kept" if kept else "the target allots an id of its own")


@probe("PRP-07")
def a_known_id_is_an_update(context: PropellerContext) -> None:
    """A customer with a known id is updated, and its row says update."""
    stored = context.driver.create()
    for turn in ("first", "second"):
        answer = context.driver.bulk(context.driver.make.one(id=stored))
        row = succeeded(context, f"{turn} update", answer, stored)
        context.expect(f"action of the {turn} update", got=row.get("action"), wanted="update")


@probe("PRP-09")
def an_update_keeps_the_id(context: PropellerContext) -> None:
    """The id in the row of an update is the id that the customer has."""
    stored = context.driver.create()
    for turn in ("first", "second"):
        answer = context.driver.bulk(context.driver.make.one(), context.driver.make.one(id=stored))
        row = succeeded(context, f"{turn} update", answer, stored)
        context.expect(f"id of the {turn} update", got=row.get("id"), wanted=stored)


@probe("PRP-12")
def each_row_tells_its_own_action(context: PropellerContext) -> None:
    """In a call with a known and an unknown id each row tells the action of its own customer."""
    stored = [context.driver.create(), context.driver.create()]
    new = [context.driver.make.one(), context.driver.make.one()]
    known = [context.driver.make.one(id=each) for each in stored]
    answer = context.accepted(context.driver.bulk(new[0], known[0], new[1], known[1]))
    for customer in known:
        row = row_of(answer, customer["id"])
        context.expect("action for a known id", got=row.get("action"), wanted="update")
    for customer in new:
        row = row_of(answer, customer["id"])
        context.expect(
            "action for an unknown id", got=row.get("action"), wanted=anything_but("update")
        )


@probe("PRP-21")
def a_pair_reads_the_customer(context: PropellerContext) -> None:
    """
    A customer stored with source and sourceId is read by the lookup key sourceId with that source.
    """
    source, later = context.name("source"), context.driver.create()
    stored = context.driver.create(source=source, sourceId=context.name("created"))
    addition = context.driver.make.one(id=later, source=source, sourceId=context.name("updated"))
    context.accepted(context.driver.bulk(addition))
    for label, customer in (("created", stored), ("updated", later)):

        def read(source_id: str = context.name(label)) -> object:
            return context.driver.read(source_id, key="sourceId", query={"source": source}).json

        context.eventually(
            f"customer {label} with a pair", read=read, wanted={"data": {"id": customer}}
        )


@probe("PRP-45")
def rows_by_source_id_repeat_it(context: PropellerContext) -> None:
    """
    In the bulk call by sourceId the key of a row is the sourceId that was sent, lookupKey is
    sourceId, and id is the customer's id.
    """
    source, source_id = context.name("source"), context.name("number")
    for action, first in (("create", "Iris"), ("update", "Jan")):
        customer = context.driver.make.paired(source, source_id, firstName=first)
        answer = context.driver.bulk_by_source(customer)
        row = succeeded(context, action, answer, source_id)
        wanted = {"key": source_id, "lookupKey": "sourceId", "id": number(1)}
        context.require(action, got=row, wanted=wanted)
        reads(context, f"customer after the {action}", row["id"], firstName=first)
    context.expect("action of the second call", got=row.get("action"), wanted="update")


@probe("PRP-46")
def a_source_id_counts_within_its_source(context: PropellerContext) -> None:
    """One sourceId under two sources is two customers."""
    source_id = context.name("number")
    ids = []
    for source in (context.name("one"), context.name("other")):
        customer = context.driver.make.paired(source, source_id)
        row = succeeded(context, source, context.driver.bulk_by_source(customer), source_id)
        ids.append(row.get("id"))
        reads(context, f"customer of {source}", row.get("id"), lastName=customer["lastName"])
    context.expect("id of the other customer", got=ids[1], wanted=anything_but(ids[0]))
    answer = context.driver.read(source_id, key="sourceId")
    context.note(
        f"read without source: {answer.status} {context.driver.error_body(answer).code}".rstrip()
    )


@probe("PRP-47")
def sending_again_adds_nothing(context: PropellerContext) -> None:
    """A bulk call sent a second time updates the customers and adds none."""
    create_update_read(context, CustomerResource(context.driver))


@probe("PRP-48")
def skip_create_leaves_unknown_customers_out(context: PropellerContext) -> None:
    """
    With the directive skipCreate an unknown customer is not created, and a known one is updated.
    """
    for shape, directives in (
        ("object", {"skipCreate": []}),
        ("list", [{"operation": "skipCreate", "fields": []}]),
    ):
        stored = context.driver.create()
        new, known = context.driver.make.one(), context.driver.make.one(id=stored, firstName="Jan")
        answer = context.driver.bulk(new, known, directives=directives)
        if not answer.ok and shape == "list":
            context.note("directives as a list are refused")
            return
        context.require(f"{shape}: status", got=answer.status, wanted=200)
        reads(context, f"{shape}: known customer", stored, firstName="Jan")
        unstored(context, f"{shape}: unknown customer", new["id"])
        row = row_of(answer, new["id"])
        context.expect(f"{shape}: id of a skipped customer", got=row.get("id"), wanted=None)
        text = f"a row with success {row.get('success')}" if row else "no row"
        context.note(f"{shape}: a skipped customer has {text}")
