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
    SolvimonRun,
    reads,
    refused,
    told,
    unstored,
)

STATUSES = ["DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"]
CONFLICT = 409


@probe("SLV-07", "SLV-11")
def the_same_reference_is_the_same_product(run: SolvimonRun) -> None:
    query = {"identifier_field": "reference"} if run.rule.id == "SLV-11" else {}
    first = run.driver.stored()
    for turn in ("first", "second"):
        again = run.driver.product(reference=first["reference"])
        answer = run.driver.upsert(again, query=query)
        run.require(f"the {turn} update is a success", got=answer.ok, wanted=True)
        run.expect(f"id after the {turn} update", got=answer.at("id"), wanted=first["id"])
        reads(run, "the product", first["reference"], id=first["id"], name=again["name"])
    rows = run.driver.search("reference", first["reference"]).at("data")
    mine = (
        [row for row in rows if row.get("reference") == first["reference"]] if is_list(rows) else []
    )
    run.expect("products of this reference", got=len(mine), wanted=1)


@probe("SLV-08")
def the_status_of_an_update(run: SolvimonRun) -> None:
    first = run.driver.stored()
    answer = run.driver.upsert(run.driver.product(reference=first["reference"]))
    run.note(f"an update is answered with {answer.status}")


@probe("SLV-09")
def an_update_is_read_back(run: SolvimonRun) -> None:
    first = run.driver.stored()
    for _ in range(2):
        body = run.driver.product(reference=first["reference"], description=run.name())
        run.require("the update is a success", got=run.driver.upsert(body).ok, wanted=True)
        reads(run, "the product", first["id"], name=body["name"], description=body["description"])


@probe("SLV-10")
def another_reference_is_another_product(run: SolvimonRun) -> None:
    ids = {run.driver.stored()["id"] for _ in range(3)}
    run.expect("ids of three references", got=len(ids), wanted=3)


@probe("SLV-12")
def identity_by_id(run: SolvimonRun) -> None:
    first = run.driver.stored()
    body = run.driver.product(id=first["id"])
    answer = run.driver.upsert(body, query={"identifier_field": "id"})
    same = answer.at("id") == first["id"]
    run.note("by id: the same product" if same else f"by id: status {answer.status}")


@probe("SLV-13")
def identity_by_custom_field(run: SolvimonRun) -> None:
    field, value = run.driver.custom_field(unique_value=True), run.name()
    query = {"custom_field_reference": field}
    values = [{"reference": field, "value": value}]
    first = run.accepted(run.driver.upsert(run.driver.product(custom_fields=values), query=query))
    body = run.driver.product(custom_fields=values)
    again = run.driver.upsert(body, query=query)
    run.expect("id", got=again.at("id"), wanted=first.at("id"))
    reads(run, "the product", first.at("id"), name=body["name"])


@probe("SLV-14")
def an_unknown_custom_value_creates(run: SolvimonRun) -> None:
    field = run.driver.custom_field(unique_value=True)
    ids = set()
    for _ in range(2):
        values = [{"reference": field, "value": run.name()}]
        answer = run.driver.upsert(
            run.driver.product(custom_fields=values), query={"custom_field_reference": field}
        )
        run.expect("status", got=answer.status, wanted=CREATED)
        ids.add(answer.at("id"))
    run.expect("two values, two products", got=len(ids), wanted=2)


@probe("SLV-15")
def an_undefined_custom_field(run: SolvimonRun) -> None:
    answer = refused(
        run,
        "an undefined custom field",
        run.driver.product(),
        client_error(),
        query={"custom_field_reference": run.name()},
    )
    told(run, "an undefined custom field", answer)


@probe("SLV-16")
def a_custom_field_that_was_not_sent(run: SolvimonRun) -> None:
    field = run.driver.custom_field(unique_value=True)
    query = {"custom_field_reference": field}
    refused(run, "without the field", run.driver.product(), client_error(), query=query)


@probe("SLV-17")
def an_unknown_identifier(run: SolvimonRun) -> None:
    query = {"identifier_field": "zz"}
    refused(run, "identifier_field zz", run.driver.product(), BAD_REQUEST, query=query)


@probe("SLV-48")
def by_id_and_by_reference(run: SolvimonRun) -> None:
    product = run.driver.stored(description=run.name())
    by_id = reads(run, "by id", product["id"], id=product["id"])
    by_reference = reads(run, "by reference", product["reference"], id=product["id"])
    run.expect("both reads", got=by_reference, wanted=by_id)


@probe("SLV-50")
def references_differ_in_case(run: SolvimonRun) -> None:
    product = run.driver.stored(reference=f"{run.name()}-Mixed-a")
    reads(run, "the product", product["reference"], id=product["id"])
    unstored(run, "in another case", product["reference"].swapcase())


@probe("SLV-51")
def a_create_under_a_used_reference(run: SolvimonRun) -> None:
    first = run.driver.stored()
    body = run.driver.product(reference=first["reference"])
    answer = run.driver.create(body)
    run.expect("status of the create", got=answer.status, wanted=CONFLICT)
    told(run, "a used reference", answer)
    reads(run, "the product", first["id"], name=first["name"])
    run.expect("the upsert is a success", got=run.driver.upsert(body).ok, wanted=True)


@probe("SLV-52")
def the_same_upsert_twice(run: SolvimonRun) -> None:
    body = run.driver.product(description=run.name())
    first = run.accepted(run.driver.upsert(body))
    again = run.driver.upsert(body)
    run.expect("the second answer", got=again.json, wanted=first.json)


@probe("SLV-65")
def idempotency_keys(run: SolvimonRun) -> None:
    key, body = run.key(), run.driver.product()
    headers = {"Idempotency-Key": key}
    first = run.accepted(run.driver.create(body, headers=headers))
    again = run.driver.create(body, headers=headers)
    run.expect("the replay is a success", got=again.ok, wanted=True)
    run.expect("id of the replay", got=again.at("id"), wanted=first.at("id"))
    other = run.driver.product()
    reused = run.driver.create(other, headers=headers)
    run.expect("status with another body", got=reused.status, wanted=CONFLICT)
    run.expect("nothing new", got=run.driver.read(other["reference"]).status, wanted=MISSING)


@probe("SLV-66")
def patch_changes_what_is_sent(run: SolvimonRun) -> None:
    product = run.driver.stored(description=run.name(), display_order=3)
    for _ in range(2):
        name = run.name()
        answer = run.driver.patch(product["id"], {"name": name})
        run.expect("status", got=answer.status, wanted=200)
        kept = {"description": product["description"], "display_order": 3}
        reads(run, "the product", product["id"], name=name, reference=product["reference"], **kept)
