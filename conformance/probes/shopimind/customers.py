"""
Customers, and the contacts they become.
"""

from __future__ import annotations

from conformance.drivers.shopimind import (
    CustomerRecords,
    DefinedRecords,
    rejected,
    stored_value,
)
from conformance.drivers.shopimind.bodies import id_of
from conformance.expectations import ABSENT, at, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused
from conformance.scenarios import at_the_limit, over_the_limit, require_record, write_and_require

MOST, MOST_DELETES = 50, 20


@probe("SPM-94")
def fifty_customers_a_push(context: ShopiMindContext) -> None:
    """Fifty customers in one push are accepted, fifty-one refused; a known customer_id updates."""
    customers = CustomerRecords(context.driver)
    over_the_limit(context, customers, MOST)
    at_the_limit(context, customers, MOST)
    answer = customers.write([customers.record(0, 1)])
    context.require("status of an update", got=answer.status, wanted=success())
    require_record(context, customers, 0, 1)
    context.expect("its neighbour", got=customers.read(1), wanted=customers.shows(1))


@probe("SPM-95")
def updating_customers_keeps_the_rest(context: ShopiMindContext) -> None:
    """
    Updating customers keeps what is left out, and an unknown customer_id is among the rejected
    items.
    """
    customers = CustomerRecords(context.driver)
    write_and_require(context, customers, [0, 1])
    ids = [customers.record(n)["customer_id"] for n in range(3)]
    sent = [
        {"customer_id": ids[0], "last_name": "Hopper"},
        {"customer_id": ids[2], "last_name": "Nobody"},
        {"customer_id": ids[1], "first_name": "Bea"},
    ]
    answer = context.driver.shop.push(*sent, method="PUT")
    context.require("status", got=answer.status, wanted=success())
    context.expect("rejected", got=rejected(answer, sent), wanted=[1])
    shop = context.driver.shop
    whole = customers.record(0) | {"last_name": "Hopper"}
    wanted = {name: whole[name] for name in ("first_name", "last_name", "email", "lang")}
    context.eventually("the first", read=lambda: shop.read(ids[0]), wanted=wanted)
    whole = customers.record(1) | {"first_name": "Bea"}
    wanted = {name: whole[name] for name in ("first_name", "last_name", "email", "lang")}
    context.eventually("the last", read=lambda: shop.read(ids[1]), wanted=wanted)
    context.expect("the unknown one", got=shop.read(ids[2]), wanted=ABSENT)


@probe("SPM-96")
def customers_are_deleted_repeatably(context: ShopiMindContext) -> None:
    """Deleting an unknown or deleted customer succeeds; a bulk delete takes at most twenty ids."""
    shop, customers = context.driver.shop, CustomerRecords(context.driver)
    count = MOST_DELETES + 1
    write_and_require(context, customers, range(count))
    ids = [customers.record(n)["customer_id"] for n in range(count)]
    answer = shop.delete(context.name("nobody"))
    context.expect("status for an unknown one", got=answer.status, wanted=success())
    refused(context, "twenty-one ids", shop.bulk_delete(ids))
    write_and_require(context, customers, [count])
    context.expect("the first", got=shop.read(ids[0]), wanted={"customer_id": ids[0]})
    for time in ("first", "second"):
        answer = shop.delete(ids[0])
        context.expect(f"status of the {time} delete", got=answer.status, wanted=success())
        context.eventually("the first", read=lambda: shop.read(ids[0]), wanted=ABSENT)
    answer = shop.bulk_delete(ids[:MOST_DELETES])
    context.require("status of twenty ids", got=answer.status, wanted=success())
    context.eventually(
        "the twentieth", read=lambda: shop.read(ids[MOST_DELETES - 1]), wanted=ABSENT
    )
    context.expect("the rest", got=shop.read(ids[-1]), wanted={"customer_id": ids[-1]})


@probe("SPM-99")
def a_customer_becomes_a_contact(context: ShopiMindContext) -> None:
    """A pushed customer can be read as a contact by its e-mail address and by its shop id."""
    shop = context.driver.shop
    customer = shop.customer("ada")
    context.accepted(shop.push(customer))
    wanted = {
        "id_customer_shop": customer["customer_id"],
        "contact_data_email": customer["email"],
    }
    found = [
        context.eventually(
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
    context.expect("numbers of the contact", got=len(numbers - {""}), wanted=1)


@probe("SPM-101")
def labels_of_the_packages(context: ShopiMindContext) -> None:
    """The member label_source is accepted on customers and products and refused on records."""
    shop, label = context.driver.shop, {"label_source": "web"}
    customer, product = shop.customer("ada"), shop.product(context.target.unique_number())
    for what, answer in (
        ("customers", shop.push(customer | label)),
        ("products", shop.offer(product | label)),
    ):
        context.expect(f"status of {what}", got=answer.status, wanted=success())
        context.expect(f"rejected {what}", got=answer.at("rejected_count"), wanted=stored_value(0))
    wanted = {"email": customer["email"]}
    context.eventually("customer", read=lambda: shop.read(customer["customer_id"]), wanted=wanted)
    defined = DefinedRecords.made_by(context.driver)
    sent = [defined.record(0), defined.record(1) | label]
    context.expect("rejected records", got=rejected(defined.write(sent), sent), wanted=[1])
