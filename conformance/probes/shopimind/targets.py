"""
Where the relations of a definition may lead.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import Shelf, ShopiMind, field
from conformance.drivers.shopimind.bodies import id_of, rows_of, spelled
from conformance.expectations import success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused
from conformance.probes.shopimind.defining import list_at


def relation(source: str, schema: str, kind: str = "system") -> dict[str, str]:
    """A relation without a target field."""
    return {"sourceField": source, "targetSchemaType": kind, "targetSchema": schema}


def related(run: Run[ShopiMind], *relations: dict[str, str]) -> dict[str, Any]:
    """A definition of numbers that start the relations, and of a text."""
    sources = [field(each["sourceField"], "number") for each in relations]
    fields = [field("code", required=True), *sources]
    return {"name": run.name(), "fields": fields, "relationships": list(relations)}


@probe("SPM-28")
def a_relation_finds_its_target_field(run: Run[ShopiMind]) -> None:
    other = Shelf.made_by(run.driver).definition
    body = related(
        run,
        relation("contact", "contacts"),
        relation("product", "products"),
        relation("other", other.id, "custom"),
    )
    created = run.driver.create(body)
    run.require("status", got=created.status, wanted=success())
    number = id_of(spelled(created.at("data"), "id_definition", "id"))
    found = run.accepted(run.target.send("GET", f"/v1/custom-data-definitions/{number}"))
    fields = {
        spelled(each, "sourceField", "source_field"): spelled(each, "targetField", "target_field")
        for each in list_at(found.at("data"), "relationships")
    }
    wanted = {"contact": "id_contact", "product": "product_id", "other": "id"}
    run.expect("target fields", got=fields, wanted=wanted)


@probe("SPM-33")
def relations_of_undeclared_fields(run: Run[ShopiMind]) -> None:
    body = related(run, relation("contact", "contacts"))
    body["fields"] = [field("code", required=True)]
    answer = run.driver.create(body)
    run.note(f"a relation of an undeclared field: {'taken' if answer.ok else 'refused'}")


@probe("SPM-34")
def relations_lead_to_what_exists(run: Run[ShopiMind]) -> None:
    theirs = run.accepted(run.driver.create(related(run), credential="second"))
    foreign = id_of(spelled(theirs.at("data"), "id_definition", "id"))
    mine = {id_of(spelled(row, "id_definition", "id")) for row in newest(run)}
    run.expect(
        "status of a relation to products",
        got=run.driver.create(related(run, relation("item", "products"))).status,
        wanted=success(),
    )
    for what, leading in (
        ("the system schema orders", relation("order", "orders")),
        ("a definition that nobody has", relation("other", "999999999", "custom")),
    ):
        body = related(run, relation("contact", "contacts"), leading)
        refused(run, f"a relation to {what}", run.driver.create(body))
    if foreign in mine:
        run.note(f"both shops have a definition {foreign}: the other shop's was not tried")
        return
    body = related(run, relation("other", foreign, "custom"))
    refused(run, "a relation to another shop's definition", run.driver.create(body))


def newest(run: Run[ShopiMind]) -> list[Any]:
    """The definitions of the shop that are not deleted, out of the newest hundred."""
    query = [("limit", 100), ("order[0][field]", "created_at"), ("order[0][type]", "desc")]
    found = run.target.send("GET", "/v1/custom-data-definitions", query=query)
    return [row for row in rows_of(found) if row.get("status") != "deleted"]
