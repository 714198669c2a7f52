"""
What a body may not be: required members, types, keys, pairs.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.propeller.customers import UNKNOWN_KEY
from conformance.drivers.propeller.resource import CustomerResource
from conformance.drivers.propeller.responses import error_of
from conformance.expectations import anything
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import (
    BAD_REQUEST,
    SCHEMA,
    PropellerContext,
    names,
    refused_or_failed,
    refused_with,
    unstored,
)
from conformance.scenarios import one_bad_record

WRONG_TYPES: dict[str, Any] = {
    "email": 5,
    "firstName": ["x"],
    "phone": {"x": 1},
    "title": True,
    "addresses": "x",
    "attributes": {"x": 1},
    "parent": "x",
    "id": "no number",
}


@probe("PRP-13")
def customers_cannot_be_left_out(context: PropellerContext) -> None:
    """A body without customers is refused with status 400 and an error object."""
    answer = context.driver.write("id", {})
    context.expect("status", got=answer.status, wanted=BAD_REQUEST)
    context.expect("error", got=answer.at("error"), wanted={"code": anything()})
    context.note(f"code {error_of(answer).get('code')}")


@probe("PRP-14")
def a_customer_needs_its_id(context: PropellerContext) -> None:
    """A customer without id is refused with status 400, wherever it stands in the list."""
    nameless = context.driver.make.person()
    good = context.driver.make.one()
    for what, customers in (
        ("alone", [nameless]),
        ("first", [nameless, good]),
        ("last", [good, nameless]),
    ):
        answer = context.driver.bulk(*customers)
        context.expect(f"{what}: status", got=answer.status, wanted=BAD_REQUEST)
    context.note(f"code {error_of(answer).get('code')}")


@probe("PRP-17")
def a_foreign_key_is_named(context: PropellerContext) -> None:
    """
    A customer with a key that does not exist is refused with 400, code 10007 and type
    SchemaValidationException, and a message points at the customer and names the key.
    """
    make = context.driver.make
    bad = {**make.one(), UNKNOWN_KEY: "x"}
    source, source_id = context.name("source"), context.name("number")
    answers = {
        0: context.driver.bulk_by_source({**make.paired(source, source_id), UNKNOWN_KEY: "x"}),
        1: context.driver.bulk(make.one(), bad),
        2: context.driver.bulk(make.one(), make.one(), bad),
    }
    for place, answer in answers.items():
        what = f"customer {place}"
        refused_with(context, what, answer, SCHEMA)
        kind = error_of(answer).get("type")
        context.expect(f"{what}: type", got=kind, wanted="SchemaValidationException")
        names(context, what, answer, f"#/customers/{place}", UNKNOWN_KEY)


@probe("PRP-18")
def a_fault_of_the_schema_stores_nothing(context: PropellerContext) -> None:
    """
    A customer that breaks the schema costs the whole call: status 400, and no customer of it is
    stored.
    """
    for position in (0, 1, 3):
        one_bad_record(context, CustomerResource(context.driver), position=position)


@probe("PRP-20")
def a_source_id_needs_its_source(context: PropellerContext) -> None:
    """A customer with sourceId and without source is refused, by a 400 or by a failed row."""
    customer = context.driver.make.one(sourceId=context.name("number"))
    refused_or_failed(context, "sourceId alone", customer)


@probe("PRP-22")
def a_source_needs_its_source_id(context: PropellerContext) -> None:
    """A customer with source and without sourceId is refused, by a 400 or by a failed row."""
    customer = context.driver.make.one(source=context.name("source"))
    refused_or_failed(context, "source alone", customer)


@probe("PRP-23")
def a_wrong_type_is_refused(context: PropellerContext) -> None:
    """A value of a wrong JSON type is refused with 400 and code 10007."""
    refused_with(
        context, "customers as an object", context.driver.write("id", {"customers": {}}), SCHEMA
    )
    number = context.driver.write("id", {"customers": [5]})
    refused_with(context, "a number as customer", number, SCHEMA)
    for field, value in WRONG_TYPES.items():
        customer = context.driver.make.one(**{field: value})
        refused_with(context, field, context.driver.bulk(customer), SCHEMA)
        unstored(context, field, customer["id"])
    address = context.driver.make.address(street=5)
    nested = context.driver.make.one(addresses=[context.driver.make.address(), address])
    refused_with(context, "street of an address", context.driver.bulk(nested), SCHEMA)
    unstored(context, "street of an address", nested["id"])
