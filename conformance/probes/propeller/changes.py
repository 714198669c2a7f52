"""
What an update changes and what it leaves alone.
"""

from __future__ import annotations

from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerContext, reads, succeeded

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
def an_update_can_be_read(context: PropellerContext) -> None:
    """After an update by the bulk call a read shows every new value that was sent."""
    stored = [context.driver.create(), context.driver.create()]
    for turn, values in (("first", FIELDS), ("second", {**FIELDS, "firstName": "Piet"})):
        sent = [
            {"id": each, **values, "lastName": context.name(f"{turn}-{place}")}
            for place, each in enumerate(stored)
        ]
        answer = context.driver.bulk(*sent)
        for customer in sent:
            succeeded(context, f"{turn} update", answer, customer["id"])
            reads(context, f"after the {turn} update", customer["id"], **customer)


@probe("PRP-34")
def fields_that_are_not_sent_stay(context: PropellerContext) -> None:
    """Fields that an update by the bulk call does not send keep their values."""
    address = context.driver.make.address(code=context.name("code"))
    source, source_id = context.name("source"), context.name("number")
    stored = context.driver.create(**FIELDS, source=source, sourceId=source_id, addresses=[address])
    for phone in ("0300000001", "0300000002"):
        answer = context.driver.bulk({"id": stored, "phone": phone})
        succeeded(context, "update", answer, stored)
        reads(context, "customer", stored, **{**FIELDS, "phone": phone})
    kept = context.driver.addresses(stored).at("data")
    context.expect("addresses", got=kept, wanted=[{"code": address["code"]}])
    found = context.driver.read(source_id, key="sourceId", query={"source": source})
    context.expect("customer by its pair", got=found.at("data", "id"), wanted=stored)


@probe("PRP-42")
def a_change_touches_what_it_names(context: PropellerContext) -> None:
    """
    A change of one field is answered with 200, total 1 and the message Customer updated, and the
    other fields keep their values.
    """
    stored = context.driver.create(**FIELDS)
    before = reads(context, "customer", stored, **FIELDS)
    for turn in ("first", "second"):
        answer = context.driver.change(stored, {"lastName": context.name(turn)})
        context.require("status", got=answer.status, wanted=200)
        said = {"messages": ["Customer updated"], "total": 1}
        context.expect("answer", got=answer.json, wanted=said)
        reads(
            context,
            "customer",
            stored,
            **FIELDS,
            lastName=context.name(turn),
            email=before.get("email"),
        )


@probe("PRP-49")
def filled_fields_can_be_kept(context: PropellerContext) -> None:
    """
    With the directive skipIfNotEmpty a stored value of a listed field stays, an empty one is
    filled, and fields that are not listed are updated.
    """
    for shape, directives in (
        ("object", {"skipIfNotEmpty": ["title", "phone"]}),
        ("list", [{"operation": "skipIfNotEmpty", "fields": ["title", "phone"]}]),
    ):
        stored = context.driver.create(title="Mr.", mobile="0612345678")
        sent = {"id": stored, "title": "Dr.", "phone": "0301234567", "mobile": "0687654321"}
        answer = context.driver.bulk(sent, directives=directives)
        if shape == "list" and not answer.ok:
            context.note("directives as a list are refused")
            return
        context.require(f"{shape}: status", got=answer.status, wanted=200)
        wanted = {"title": "Mr.", "phone": "0301234567", "mobile": "0687654321"}
        reads(context, f"{shape}: customer", stored, **wanted)
