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
    SolvimonRun,
    is_error,
    reads,
    refused,
    told,
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
def a_create_answers_201(run: SolvimonRun) -> None:
    body = run.driver.product()
    answer = run.driver.upsert(body)
    run.require("status", got=answer.status, wanted=CREATED)
    run.expect("reference", got=answer.at("reference"), wanted=body["reference"])
    reads(run, "the product", answer.at("id"), reference=body["reference"])


@probe("SLV-03")
def the_answer_is_the_bare_product(run: SolvimonRun) -> None:
    product = run.driver.stored()
    wanted: dict[str, Any] = {
        "id": matching(".+"),
        "name": matching(".+"),
        "reference": matching(".+"),
    }
    for member, value in wanted.items():
        run.expect(member, got=product.get(member, ABSENT), wanted=value)
    for member in ("product_type", "status"):
        run.expect(f"{member} is text", got=isinstance(product.get(member), str), wanted=True)
    for member in NULLABLE:
        value = product.get(member)
        right = value is None or isinstance(value, str | int | list | dict)
        run.expect(f"{member} has a described type", got=right, wanted=True)


@probe("SLV-04")
def the_id_is_the_servers(run: SolvimonRun) -> None:
    product = run.driver.stored()
    run.expect("id", got=product["id"], wanted=matching(".+"))
    run.expect("id is not the reference", got=product["id"] != product["reference"], wanted=True)
    usual = product["id"].startswith("prod_") and product["id"][5:].isalnum()
    run.note("ids look like prod_ and letters" if usual else "ids have a form of their own")


@probe("SLV-05")
def the_object_type_is_product(run: SolvimonRun) -> None:
    run.expect("object_type", got=run.driver.stored().get("object_type"), wanted="PRODUCT")


@probe("SLV-06")
def sent_values_come_back(run: SolvimonRun) -> None:
    sent = run.driver.product(
        product_type="ADDON",
        description=run.name(),
        status="ACTIVE",
        tax_category="EXEMPT",
        display_order=7,
    )
    answer = run.accepted(run.driver.upsert(sent))
    shown = {name: value for name, value in sent.items() if name != "category_id"}
    run.expect("the answer", got=answer.json, wanted=shown)
    reads(run, "the product", answer.at("id"), **shown)


@probe("SLV-23")
def errors_have_the_published_form(run: SolvimonRun) -> None:
    for answer in (
        run.driver.upsert(run.driver.product(product_type="FOO")),
        run.driver.read(run.name()),
        run.driver.upsert([], writes=1),
    ):
        run.require("a refusal", got=answer.status, wanted=client_error())
        is_error(run, answer.line, answer)
        run.expect("type", got=answer.at("type"), wanted=TYPES)
        if answer.at("code") not in CODES:
            run.note(f"code {answer.at('code')}")


@probe("SLV-24")
def an_error_names_the_member(run: SolvimonRun) -> None:
    answer = run.driver.upsert(run.driver.product(product_type="FOO"))
    run.expect("status", got=answer.status, wanted=BAD_REQUEST)
    run.expect("field", got=answer.at("field"), wanted=containing("product_type"))


@probe("SLV-25", "SLV-26", "SLV-27")
def an_unknown_enum_value_is_refused(run: SolvimonRun) -> None:
    member, value = {
        "SLV-25": ("product_type", "FOO"),
        "SLV-26": ("status", "LIVE"),
        "SLV-27": ("tax_category", "REDUCED"),
    }[run.rule.id]
    refused(run, f"{member} {value}", run.driver.product(**{member: value}))


@probe("SLV-28")
def every_enum_value_is_kept(run: SolvimonRun) -> None:
    values = {
        "product_type": ("DEFAULT", "ADDON"),
        "status": ("DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"),
        "tax_category": ("STANDARD", "NO_TAX", "EXEMPT"),
    }
    for member, allowed in values.items():
        for value in allowed:
            answer = run.driver.upsert(run.driver.product(**{member: value}))
            run.expect(f"{member} {value} is accepted", got=answer.ok, wanted=True)
            run.expect(f"{member}", got=answer.at(member), wanted=value)


@probe("SLV-29")
def a_reference_has_no_white_space(run: SolvimonRun) -> None:
    for reference in (f"{run.name()} b", f"{run.name()}\tb"):
        answer = run.driver.upsert(run.driver.product(reference=reference))
        run.expect(f"status of {reference!r}", got=answer.status, wanted=BAD_REQUEST)


