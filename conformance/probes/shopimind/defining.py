"""
Creating definitions: names, fields, keys.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.shopimind import DefinedRecords, field, stored_value
from conformance.drivers.shopimind.bodies import first_member
from conformance.expectations import at, number, one_of, success
from conformance.judging.probe import probe
from conformance.probes.shopimind.asking import ShopiMindContext, refused, require_stored

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


def body(context: ShopiMindContext, **changes: Any) -> dict[str, Any]:
    """A definition with one text field, under a fresh name unless one is given."""
    return {"name": context.name(), "fields": [field("code", required=True)], **changes}


@probe("SPM-22")
def a_new_definition_has_an_id(context: ShopiMindContext) -> None:
    """Creating a definition answers its number as id_definition."""
    answer = context.accepted(context.driver.create(body(context)))
    number_of = first_member(answer.at("data"), "id_definition", "id")
    context.expect("id_definition", got=number_of, wanted=number(1))
    if answer.at("data", "id_definition") != number_of:
        context.note("the number stands under id only")


@probe("SPM-23")
def the_status_of_a_creation(context: ShopiMindContext) -> None:
    """A definition is created with status 200 or 201."""
    answer = context.driver.create(body(context))
    context.expect("status", got=answer.status, wanted=one_of(200, 201))
    context.note(f"status {answer.status}")


@probe("SPM-24")
def a_new_definition_is_active(context: ShopiMindContext) -> None:
    """A new definition is active and takes records at once."""
    defined = DefinedRecords.made_by(context.driver)
    context.expect("status", got=defined.definition.status(), wanted="active")
    saved = defined.definition.save(defined.record(0))
    context.expect("status of an immediate save", got=saved.status, wanted=success())


@probe("SPM-25")
def names_are_unique(context: ShopiMindContext) -> None:
    """A second definition of the same name is refused."""
    first = body(context)
    context.accepted(context.driver.create(first))
    refused(context, "the same name again", context.driver.create(first))
    context.expect("definitions", got=len(context.driver.list_named(first["name"])), wanted=1)


@probe("SPM-26")
def names_ignore_case_and_trailing_blanks(context: ShopiMindContext) -> None:
    """A name that differs in case or trailing blanks only is the same name."""
    name = context.name("Abc")
    context.accepted(context.driver.create(body(context, name=name)))
    for what, same in (("upper case", name.upper()), ("a trailing blank", f"{name} ")):
        refused(context, f"the name with {what}", context.driver.create(body(context, name=same)))


@probe("SPM-29")
def ten_field_types(context: ShopiMindContext) -> None:
    """Fields of each of the ten types can be declared."""
    fields = [field(f"a_{each}", each) for each in TYPES]
    fields[TYPES.index("list")]["options"] = ["silver", "gold"]
    answer = context.driver.create(body(context, fields=fields))
    context.require("status", got=answer.status, wanted=success())
    context.expect("types", got=types_of(answer.at("data")), wanted=list(TYPES))


def types_of(definition: Any) -> list[Any]:
    fields = at(definition, "fields")
    return [at(each, "type") for each in fields] if isinstance(fields, list) else []


@probe("SPM-30")
def no_other_field_type(context: ShopiMindContext) -> None:
    """A field of a type beside the ten is refused."""
    fields = [field("code"), field("odd", "foo")]
    refused(context, "a field of type foo", context.driver.create(body(context, fields=fields)))


@probe("SPM-31")
def what_a_definition_must_have(context: ShopiMindContext) -> None:
    """
    A definition without name or fields, or a field without name, label, type or required, is
    refused.
    """
    for member in ("name", "fields"):
        lacking = {key: value for key, value in body(context).items() if key != member}
        refused(context, f"a definition without {member}", context.driver.create(lacking))
    for member in ("name", "label", "type", "required"):
        whole = field("note")
        part = {key: value for key, value in whole.items() if key != member}
        answer = context.driver.create(body(context, fields=[field("code"), part]))
        refused(context, f"a second field without {member}", answer)


@probe("SPM-32")
def keys_of_undeclared_fields(context: ShopiMindContext) -> None:
    """A unique key that names no declared field is refused or taken."""
    answer = context.driver.create(body(context, unique_keys=["code", "nowhere"]))
    context.note(f"a key of an undeclared field: {'taken' if answer.ok else 'refused'}")


@probe("SPM-35")
def extending_appends(context: ShopiMindContext) -> None:
    """Extending adds fields and relations behind those that exist, which stay as they are."""
    definition = context.driver.define(
        field("code", required=True),
        field("contact", "number"),
        relationships=[
            {"sourceField": "contact", "targetSchemaType": "system", "targetSchema": "contacts"}
        ],
    )
    before = context.accepted(definition.get()).at("data")
    relation = {"sourceField": "item", "targetSchemaType": "system", "targetSchema": "products"}
    for added in (
        {"fields": [field("item"), field("note", "longtext")], "relationships": [relation]},
        {"fields": [field("last", "number")]},
    ):
        answer = definition.extend(**added)
        context.require("status", got=answer.status, wanted=success())
    after = context.accepted(definition.get()).at("data")
    for part, count in (("fields", 3), ("relationships", 1)):
        old, new = list_at(before, part), list_at(after, part)
        context.expect(f"{part} that were there", got=new[: len(old)], wanted=old)
        context.expect(f"{part} that were added", got=len(new) - len(old), wanted=count)
    context.expect("unique key", got=at(after, "unique_keys"), wanted=at(before, "unique_keys"))


def list_at(definition: Any, part: str) -> list[Any]:
    """A list in a definition, empty when there is none."""
    found = at(definition, part)
    return found if isinstance(found, list) else []


@probe("SPM-36")
def new_fields_read_as_null(context: ShopiMindContext) -> None:
    """Records written before a field was added read null for it."""
    defined = DefinedRecords.made_by(context.driver)
    require_stored(context, defined.definition, [defined.record(0), defined.record(1)])
    context.accepted(defined.definition.extend(fields=[field("later", "number")]))
    for n in (0, 1):
        wanted = {**defined.shows(n), "later": None}
        context.expect(f"older record {n}", got=defined.read(n), wanted=wanted)
    context.accepted(defined.definition.save(defined.record(1) | {"later": 5}))
    context.eventually(
        "the field once it is written",
        read=lambda: defined.read(1),
        wanted={"later": stored_value(5)},
    )
    context.expect("its neighbour", got=defined.read(0), wanted={"later": None})


@probe("SPM-37")
def extending_renames(context: ShopiMindContext) -> None:
    """Extending changes name and description in place; the number stays."""
    definition = DefinedRecords.made_by(context.driver).definition
    name = context.name()
    context.target.will_write("definition", name, id=definition.id)
    answer = definition.extend(name=name, description="told anew")
    context.require("status", got=answer.status, wanted=success())
    data = context.accepted(definition.get()).at("data")
    context.expect("definition", got=data, wanted={"name": name, "description": "told anew"})
    context.expect(
        "id", got=first_member(data, "id_definition", "id"), wanted=stored_value(int(definition.id))
    )
    context.expect(
        "definitions of the old name", got=context.driver.list_named(definition.name), wanted=[]
    )
