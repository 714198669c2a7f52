"""
Relations of a record to contacts: direct numbers and resolvers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.drivers.shopimind import DefinitionDriver, field, rejected, stored_value
from conformance.drivers.shopimind.bodies import number_in
from conformance.expectations import ABSENT, anything_but, one_of, success
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused, require_stored

CONTACT = {"sourceField": "contact", "targetSchemaType": "system", "targetSchema": "contacts"}


def by(way: str, value: Any) -> dict[str, Any]:
    return {"by": way, "value": value}


def linked(context: ShopiMindContext) -> DefinitionDriver:
    """Store a definition whose records have a code and may have a contact."""
    fields = (field("code", required=True), field("contact", "number"))
    return context.driver.define(*fields, relationships=[CONTACT])


def record(n: int, contact: Any) -> dict[str, Any]:
    return {"code": f"code-{n}", "contact": contact}


def saved(definition: DefinitionDriver, *contacts: Any) -> Exchange:
    """Save records for contacts in one request, in their order."""
    return definition.save(*(record(n, contact) for n, contact in enumerate(contacts)))


def shows(context: ShopiMindContext, definition: DefinitionDriver, contacts: Sequence[int]) -> None:
    """Require that records show the contacts, in the order of their codes."""
    for n, contact in enumerate(contacts):
        context.eventually(
            f"record {n}",
            read=lambda n=n: definition.row(code=f"code-{n}"),  # type: ignore[misc] # bound now
            wanted={"contact": stored_value(contact)},
        )


def expect_only_the_later(context: ShopiMindContext, definition: DefinitionDriver) -> None:
    """Expect a single record, written after all that was refused."""
    context.accepted(definition.save({"code": "later"}))
    context.eventually(
        "a later record", read=lambda: definition.row(code="later"), wanted=anything_but(ABSENT)
    )
    context.expect("codes", got=definition.column("code"), wanted=["later"])


@probe("SPM-65")
def a_direct_contact_is_kept(context: ShopiMindContext) -> None:
    """A relation given as the number of a contact is stored as that number."""
    person = context.driver.shop.person("ada")
    definition = linked(context)
    answer = saved(definition, person.id_contact)
    context.require("status", got=answer.status, wanted=success())
    shows(context, definition, [person.id_contact])


@probe("SPM-66")
def three_ways_to_a_contact(context: ShopiMindContext) -> None:
    """A contact named by e-mail address, by shop id or by number is stored as its number."""
    person = context.driver.shop.person("ada")
    definition = linked(context)
    answer = saved(
        definition,
        by("email", person.email),
        by("id_customer", person.customer_id),
        by("id_contact", person.id_contact),
    )
    context.require("status", got=answer.status, wanted=success())
    shows(context, definition, [person.id_contact] * 3)


@probe("SPM-67")
def ways_may_be_mixed(context: ShopiMindContext) -> None:
    """One save may name contacts in all ways at once."""
    ada, bea = context.driver.shop.person("ada"), context.driver.shop.person("bea")
    definition = linked(context)
    answer = saved(
        definition,
        by("email", ada.email),
        by("id_customer", bea.customer_id),
        ada.id_contact,
        by("id_contact", bea.id_contact),
        by("email", bea.email),
    )
    context.require("status", got=answer.status, wanted=success())
    context.expect("rejected_items", got=answer.at("rejected_items"), wanted=[])
    wanted = [ada, bea, ada, bea, bea]
    shows(context, definition, [person.id_contact for person in wanted])


@probe("SPM-68")
def an_unknown_contact_costs_its_record(context: ShopiMindContext) -> None:
    """
    A record whose contact cannot be found is not stored and its position is told; the others are
    stored unless the whole save is refused.
    """
    person = context.driver.shop.person("ada")
    definition = linked(context)
    nobody = context.name("nobody")
    contacts = [
        person.id_contact,
        by("email", f"{nobody}@example.com"),
        by("email", person.email),
        by("id_customer", nobody),
    ]
    answer = saved(definition, *contacts)
    if not answer.ok:
        context.note("the whole save was refused")
        refused(context, "a save with unknown contacts", answer)
        expect_only_the_later(context, definition)
        return
    sent = [record(n, contact) for n, contact in enumerate(contacts)]
    context.expect("rejected", got=rejected(answer, sent), wanted=[1, 3])
    context.eventually("records", read=definition.total, wanted=2)
    codes = sorted(map(str, definition.column("code") or []))
    context.expect("codes", got=codes, wanted=["code-0", "code-2"])


@probe("SPM-69")
def only_an_unknown_contact_is_a_refusal(context: ShopiMindContext) -> None:
    """A save of one record whose contact cannot be found is refused as a whole."""
    definition = linked(context)
    nobody = context.name("nobody")
    for way, value in (("email", f"{nobody}@example.com"), ("id_customer", nobody)):
        refused(context, f"one record by unknown {way}", saved(definition, by(way, value)))
    expect_only_the_later(context, definition)


@probe("SPM-70")
def resolving_creates_no_contact(context: ShopiMindContext) -> None:
    """Naming an unknown contact does not create it."""
    definition = linked(context)
    nobody = context.name("nobody")
    email = f"{nobody}@example.com"
    saved(definition, by("email", email))
    saved(definition, by("id_customer", nobody))
    expect_only_the_later(context, definition)
    contact = context.driver.shop.contact
    context.expect("contact by e-mail", got=contact(contact_data_email=email), wanted=ABSENT)
    context.expect("contact by shop id", got=contact(id_customer_shop=nobody), wanted=ABSENT)
    context.expect("listed contacts", got=context.driver.shop.contacts(email), wanted=[])


@probe("SPM-71")
def no_other_way_to_a_contact(context: ShopiMindContext) -> None:
    """A resolver by anything but id_contact, email and id_customer is refused."""
    person = context.driver.shop.person("ada")
    definition = linked(context)
    for way in ("phone", "id_shop_contact", "EMAIL"):
        refused(context, f"by {way}", saved(definition, by(way, person.email)))
    expect_only_the_later(context, definition)


@probe("SPM-72")
def shop_ids_are_texts(context: ShopiMindContext) -> None:
    """Shop ids that differ in leading zeros name different contacts."""
    number = str(context.target.unique_number())
    padded = f"00{number}"
    plain = context.driver.shop.person("plain", customer_id=number)
    other = context.driver.shop.person("padded", customer_id=padded)
    definition = linked(context)
    answer = saved(definition, by("id_customer", number), by("id_customer", padded))
    context.require("status", got=answer.status, wanted=success())
    shows(context, definition, [plain.id_contact, other.id_contact])
    context.expect("one contact", got=plain.id_contact == other.id_contact, wanted=False)


@probe("SPM-73")
def one_of_several_contacts(context: ShopiMindContext) -> None:
    """
    Where several customers share an address, the contact found by it is one that has the address.
    """
    shop = context.driver.shop
    email = f"{context.name('shared')}@example.com"
    first, second = (shop.person(label, email=email) for label in ("ada", "bea"))
    definition = linked(context)
    answer = saved(definition, by("email", email))
    context.require("status", got=answer.status, wanted=success())
    known = {first.id_contact, second.id_contact}
    known |= {number_in(contact, "id_shop_contact") for contact in shop.contacts(email)}
    context.eventually(
        "contact of the record",
        read=lambda: definition.row(code="code-0"),
        wanted={"contact": one_of(*map(stored_value, sorted(known)))},
    )


@probe("SPM-75")
def addresses_ignore_case(context: ShopiMindContext) -> None:
    """A contact is found by its e-mail address in any case."""
    person = context.driver.shop.person("ada")
    definition = linked(context)
    answer = saved(definition, by("email", person.email.upper()))
    context.require("status", got=answer.status, wanted=success())
    shows(context, definition, [person.id_contact])


@probe("SPM-76")
def a_resolver_is_complete(context: ShopiMindContext) -> None:
    """A resolver without by or without value is rejected."""
    definition = linked(context)
    for resolver in ({"by": "email"}, {"value": "ada@example.com"}, {}):
        refused(context, f"the resolver {resolver}", saved(definition, resolver))
    expect_only_the_later(context, definition)


@probe("SPM-77")
def relations_to_records_and_products(context: ShopiMindContext) -> None:
    """
    Relations to another definition and to products are written as the number of the record and the
    id of the product.
    """
    vets = context.driver.define(field("nom", required=True), unique_keys=["nom"])
    rows = require_stored(context, vets, [{"nom": "Martin"}, {"nom": "Durand"}])
    number = context.target.unique_number()
    context.accepted(context.driver.shop.offer(context.driver.shop.product(number)))
    prices = context.driver.define(
        field("vet", "number", required=True),
        field("item", required=True),
        field("price", "decimal", required=True),
        unique_keys=["vet", "item"],
        relationships=[
            {"sourceField": "vet", "targetSchemaType": "custom", "targetSchema": vets.id},
            {"sourceField": "item", "targetSchemaType": "system", "targetSchema": "products"},
        ],
    )
    for row, price in zip(rows, (64, 71), strict=True):
        one = {"vet": number_in(row), "item": str(number), "price": price}
        context.require("status", got=prices.save(one).status, wanted=success())
        context.eventually(
            f"price of {row['nom']}",
            read=lambda: (prices.rows() or [])[-1:],
            wanted=[{name: stored_value(value) for name, value in one.items()}],
        )
    context.expect("prices", got=prices.total(), wanted=2)
