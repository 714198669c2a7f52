"""
The shape of bulk answers: envelope, rows, keys.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import DONE, entries_of, fate_of
from conformance.expectations import a_list, matching, number
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerRun

TEXT = matching("(?s).*")


@probe("PRP-02")
def the_answer_has_data_messages_and_total(run: PropellerRun) -> None:
    answer = run.accepted(run.driver.bulk(run.driver.make.one(), run.driver.make.one()))
    wanted = {"data": a_list(), "messages": a_list(), "total": number(0)}
    run.require("answer", got=answer.json, wanted=wanted)
    for place, said in enumerate(answer.at("messages")):
        run.expect(f"messages[{place}]", got=said, wanted=TEXT)


@probe("PRP-03")
def a_successful_row_has_five_members(run: PropellerRun) -> None:
    stored = run.driver.create()
    new, again = run.driver.make.one(), run.driver.make.one(id=stored)
    answer = run.accepted(run.driver.bulk(new, again))
    rows = entries_of(answer)
    run.require("rows", got=len(rows), wanted=2)
    wanted = {
        "action": matching(".+"),
        "id": number(1),
        "key": number(1),
        "lookupKey": matching(".+"),
        "success": True,
    }
    for place, row in enumerate(rows):
        run.expect(f"data[{place}]", got=row, wanted=wanted)


@probe("PRP-04")
def rows_name_the_lookup_key(run: PropellerRun) -> None:
    stored = run.driver.create()
    new, again = run.driver.make.one(), run.driver.make.one(id=stored)
    answer = run.accepted(run.driver.bulk(new, again))
    named = [row.get("lookupKey") for row in entries_of(answer)]
    run.expect("lookupKey of each row", got=named, wanted=["id", "id"])


@probe("PRP-05")
def keys_are_the_ids_that_were_sent(run: PropellerRun) -> None:
    stored = run.driver.create()
    customers = [run.driver.make.one() for _ in range(4)]
    customers.append(run.driver.make.one(id=stored))
    answer = run.accepted(run.driver.bulk(*customers))
    keys = sorted((row.get("key") for row in entries_of(answer)), key=str)
    wanted = sorted((each["id"] for each in customers), key=str)
    run.expect("keys", got=keys, wanted=wanted)


@probe("PRP-10")
def each_customer_has_a_row(run: PropellerRun) -> None:
    for size in (1, 3, 20):
        customers = [run.driver.make.one() for _ in range(size)]
        answer = run.accepted(run.driver.bulk(*customers))
        run.expect(f"rows for {size}", got=len(entries_of(answer)), wanted=size)
        run.expect(f"total for {size}", got=answer.at("total"), wanted=size)
        fates = {fate_of(answer, each["id"]) for each in customers}
        run.expect(f"fates for {size}", got=sorted(fates), wanted=[DONE])


@probe("PRP-11")
def a_finished_call_says_completed(run: PropellerRun) -> None:
    customer = run.driver.make.one()
    for what in ("create", "update"):
        answer = run.accepted(run.driver.bulk(customer))
        run.expect(f"messages of the {what}", got=answer.at("messages"), wanted=["Completed"])
