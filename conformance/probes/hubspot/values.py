"""What an update keeps, overwrites and clears."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from conformance.drivers.hubspot import COMPANIES
from conformance.drivers.hubspot.contacts import Contacts
from conformance.expectations import at
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import CLEARED, HubSpotContext, id_in, results, shows
from conformance.scenarios import require_record, write_and_require

Writer = Callable[..., Exchange]


def writers(context: HubSpotContext, known: str, email: str) -> dict[str, Writer]:
    """The operations that change a contact, each as a function of its properties."""
    driver = context.driver

    def batch(**properties: Any) -> Exchange:
        return driver.batch("update", [{"id": known, "properties": properties}])

    def single(**properties: Any) -> Exchange:
        return driver.update(known, **properties)

    def upsert(**properties: Any) -> Exchange:
        return driver.upsert(driver.keyed(email, **properties))

    return {"batch update": batch, "update": single, "upsert": upsert}


@probe("HUB-99", "HUB-101", "HUB-102", "HUB-103")
def kept_overwritten_and_cleared(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-99: Properties that are not sent keep their values.
    - HUB-101: Whether properties that an upsert by email does not send keep their values.
    - HUB-102: A property that is sent overwrites.
    - HUB-103: The empty string clears a property.
    """
    driver, email = context.driver, context.driver.email()
    known = driver.stored(email=email, firstname="Ana", phone="0", company="Own")
    for turn, (what, write) in enumerate(writers(context, known, email).items(), start=1):
        if context.rule.id == "HUB-103":
            context.accepted(write(phone="1"))
            shows(context, f"before {what}", known, phone="1")
            context.expect(f"{what} of nothing", got=write(phone="").ok, wanted=True)
            shows(context, f"after {what}", known, phone=CLEARED, company="Own")
            continue
        if (what == "upsert") is not (
            context.rule.id == "HUB-101"
        ) and context.rule.id != "HUB-102":
            continue
        for again in range(2):
            answer = write(phone=f"{turn}-{again}")
            context.require(f"{what} is a success", got=answer.ok, wanted=True)
            if context.rule.id == "HUB-101":
                kept = driver.read(known, "company").at("properties", "company")
                context.note("others are kept" if kept == "Own" else "others are lost")
                continue
            wanted = {"phone": f"{turn}-{again}", "firstname": "Ana", "company": "Own"}
            shows(context, f"after {what}", known, **wanted)


@probe("HUB-104", "HUB-105", "HUB-106")
def what_is_cleared(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-104: The update's own answer shows a cleared property as the empty string.
    - HUB-105: How a cleared property reads afterwards.
    - HUB-106: What null as the value of a property does.
    """
    driver = context.driver
    known = driver.stored(phone="1", company="Own")
    if context.rule.id == "HUB-106":
        answer = driver.batch("update", [{"id": known, "properties": {"phone": None}}])
        left = driver.read(known, "phone").at("properties", "phone")
        context.note(f"null: {answer.status}, then {left!r}")
        return
    answer = driver.batch("update", [{"id": known, "properties": {"phone": ""}}])
    if context.rule.id == "HUB-104":
        got = at(results(answer), 0, "properties", "phone")
        context.expect("phone in the answer", got=got, wanted="")
        return
    context.accepted(answer)
    reads = {
        "read": driver.read(known, "phone").json,
        "batch read": at(results(driver.batch("read", [{"id": known}], properties=["phone"])), 0),
    }
    for what, found in reads.items():
        context.note(f"{what}: {at(found, 'properties', 'phone')!r}")


@probe("HUB-107")
def values_are_added(context: HubSpotContext) -> None:
    """
    On a multiple-checkbox property a leading semicolon adds to the stored values instead of
    replacing them.
    """
    driver = context.driver
    options = [{"label": each, "value": each, "hidden": False} for each in ("red", "green", "blue")]
    name = driver.property_name()
    context.accepted(
        driver.define(name=name, type="enumeration", fieldType="checkbox", options=options)
    )
    known = driver.stored(COMPANIES, **{name: "red"})
    driver.update(known, COMPANIES, **{name: ";green"})
    stored = "red;green"
    shows(context, "after an update", known, COMPANIES, **{name: stored})
    driver.batch("update", [{"id": known, "properties": {name: ";blue"}}], COMPANIES)
    shows(context, "after a batch update", known, COMPANIES, **{name: "red;green;blue"})
    driver.update(known, COMPANIES, **{name: "blue"})
    shows(context, "without a semicolon", known, COMPANIES, **{name: "blue"})


@probe("HUB-109")
def the_life_cycle_stage(context: HubSpotContext) -> None:
    """lifecyclestage set backward leaves the old stage in a 200 answer; cleared first, it moves."""
    driver = context.driver
    known = driver.stored(lifecyclestage="customer")
    back = {"id": known, "properties": {"lifecyclestage": "lead"}}
    answer = driver.batch("update", [back])
    context.expect("status of the way back", got=answer.status, wanted=200)
    shows(context, "after the way back", known, lifecyclestage="customer")
    context.accepted(driver.update(known, lifecyclestage=""))
    context.accepted(driver.batch("update", [back]))
    shows(context, "cleared first", known, lifecyclestage="lead")


@probe("HUB-137")
def a_write_is_read_at_once(context: HubSpotContext) -> None:
    """A write is visible to a read by id or key that follows its answer."""
    driver, resource = context.driver, Contacts(context.driver)
    write_and_require(context, resource, [0])
    for turn in range(3):
        email = driver.email()
        made = driver.upsert(driver.keyed(email, phone=str(turn)))
        known = id_in(made)
        wanted = {"properties": {"phone": str(turn)}}
        by_id = driver.read(known, "phone").json
        context.expect("a read by id", got=by_id, wanted=wanted)
        by_key = driver.batch("read", [{"id": email}], idProperty="email", properties=["phone"])
        context.expect("a batch read by key", got=at(results(by_key), 0), wanted=wanted)
    require_record(context, resource, 0)
