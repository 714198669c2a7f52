"""
Which product an upsert means, and what an update keeps and changes.
"""

from __future__ import annotations

from conformance.expectations import client_error, is_list
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import (
    BAD_REQUEST,
    CREATED,
    MISSING,
    SolvimonContext,
    note_refusal,
    reads,
    refused,
    unstored,
)

STATUSES = ["DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"]
CONFLICT = 409


@probe("SLV-07", "SLV-11")
def the_same_reference_is_the_same_product(context: SolvimonContext) -> None:
    """
    Judges several rules.

    - SLV-07: The same reference again writes no second product: the id stays and a list shows one.
    - SLV-11: identifier_field=reference identifies like the default.
    """
    query = {"identifier_field": "reference"} if context.rule.id == "SLV-11" else {}
    first = context.driver.stored()
    for turn in ("first", "second"):
        again = context.driver.product(reference=first["reference"])
        answer = context.driver.upsert(again, query=query)
        context.require(f"the {turn} update is a success", got=answer.ok, wanted=True)
        context.expect(f"id after the {turn} update", got=answer.at("id"), wanted=first["id"])
        reads(context, "the product", first["reference"], id=first["id"], name=again["name"])
    rows = context.driver.search("reference", first["reference"]).at("data")
    mine = (
        [row for row in rows if row.get("reference") == first["reference"]] if is_list(rows) else []
    )
    context.expect("products of this reference", got=len(mine), wanted=1)


@probe("SLV-08")
def the_status_of_an_update(context: SolvimonContext) -> None:
    """An update is answered with 200 or 201; which of them is recorded."""
    first = context.driver.stored()
    answer = context.driver.upsert(context.driver.product(reference=first["reference"]))
    context.note(f"an update is answered with {answer.status}")


@probe("SLV-09")
def an_update_is_read_back(context: SolvimonContext) -> None:
    """A name that an update changed is what a read shows afterwards."""
    first = context.driver.stored()
    for _ in range(2):
        body = context.driver.product(reference=first["reference"], description=context.name())
        context.require("the update is a success", got=context.driver.upsert(body).ok, wanted=True)
        reads(
            context, "the product", first["id"], name=body["name"], description=body["description"]
        )


@probe("SLV-10")
def another_reference_is_another_product(context: SolvimonContext) -> None:
    """Two references make two products with two ids."""
    ids = {context.driver.stored()["id"] for _ in range(3)}
    context.expect("ids of three references", got=len(ids), wanted=3)


@probe("SLV-12")
def identity_by_id(context: SolvimonContext) -> None:
    """
    identifier_field=id with a known id updates that product even when the reference is another;
    what the target does is recorded.
    """
    first = context.driver.stored()
    body = context.driver.product(id=first["id"])
    answer = context.driver.upsert(body, query={"identifier_field": "id"})
    same = answer.at("id") == first["id"]
    context.note("by id: the same product" if same else f"by id: status {answer.status}")


@probe("SLV-13")
def identity_by_custom_field(context: SolvimonContext) -> None:
    """
    With custom_field_reference, the same value of that field means the same product although the
    reference is another.
    """
    field, value = context.driver.custom_field(unique_value=True), context.name()
    query = {"custom_field_reference": field}
    values = [{"reference": field, "value": value}]
    first = context.accepted(
        context.driver.upsert(context.driver.product(custom_fields=values), query=query)
    )
    body = context.driver.product(custom_fields=values)
    again = context.driver.upsert(body, query=query)
    context.expect("id", got=again.at("id"), wanted=first.at("id"))
    reads(context, "the product", first.at("id"), name=body["name"])


@probe("SLV-14")
def an_unknown_custom_value_creates(context: SolvimonContext) -> None:
    """With custom_field_reference, a value that no product has creates one."""
    field = context.driver.custom_field(unique_value=True)
    ids = set()
    for _ in range(2):
        values = [{"reference": field, "value": context.name()}]
        answer = context.driver.upsert(
            context.driver.product(custom_fields=values), query={"custom_field_reference": field}
        )
        context.expect("status", got=answer.status, wanted=CREATED)
        ids.add(answer.at("id"))
    context.expect("two values, two products", got=len(ids), wanted=2)


