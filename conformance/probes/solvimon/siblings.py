"""
Billing entities and features: members that come back, and lists without paging members.
"""

from __future__ import annotations

from typing import Any

from conformance.expectations import ABSENT, a_list
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import SolvimonContext

PAGING = ("limit", "page", "total_number_of_pages", "links")


def about_tax(city: str, country: str, currency: str) -> dict[str, Any]:
    """Every member of a billing entity that is about tax, with different values each time."""
    address = {"line1": "Main Street 1", "city": city, "postal_code": "1015", "country": country}
    tax_id = {"id": f"{country}123456789", "type": "GENERIC_TAX_ID"}
    return {
        "registered_address": address,
        "tax_ids": [tax_id],
        "tax_settings": {"apply_local_vat_for_missing_tax_id": country == "NL"},
        "tax_registrations": [{"description": city, "tax_ids": [tax_id]}],
        "default_customer_country_selector": [country],
        "default_billing_currency_selector": [currency],
    }


@probe("SLV-68")
def billing_entities_keep_what_they_say_about_tax(context: SolvimonContext) -> None:
    """
    The registered address, tax ids, tax settings, tax registrations and default selectors of a
    billing entity come back as sent, after a create and after an update.
    """
    driver = context.driver
    values = (about_tax("Amsterdam", "NL", "EUR"), about_tax("London", "GB", "GBP"))
    for what, sent in zip(("the create", "the update"), values, strict=True):
        answer = context.accepted(driver.billing_entity(**sent))
        name = answer.at("reference")
        context.expect(f"the answer to {what}", got=answer.json, wanted=sent)
        context.eventually(
            f"the entity after {what}",
            read=lambda name=name: driver.read_billing_entity(name).json,  # type: ignore[misc] # bound now
            wanted=sent,
        )
    context.accepted(driver.billing_entity(legal_name=context.name()))
    left = driver.read_billing_entity(context.name("billing-entity")).json
    kept = all(left.get(name) == value for name, value in values[-1].items())
    context.note("what an update leaves out is kept" if kept else "what an update leaves out goes")


@probe("SLV-69")
def features_keep_their_calculation(context: SolvimonContext) -> None:
    """
    The meter_value_calculation of a feature comes back as sent, after a create and after an update.
    """
    first, second = ({"reference": context.name(), "calculation_type": "SUM"} for _ in range(2))
    reference = context.driver.feature(meter_value_calculation=first)
    expect_calculation(context, "the create", reference, first)
    context.accepted(
        context.driver.update_feature(
            reference=reference,
            name=reference,
            type="NUMBER",
            meter_value_calculation=second,
        )
    )
    expect_calculation(context, "the update", reference, second)


def expect_calculation(
    context: SolvimonContext, what: str, reference: str, wanted: dict[str, str]
) -> None:
    """Require that the list of features shows the calculation of one of them."""

    def read() -> Any:
        rows = context.driver.list_siblings("features").at("data")
        found = [row for row in rows or () if row.get("reference") == reference]
        return found[0].get("meter_value_calculation") if found else ABSENT

    context.eventually(f"meter_value_calculation after {what}", read=read, wanted=wanted)


@probe("SLV-70", "SLV-71")
def these_lists_have_data_only(context: SolvimonContext) -> None:
    """
    Judges several rules.

    - SLV-70: The list of features has data, and no limit, page, total_number_of_pages or links.
    - SLV-71: The list of billing entities has data, and no limit, page, total_number_of_pages or
      links.
    """
    kind = {"SLV-70": "features", "SLV-71": "billing-entities"}[context.rule.id]
    answer = context.accepted(context.driver.list_siblings(kind))
    context.expect("data", got=answer.at("data"), wanted=a_list())
    for member in PAGING:
        context.expect(member, got=answer.at(member), wanted=ABSENT)
