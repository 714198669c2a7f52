"""
What single objects must not say: definitions, prices, product sets.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.square.objects import data_of
from conformance.drivers.square.responses import REFUSED, outcome
from conformance.expectations import JsonDict
from conformance.judging.probe import probe
from conformance.probes.square.asking import SquareContext, accepted, refused
from conformance.probes.square.versions import changed

PRICE = {"amount": 100, "currency": "USD"}


def long(context: SquareContext, label: str, length: int) -> str:
    """A text of a length that starts with the namespace."""
    return context.name(label).ljust(length, "x")


@probe("SQ-150")
def a_definition_keeps_its_form(context: SquareContext) -> None:
    """
    A custom attribute definition is refused when its name, key, description or allowed_object_types
    break their published form.
    """
    make = context.driver.make
    fits = make.definition(
        "#fits", name=long(context, "fits", 255), key=long(context, "k", 60), description="d" * 255
    )
    accepted(context, "everything at its limit", context.driver.upsert(fits))
    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("name of 256", {"name": long(context, "n", 256)}),
        ("empty name", {"name": ""}),
        ("key of 61", {"key": long(context, "l", 61)}),
        ("empty key", {"key": ""}),
        ("key with a blank", {"key": f"{context.name('m')} x"}),
        ("description of 256", {"description": "d" * 256}),
        ("no allowed types", {"allowed_object_types": []}),
        ("an unknown allowed type", {"allowed_object_types": ["TAX"]}),
    )
    for place, (what, data) in enumerate(cases):
        refused(context, what, context.driver.upsert(make.definition(f"#d{place}", **data)))


@probe("SQ-151")
def a_definition_keeps_its_type_and_key(context: SquareContext) -> None:
    """The type and the key of a custom attribute definition cannot be changed."""
    stored = context.driver.save(context.driver.make.definition("#d"))
    other_type = changed(stored, type="NUMBER")
    other_type[next(name for name in stored if name.endswith("_data"))].pop("string_config", None)
    refused(context, "type", context.driver.upsert(other_type), "INVALID_VALUE")
    other_key = changed(stored, key=context.name("other"))
    refused(context, "key", context.driver.upsert(other_key), "INVALID_VALUE")
    kept = data_of(context.driver.get(stored["id"]))
    context.expect("type", got=kept.get("type"), wanted="STRING")


@probe("SQ-152")
def a_price_is_not_negative(context: SquareContext) -> None:
    """A negative price is refused."""
    make = context.driver.make

    def priced(ref: str, amount: int) -> JsonDict:
        money = {"amount": amount, "currency": "USD"}
        return make.variation(ref, pricing_type="FIXED_PRICING", price_money=money)

    accepted(context, "0", context.driver.upsert(make.item("#free", priced("#zero", 0))))
    debt = make.item("#debt", priced("#fine", 1), priced("#minus", -1))
    refused(context, "-1", context.driver.upsert(debt), "VALUE_TOO_LOW", "INVALID_VALUE")
    context.expect("stored", got=context.driver.names(), wanted=[context.name("free")])


@probe("SQ-153")
def prices_fit_their_type(context: SquareContext) -> None:
    """
    A variation with FIXED_PRICING needs a price, and one with VARIABLE_PRICING must not have one.
    """
    make = context.driver.make
    for what, data in (
        ("FIXED_PRICING without a price", {"pricing_type": "FIXED_PRICING"}),
        ("VARIABLE_PRICING with a price", {"price_money": PRICE}),
    ):
        answer = context.driver.upsert(make.item("#i", make.variation("#v", **data)))
        context.expect(what, got=outcome(answer), wanted=REFUSED)


@probe("SQ-154")
def an_unknown_currency_is_refused(context: SquareContext) -> None:
    """An unknown currency is refused with status 400."""
    money = {"amount": 1, "currency": "XXQ"}
    variation = context.driver.make.variation("#v", pricing_type="FIXED_PRICING", price_money=money)
    answer = context.driver.upsert(context.driver.make.item("#i", variation))
    context.expect("answer", got=outcome(answer), wanted=REFUSED)
    context.expect("status", got=answer.status, wanted=400)


@probe("SQ-155")
def a_product_set_says_one_thing(context: SquareContext) -> None:
    """
    A product set names its products in exactly one way, and quantity_exact excludes quantity_min
    and quantity_max.
    """
    make = context.driver.make
    ids = context.driver.create(make.item("#i"), make.item("#j"))
    one, other = [ids["#i"]], [ids["#j"]]
    cases: tuple[tuple[str, dict[str, Any]], ...] = (
        ("any and all", {"product_ids_any": one, "product_ids_all": other}),
        ("any and every product", {"product_ids_any": one, "all_products": True}),
        ("exactly and at least", {"all_products": True, "quantity_exact": 2, "quantity_min": 1}),
        ("exactly and at most", {"product_ids_any": one, "quantity_exact": 2, "quantity_max": 3}),
    )
    for place, (what, data) in enumerate(cases):
        answer = context.driver.upsert(make.product_set(f"#s{place}", **data))
        refused(context, what, answer, "INVALID_VALUE")
    fits = make.product_set("#fits", product_ids_any=one, quantity_exact=2)
    answer = context.driver.upsert(fits)
    accepted(context, "one way and one number", answer)


@probe("SQ-160")
def a_upc_may_be_anything(context: SquareContext) -> None:
    """The format of a upc is not enforced."""
    make = context.driver.make
    for place, upc in enumerate(("1", "no digits", "1" * 20)):
        variation = make.variation(f"#v{place}", upc=upc)
        answer = context.driver.upsert(make.item(f"#i{place}", variation))
        accepted(context, f"upc {upc}", answer)
