"""
Contacts as they are read; products as they are listed.
"""

from __future__ import annotations

from conformance.drivers.shopimind import ShopiMind, kept
from conformance.drivers.shopimind.bodies import id_of, rows_of, spelled
from conformance.expectations import success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused
from conformance.probes.shopimind.relations import linked, saved, shows


@probe("SPM-97")
def a_product_row_a_language(run: Run[ShopiMind]) -> None:
    shop, number = run.driver.shop, run.target.number()
    answer = shop.offer(shop.product(number, "fr", price=10), shop.product(number, "en", price=11))
    run.require("status", got=answer.status, wanted=success())
    for lang, price in (("fr", 10), ("en", 11)):
        row_of(run, number, lang, price)
    for time, price in (("first", 12), ("second", 13)):
        answer = shop.offer(shop.product(number, "en", price=price))
        run.require(f"status of the {time} update", got=answer.status, wanted=success())
        row_of(run, number, "en", price)
    row_of(run, number, "fr", 10)


def row_of(run: Run[ShopiMind], number: int, lang: str, price: int) -> None:
    """Require one row of a language, at a price."""
    run.eventually(
        f"rows in {lang}",
        read=lambda: run.driver.shop.products(number, lang),
        wanted=[{"lang": lang, "price": kept(price)}],
    )


@probe("SPM-98")
def a_contact_is_asked_for_in_one_way(run: Run[ShopiMind]) -> None:
    refused(run, "no identifier", run.target.send("GET", "/v1/contacts"))
    person = run.driver.shop.person("ada")
    address, number = ("contact_data_email", person.email), ("id_shop_contact", person.id_contact)
    for query in (
        [address, number],
        [number, address],
        [("id_customer_shop", person.customer_id), address],
    ):
        answer = run.target.send("GET", "/v1/contacts", query=query)
        refused(run, " and ".join(name for name, _ in query), answer)


@probe("SPM-100")
def definitions_of_a_contact(run: Run[ShopiMind]) -> None:
    ada, bea = run.driver.shop.person("ada"), run.driver.shop.person("bea")
    hers, others = linked(run), linked(run)
    run.accepted(saved(hers, ada.id_contact))
    shows(run, hers, [ada.id_contact])
    run.accepted(saved(others, bea.id_contact))
    shows(run, others, [bea.id_contact])
    path = f"/v1/contacts/{ada.id_contact}/custom-data-definitions"
    answer = run.target.send("GET", path)
    run.require("status", got=answer.status, wanted=success())
    found = [id_of(spelled(row, "id_definition", "id")) for row in rows_of(answer)]
    run.expect("definitions", got=found, wanted=[hers.id])
