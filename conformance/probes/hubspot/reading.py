"""Reads by id and by key, batch reads, lists, and archived records."""

from __future__ import annotations

from typing import Any

from conformance.drivers.hubspot import MOST
from conformance.drivers.hubspot.contacts import Contacts
from conformance.expectations import ABSENT, JsonDict, at, is_list, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import (
    BAD_REQUEST,
    MISSING,
    MIXED,
    HubSpotContext,
    errors,
    results,
    shows,
)
from conformance.scenarios import write_and_require

UNKNOWN = ("999999999999", "999999999998")
USUAL = ("createdate", "email", "firstname", "hs_object_id", "lastmodifieddate", "lastname")
"""The properties of a contact that a read shows without being asked for any."""


@probe("HUB-122", "HUB-123")
def archived_records(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-122: After archiving, a read by id answers 404.
    - HUB-123: archived=true reads an archived record, archived: true.
    """
    driver = context.driver
    known = [driver.stored(phone="1") for _ in range(3)]
    context.accepted(driver.archive(known[0]))
    context.accepted(driver.batch("archive", [{"id": each} for each in known[1:]]))
    for each in known:
        if context.rule.id == "HUB-122":
            answer = driver.read(each)
            context.expect(f"{answer.line}", got=answer.status, wanted=MISSING)
        else:
            answer = driver.read(each, "phone", query=[("archived", "true")])
            wanted: JsonDict = {"id": each, "archived": True, "properties": {"phone": "1"}}
            context.expect("an archived record", got=answer.json, wanted=wanted)


def listed(context: HubSpotContext, most: int = 30, **query: Any) -> list[JsonDict]:
    """All records that a list shows, page after page."""
    found: list[JsonDict] = []
    after: object = ABSENT
    for _ in range(most):
        more: JsonDict = {} if after is ABSENT else {"after": after}
        answer = context.accepted(context.driver.list(**query, **more))
        found += results(answer)
        after = answer.at("paging", "next", "after")
        if after is ABSENT:
            return found
    return found


@probe("HUB-124")
def a_list_of_archived_records(context: HubSpotContext) -> None:
    """archived=true lists archived records only, the default lists none."""
    driver = context.driver
    kept, gone = driver.stored(), driver.stored()
    context.accepted(driver.archive(gone))
    for archived in (False, True):
        found = listed(context, limit=MOST, archived=str(archived).lower())
        others = [each for each in found if at(each, "archived") is not archived]
        context.expect(f"archived={archived}: others", got=len(others), wanted=0)
        ids = [at(each, "id") for each in found]
        if len(found) < 30 * MOST:
            wanted = gone if archived else kept
            context.expect(f"archived={archived}: is listed", got=wanted in ids, wanted=True)


@probe("HUB-128")
def an_unknown_id(context: HubSpotContext) -> None:
    """An unknown id answers 404, category OBJECT_NOT_FOUND."""
    for each in UNKNOWN:
        answer = context.driver.read(each)
        context.expect("status", got=answer.status, wanted=MISSING)
        context.expect("category", got=answer.at("category"), wanted="OBJECT_NOT_FOUND")


@probe("HUB-129")
def an_email_in_the_path(context: HubSpotContext) -> None:
    """With idProperty=email the path takes the percent-encoded email."""
    driver = context.driver
    email = driver.email().replace("@", "+tag@")
    known = driver.stored(email=email, firstname="Ana")
    context.expect("a read", got=driver.read(email, by="email").at("id"), wanted=known)
    answer = driver.update(email, by="email", phone="7")
    context.expect("an update", got=answer.ok, wanted=True)
    shows(context, "the contact", known, phone="7", firstname="Ana")


@probe("HUB-130")
def ids_and_keys_of_a_batch_read(context: HubSpotContext) -> None:
    """
    In a batch read the ids are record ids without idProperty, and values of that property with
    it.
    """
    driver, resource = context.driver, Contacts(context.driver)
    write_and_require(context, resource, range(3))
    emails = [resource.email(n) for n in range(3)]
    by_key = driver.batch("read", [{"id": each} for each in emails], idProperty="email")
    ids = sorted(str(at(each, "id")) for each in results(by_key))
    context.expect("found by key", got=len(ids), wanted=3)
    by_id = driver.batch("read", [{"id": each} for each in ids])
    found = sorted(str(at(each, "id")) for each in results(by_id))
    context.expect("found by id", got=found, wanted=ids)
    wrong = driver.batch("read", [{"id": emails[0]}])
    context.expect("an email as an id", got=len(results(wrong)), wanted=0)


@probe("HUB-131", "HUB-132")
def a_batch_read_of_missing_ids(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-131: A batch read with missing ids answers 207 with one OBJECT_NOT_FOUND error, whose
      context.ids lists them as sent; the found ones are in results.
    - HUB-132: What a batch read that finds nothing is answered with.
    """
    driver = context.driver
    known = [driver.stored() for _ in range(2)]
    if context.rule.id == "HUB-132":
        answer = driver.batch("read", [{"id": each} for each in UNKNOWN])
        context.note(f"nothing found: {answer.status}")
        return
    ids = [UNKNOWN[0], *known, UNKNOWN[1]]
    answer = driver.batch("read", [{"id": each} for each in ids])
    context.require("status", got=answer.status, wanted=MIXED)
    found = sorted(str(at(each, "id")) for each in results(answer))
    context.expect("found", got=found, wanted=sorted(known))
    context.require("errors", got=len(errors(answer)), wanted=1)
    [error] = errors(answer)
    context.expect("category", got=at(error, "category"), wanted="OBJECT_NOT_FOUND")
    said = at(error, "context", "ids")
    ordered = sorted(map(str, said)) if is_list(said) else said
    context.expect("ids", got=ordered, wanted=sorted(UNKNOWN))


def reads_of(
    context: HubSpotContext, known: str, email: str, *shown: str
) -> list[tuple[str, object]]:
    """The properties that each kind of read shows of a contact."""
    driver = context.driver
    body: JsonDict = {"properties": list(shown)} if shown else {}
    same = {"propertyName": "email", "operator": "EQ", "value": email}
    groups = [{"filters": [same]}]

    def search() -> Exchange:
        return driver.search(filterGroups=groups, **body)

    answers = {
        "read": driver.read(known, *shown).json,
        "batch read": at(results(driver.batch("read", [{"id": known}], **body)), 0),
        "search": at(results(context.target.poll(search, lambda got: bool(results(got)))), 0),
    }
    return [(what, at(found, "properties")) for what, found in answers.items()]


@probe("HUB-133", "HUB-134", "HUB-135")
def properties_that_are_shown(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-133: A requested property that is not defined is left out without an error.
    - HUB-134: A requested, defined property without a value reads as null.
    - HUB-135: Without properties a read shows the default ones: of contacts the email, first
      and last name, id and times.
    """
    driver = context.driver
    email, unknown = driver.email(), driver.property_name()
    known = driver.stored(email=email, firstname="Ana", lastname="Lima", phone="1")
    if context.rule.id == "HUB-135":
        for what, found in reads_of(context, known, email):
            if what != "batch read":
                names = sorted(found) if isinstance(found, dict) else []
                context.expect(f"{what}: properties", got=names, wanted=sorted(USUAL))
        return
    for what, found in reads_of(context, known, email, "firstname", "company", unknown):
        if context.rule.id == "HUB-133":
            context.expect(f"{what}: firstname", got=at(found, "firstname"), wanted="Ana")
            got = at(found, unknown)
            context.expect(f"{what}: a property that is not defined", got=got, wanted=ABSENT)
        else:
            got = at(found, "company")
            context.expect(f"{what}: a property without a value", got=got, wanted=None)


@probe("HUB-136")
def two_ways_to_name_properties(context: HubSpotContext) -> None:
    """properties=a,b and properties=a&properties=b mean the same."""
    driver = context.driver
    known = driver.stored(firstname="Ana", phone="1")
    commas = driver.read(known, query=[("properties", "firstname,phone")])
    repeated = driver.read(known, "firstname", "phone")
    wanted = {"firstname": "Ana", "phone": "1"}
    context.expect("divided by commas", got=commas.at("properties"), wanted=wanted)
    got = repeated.at("properties")
    context.expect("repeated", got=got, wanted=commas.at("properties"))
    pages = [
        driver.list(properties=said, limit=1)
        for said in ("firstname,phone", ["firstname", "phone"])
    ]
    shown = [at(results(each), 0, "properties") for each in pages]
    context.expect("in a list", got=shown[1], wanted=shown[0])


@probe("HUB-138", "HUB-139")
def the_size_of_a_page(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-138: limit defaults to 10 and may be 100.
    - HUB-139: limit=101 is refused (400).
    """
    driver = context.driver
    if context.rule.id == "HUB-139":
        for size in (101, 1000):
            answer = driver.list(limit=size)
            context.expect(f"limit={size}", got=answer.status, wanted=BAD_REQUEST)
        return
    if context.may_write:
        resource = Contacts(driver)
        context.accepted(resource.write([resource.record(n) for n in range(11)]))
        context.expect("without limit", got=len(results(driver.list())), wanted=10)
    answer = driver.list(limit=MOST)
    context.expect("limit=100", got=answer.status, wanted=200)
    more = len(results(answer)) > 10 or not context.may_write
    context.expect("more than ten with limit=100", got=more, wanted=True)


@probe("HUB-140")
def pages_of_a_list(context: HubSpotContext) -> None:
    """
    paging.next.after leads to the next page; the last page has no paging.next; no record comes
    twice.
    """
    resource = Contacts(context.driver)
    context.accepted(resource.write([resource.record(n) for n in range(5)]))
    size = 2 if context.driver.list(limit=50).at("paging", "next") is ABSENT else 50
    found = listed(context, limit=size, most=60)
    ids = [str(at(each, "id")) for each in found]
    context.expect("records that come twice", got=len(ids) - len(set(ids)), wanted=0)
    if len(found) < 60 * size:
        mine = {resource.email(n) for n in range(5)}
        seen = {str(at(each, "properties", "email")) for each in found}
        context.expect("contacts that are not listed", got=sorted(mine - seen), wanted=[])
    first = context.driver.list(limit=2)
    context.expect("the first page", got=len(results(first)), wanted=2)
    text = first.at("paging", "next", "after")
    context.expect("after", got=isinstance(text, str), wanted=one_of(True))
