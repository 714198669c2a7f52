"""
Attribute values of a customer.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import entries_of
from conformance.expectations import ABSENT
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerRun, succeeded


def value_of(run: PropellerRun, customer: object) -> object:
    """The value of the profile's attribute, ``ABSENT`` when none is set."""
    name = run.driver.make.attribute(None)["name"]
    rows = entries_of(run.driver.attributes(customer))
    found = [row.get("value", ABSENT) for row in rows if row.get("name") == name]
    return found[0] if found else ABSENT


def shows(run: PropellerRun, customer: object, wanted: object) -> None:
    """Require the value of a customer within the promised time."""
    run.eventually("value", read=lambda: value_of(run, customer), wanted=wanted)


@probe("PRP-30")
def attributes_come_with_their_customer(run: PropellerRun) -> None:
    make = run.driver.make
    customers = [make.one(attributes=[make.attribute(value)]) for value in ("gold", "silver")]
    answer = run.driver.bulk(*customers)
    for customer in customers:
        stored = succeeded(run, "create", answer, customer["id"]).get("id")
        wanted = customer["attributes"][0]["value"]
        shows(run, stored, wanted)
        update = run.driver.bulk({"id": stored, "attributes": [make.attribute("bronze")]})
        succeeded(run, "update", update, stored)
        shows(run, stored, "bronze")


@probe("PRP-31")
def an_attribute_without_a_value_is_deleted(run: PropellerRun) -> None:
    make = run.driver.make
    stored = run.driver.create()
    run.accepted(run.driver.set_attributes(stored, make.attribute("gold")))
    set_value = run.target.poll(lambda: value_of(run, stored), lambda value: value == "gold")
    run.given("value", got=set_value, wanted="gold")
    answer = run.driver.set_attributes(stored, make.attribute(None))
    run.require("status", got=answer.status, wanted=200)
    shows(run, stored, ABSENT)
