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
    PropellerRun,
    names,
    refused_with,
    turned_down,
    unstored,
)
from conformance.scenarios import one_bad_record
from conformance.scenarios.atomicity import Cost

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
def customers_cannot_be_left_out(run: PropellerRun) -> None:
    answer = run.driver.write("id", {})
    run.expect("status", got=answer.status, wanted=BAD_REQUEST)
    run.expect("error", got=answer.at("error"), wanted={"code": anything()})
    run.note(f"code {error_of(answer).get('code')}")


@probe("PRP-14")
def a_customer_needs_its_id(run: PropellerRun) -> None:
    nameless = run.driver.make.person()
    good = run.driver.make.one()
    for what, customers in (
        ("alone", [nameless]),
        ("first", [nameless, good]),
        ("last", [good, nameless]),
    ):
        answer = run.driver.bulk(*customers)
        run.expect(f"{what}: status", got=answer.status, wanted=BAD_REQUEST)
    run.note(f"code {error_of(answer).get('code')}")


@probe("PRP-17")
def a_foreign_key_is_named(run: PropellerRun) -> None:
    make = run.driver.make
    bad = {**make.one(), UNKNOWN_KEY: "x"}
    source, source_id = run.name("source"), run.name("number")
    answers = {
        0: run.driver.bulk_by_source({**make.paired(source, source_id), UNKNOWN_KEY: "x"}),
        1: run.driver.bulk(make.one(), bad),
        2: run.driver.bulk(make.one(), make.one(), bad),
    }
    for place, answer in answers.items():
        what = f"customer {place}"
        refused_with(run, what, answer, SCHEMA)
        kind = error_of(answer).get("type")
        run.expect(f"{what}: type", got=kind, wanted="SchemaValidationException")
        names(run, what, answer, f"#/customers/{place}", UNKNOWN_KEY)


@probe("PRP-18")
def a_fault_of_the_schema_stores_nothing(run: PropellerRun) -> None:
    for position in (0, 1, 3):
        one_bad_record(run, CustomerResource(run.driver), Cost.EVERYTHING, position=position)


@probe("PRP-20")
def a_source_id_needs_its_source(run: PropellerRun) -> None:
    customer = run.driver.make.one(sourceId=run.name("number"))
    turned_down(run, "sourceId alone", customer)


@probe("PRP-22")
def a_source_needs_its_source_id(run: PropellerRun) -> None:
    customer = run.driver.make.one(source=run.name("source"))
    turned_down(run, "source alone", customer)


@probe("PRP-23")
def a_wrong_type_is_refused(run: PropellerRun) -> None:
    refused_with(run, "customers as an object", run.driver.write("id", {"customers": {}}), SCHEMA)
    number = run.driver.write("id", {"customers": [5]})
    refused_with(run, "a number as customer", number, SCHEMA)
    for field, value in WRONG_TYPES.items():
        customer = run.driver.make.one(**{field: value})
        refused_with(run, field, run.driver.bulk(customer), SCHEMA)
        unstored(run, field, customer["id"])
    address = run.driver.make.address(street=5)
    nested = run.driver.make.one(addresses=[run.driver.make.address(), address])
    refused_with(run, "street of an address", run.driver.bulk(nested), SCHEMA)
    unstored(run, "street of an address", nested["id"])
