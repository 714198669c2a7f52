"""
Creating definitions: names, fields, keys.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import Shelf, ShopiMind, field, kept
from conformance.drivers.shopimind.bodies import spelled
from conformance.expectations import at, number, one_of, success
from conformance.judging.probe import probe
from conformance.judging.probe_context import Run
from conformance.probes.shopimind.asking import refused, require_stored

TYPES = (
    "bool",
    "text",
    "longtext",
    "number",
    "decimal",
    "list",
    "date",
    "datetime",
    "json",
    "geolocation",
)


def body(run: Run[ShopiMind], **changes: Any) -> dict[str, Any]:
    """A definition of one text, under a fresh name unless one is given."""
    return {"name": run.name(), "fields": [field("code", required=True)], **changes}


@probe("SPM-22")
def a_new_definition_has_an_id(run: Run[ShopiMind]) -> None:
    answer = run.accepted(run.driver.create(body(run)))
    number_of = spelled(answer.at("data"), "id_definition", "id")
    run.expect("id_definition", got=number_of, wanted=number(1))
    if answer.at("data", "id_definition") != number_of:
        run.note("the number stands under id only")


@probe("SPM-23")
def the_status_of_a_creation(run: Run[ShopiMind]) -> None:
    answer = run.driver.create(body(run))
    run.expect("status", got=answer.status, wanted=one_of(200, 201))
    run.note(f"status {answer.status}")


@probe("SPM-24")
def a_new_definition_is_active(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    run.expect("status", got=shelf.definition.status(), wanted="active")
    saved = shelf.definition.save(shelf.record(0))
    run.expect("status of an immediate save", got=saved.status, wanted=success())


@probe("SPM-25")
def names_are_unique(run: Run[ShopiMind]) -> None:
    first = body(run)
    run.accepted(run.driver.create(first))
    refused(run, "the same name again", run.driver.create(first))
    run.expect("definitions", got=len(run.driver.listed(first["name"])), wanted=1)


@probe("SPM-26")
def names_ignore_case_and_trailing_blanks(run: Run[ShopiMind]) -> None:
    name = run.name("Abc")
    run.accepted(run.driver.create(body(run, name=name)))
    for what, same in (("upper case", name.upper()), ("a trailing blank", f"{name} ")):
        refused(run, f"the name with {what}", run.driver.create(body(run, name=same)))


@probe("SPM-29")
def ten_field_types(run: Run[ShopiMind]) -> None:
    fields = [field(f"a_{each}", each) for each in TYPES]
    fields[TYPES.index("list")]["options"] = ["silver", "gold"]
    answer = run.driver.create(body(run, fields=fields))
    run.require("status", got=answer.status, wanted=success())
    run.expect("types", got=types_of(answer.at("data")), wanted=list(TYPES))


def types_of(definition: Any) -> list[Any]:
    """The types of the fields in their order."""
    fields = at(definition, "fields")
    return [at(each, "type") for each in fields] if isinstance(fields, list) else []


@probe("SPM-30")
def no_other_field_type(run: Run[ShopiMind]) -> None:
    fields = [field("code"), field("odd", "foo")]
    refused(run, "a field of type foo", run.driver.create(body(run, fields=fields)))


@probe("SPM-31")
def what_a_definition_must_have(run: Run[ShopiMind]) -> None:
    for member in ("name", "fields"):
        lacking = {key: value for key, value in body(run).items() if key != member}
        refused(run, f"a definition without {member}", run.driver.create(lacking))
    for member in ("name", "label", "type", "required"):
        whole = field("note")
        part = {key: value for key, value in whole.items() if key != member}
        answer = run.driver.create(body(run, fields=[field("code"), part]))
        refused(run, f"a second field without {member}", answer)


@probe("SPM-32")
def keys_of_undeclared_fields(run: Run[ShopiMind]) -> None:
    answer = run.driver.create(body(run, unique_keys=["code", "nowhere"]))
    run.note(f"a key of an undeclared field: {'taken' if answer.ok else 'refused'}")


@probe("SPM-35")
def extending_appends(run: Run[ShopiMind]) -> None:
    definition = run.driver.define(
        field("code", required=True),
        field("contact", "number"),
        relationships=[
            {"sourceField": "contact", "targetSchemaType": "system", "targetSchema": "contacts"}
        ],
    )
    before = run.accepted(definition.get()).at("data")
    relation = {"sourceField": "item", "targetSchemaType": "system", "targetSchema": "products"}
    for added in (
        {"fields": [field("item"), field("note", "longtext")], "relationships": [relation]},
        {"fields": [field("last", "number")]},
    ):
        answer = definition.extend(**added)
        run.require("status", got=answer.status, wanted=success())
    after = run.accepted(definition.get()).at("data")
    for part, count in (("fields", 3), ("relationships", 1)):
        old, new = list_at(before, part), list_at(after, part)
        run.expect(f"{part} that were there", got=new[: len(old)], wanted=old)
        run.expect(f"{part} that were added", got=len(new) - len(old), wanted=count)
    run.expect("unique key", got=at(after, "unique_keys"), wanted=at(before, "unique_keys"))


def list_at(definition: Any, part: str) -> list[Any]:
    """A list in a definition, empty when there is none."""
    found = at(definition, part)
    return found if isinstance(found, list) else []


@probe("SPM-36")
def new_fields_read_as_null(run: Run[ShopiMind]) -> None:
    shelf = Shelf.made_by(run.driver)
    require_stored(run, shelf.definition, [shelf.record(0), shelf.record(1)])
    run.accepted(shelf.definition.extend(fields=[field("later", "number")]))
    for n in (0, 1):
        wanted = {**shelf.shows(n), "later": None}
        run.expect(f"older record {n}", got=shelf.read(n), wanted=wanted)
    run.accepted(shelf.definition.save(shelf.record(1) | {"later": 5}))
    run.eventually(
        "the field once it is written", read=lambda: shelf.read(1), wanted={"later": kept(5)}
    )
    run.expect("its neighbour", got=shelf.read(0), wanted={"later": None})


@probe("SPM-37")
def extending_renames(run: Run[ShopiMind]) -> None:
    definition = Shelf.made_by(run.driver).definition
    name = run.name()
    run.target.will_write("definition", name, id=definition.id)
    answer = definition.extend(name=name, description="told anew")
    run.require("status", got=answer.status, wanted=success())
    data = run.accepted(definition.get()).at("data")
    run.expect("definition", got=data, wanted={"name": name, "description": "told anew"})
    run.expect("id", got=spelled(data, "id_definition", "id"), wanted=kept(int(definition.id)))
    run.expect("definitions of the old name", got=run.driver.listed(definition.name), wanted=[])
