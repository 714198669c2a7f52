"""
Where the relations of a definition may lead.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import DefinedRecords, field
from conformance.drivers.shopimind.bodies import first_member, id_of, rows_of
from conformance.expectations import success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused
from conformance.probes.shopimind.defining import list_at


def relation(source: str, schema: str, kind: str = "system") -> dict[str, str]:
    """A relation without a target field."""
    return {"sourceField": source, "targetSchemaType": kind, "targetSchema": schema}


def related(context: ShopiMindContext, *relations: dict[str, str]) -> dict[str, Any]:
    """A definition with a text, and a number field for each relation."""
    sources = [field(each["sourceField"], "number") for each in relations]
    fields = [field("code", required=True), *sources]
    return {"name": context.name(), "fields": fields, "relationships": list(relations)}


@probe("SPM-28")
def a_relation_finds_its_target_field(context: ShopiMindContext) -> None:
    """A relation without targetField is stored with id, id_contact or product_id, by its target."""
    other = DefinedRecords.made_by(context.driver).definition
    body = related(
        context,
        relation("contact", "contacts"),
        relation("product", "products"),
        relation("other", other.id, "custom"),
    )
    created = context.driver.create(body)
    context.require("status", got=created.status, wanted=success())
    number = id_of(first_member(created.at("data"), "id_definition", "id"))
    found = context.accepted(context.target.send("GET", f"/v1/custom-data-definitions/{number}"))
    fields = {
        first_member(each, "sourceField", "source_field"): first_member(
            each, "targetField", "target_field"
        )
        for each in list_at(found.at("data"), "relationships")
    }
    wanted = {"contact": "id_contact", "product": "product_id", "other": "id"}
    context.expect("target fields", got=fields, wanted=wanted)


@probe("SPM-33")
def relations_of_undeclared_fields(context: ShopiMindContext) -> None:
    """A relation that starts at no declared field is refused or taken."""
    body = related(context, relation("contact", "contacts"))
    body["fields"] = [field("code", required=True)]
    answer = context.driver.create(body)
    context.note(f"a relation of an undeclared field: {'taken' if answer.ok else 'refused'}")


@probe("SPM-34")
def relations_lead_to_what_exists(context: ShopiMindContext) -> None:
    """
    A relation to a system schema beside contacts and products, or to a definition that the shop
    does not have, is refused.
    """
    theirs = context.accepted(context.driver.create(related(context), credential="second"))
    foreign = id_of(first_member(theirs.at("data"), "id_definition", "id"))
    mine = {id_of(first_member(row, "id_definition", "id")) for row in newest(context)}
    context.expect(
        "status of a relation to products",
        got=context.driver.create(related(context, relation("item", "products"))).status,
        wanted=success(),
    )
    for what, leading in (
        ("the system schema orders", relation("order", "orders")),
        ("a definition that nobody has", relation("other", "999999999", "custom")),
    ):
        body = related(context, relation("contact", "contacts"), leading)
        refused(context, f"a relation to {what}", context.driver.create(body))
    if foreign in mine:
        context.note(f"both shops have a definition {foreign}: the other shop's was not tried")
        return
    body = related(context, relation("other", foreign, "custom"))
    refused(context, "a relation to another shop's definition", context.driver.create(body))


def newest(context: ShopiMindContext) -> list[Any]:
    """The definitions of the shop that are not deleted, among the newest hundred."""
    query = [("limit", 100), ("order[0][field]", "created_at"), ("order[0][type]", "desc")]
    found = context.target.send("GET", "/v1/custom-data-definitions", query=query)
    return [row for row in rows_of(found) if row.get("status") != "deleted"]
