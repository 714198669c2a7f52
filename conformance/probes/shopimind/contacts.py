"""
Contacts as they are read; products as they are listed.
"""

from __future__ import annotations

from conformance.drivers.shopimind import stored_value
from conformance.drivers.shopimind.bodies import first_member, id_of, rows_of
from conformance.expectations import success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused
from conformance.probes.shopimind.relations import linked, saved, shows


@probe("SPM-97")
def a_product_row_a_language(context: ShopiMindContext) -> None:
    """
    A product has one row a language, and a second push of product and language updates that row
    only.
    """
    shop, number = context.driver.shop, context.target.unique_number()
    answer = shop.offer(shop.product(number, "fr", price=10), shop.product(number, "en", price=11))
    context.require("status", got=answer.status, wanted=success())
    for lang, price in (("fr", 10), ("en", 11)):
        row_of(context, number, lang, price)
    for time, price in (("first", 12), ("second", 13)):
        answer = shop.offer(shop.product(number, "en", price=price))
        context.require(f"status of the {time} update", got=answer.status, wanted=success())
        row_of(context, number, "en", price)
    row_of(context, number, "fr", 10)


def row_of(context: ShopiMindContext, number: int, lang: str, price: int) -> None:
    """Require exactly one row of a language, with a price."""
    context.eventually(
        f"rows in {lang}",
        read=lambda: context.driver.shop.products(number, lang),
        wanted=[{"lang": lang, "price": stored_value(price)}],
    )


@probe("SPM-98")
def a_contact_is_asked_for_in_one_way(context: ShopiMindContext) -> None:
    """Reading a contact with no identifier or with two is refused."""
    refused(context, "no identifier", context.target.send("GET", "/v1/contacts"))
    person = context.driver.shop.person("ada")
    address, number = ("contact_data_email", person.email), ("id_shop_contact", person.id_contact)
    for query in (
        [address, number],
        [number, address],
        [("id_customer_shop", person.customer_id), address],
    ):
        answer = context.target.send("GET", "/v1/contacts", query=query)
        refused(context, " and ".join(name for name, _ in query), answer)


@probe("SPM-100")
def definitions_of_a_contact(context: ShopiMindContext) -> None:
    """The definitions of a contact are those that hold records of that contact."""
    ada, bea = context.driver.shop.person("ada"), context.driver.shop.person("bea")
    hers, others = linked(context), linked(context)
    context.accepted(saved(hers, ada.id_contact))
    shows(context, hers, [ada.id_contact])
    context.accepted(saved(others, bea.id_contact))
    shows(context, others, [bea.id_contact])
    path = f"/v1/contacts/{ada.id_contact}/custom-data-definitions"
    answer = context.target.send("GET", path)
    context.require("status", got=answer.status, wanted=success())
    found = [id_of(first_member(row, "id_definition", "id")) for row in rows_of(answer)]
    context.expect("definitions", got=found, wanted=[hers.id])
