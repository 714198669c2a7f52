"""Definitions of properties, and their life cycle."""

from __future__ import annotations

from conformance.drivers.hubspot import COMPANIES
from conformance.expectations import ABSENT, at, client_error
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import (
    BAD_REQUEST,
    CONFLICT,
    CREATED,
    MISSING,
    NO_CONTENT,
    HubSpotContext,
    results,
    shows,
)

REQUIRED = ("name", "label", "type", "fieldType", "groupName")
MOST_UNIQUE = 10


@probe("HUB-148", "HUB-149")
def what_a_definition_needs(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-148: A definition with the five required members answers 201 and repeats what was
      sent.
    - HUB-149: A missing required member answers 400.
    """
    driver = context.driver
    if context.rule.id == "HUB-149":
        for lacking in REQUIRED:
            members = {"name": driver.property_name(), "label": "Colour", "type": "string"}
            members |= {"fieldType": "text", "groupName": driver.group_of(COMPANIES)}
            del members[lacking]
            answer = driver.define_bare(members)
            context.expect(f"without {lacking}", got=answer.status, wanted=BAD_REQUEST)
        return
    name = driver.property_name()
    said = {"label": "Colour", "type": "number", "fieldType": "number"}
    answer = driver.define(name=name, **said)
    context.require("status", got=answer.status, wanted=CREATED)
    context.expect("the definition", got=answer.json, wanted={"name": name, **said})
    read = driver.definition(name)
    context.expect("read back", got=read.json, wanted={"name": name, **said})


@probe("HUB-150")
def a_used_name(context: HubSpotContext) -> None:
    """A used name answers 409, category OBJECT_ALREADY_EXISTS, and changes nothing."""
    driver, name = context.driver, context.driver.property_name()
    context.accepted(driver.define(name=name, label="First"))
    for turn in range(2):
        answer = driver.define(name=name, label=f"Other {turn}")
        context.expect("status", got=answer.status, wanted=CONFLICT)
        got = answer.at("category")
        context.expect("category", got=got, wanted="OBJECT_ALREADY_EXISTS")
    context.expect("label", got=driver.definition(name).at("label"), wanted="First")


@probe("HUB-151")
def uniqueness_stays(context: HubSpotContext) -> None:
    """hasUniqueValue cannot be changed: the answer is 200 and the old value stays."""
    driver = context.driver
    for unique in (True, False):
        name = driver.property_name()
        context.accepted(driver.define(name=name, hasUniqueValue=unique))
        answer = driver.change_definition(name, hasUniqueValue=not unique, label="New")
        context.expect("status", got=answer.status, wanted=200)
        wanted = {"hasUniqueValue": unique, "label": "New"}
        context.expect("read back", got=driver.definition(name).json, wanted=wanted)


@probe("HUB-152")
def the_eleventh_unique_property(context: HubSpotContext) -> None:
    """An eleventh unique property on one object type is refused."""
    refused = None
    for number in range(MOST_UNIQUE + 1):
        answer = context.driver.define(hasUniqueValue=True)
        if not answer.ok:
            refused = answer
            break
        context.given("definitions so far", got=number < MOST_UNIQUE + 1, wanted=True)
    got = None if refused is None else refused.status
    context.expect("status of one too many", got=got, wanted=client_error())


@probe("HUB-153")
def an_unknown_name(context: HubSpotContext) -> None:
    """A property name that is unknown answers 404, category OBJECT_NOT_FOUND."""
    answer = context.driver.definition("nothing_like_this")
    context.expect("status", got=answer.status, wanted=MISSING)
    context.expect("category", got=answer.at("category"), wanted="OBJECT_NOT_FOUND")


@probe("HUB-154", "HUB-155")
def archived_definitions(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-154: Archiving a property answers 204; a read of it then 404, and 200 with
      archived=true.
    - HUB-155: The name of an archived property brings that property back with the new
      definition, record values included.
    """
    driver, name = context.driver, context.driver.property_name()
    context.accepted(driver.define(name=name, label="Colour"))
    known = driver.stored(COMPANIES, **{name: "red"})
    gone = driver.archive_definition(name)
    if context.rule.id == "HUB-154":
        context.expect("status", got=gone.status, wanted=NO_CONTENT)
        context.expect("a read", got=driver.definition(name).status, wanted=MISSING)
        found = driver.definition(name, archived="true")
        wanted = {"name": name, "archived": True, "label": "Colour"}
        context.expect("a read of archived ones", got=found.status, wanted=200)
        context.expect("the definition", got=found.json, wanted=wanted)
        return
    context.accepted(gone)
    context.expect("the way back", got=driver.define(name=name, label="Color").ok, wanted=True)
    context.expect("label", got=driver.definition(name).at("label"), wanted="Color")
    shows(context, "the company", known, COMPANIES, **{name: "red"})


@probe("HUB-156")
def all_definitions_in_one_answer(context: HubSpotContext) -> None:
    """All definitions come in one answer without paging."""
    answer = context.target.send("GET", "/crm/v3/properties/contacts")
    context.require("status", got=answer.status, wanted=200)
    names = {str(at(each, "name")) for each in results(answer)}
    for name in ("email", "firstname", "lifecyclestage"):
        context.expect(f"{name} is listed", got=name in names, wanted=True)
    context.expect("paging", got=answer.at("paging"), wanted=ABSENT)
