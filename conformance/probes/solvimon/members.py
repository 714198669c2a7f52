"""
Members of a product in answers: which come back as sent, and which the server makes.
"""

from __future__ import annotations

from typing import Any

from conformance.expectations import ABSENT, anything, matching, one_of
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import (
    BAD_REQUEST,
    CREATED,
    NULLABLE,
    SolvimonContext,
    reads,
)


@probe("SLV-02")
def a_create_answers_201(context: SolvimonContext) -> None:
    """A product under a reference that is new is created and answered with 201 and the product."""
    body = context.driver.product()
    answer = context.driver.upsert(body)
    context.require("status", got=answer.status, wanted=CREATED)
    context.expect("reference", got=answer.at("reference"), wanted=body["reference"])
    reads(context, "the product", answer.at("id"), reference=body["reference"])


@probe("SLV-03")
def the_answer_is_the_bare_product(context: SolvimonContext) -> None:
    """
    The answer is the bare product, with the described members in their types, null where they may
    be.
    """
    product = context.driver.stored()
    wanted: dict[str, Any] = {
        "id": matching(".+"),
        "name": matching(".+"),
        "reference": matching(".+"),
    }
    for member, value in wanted.items():
        context.expect(member, got=product.get(member, ABSENT), wanted=value)
    for member in ("product_type", "status"):
        context.expect(f"{member} is text", got=isinstance(product.get(member), str), wanted=True)
    for member in NULLABLE:
        value = product.get(member)
        right = value is None or isinstance(value, str | int | list | dict)
        context.expect(f"{member} has a described type", got=right, wanted=True)


@probe("SLV-04")
def the_id_is_the_servers(context: SolvimonContext) -> None:
    """
    The product has an id that the server made, a text that is not empty; samples begin with prod_
    (the form is recorded).
    """
    product = context.driver.stored()
    context.expect("id", got=product["id"], wanted=matching(".+"))
    context.expect(
        "id is not the reference", got=product["id"] != product["reference"], wanted=True
    )
    usual = product["id"].startswith("prod_") and product["id"][5:].isalnum()
    context.note("ids look like prod_ and letters" if usual else "ids have a form of their own")


@probe("SLV-05")
def the_object_type_is_product(context: SolvimonContext) -> None:
    """The object_type of the answer is PRODUCT."""
    context.expect("object_type", got=context.driver.stored().get("object_type"), wanted="PRODUCT")


@probe("SLV-06")
def sent_values_come_back(context: SolvimonContext) -> None:
    """
    The values that were sent for name, reference, product_type, description, status, tax_category
    and display_order come back as sent.
    """
    sent = context.driver.product(
        product_type="ADDON",
        description=context.name(),
        status="ACTIVE",
        tax_category="EXEMPT",
        display_order=7,
    )
    answer = context.accepted(context.driver.upsert(sent))
    shown = {name: value for name, value in sent.items() if name != "category_id"}
    context.expect("the answer", got=answer.json, wanted=shown)
    reads(context, "the product", answer.at("id"), **shown)


@probe("SLV-28")
def every_enum_value_is_kept(context: SolvimonContext) -> None:
    """Each value of product_type, status and tax_category is accepted and comes back."""
    values = {
        "product_type": ("DEFAULT", "ADDON"),
        "status": ("DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"),
        "tax_category": ("STANDARD", "NO_TAX", "EXEMPT"),
    }
    for member, allowed in values.items():
        for value in allowed:
            answer = context.driver.upsert(context.driver.product(**{member: value}))
            context.expect(f"{member} {value} is accepted", got=answer.ok, wanted=True)
            context.expect(f"{member}", got=answer.at(member), wanted=value)


@probe("SLV-46")
def read_only_members_are_never_adopted(context: SolvimonContext) -> None:
    """
    An id or object_type in the body is never adopted; refusing and ignoring it are both right.
    """
    bogus = f"prod_{context.random.randrange(10**12)}"
    body = context.driver.product(id=bogus, object_type="CUSTOMER")
    answer = context.driver.upsert(body)
    if answer.ok:
        context.note("an id in the body is ignored")
        context.expect("id is the server's", got=answer.at("id") != bogus, wanted=True)
        context.expect(
            "object_type", got=answer.at("object_type"), wanted=one_of("PRODUCT", ABSENT)
        )
    else:
        context.note(f"an id in the body is refused with {answer.status}")
        context.expect("status", got=answer.status, wanted=BAD_REQUEST)
    context.expect("nothing under that id", got=context.driver.read(bogus).ok, wanted=False)


@probe("SLV-53")
def a_new_product_is_a_draft(context: SolvimonContext) -> None:
    """A product that is created without a status is a DRAFT."""
    context.expect("status", got=context.driver.stored().get("status"), wanted="DRAFT")


@probe("SLV-62")
def field_actions_are_optional(context: SolvimonContext) -> None:
    """A call without field_actions is accepted and keeps what was sent."""
    body = context.driver.product(description=context.name())
    answer = context.driver.upsert(body)
    context.require("the status is a success", got=answer.ok, wanted=True)
    reads(context, "the product", answer.at("id"), description=body["description"])


@probe("SLV-63")
def the_display_order_comes_back(context: SolvimonContext) -> None:
    """display_order is a whole number that comes back, 0 as well."""
    for order in (0, 1, 42):
        product = context.driver.stored(display_order=order)
        context.expect(f"display_order {order}", got=product.get("display_order"), wanted=order)
        reads(context, "the product", product["id"], display_order=order)


@probe("SLV-64")
def linked_integrations_have_their_form(context: SolvimonContext) -> None:
    """linked_integrations is null or has id, and link_details with url and custom_field_name."""
    linked = context.driver.stored().get("linked_integrations")
    for integration in linked if isinstance(linked, list) else []:
        context.expect("id", got=integration.get("id", ABSENT), wanted=matching(".+"))
        for detail in integration.get("link_details") or []:
            for member in ("url", "custom_field_name"):
                context.expect(member, got=detail.get(member, ABSENT), wanted=anything())
    context.expect("null or a list", got=linked is None or isinstance(linked, list), wanted=True)
