"""
Overrides: which custom fields stand in for prices.

They belong to the whole shop, so they are set back to what they were.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import DefinitionDriver, field
from conformance.expectations import client_error, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import BAD_REQUEST, ShopiMindContext, refused

PRICES = ("one", "two", "three", "four")


def priced(context: ShopiMindContext) -> DefinitionDriver:
    """Store a definition with four prices."""
    fields = [field(name, "decimal") for name in PRICES]
    return context.driver.define(field("code", required=True), *fields)


def source(definition: DefinitionDriver, name: str, priority: int) -> dict[str, Any]:
    number = int(definition.id)
    return {
        "id_custom_data_definition": number,
        "custom_field_name": name,
        "priority": priority,
    }


@probe("SPM-89")
def overrides_are_replaced(context: ShopiMindContext) -> None:
    """
    Setting the overrides of a native field replaces them, the list shows them, and an empty set
    clears them.
    """
    definition = priced(context)
    driver = context.driver
    two = [source(definition, "one", 1), source(definition, "two", 2)]
    other = [source(definition, "three", 1)]
    for name, sources in (("price", two), ("price_discount", two), ("price", other), ("price", [])):
        answer = driver.override(name, sources)
        context.expect(f"status of {len(sources)} for {name}", got=answer.status, wanted=success())
        context.expect(f"{name} with {len(sources)}", got=driver.overrides(name), wanted=sources)
    context.expect("price_discount at the end", got=driver.overrides("price_discount"), wanted=two)


@probe("SPM-90")
def three_overrides_a_field(context: ShopiMindContext) -> None:
    """Three overrides of one native field are accepted, four are refused."""
    definition = priced(context)
    four = [source(definition, name, n) for n, name in enumerate(PRICES, start=1)]
    answer = context.driver.override("price", four[:3])
    context.require("status of three", got=answer.status, wanted=success())
    context.expect("three", got=context.driver.overrides("price"), wanted=four[:3])
    refused(context, "four overrides", context.driver.override("price", four))
    context.expect("after the refusal", got=context.driver.overrides("price"), wanted=four[:3])


@probe("SPM-91")
def two_fields_can_be_overridden(context: ShopiMindContext) -> None:
    """
    Overrides of another schema than products, or of another field than price and price_discount,
    are refused.
    """
    definition = priced(context)
    one = [source(definition, "one", 1)]
    for name in ("price", "price_discount"):
        answer = context.driver.override(name, one)
        context.expect(f"status of products.{name}", got=answer.status, wanted=success())
    for schema, name in (("orders", "amount"), ("products", "name"), ("contacts", "price")):
        refused(context, f"{schema}.{name}", context.driver.override(name, one, schema))


@probe("SPM-92")
def overrides_name_what_exists(context: ShopiMindContext) -> None:
    """An override by a definition or a field that does not exist is refused."""
    definition = priced(context)
    for what, wrong in (
        ("field", source(definition, "nowhere", 1)),
        ("definition", source(definition, "one", 1) | {"id_custom_data_definition": 999999999}),
    ):
        answer = context.driver.override("price_discount", [wrong])
        context.expect(f"status, unknown {what}", got=answer.status, wanted=client_error())
        if answer.status != BAD_REQUEST:
            context.note(f"unknown {what}: status {answer.status}")
