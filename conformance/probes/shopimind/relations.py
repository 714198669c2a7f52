"""
Relations of a record to contacts: direct numbers and resolvers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from conformance.drivers.shopimind import Definition, ShopiMind, field, kept, rejected
from conformance.drivers.shopimind.bodies import number_in
from conformance.expectations import ABSENT, one_of, success, unlike
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused, require_stored

CONTACT = {"sourceField": "contact", "targetSchemaType": "system", "targetSchema": "contacts"}


def by(way: str, value: Any) -> dict[str, Any]:
    """A resolver."""
    return {"by": way, "value": value}


def linked(run: Run[ShopiMind]) -> Definition:
    """A definition whose records have a code and may have a contact."""
    fields = (field("code", required=True), field("contact", "number"))
    return run.driver.define(*fields, relationships=[CONTACT])


def record(n: int, contact: Any) -> dict[str, Any]:
    """A record of a contact."""
    return {"code": f"code-{n}", "contact": contact}


def saved(definition: Definition, *contacts: Any) -> Exchange:
    """One save of records for contacts, in their order."""
    return definition.save(*(record(n, contact) for n, contact in enumerate(contacts)))


def shows(run: Run[ShopiMind], definition: Definition, contacts: Sequence[int]) -> None:
    """Require that records show the contacts, in the order of their codes."""
    for n, contact in enumerate(contacts):
        run.eventually(
            f"record {n}",
            read=lambda n=n: definition.row(code=f"code-{n}"),  # type: ignore[misc] # bound now
            wanted={"contact": kept(contact)},
        )


def spared(run: Run[ShopiMind], definition: Definition) -> None:
    """Expect one record only, written after all that was refused."""
    run.accepted(definition.save({"code": "later"}))
    run.eventually(
        "a later record", read=lambda: definition.row(code="later"), wanted=unlike(ABSENT)
    )
    run.expect("codes", got=definition.column("code"), wanted=["later"])


@probe("SPM-65")
def a_direct_contact_is_kept(run: Run[ShopiMind]) -> None:
    person = run.driver.shop.person("ada")
    definition = linked(run)
    answer = saved(definition, person.id_contact)
    run.require("status", got=answer.status, wanted=success())
    shows(run, definition, [person.id_contact])


@probe("SPM-66")
def three_ways_to_a_contact(run: Run[ShopiMind]) -> None:
    person = run.driver.shop.person("ada")
    definition = linked(run)
    answer = saved(
        definition,
        by("email", person.email),
        by("id_customer", person.customer_id),
        by("id_contact", person.id_contact),
    )
    run.require("status", got=answer.status, wanted=success())
    shows(run, definition, [person.id_contact] * 3)


@probe("SPM-67")
def ways_may_be_mixed(run: Run[ShopiMind]) -> None:
    ada, bea = run.driver.shop.person("ada"), run.driver.shop.person("bea")
    definition = linked(run)
    answer = saved(
        definition,
        by("email", ada.email),
        by("id_customer", bea.customer_id),
        ada.id_contact,
        by("id_contact", bea.id_contact),
        by("email", bea.email),
    )
    run.require("status", got=answer.status, wanted=success())
    run.expect("rejected_items", got=answer.at("rejected_items"), wanted=[])
    wanted = [ada, bea, ada, bea, bea]
    shows(run, definition, [person.id_contact for person in wanted])


@probe("SPM-68")
def an_unknown_contact_costs_its_record(run: Run[ShopiMind]) -> None:
    person = run.driver.shop.person("ada")
    definition = linked(run)
    nobody = run.name("nobody")
    contacts = [
        person.id_contact,
        by("email", f"{nobody}@example.com"),
        by("email", person.email),
        by("id_customer", nobody),
    ]
    answer = saved(definition, *contacts)
    if not answer.ok:
        run.note("the whole save was refused")
        refused(run, "a save with unknown contacts", answer)
        spared(run, definition)
        return
    sent = [record(n, contact) for n, contact in enumerate(contacts)]
    run.expect("rejected", got=rejected(answer, sent), wanted=[1, 3])
    run.eventually("records", read=definition.total, wanted=2)
    codes = sorted(map(str, definition.column("code") or []))
    run.expect("codes", got=codes, wanted=["code-0", "code-2"])


@probe("SPM-69")
def only_an_unknown_contact_is_a_refusal(run: Run[ShopiMind]) -> None:
    definition = linked(run)
    nobody = run.name("nobody")
    for way, value in (("email", f"{nobody}@example.com"), ("id_customer", nobody)):
        refused(run, f"one record by unknown {way}", saved(definition, by(way, value)))
    spared(run, definition)


@probe("SPM-70")
def resolving_creates_no_contact(run: Run[ShopiMind]) -> None:
    definition = linked(run)
    nobody = run.name("nobody")
    email = f"{nobody}@example.com"
    saved(definition, by("email", email))
    saved(definition, by("id_customer", nobody))
    spared(run, definition)
    contact = run.driver.shop.contact
    run.expect("contact by e-mail", got=contact(contact_data_email=email), wanted=ABSENT)
    run.expect("contact by shop id", got=contact(id_customer_shop=nobody), wanted=ABSENT)
    run.expect("listed contacts", got=run.driver.shop.contacts(email), wanted=[])


@probe("SPM-71")
def no_other_way_to_a_contact(run: Run[ShopiMind]) -> None:
    person = run.driver.shop.person("ada")
    definition = linked(run)
    for way in ("phone", "id_shop_contact", "EMAIL"):
        refused(run, f"by {way}", saved(definition, by(way, person.email)))
    spared(run, definition)


@probe("SPM-72")
def shop_ids_are_texts(run: Run[ShopiMind]) -> None:
    number = str(run.target.number())
    padded = f"00{number}"
    plain = run.driver.shop.person("plain", customer_id=number)
    other = run.driver.shop.person("padded", customer_id=padded)
    definition = linked(run)
    answer = saved(definition, by("id_customer", number), by("id_customer", padded))
    run.require("status", got=answer.status, wanted=success())
    shows(run, definition, [plain.id_contact, other.id_contact])
    run.expect("one contact", got=plain.id_contact == other.id_contact, wanted=False)


@probe("SPM-73")
def one_of_several_contacts(run: Run[ShopiMind]) -> None:
    shop = run.driver.shop
    email = f"{run.name('shared')}@example.com"
    first, second = (shop.person(label, email=email) for label in ("ada", "bea"))
    definition = linked(run)
    answer = saved(definition, by("email", email))
    run.require("status", got=answer.status, wanted=success())
    known = {first.id_contact, second.id_contact}
    known |= {number_in(contact, "id_shop_contact") for contact in shop.contacts(email)}
    run.eventually(
        "contact of the record",
        read=lambda: definition.row(code="code-0"),
        wanted={"contact": one_of(*map(kept, sorted(known)))},
    )


@probe("SPM-75")
def addresses_ignore_case(run: Run[ShopiMind]) -> None:
    person = run.driver.shop.person("ada")
    definition = linked(run)
    answer = saved(definition, by("email", person.email.upper()))
    run.require("status", got=answer.status, wanted=success())
    shows(run, definition, [person.id_contact])


@probe("SPM-76")
def a_resolver_is_complete(run: Run[ShopiMind]) -> None:
    definition = linked(run)
    for resolver in ({"by": "email"}, {"value": "ada@example.com"}, {}):
        refused(run, f"the resolver {resolver}", saved(definition, resolver))
    spared(run, definition)


@probe("SPM-77")
def relations_to_records_and_products(run: Run[ShopiMind]) -> None:
    vets = run.driver.define(field("nom", required=True), unique_keys=["nom"])
    rows = require_stored(run, vets, [{"nom": "Martin"}, {"nom": "Durand"}])
    number = run.target.number()
    run.accepted(run.driver.shop.offer(run.driver.shop.product(number)))
    prices = run.driver.define(
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
        run.require("status", got=prices.save(one).status, wanted=success())
        run.eventually(
            f"price of {row['nom']}",
            read=lambda: (prices.rows() or [])[-1:],
            wanted=[{name: kept(value) for name, value in one.items()}],
        )
    run.expect("prices", got=prices.total(), wanted=2)