@probe("SLV-30", "SLV-31", "SLV-32")
def lengths_end_at_256(run: SolvimonRun) -> None:
    member = {"SLV-30": "reference", "SLV-31": "name", "SLV-32": "description"}[run.rule.id]
    for size in (LONGEST - 1, LONGEST):
        value = run.name().ljust(size, "x")
        answer = run.driver.upsert(run.driver.product(**{member: value}))
        run.expect(f"{member} of {size} is accepted", got=answer.ok, wanted=True)
        run.expect(f"{member} of {size}", got=answer.at(member), wanted=value)
    too_long = run.name().ljust(LONGEST + 1, "x")
    refused(run, f"{member} of {LONGEST + 1}", run.driver.product(**{member: too_long}))
    if member == "description":
        without = run.driver.upsert(run.driver.product(description=None))
        run.expect("a description of null is accepted", got=without.ok, wanted=True)


@probe("SLV-33")
def an_empty_reference(run: SolvimonRun) -> None:
    told(run, "an empty reference", run.driver.upsert(run.driver.product(reference="")))


@probe("SLV-34")
def another_type_is_refused(run: SolvimonRun) -> None:
    for member, value in (("display_order", "x"), ("features", {}), ("name", 5), ("status", 1)):
        refused(run, f"{member} {value!r}", run.driver.product(**{member: value}))


@probe("SLV-35")
def nullable_members_accept_null(run: SolvimonRun) -> None:
    nulls = dict.fromkeys(NULLABLE)
    answer = run.driver.upsert(run.driver.product(**nulls))
    run.require("the status is a success", got=answer.ok, wanted=True)
    for member in NULLABLE:
        run.expect(member, got=answer.at(member), wanted=one_of(None, ABSENT, []))
    status = run.driver.upsert(run.driver.product(status=None))
    run.note(f"a status of null: {status.status}")


@probe("SLV-36")
def other_members_are_never_null(run: SolvimonRun) -> None:
    for member in ("name", "reference", "category_id", "product_type"):
        answer = run.driver.upsert(run.driver.product(**{member: None}))
        run.expect(f"status of {member} null", got=answer.status, wanted=BAD_REQUEST)


@probe("SLV-46")
def read_only_members_are_never_adopted(run: SolvimonRun) -> None:
    bogus = f"prod_{run.random.randrange(10**12)}"
    body = run.driver.product(id=bogus, object_type="CUSTOMER")
    answer = run.driver.upsert(body)
    if answer.ok:
        run.note("an id in the body is ignored")
        run.expect("id is the server's", got=answer.at("id") != bogus, wanted=True)
        run.expect("object_type", got=answer.at("object_type"), wanted=one_of("PRODUCT", ABSENT))
    else:
        run.note(f"an id in the body is refused with {answer.status}")
        run.expect("status", got=answer.status, wanted=BAD_REQUEST)
    run.expect("nothing under that id", got=run.driver.read(bogus).ok, wanted=False)


@probe("SLV-53")
def a_new_product_is_a_draft(run: SolvimonRun) -> None:
    run.expect("status", got=run.driver.stored().get("status"), wanted="DRAFT")


@probe("SLV-62")
def field_actions_are_optional(run: SolvimonRun) -> None:
    body = run.driver.product(description=run.name())
    answer = run.driver.upsert(body)
    run.require("the status is a success", got=answer.ok, wanted=True)
    reads(run, "the product", answer.at("id"), description=body["description"])


@probe("SLV-63")
def the_display_order_comes_back(run: SolvimonRun) -> None:
    for order in (0, 1, 42):
        product = run.driver.stored(display_order=order)
        run.expect(f"display_order {order}", got=product.get("display_order"), wanted=order)
        reads(run, "the product", product["id"], display_order=order)


@probe("SLV-64")
def linked_integrations_have_their_form(run: SolvimonRun) -> None:
    linked = run.driver.stored().get("linked_integrations")
    for integration in linked if isinstance(linked, list) else []:
        run.expect("id", got=integration.get("id", ABSENT), wanted=matching(".+"))
        for detail in integration.get("link_details") or []:
            for member in ("url", "custom_field_name"):
                run.expect(member, got=detail.get(member, ABSENT), wanted=anything())
    run.expect("null or a list", got=linked is None or isinstance(linked, list), wanted=True)
