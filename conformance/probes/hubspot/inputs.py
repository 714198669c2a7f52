"""What an input of a batch must have, how many there may be, and which property is a key."""

from __future__ import annotations

from typing import Any

from conformance.drivers.hubspot import COMPANIES, MOST
from conformance.drivers.hubspot.contacts import Contacts
from conformance.expectations import JsonDict, client_error, containing
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import (
    BAD_REQUEST,
    CREATED,
    HubSpotContext,
    codes,
    invalid,
    results,
    shows,
    traced,
    unwritten,
)
from conformance.scenarios import at_the_limit, over_the_limit


@probe("HUB-11")
def an_input_that_is_no_object(context: HubSpotContext) -> None:
    """An input that is no object is answered by 400 for the whole batch, trace ids or not."""
    driver, email = context.driver, context.driver.email()
    for good in (driver.keyed(email), driver.keyed(email, "row-1")):
        odds: list[Any] = ["text", 5, None, []]
        for odd in odds:
            invalid(context, f"{odd!r} as an input", driver.upsert(good, odd))
    unwritten(context, email)


@probe("HUB-22", "HUB-23")
def how_many_inputs_an_upsert_takes(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-22: An upsert of 100 inputs is accepted.
    - HUB-23: An upsert of 101 inputs is refused with 400, and none of them is written.
    """
    if context.rule.id == "HUB-22":
        at_the_limit(context, Contacts(context.driver), MOST)
    else:
        over_the_limit(context, Contacts(context.driver), MOST)


@probe("HUB-24")
def how_many_inputs_other_batches_take(context: HubSpotContext) -> None:
    """The limit of 100 inputs holds for every other batch, too."""
    driver = context.driver
    at_the_limit(context, Contacts(driver, "create"), MOST)
    many = [driver.read(Contacts(driver).email(n), by="email").at("id") for n in (0, 99)]
    ids = [{"id": str(many[0])}, *({"id": f"9{n}"} for n in range(MOST))]
    for verb in ("read", "archive"):
        answer = driver.batch(verb, ids)
        context.expect(f"status of {verb} with 101", got=answer.status, wanted=BAD_REQUEST)
    changes = [{"properties": {"phone": "1"}, **each} for each in ids]
    answer = driver.batch("update", changes)
    context.expect("status of update with 101", got=answer.status, wanted=BAD_REQUEST)
    over_the_limit(context, Fresh(driver), MOST)
    context.expect("the contact is there", got=driver.read(many[0]).status, wanted=200)


class Fresh(Contacts):
    """Contacts of other identities, to be created."""

    def __init__(self, driver: Any) -> None:
        super().__init__(driver, "create")

    def email(self, n: int) -> str:
        return self.driver.email(f"fresh-{n}")


@probe("HUB-25", "HUB-28", "HUB-33", "HUB-36")
def what_inputs_may_lack_or_have(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-25: What an empty list of inputs is answered with.
    - HUB-28: Whether an upsert input without idProperty is refused.
    - HUB-33: Whether a batch update of contacts takes email as idProperty.
    - HUB-36: What becomes of unknown members beside the known ones in an input.
    """
    driver, email = context.driver, context.driver.email()
    match context.rule.id:
        case "HUB-25":
            for verb in ("upsert", "create", "update"):
                context.note(f"empty {verb}: {driver.batch(verb, []).status}")
        case "HUB-28":
            answer = driver.upsert({"id": email, "properties": {}})
            context.note(f"without idProperty: {answer.status}")
        case "HUB-33":
            driver.stored(email=email)
            answer = driver.batch("update", [driver.keyed(email, phone="1")])
            context.note(f"batch update by email: {answer.status}")
        case _:
            answer = driver.upsert({**driver.keyed(email), "surplus": 1})
            context.note(f"an unknown member: {answer.status}")


@probe("HUB-26")
def what_an_input_must_have(context: HubSpotContext) -> None:
    """An input without id or without properties is answered by 400 for the whole batch."""
    driver, email = context.driver, context.driver.email()
    known = driver.stored(firstname="Ana")
    other = driver.email()
    for lacking in ("id", "properties"):
        bad = {name: each for name, each in driver.keyed(other).items() if name != lacking}
        good = driver.keyed(email)
        invalid(context, f"an upsert without {lacking}", driver.upsert(good, bad))
        invalid(context, f"traced, without {lacking}", driver.upsert(*traced([good, bad])))
        change: JsonDict = {"id": known, "properties": {"firstname": "Ben"}}
        answer = driver.batch("update", [change, bad])
        invalid(context, f"an update without {lacking}", answer)
    unwritten(context, email, other)
    shows(context, "the contact", known, firstname="Ana")


@probe("HUB-27")
def the_key_is_named_by_the_input(context: HubSpotContext) -> None:
    """idProperty is taken from each input, not from the query."""
    driver, email = context.driver, context.driver.email()
    answer = driver.upsert(driver.keyed(email), query={"idProperty": "phone"})
    context.expect("the query does not count", got=answer.ok, wanted=True)
    found = driver.read(email, "email", by="email")
    context.expect("the contact", got=found.at("properties", "email"), wanted=email)


@probe("HUB-29", "HUB-30", "HUB-31", "HUB-32")
def a_property_that_is_no_key(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-29: An idProperty that is not unique is answered by 400 for the whole batch, naming
      type id and property.
    - HUB-30: An idProperty that does not exist is answered by 400 for the whole batch.
    - HUB-31: The idProperty hs_object_id is refused as not unique; the record id goes without
      idProperty.
    - HUB-32: domain and name are not unique and are refused as idProperty.
    """
    driver, email = context.driver, context.driver.email()
    rule = context.rule.id
    of = COMPANIES if rule == "HUB-32" else "contacts"
    names = {
        "HUB-29": ["phone", "firstname"],
        "HUB-30": [driver.property_name()],
        "HUB-31": ["hs_object_id"],
        "HUB-32": ["domain", "name"],
    }[rule]
    for name in names:
        bad = {"id": "5", "idProperty": name, "properties": {}}
        inputs = [bad] if of == COMPANIES else [driver.keyed(email), bad]
        for sent in (inputs, traced(inputs)):
            answer = driver.upsert(*sent, of=of)
            invalid(context, f"idProperty {name}", answer)
            if rule == "HUB-29":
                wanted = containing("0-1", name)
                context.expect(f"message for {name}", got=answer.at("message"), wanted=wanted)
    unwritten(context, email)
    if rule == "HUB-31":
        known = driver.stored(email=email)
        change = {"id": known, "idProperty": "hs_object_id", "properties": {"phone": "1"}}
        invalid(context, "an update by hs_object_id", driver.batch("update", [change]))
        plain = driver.batch("update", [{"id": known, "properties": {"phone": "2"}}])
        context.expect("an update by the id alone", got=plain.status, wanted=200)
        shows(context, "the contact", known, phone="2")


@probe("HUB-34")
def inputs_name_keys_of_their_own(context: HubSpotContext) -> None:
    """Inputs of one batch may name different idProperty."""
    driver, email = context.driver, context.driver.email()
    key, value, other = driver.unique("contacts"), context.name(), driver.email()
    answer = driver.upsert(
        driver.keyed(email),
        {"id": value, "idProperty": key, "properties": {"email": other}},
    )
    context.expect("status", got=answer.status, wanted=200)
    context.expect("results", got=len(results(answer)), wanted=2)
    found = driver.read(value, "email", by=key)
    context.expect("the second contact", got=found.at("properties", "email"), wanted=other)


@probe("HUB-35")
def numbers_and_booleans_become_text(context: HubSpotContext) -> None:
    """JSON numbers and booleans as property values are accepted and read back as text."""
    driver, email, other = context.driver, context.driver.email(), context.driver.email()
    sent: JsonDict = {"phone": 5, "company": True}
    driver.upsert(driver.keyed(email, **sent))
    driver.batch("create", [{"properties": {"email": other, **sent}}])
    for each in (email, other):
        found = driver.read(each, "phone", "company", by="email").at("properties")
        context.expect(f"{each}", got=found, wanted={"phone": "5", "company": "true"})


@probe("HUB-37")
def a_trace_id_is_optional(context: HubSpotContext) -> None:
    """objectWriteTraceId is optional and any string."""
    driver, emails = context.driver, [context.driver.email() for _ in range(3)]
    for trace, email in zip((None, "x", "ä 1/2 …"), emails, strict=True):
        answer = driver.upsert(driver.keyed(email, trace, firstname="Ana"))
        context.expect(f"status with {trace!r}", got=answer.status, wanted=200)
    one = {"properties": {"email": driver.email()}, "objectWriteTraceId": "1"}
    created = driver.batch("create", [one])
    context.expect("status of a create", got=created.status, wanted=201)


@probe("HUB-110", "HUB-112", "HUB-113")
def faulty_properties_and_their_codes(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-110: An unknown property is refused: 400 VALIDATION_ERROR, errors[].code
      PROPERTY_DOESNT_EXIST, errors[].context.propertyName.
    - HUB-112: An invalid email is refused with INVALID_EMAIL.
    - HUB-113: A value outside an enumeration's options is refused with INVALID_OPTION.
    """
    driver, email = context.driver, context.driver.email()
    unknown = driver.property_name()
    faulty: JsonDict = {
        "HUB-110": {unknown: "x"},
        "HUB-112": {"email": "no-email-at-all"},
        "HUB-113": {"lifecyclestage": "king"},
    }[context.rule.id]
    code = {"HUB-110": "PROPERTY_DOESNT_EXIST", "HUB-112": "INVALID_EMAIL"}
    [(name, value)] = faulty.items()
    key = value if name == "email" else email
    properties = {"email": email, **faulty}
    answers = [
        driver.create(**properties),
        driver.batch("create", [{"properties": properties}]),
        driver.upsert({"id": key, "idProperty": "email", "properties": faulty}),
    ]
    if name != "email":
        known = driver.stored()
        answers.append(driver.update(known, **faulty))
        answers.append(driver.batch("update", [{"id": known, "properties": faulty}]))
    for answer in answers:
        invalid(context, f"{answer.line}", answer)
        context.expect(
            f"{answer.line}: category", got=answer.at("category"), wanted="VALIDATION_ERROR"
        )
        wanted = code.get(context.rule.id, "INVALID_OPTION")
        context.expect(f"{answer.line}: {wanted}", got=wanted in codes(answer), wanted=True)
        if context.rule.id == "HUB-110":
            got = answer.at("errors", 0, "context", "propertyName", 0)
            context.expect(f"{answer.line}: propertyName", got=got, wanted=name)
    unwritten(context, email)


@probe("HUB-108")
def a_read_only_property(context: HubSpotContext) -> None:
    """A read-only property is refused (400)."""
    driver, email = context.driver, context.driver.email()
    known = driver.stored()
    sent = {"createdate": "2020-01-01T00:00:00Z"}
    invalid(context, "an upsert", driver.upsert(driver.keyed(email, **sent)))
    invalid(
        context,
        "a batch create",
        driver.batch("create", [{"properties": {"email": email, **sent}}]),
    )
    invalid(context, "an update", driver.update(known, **sent))
    invalid(context, "a batch update", driver.batch("update", [{"id": known, "properties": sent}]))
    unwritten(context, email)


@probe("HUB-111")
def every_faulty_property_is_reported(context: HubSpotContext) -> None:
    """All faulty properties are reported, not only the first."""
    driver, email = context.driver, context.driver.email()
    unknown = [driver.property_name() for _ in range(3)]
    faulty = dict.fromkeys(unknown, "x")
    known = driver.stored()
    for answer in (
        driver.batch("create", [{"properties": {"email": email, **faulty}}]),
        driver.batch("update", [{"id": known, "properties": faulty}]),
    ):
        told = f"{answer.at('message')} {answer.at('errors')}"
        for name in unknown:
            context.expect(f"{answer.line}: names {name}", got=name in told, wanted=True)


@probe("HUB-114")
def text_in_a_number(context: HubSpotContext) -> None:
    """Text in a number property is refused (400)."""
    driver, name = context.driver, context.name()
    answer = driver.create(COMPANIES, name=name, numberofemployees="many")
    invalid(context, "a create", answer)
    known = driver.stored(COMPANIES, numberofemployees="5")
    invalid(context, "an update", driver.update(known, COMPANIES, numberofemployees="many"))
    shows(context, "the company", known, COMPANIES, numberofemployees="5")


@probe("HUB-115", "HUB-116")
def what_a_company_needs(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-115: A company needs name or domain.
    - HUB-116: Two companies with one domain can be created through the API.
    """
    driver = context.driver
    if context.rule.id == "HUB-115":
        answer = driver.create(COMPANIES, city="Oslo")
        context.expect("without name and domain", got=answer.status, wanted=client_error())
        context.expect(
            "with a name", got=driver.create(COMPANIES, name=context.name()).ok, wanted=True
        )
        return
    domain = f"{context.name()}.example.com"
    driver.stored(COMPANIES, domain=domain)
    second = driver.create(COMPANIES, name=context.name(), domain=domain)
    context.expect("a second company with the domain", got=second.status, wanted=CREATED)


@probe("HUB-117", "HUB-118")
def what_other_records_need(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-117: Whether a contact needs an email, a first name or a last name.
    - HUB-118: Which properties a product needs.
    """
    driver = context.driver
    if context.rule.id == "HUB-117":
        context.note(f"a contact with a phone only: {driver.create(phone='555').status}")
        return
    for properties in ({"name": context.name()}, {"price": "5"}):
        answer = driver.create("products", **properties)
        context.note(f"a product with {', '.join(properties)}: {answer.status}")
