"""
What the schema of a product refuses, and what refusals look like: types, enums, lengths, nulls.
"""

from __future__ import annotations

from conformance.expectations import ABSENT, client_error, containing, one_of
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import (
    BAD_REQUEST,
    CODES,
    NULLABLE,
    TYPES,
    SolvimonContext,
    is_error,
    note_refusal,
    refused,
)

LONGEST = 256


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