@probe("SLV-15")
def an_undefined_custom_field(context: SolvimonContext) -> None:
    """
    custom_field_reference of a field that is not defined is a client error with an error body.
    """
    answer = refused(
        context,
        "an undefined custom field",
        context.driver.product(),
        client_error(),
        query={"custom_field_reference": context.name()},
    )
    note_refusal(context, "an undefined custom field", answer)


@probe("SLV-16")
def a_custom_field_that_was_not_sent(context: SolvimonContext) -> None:
    """custom_field_reference of a field that the body does not have is a client error."""
    field = context.driver.custom_field(unique_value=True)
    query = {"custom_field_reference": field}
    refused(context, "without the field", context.driver.product(), client_error(), query=query)


@probe("SLV-17")
def an_unknown_identifier(context: SolvimonContext) -> None:
    """An identifier_field that does not exist is refused with 400."""
    query = {"identifier_field": "zz"}
    refused(context, "identifier_field zz", context.driver.product(), BAD_REQUEST, query=query)


@probe("SLV-48")
def by_id_and_by_reference(context: SolvimonContext) -> None:
    """A product is read by its id and by its reference alike."""
    product = context.driver.stored(description=context.name())
    by_id = reads(context, "by id", product["id"], id=product["id"])
    by_reference = reads(context, "by reference", product["reference"], id=product["id"])
    context.expect("both reads", got=by_reference, wanted=by_id)


@probe("SLV-50")
def references_differ_in_case(context: SolvimonContext) -> None:
    """References differ in case: the same letters in another case find nothing."""
    product = context.driver.stored(reference=f"{context.name()}-Mixed-a")
    reads(context, "the product", product["reference"], id=product["id"])
    unstored(context, "in another case", product["reference"].swapcase())


@probe("SLV-51")
def a_create_under_a_used_reference(context: SolvimonContext) -> None:
    """
    A create under a reference that is in use is refused with 409, and the upsert under it is not.
    """
    first = context.driver.stored()
    body = context.driver.product(reference=first["reference"])
    answer = context.driver.create(body)
    context.expect("status of the create", got=answer.status, wanted=CONFLICT)
    note_refusal(context, "a used reference", answer)
    reads(context, "the product", first["id"], name=first["name"])
    context.expect("the upsert is a success", got=context.driver.upsert(body).ok, wanted=True)


@probe("SLV-52")
def the_same_upsert_twice(context: SolvimonContext) -> None:
    """The same upsert twice gives the same product."""
    body = context.driver.product(description=context.name())
    first = context.accepted(context.driver.upsert(body))
    again = context.driver.upsert(body)
    context.expect("the second answer", got=again.json, wanted=first.json)


@probe("SLV-65")
def idempotency_keys(context: SolvimonContext) -> None:
    """
    The same Idempotency-Key with the same body answers the same product; with another body it is a
    409.
    """
    key, body = context.key(), context.driver.product()
    headers = {"Idempotency-Key": key}
    first = context.accepted(context.driver.create(body, headers=headers))
    again = context.driver.create(body, headers=headers)
    context.expect("the replay is a success", got=again.ok, wanted=True)
    context.expect("id of the replay", got=again.at("id"), wanted=first.at("id"))
    other = context.driver.product()
    reused = context.driver.create(other, headers=headers)
    context.expect("status with another body", got=reused.status, wanted=CONFLICT)
    context.expect(
        "nothing new", got=context.driver.read(other["reference"]).status, wanted=MISSING
    )


@probe("SLV-66")
def patch_changes_what_is_sent(context: SolvimonContext) -> None:
    """PATCH answers 200 and changes only what was sent."""
    product = context.driver.stored(description=context.name(), display_order=3)
    for _ in range(2):
        name = context.name()
        answer = context.driver.patch(product["id"], {"name": name})
        context.expect("status", got=answer.status, wanted=200)
        kept = {"description": product["description"], "display_order": 3}
        reads(
            context, "the product", product["id"], name=name, reference=product["reference"], **kept
        )
