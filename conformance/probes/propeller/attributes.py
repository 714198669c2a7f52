"""
Attribute values of a customer.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import entries_of
from conformance.expectations import ABSENT
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import PropellerContext, succeeded


def value_of(context: PropellerContext, customer: object) -> object:
    """The value of the profile's attribute, ``ABSENT`` when none is set."""
    name = context.driver.make.attribute(None)["name"]
    rows = entries_of(context.driver.attributes(customer))
    found = [row.get("value", ABSENT) for row in rows if row.get("name") == name]
    return found[0] if found else ABSENT


def shows(context: PropellerContext, customer: object, wanted: object) -> None:
    """Require the value of a customer within the promised time."""
    context.eventually("value", read=lambda: value_of(context, customer), wanted=wanted)


@probe("PRP-30")
def attributes_come_with_their_customer(context: PropellerContext) -> None:
    """An attribute inside a customer sets the value of that customer for a defined attribute."""
    make = context.driver.make
    customers = [make.one(attributes=[make.attribute(value)]) for value in ("gold", "silver")]
    answer = context.driver.bulk(*customers)
    for customer in customers:
        stored = succeeded(context, "create", answer, customer["id"]).get("id")
        wanted = customer["attributes"][0]["value"]
        shows(context, stored, wanted)
        update = context.driver.bulk({"id": stored, "attributes": [make.attribute("bronze")]})
        succeeded(context, "update", update, stored)
        shows(context, stored, "bronze")


@probe("PRP-31")
def an_attribute_without_a_value_is_deleted(context: PropellerContext) -> None:
    """An attribute sent without a value deletes the stored value."""
    make = context.driver.make
    stored = context.driver.create()
    context.accepted(context.driver.set_attributes(stored, make.attribute("gold")))
    set_value = context.target.poll(
        lambda: value_of(context, stored), lambda value: value == "gold"
    )
    context.given("value", got=set_value, wanted="gold")
    answer = context.driver.set_attributes(stored, make.attribute(None))
    context.require("status", got=answer.status, wanted=200)
    shows(context, stored, ABSENT)
