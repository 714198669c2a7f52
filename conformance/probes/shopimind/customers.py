"""
Customers, and the contacts they become.
"""

from __future__ import annotations

from conformance.drivers.shopimind import Customers, Shelf, ShopiMind, kept, rejected
from conformance.drivers.shopimind.bodies import id_of
from conformance.expectations import ABSENT, at, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused
from conformance.scenarios import at_the_limit, over_the_limit, stored, written

MOST, MOST_DELETES = 50, 20


@probe("SPM-94")
def fifty_customers_a_push(run: Run[ShopiMind]) -> None:
    customers = Customers(run.driver)
    over_the_limit(run, customers, MOST)
    at_the_limit(run, customers, MOST)
    answer = customers.write([customers.record(0, 1)])
    run.require("status of an update", got=answer.status, wanted=success())
    stored(run, customers, 0, 1)
    run.expect("its neighbour", got=customers.read(1), wanted=customers.shows(1))


@probe("SPM-95")
def updating_customers_keeps_the_rest(run: Run[ShopiMind]) -> None:
    customers = Customers(run.driver)
    written(run, customers, [0, 1])
    ids = [customers.record(n)["customer_id"] for n in range(3)]
    sent = [
        {"customer_id": ids[0], "last_name": "Hopper"},
        {"customer_id": ids[2], "last_name": "Nobody"},
        {"customer_id": ids[1], "first_name": "Bea"},
    ]
    answer = run.driver.shop.push(*sent, method="PUT")
    run.require("status", got=answer.status, wanted=success())
    run.expect("rejected", got=rejected(answer, sent), wanted=[1])
    shop = run.driver.shop
    whole = customers.record(0) | {"last_name": "Hopper"}
    wanted = {name: whole[name] for name in ("first_name", "last_name", "email", "lang")}
    run.eventually("the first", read=lambda: shop.read(ids[0]), wanted=wanted)
    whole = customers.record(1) | {"first_name": "Bea"}
    wanted = {name: whole[name] for name in ("first_name", "last_name", "email", "lang")}
    run.eventually("the last", read=lambda: shop.read(ids[1]), wanted=wanted)
    run.expect("the unknown one", got=shop.read(ids[2]), wanted=ABSENT)


@probe("SPM-96")
def customers_are_deleted_repeatably(run: Run[ShopiMind]) -> None:
    shop, customers = run.driver.shop, Customers(run.driver)
    count = MOST_DELETES + 1
    written(run, customers, range(count))
    ids = [customers.record(n)["customer_id"] for n in range(count)]
    answer = shop.delete(run.name("nobody"))
    run.expect("status for an unknown one", got=answer.status, wanted=success())
    refused(run, "twenty-one ids", shop.bulk_delete(ids))
    written(run, customers, [count])
    run.expect("the first", got=shop.read(ids[0]), wanted={"customer_id": ids[0]})
    for time in ("first", "second"):
        answer = shop.delete(ids[0])
        run.expect(f"status of the {time} delete", got=answer.status, wanted=success())
        run.eventually("the first", read=lambda: shop.read(ids[0]), wanted=ABSENT)
    answer = shop.bulk_delete(ids[:MOST_DELETES])
    run.require("status of twenty ids", got=answer.status, wanted=success())
    run.eventually("the twentieth", read=lambda: shop.read(ids[MOST_DELETES - 1]), wanted=ABSENT)
    run.expect("the rest", got=shop.read(ids[-1]), wanted={"customer_id": ids[-1]})


@probe("SPM-99")
def a_customer_becomes_a_contact(run: Run[ShopiMind]) -> None:
    shop = run.driver.shop
    customer = shop.customer("ada")
    run.accepted(shop.push(customer))
    wanted = {
        "id_customer_shop": customer["customer_id"],
        "contact_data_email": customer["email"],
    }
    found = [
        run.eventually(
            f"contact by {name}",
            read=lambda named=named: shop.contact(**named),  # type: ignore[misc] # bound now
            wanted=wanted,
        )
        for name, named in (
            ("e-mail", {"contact_data_email": customer["email"]}),
            ("e-mail in capitals", {"contact_data_email": customer["email"].upper()}),
            ("shop id", {"id_customer_shop": customer["customer_id"]}),
        )
    ]
    numbers = {id_of(at(contact, "id_shop_contact")) for contact in found}
    run.expect("numbers of the contact", got=len(numbers - {""}), wanted=1)


@probe("SPM-101")
def labels_of_the_packages(run: Run[ShopiMind]) -> None:
    shop, label = run.driver.shop, {"label_source": "web"}
    customer, product = shop.customer("ada"), shop.product(run.target.number())
    for what, answer in (
        ("customers", shop.push(customer | label)),
        ("products", shop.offer(product | label)),
    ):
        run.expect(f"status of {what}", got=answer.status, wanted=success())
        run.expect(f"rejected {what}", got=answer.at("rejected_count"), wanted=kept(0))
    wanted = {"email": customer["email"]}
    run.eventually("customer", read=lambda: shop.read(customer["customer_id"]), wanted=wanted)
    shelf = Shelf.made_by(run.driver)
    sent = [shelf.record(0), shelf.record(1) | label]
    run.expect("rejected records", got=rejected(shelf.write(sent), sent), wanted=[1])
