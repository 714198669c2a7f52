"""
What an update changes and what it leaves alone.
"""

from __future__ import annotations

from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerRun, reads, succeeded

FIELDS = {
    "firstName": "Jan",
    "middleName": "van",
    "abbreviation": "JS",
    "title": "Mr.",
    "gender": "M",
    "phone": "0301234567",
    "mobile": "0612345678",
    "primaryLanguage": "NL",
}
"""Fields that a read repeats as they were sent."""


@probe("PRP-08")
def an_update_can_be_read(run: PropellerRun) -> None:
    stored = [run.driver.create(), run.driver.create()]
    for turn, values in (("first", FIELDS), ("second", {**FIELDS, "firstName": "Piet"})):
        sent = [
            {"id": each, **values, "lastName": run.name(f"{turn}-{place}")}
            for place, each in enumerate(stored)
        ]
        answer = run.driver.bulk(*sent)
        for customer in sent:
            succeeded(run, f"{turn} update", answer, customer["id"])
            reads(run, f"after the {turn} update", customer["id"], **customer)


@probe("PRP-34")
def fields_that_are_not_sent_stay(run: PropellerRun) -> None:
    address = run.driver.make.address(code=run.name("code"))
    source, source_id = run.name("source"), run.name("number")
    stored = run.driver.create(**FIELDS, source=source, sourceId=source_id, addresses=[address])
    for phone in ("0300000001", "0300000002"):
        answer = run.driver.bulk({"id": stored, "phone": phone})
        succeeded(run, "update", answer, stored)
        reads(run, "customer", stored, **{**FIELDS, "phone": phone})
    kept = run.driver.addresses(stored).at("data")
    run.expect("addresses", got=kept, wanted=[{"code": address["code"]}])
    found = run.driver.read(source_id, key="sourceId", query={"source": source})
    run.expect("customer by its pair", got=found.at("data", "id"), wanted=stored)


@probe("PRP-42")
def a_change_touches_what_it_names(run: PropellerRun) -> None:
    stored = run.driver.create(**FIELDS)
    before = reads(run, "customer", stored, **FIELDS)
    for turn in ("first", "second"):
        answer = run.driver.change(stored, {"lastName": run.name(turn)})
        run.require("status", got=answer.status, wanted=200)
        said = {"messages": ["Customer updated"], "total": 1}
        run.expect("answer", got=answer.json, wanted=said)
        reads(run, "customer", stored, **FIELDS, lastName=run.name(turn), email=before.get("email"))


@probe("PRP-49")
def filled_fields_can_be_kept(run: PropellerRun) -> None:
    for shape, directives in (
        ("object", {"skipIfNotEmpty": ["title", "phone"]}),
        ("list", [{"operation": "skipIfNotEmpty", "fields": ["title", "phone"]}]),
    ):
        stored = run.driver.create(title="Mr.", mobile="0612345678")
        sent = {"id": stored, "title": "Dr.", "phone": "0301234567", "mobile": "0687654321"}
        answer = run.driver.bulk(sent, directives=directives)
        if shape == "list" and not answer.ok:
            run.note("directives as a list are refused")
            return
        run.require(f"{shape}: status", got=answer.status, wanted=200)
        wanted = {"title": "Mr.", "phone": "0301234567", "mobile": "0687654321"}
        reads(run, f"{shape}: customer", stored, **wanted)
