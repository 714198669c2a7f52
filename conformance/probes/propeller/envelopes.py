"""
The shape of bulk answers: envelope, rows, keys.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import DONE, customer_outcome, entries_of
from conformance.expectations import a_list, matching, number
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerContext

TEXT = matching("(?s).*")


@probe("PRP-02")
def the_answer_has_data_messages_and_total(context: PropellerContext) -> None:
    """The answer of the bulk call has a list data, a list of texts messages and a number total."""
    answer = context.accepted(
        context.driver.bulk(context.driver.make.one(), context.driver.make.one())
    )
    wanted = {"data": a_list(), "messages": a_list(), "total": number(0)}
    context.require("answer", got=answer.json, wanted=wanted)
    for place, said in enumerate(answer.at("messages")):
        context.expect(f"messages[{place}]", got=said, wanted=TEXT)


@probe("PRP-03")
def a_successful_row_has_five_members(context: PropellerContext) -> None:
    """
    Each successful row has the texts action and lookupKey, the numbers id and key, and success as a
    boolean that is true.
    """
    stored = context.driver.create()
    new, again = context.driver.make.one(), context.driver.make.one(id=stored)
    answer = context.accepted(context.driver.bulk(new, again))
    rows = entries_of(answer)
    context.require("rows", got=len(rows), wanted=2)
    wanted = {
        "action": matching(".+"),
        "id": number(1),
        "key": number(1),
        "lookupKey": matching(".+"),
        "success": True,
    }
    for place, row in enumerate(rows):
        context.expect(f"data[{place}]", got=row, wanted=wanted)


@probe("PRP-04")
def rows_name_the_lookup_key(context: PropellerContext) -> None:
    """Each row of the bulk call by id names id as its lookupKey."""
    stored = context.driver.create()
    new, again = context.driver.make.one(), context.driver.make.one(id=stored)
    answer = context.accepted(context.driver.bulk(new, again))
    named = [row.get("lookupKey") for row in entries_of(answer)]
    context.expect("lookupKey of each row", got=named, wanted=["id", "id"])


@probe("PRP-05")
def keys_are_the_ids_that_were_sent(context: PropellerContext) -> None:
    """The keys of the rows are the ids that were sent, each once."""
    stored = context.driver.create()
    customers = [context.driver.make.one() for _ in range(4)]
    customers.append(context.driver.make.one(id=stored))
    answer = context.accepted(context.driver.bulk(*customers))
    keys = sorted((row.get("key") for row in entries_of(answer)), key=str)
    wanted = sorted((each["id"] for each in customers), key=str)
    context.expect("keys", got=keys, wanted=wanted)


@probe("PRP-10")
def each_customer_has_a_row(context: PropellerContext) -> None:
    """The answer has one row for each customer sent, and total is the number of rows."""
    for size in (1, 3, 20):
        customers = [context.driver.make.one() for _ in range(size)]
        answer = context.accepted(context.driver.bulk(*customers))
        context.expect(f"rows for {size}", got=len(entries_of(answer)), wanted=size)
        context.expect(f"total for {size}", got=answer.at("total"), wanted=size)
        outcomes = {customer_outcome(answer, each["id"]) for each in customers}
        context.expect(f"outcomes for {size}", got=sorted(outcomes), wanted=[DONE])


@probe("PRP-11")
def a_finished_call_says_completed(context: PropellerContext) -> None:
    """The messages of a bulk call that was carried out are the one text Completed."""
    customer = context.driver.make.one()
    for what in ("create", "update"):
        answer = context.accepted(context.driver.bulk(customer))
        context.expect(f"messages of the {what}", got=answer.at("messages"), wanted=["Completed"])
