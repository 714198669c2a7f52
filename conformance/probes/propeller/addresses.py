"""
Addresses: nested in a customer, in their bulk call, one by one.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import Json, entries_of
from conformance.expectations import a_list, at, number
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import (
    SCHEMA,
    PropellerRun,
    refused_with,
    succeeded,
    turned_down,
)

MARKS = ("isDefault", "icp")
REQUIRED = ("type", "street", "city", "country")


def listed(run: PropellerRun, what: str, customer: object, count: int) -> list[Json]:
    """Require so many addresses of a customer; the addresses."""

    def read() -> object:
        return run.driver.addresses(customer).at("data")

    run.eventually(what, read=read, wanted=a_list(count))
    return entries_of(run.driver.addresses(customer))


def by_code(run: PropellerRun, customer: object) -> dict[str, Json]:
    """The addresses of a customer by their codes."""
    return {str(each.get("code")): each for each in entries_of(run.driver.addresses(customer))}


def added(run: PropellerRun, customer: object, address: Json) -> Exchange:
    """Add an address, given that it is accepted."""
    return run.accepted(run.driver.add_address(customer, address))


@probe("PRP-24")
def marks_are_yes_or_no(run: PropellerRun) -> None:
    make = run.driver.make
    stored = run.driver.create(addresses=[make.address()])
    address = at(listed(run, "addresses", stored, 1), 0, "id")
    path = f"/customers/id/{stored}/addresses/{address}"
    for mark in MARKS:
        for value in ("U", "y"):
            change = run.driver.send("PATCH", path, {mark: value})
            refused_with(run, f"{mark} {value!r} in a change", change, SCHEMA)
        nested = [make.address(), make.address(**{mark: "U"})]
        turned_down(run, f"{mark} 'U' inside a customer", make.one(addresses=nested))


@probe("PRP-25")
def an_address_needs_its_required_members(run: PropellerRun) -> None:
    make = run.driver.make
    for name in REQUIRED:
        lacking = make.address()
        del lacking[name]
        nested = [make.address(), lacking]
        turned_down(run, f"without {name}", make.one(addresses=nested))


@probe("PRP-26")
def addresses_come_with_their_customer(run: PropellerRun) -> None:
    make = run.driver.make
    nested = [
        make.address(code=run.name("a"), street="Havenkade"),
        make.address(code=run.name("b"), type="invoice", street="Parkweg"),
    ]
    customers = [make.one(addresses=nested), make.one(addresses=nested[:1])]
    answer = run.driver.bulk(*customers)
    for customer, wanted in zip(customers, (nested, nested[:1]), strict=True):
        stored = succeeded(run, "customer", answer, customer["id"]).get("id")
        found = listed(run, "addresses", stored, len(wanted))
        shown = sorted(found, key=lambda each: str(each.get("code")))
        run.expect("addresses", got=shown, wanted=[{**each, "id": number(1)} for each in wanted])


@probe("PRP-27")
def a_code_finds_its_address(run: PropellerRun) -> None:
    stored = run.driver.create()
    first, other = (run.driver.make.address(code=run.name(label)) for label in ("first", "other"))
    run.accepted(run.driver.bulk_addresses(stored, first, other))
    listed(run, "addresses", stored, 2)
    before = by_code(run, stored)
    for street in ("Parkweg", "Marktplein"):
        moved = {**first, "street": street}
        run.accepted(run.driver.bulk_addresses(stored, moved))
        wanted = {
            each["code"]: {"street": each["street"], "id": at(before, each["code"], "id")}
            for each in (moved, other)
        }
        run.eventually("addresses by code", read=lambda: by_code(run, stored), wanted=wanted)
        listed(run, "addresses", stored, 2)
    run.driver.bulk({"id": stored, "addresses": [{**first, "street": "Dorpsstraat"}]})
    count = len(entries_of(run.driver.addresses(stored)))
    run.note(f"inside a customer the code {'finds' if count == 2 else 'does not find'} it")


@probe("PRP-28")
def an_address_without_a_code_is_new(run: PropellerRun) -> None:
    stored = run.driver.create()
    address = run.driver.make.address()
    for count in (1, 2, 3):
        run.accepted(run.driver.bulk_addresses(stored, address))
        listed(run, f"addresses after call {count}", stored, count)


@probe("PRP-29")
def marks_and_gender_have_defaults(run: PropellerRun) -> None:
    stored = run.driver.create()
    for count, kind in enumerate(("delivery", "invoice"), 1):
        added(run, stored, run.driver.make.address(type=kind))
        for address in listed(run, "addresses", stored, count):
            defaults = {"isDefault": "N", "icp": "N", "gender": "U"}
            run.expect(f"{address.get('type')} address", got=address, wanted=defaults)


@probe("PRP-43")
def addresses_are_listed_by_type(run: PropellerRun) -> None:
    stored = run.driver.create()
    for kind in ("delivery", "invoice", "delivery"):
        added(run, stored, run.driver.make.address(type=kind))
    listed(run, "all addresses", stored, 3)
    for kind, count in (("delivery", 2), ("invoice", 1)):
        answer = run.driver.addresses(stored, kind)
        run.require(f"{kind}: status", got=answer.status, wanted=200)
        kinds = [each.get("type") for each in entries_of(answer)]
        run.expect(f"{kind}: types", got=kinds, wanted=[kind] * count)
        run.expect(f"{kind}: total", got=answer.at("total"), wanted=count)
