"""
What the schema of a product asks for: types, enums, lengths, nulls, and what comes back.
"""

from __future__ import annotations

from typing import Any

from conformance.expectations import ABSENT, anything, client_error, containing, matching, one_of
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import (
    BAD_REQUEST,
    CODES,
    CREATED,
    TYPES,
    SolvimonContext,
    is_error,
    note_refusal,
    reads,
    refused,
)

NULLABLE = (
    "description",
    "parent_product_id",
    "tax_category",
    "features",
    "custom_fields",
    "display_order",
    "linked_integrations",
    "billing_entity_id",
)
LONGEST = 256


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


@probe("SLV-23")
def errors_have_the_published_form(context: SolvimonContext) -> None:
    """
    An error has type, code and message; type is API_ERROR or INVALID_REQUEST and code one of the
    published ones.
    """
    for answer in (
        context.driver.upsert(context.driver.product(product_type="FOO")),
        context.driver.read(context.name()),
        context.driver.upsert([], writes=1),
    ):
        context.require("a refusal", got=answer.status, wanted=client_error())
        is_error(context, answer.line, answer)
        context.expect("type", got=answer.at("type"), wanted=TYPES)
        code = context.driver.error_body(answer).code
        if code not in CODES:
            context.note(f"code {code}")


@probe("SLV-24")
def an_error_names_the_member(context: SolvimonContext) -> None:
    """The error of a wrong member names it in field as a path with dots."""
    answer = context.driver.upsert(context.driver.product(product_type="FOO"))
    context.expect("status", got=answer.status, wanted=BAD_REQUEST)
    context.expect("field", got=answer.at("field"), wanted=containing("product_type"))


@probe("SLV-25", "SLV-26", "SLV-27")
def an_unknown_enum_value_is_refused(context: SolvimonContext) -> None:
    """
    Judges several rules.

    - SLV-25: A product_type other than DEFAULT and ADDON is refused with 400.
    - SLV-26: A status other than the four is refused with 400.
    - SLV-27: A tax_category other than STANDARD, NO_TAX and EXEMPT is refused with 400.
    """
    member, value = {
        "SLV-25": ("product_type", "FOO"),
        "SLV-26": ("status", "LIVE"),
        "SLV-27": ("tax_category", "REDUCED"),
    }[context.rule.id]
    refused(context, f"{member} {value}", context.driver.product(**{member: value}))


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


@probe("SLV-29")
def a_reference_has_no_white_space(context: SolvimonContext) -> None:
    """A reference with white space is refused with 400."""
    for reference in (f"{context.name()} b", f"{context.name()}\tb"):
        answer = context.driver.upsert(context.driver.product(reference=reference))
        context.expect(f"status of {reference!r}", got=answer.status, wanted=BAD_REQUEST)


@probe("SLV-30", "SLV-31", "SLV-32")
def lengths_end_at_256(context: SolvimonContext) -> None:
    """
    Judges several rules.

    - SLV-30: A reference of 256 characters is accepted and one of 257 refused with 400.
    - SLV-31: A name of 256 characters is accepted and one of 257 refused with 400.
    - SLV-32: A description of 256 characters and null are accepted, one of 257 is refused with 400.
    """
    member = {"SLV-30": "reference", "SLV-31": "name", "SLV-32": "description"}[context.rule.id]
    for size in (LONGEST - 1, LONGEST):
        value = context.name().ljust(size, "x")
        answer = context.driver.upsert(context.driver.product(**{member: value}))
        context.expect(f"{member} of {size} is accepted", got=answer.ok, wanted=True)
        context.expect(f"{member} of {size}", got=answer.at(member), wanted=value)
    too_long = context.name().ljust(LONGEST + 1, "x")
    refused(context, f"{member} of {LONGEST + 1}", context.driver.product(**{member: too_long}))
    if member == "description":
        without = context.driver.upsert(context.driver.product(description=None))
        context.expect("a description of null is accepted", got=without.ok, wanted=True)


@probe("SLV-33")
def an_empty_reference(context: SolvimonContext) -> None:
    """An empty reference: whether it is refused is recorded."""
    note_refusal(
        context, "an empty reference", context.driver.upsert(context.driver.product(reference=""))
    )


@probe("SLV-34")
def another_type_is_refused(context: SolvimonContext) -> None:
    """A member of another JSON type than described is refused with 400."""
    for member, value in (("display_order", "x"), ("features", {}), ("name", 5), ("status", 1)):
        refused(context, f"{member} {value!r}", context.driver.product(**{member: value}))


@probe("SLV-35")
def nullable_members_accept_null(context: SolvimonContext) -> None:
    """The nullable members accept null and come back as null."""
    nulls = dict.fromkeys(NULLABLE)
    answer = context.driver.upsert(context.driver.product(**nulls))
    context.require("the status is a success", got=answer.ok, wanted=True)
    for member in NULLABLE:
        context.expect(member, got=answer.at(member), wanted=one_of(None, ABSENT, []))
    status = context.driver.upsert(context.driver.product(status=None))
    context.note(f"a status of null: {status.status}")


@probe("SLV-36")
def other_members_are_never_null(context: SolvimonContext) -> None:
    """name, reference, category_id and product_type do not accept null."""
    for member in ("name", "reference", "category_id", "product_type"):
        answer = context.driver.upsert(context.driver.product(**{member: None}))
        context.expect(f"status of {member} null", got=answer.status, wanted=BAD_REQUEST)


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
