"""
Addresses: nested in a customer, in their bulk call, one by one.
"""

from __future__ import annotations

from conformance.drivers.propeller.responses import entries_of
from conformance.expectations import JsonDict, a_list, at, number
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import (
    SCHEMA,
    PropellerContext,
    refused_or_failed,
    refused_with,
    succeeded,
)

MARKS = ("isDefault", "icp")
REQUIRED = ("type", "street", "city", "country")


def require_addresses(
    context: PropellerContext, what: str, customer: object, count: int
) -> list[JsonDict]:
    """Require so many addresses of a customer, and return them."""

    def read() -> object:
        return context.driver.addresses(customer).at("data")

    context.eventually(what, read=read, wanted=a_list(count))
    return entries_of(context.driver.addresses(customer))


def by_code(context: PropellerContext, customer: object) -> dict[str, JsonDict]:
    return {str(each.get("code")): each for each in entries_of(context.driver.addresses(customer))}


def added(context: PropellerContext, customer: object, address: JsonDict) -> Exchange:
    return context.accepted(context.driver.add_address(customer, address))


@probe("PRP-24")
def marks_are_yes_or_no(context: PropellerContext) -> None:
    """
    isDefault and icp of an address are Y or N: any other value is refused, alone with 400 and code
    10007, inside a customer by a 400 or a failed row.
    """
    make = context.driver.make
    stored = context.driver.create(addresses=[make.address()])
    address = at(require_addresses(context, "addresses", stored, 1), 0, "id")
    path = f"/customers/id/{stored}/addresses/{address}"
    for mark in MARKS:
        for value in ("U", "y"):
            change = context.driver.send("PATCH", path, {mark: value})
            refused_with(context, f"{mark} {value!r} in a change", change, SCHEMA)
        nested = [make.address(), make.address(**{mark: "U"})]
        refused_or_failed(context, f"{mark} 'U' inside a customer", make.one(addresses=nested))


@probe("PRP-25")
def an_address_needs_its_required_members(context: PropellerContext) -> None:
    """An address without type, street, city or country is refused, by a 400 or by a failed row."""
    make = context.driver.make
    for name in REQUIRED:
        lacking = make.address()
        del lacking[name]
        nested = [make.address(), lacking]
        refused_or_failed(context, f"without {name}", make.one(addresses=nested))


@probe("PRP-26")
def addresses_come_with_their_customer(context: PropellerContext) -> None:
    """The addresses sent inside a customer are stored, each with an id."""
    make = context.driver.make
    nested = [
        make.address(code=context.name("a"), street="Havenkade"),
        make.address(code=context.name("b"), type="invoice", street="Parkweg"),
    ]
    customers = [make.one(addresses=nested), make.one(addresses=nested[:1])]
    answer = context.driver.bulk(*customers)
    for customer, wanted in zip(customers, (nested, nested[:1]), strict=True):
        stored = succeeded(context, "customer", answer, customer["id"]).get("id")
        found = require_addresses(context, "addresses", stored, len(wanted))
        shown = sorted(found, key=lambda each: str(each.get("code")))
        context.expect(
            "addresses", got=shown, wanted=[{**each, "id": number(1)} for each in wanted]
        )


@probe("PRP-27")
def a_code_finds_its_address(context: PropellerContext) -> None:
    """An address with the type and code of a stored one updates it and makes no second one."""
    stored = context.driver.create()
    first, other = (
        context.driver.make.address(code=context.name(label)) for label in ("first", "other")
    )
    context.accepted(context.driver.bulk_addresses(stored, first, other))
    require_addresses(context, "addresses", stored, 2)
    before = by_code(context, stored)
    for street in ("Parkweg", "Marktplein"):
        moved = {**first, "street": street}
        context.accepted(context.driver.bulk_addresses(stored, moved))
        wanted = {
            each["code"]: {"street": each["street"], "id": at(before, each["code"], "id")}
            for each in (moved, other)
        }
        context.eventually(
            "addresses by code", read=lambda: by_code(context, stored), wanted=wanted
        )
        require_addresses(context, "addresses", stored, 2)
    context.driver.bulk({"id": stored, "addresses": [{**first, "street": "Dorpsstraat"}]})
    count = len(entries_of(context.driver.addresses(stored)))
    context.note(f"inside a customer the code {'finds' if count == 2 else 'does not find'} it")


@probe("PRP-28")
def an_address_without_a_code_is_new(context: PropellerContext) -> None:
    """An address without code is a new address each time it is sent."""
    stored = context.driver.create()
    address = context.driver.make.address()
    for count in (1, 2, 3):
        context.accepted(context.driver.bulk_addresses(stored, address))
        require_addresses(context, f"addresses after call {count}", stored, count)


@probe("PRP-29")
def marks_and_gender_have_defaults(context: PropellerContext) -> None:
    """An address stored without isDefault, icp and gender reads back as N, N and U."""
    stored = context.driver.create()
    for count, kind in enumerate(("delivery", "invoice"), 1):
        added(context, stored, context.driver.make.address(type=kind))
        for address in require_addresses(context, "addresses", stored, count):
            defaults = {"isDefault": "N", "icp": "N", "gender": "U"}
            context.expect(f"{address.get('type')} address", got=address, wanted=defaults)


@probe("PRP-43")
def addresses_are_listed_by_type(context: PropellerContext) -> None:
    """The list of addresses asked for a type holds the addresses of that type and no others."""
    stored = context.driver.create()
    for kind in ("delivery", "invoice", "delivery"):
        added(context, stored, context.driver.make.address(type=kind))
    require_addresses(context, "all addresses", stored, 3)
    for kind, count in (("delivery", 2), ("invoice", 1)):
        answer = context.driver.addresses(stored, kind)
        context.require(f"{kind}: status", got=answer.status, wanted=200)
        kinds = [each.get("type") for each in entries_of(answer)]
        context.expect(f"{kind}: types", got=kinds, wanted=[kind] * count)
        context.expect(f"{kind}: total", got=answer.at("total"), wanted=count)
