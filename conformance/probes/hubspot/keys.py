"""Which record an input means."""

from __future__ import annotations

from functools import partial

from conformance.drivers.hubspot import COMPANIES, PRODUCTS
from conformance.drivers.hubspot.contacts import Contacts
from conformance.expectations import JsonDict, at, matching, one_of
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import (
    BAD_REQUEST,
    CONFLICT,
    CREATED,
    MISSING,
    HubSpotContext,
    id_in,
    invalid,
    result_of,
    results,
    shows,
    traced,
)
from conformance.scenarios import require_record, write_and_require


@probe("HUB-38", "HUB-39", "HUB-41", "HUB-160")
def created_and_then_updated(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-38: A key that no record has creates one, and its result has new: true.
    - HUB-39: A key that a record has updates that record: same id, new: false.
    - HUB-41: The same body twice leaves one record per key, with equal ids in both answers.
    - HUB-160: An upsert whose answer was lost can be sent again and reports the same ids.
    """
    resource = Contacts(context.driver)
    emails = [resource.email(n) for n in range(3)]
    answers = [resource.write([resource.record(n, v) for n in range(3)]) for v in (0, 0, 1)]
    for turn, answer in enumerate(answers):
        context.require(f"status of write {turn}", got=answer.status, wanted=200)
        if context.rule.id in {"HUB-38", "HUB-39"}:
            said = [at(result_of(answer, "email", email), "new") for email in emails]
            wanted = [turn == 0] * 3
            if (turn == 0) is (context.rule.id == "HUB-38"):
                context.expect(f"new in write {turn}", got=said, wanted=wanted)
    ids = [{e: str(at(result_of(answer, "email", e), "id")) for e in emails} for answer in answers]
    for turn in (1, 2):
        context.expect(f"ids of write {turn}", got=ids[turn], wanted=ids[0])
    context.expect("different ids", got=len(set(ids[0].values())), wanted=3)
    for n in range(3):
        require_record(context, resource, n, 1)


@probe("HUB-40")
def a_created_record_holds_its_key(context: HubSpotContext) -> None:
    """
    A created record holds the key: the property named by idProperty reads as id, also when
    properties omits it.
    """
    driver, email = context.driver, context.driver.email()
    driver.upsert(driver.keyed(email, firstname="Ana"))
    found = driver.read(email, "email", by="email")
    context.expect("email", got=found.at("properties", "email"), wanted=email)
    if context.profile.offers("own-properties"):
        key, value = driver.unique(), context.name()
        one = {"id": value, "idProperty": key, "properties": {"name": context.name()}}
        driver.upsert(one, of=COMPANIES)
        found = driver.read(value, key, of=COMPANIES, by=key)
        context.expect(key, got=found.at("properties", key), wanted=value)


@probe("HUB-42", "HUB-43")
def letter_case_of_emails(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-42: Emails that differ in letter case only are the same key.
    - HUB-43: An email is stored and returned in lower case.
    """
    driver, email = context.driver, context.driver.email("mixed")
    upper = email.upper()
    first = driver.upsert(driver.keyed(upper, firstname="Ana"))
    again = driver.upsert(driver.keyed(email, phone="1"))
    if context.rule.id == "HUB-42":
        ids = [id_in(each) for each in (first, again)]
        context.expect("id in another case", got=ids[1], wanted=ids[0])
        shows(context, "the contact", ids[0], firstname="Ana", phone="1")
        return
    got = at(results(first), 0, "properties", "email")
    context.expect("email in the result", got=got, wanted=one_of(email))
    other = driver.email("other")
    made = driver.batch("create", [{"properties": {"email": other.upper()}}])
    changed = driver.email("changed")
    known = id_in(made)
    shows(context, "after a create", known, email=other)
    context.accepted(driver.update(known, email=changed.upper()))
    shows(context, "after an update", known, email=changed)


@probe("HUB-44", "HUB-45", "HUB-46", "HUB-62")
def additional_emails(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-44: A key that is a contact's additional email updates that contact and creates none.
    - HUB-45: An update by an additional email leaves the primary email as it was, if properties
      has no email.
    - HUB-46: An additional email of one contact cannot become the email of another one: 409,
      else 400.
    - HUB-62: What the primary and an additional email of one contact do in one batch.
    """
    driver = context.driver
    email, more, most = driver.email(), driver.email(), driver.email()
    known = driver.stored(email=email, hs_additional_emails=f"{more};{most}")
    if context.rule.id == "HUB-46":
        for answer in (
            driver.create(email=more),
            driver.batch("create", [{"properties": {"email": most}}]),
        ):
            wanted = one_of(CONFLICT, BAD_REQUEST)
            context.expect(f"{answer.line}", got=answer.status, wanted=wanted)
        context.expect("the holder", got=driver.read(more, by="email").at("id"), wanted=known)
        return
    if context.rule.id == "HUB-62":
        answer = driver.upsert(driver.keyed(email), driver.keyed(more))
        context.note(f"primary and additional in one batch: {answer.status}")
        return
    for turn, each in enumerate((more, most)):
        answer = driver.upsert(driver.keyed(each, phone=str(turn)))
        context.require(f"status for {each}", got=answer.status, wanted=200)
        if context.rule.id == "HUB-44":
            got = at(results(answer), 0)
            context.expect(f"result for {each}", got=got, wanted={"id": known, "new": False})
        shows(context, "the contact", known, email=email, phone=str(turn))


@probe("HUB-47", "HUB-48", "HUB-157", "HUB-100")
def a_unique_property_is_a_key(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-47: A custom property created with hasUniqueValue: true works as idProperty.
    - HUB-48: A custom unique property works as idProperty on contacts, too.
    - HUB-157: A unique property works as idProperty within a minute of its 201.
    - HUB-100: Properties that an upsert by a custom key does not send keep their values.
    """
    driver = context.driver
    of = "contacts" if context.rule.id == "HUB-48" else COMPANIES
    key, value = driver.unique(of), context.name()
    kept, changed = ("lastname", "phone") if of == "contacts" else ("city", "phone")
    name = {"email": driver.email()} if of == "contacts" else {"name": context.name()}
    one: JsonDict = {"id": value, "idProperty": key, "properties": {**name, kept: "Oslo"}}
    first = driver.upsert(one, of=of)
    context.require("status", got=first.status, wanted=200)
    known = id_in(first)
    context.expect("new at first", got=at(results(first), 0, "new"), wanted=True)
    for turn in ("1", "2"):
        again = driver.upsert({**one, "properties": {**name, changed: turn}}, of=of)
        wanted = {"id": known, "new": False}
        context.expect("result of the update", got=at(results(again), 0), wanted=wanted)
        shows(context, "the record", known, of, **{kept: "Oslo", changed: turn, key: value})


@probe("HUB-49", "HUB-51", "HUB-52")
def readings_of_unique_values(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-49: Whether a custom unique property works as idProperty on products.
    - HUB-51: Whether letter case counts in custom unique values.
    - HUB-52: Which value counts where id and the same property inside properties differ.
    """
    driver = context.driver
    if context.rule.id == "HUB-49":
        answer = driver.define(PRODUCTS, hasUniqueValue=True)
        context.note(f"a unique property of products: {answer.status}")
        return
    key, value = driver.unique(), context.name()
    one = {"id": value, "idProperty": key, "properties": {"name": context.name()}}
    context.accepted(driver.upsert(one, of=COMPANIES))
    if context.rule.id == "HUB-51":
        other = {**one, "id": value.upper(), "properties": {"name": context.name()}}
        new = at(results(driver.upsert(other, of=COMPANIES)), 0, "new")
        context.note("case counts" if new is True else "case does not count")
        return
    renamed = context.name()
    answer = driver.upsert({**one, "properties": {key: renamed}}, of=COMPANIES)
    found = driver.read(renamed, of=COMPANIES, by=key).ok
    context.note(f"{answer.status}, {'properties' if found else 'id'} wins")


@probe("HUB-50")
def a_sku_that_another_product_has(context: HubSpotContext) -> None:
    """hs_sku is unique: a value held by another product is refused (400)."""
    driver, sku = context.driver, context.name()
    driver.stored(PRODUCTS, hs_sku=sku, price="1")
    answer = driver.create(PRODUCTS, name=context.name(), hs_sku=sku)
    context.expect("status of a create", got=answer.status, wanted=BAD_REQUEST)
    other = driver.stored(PRODUCTS, hs_sku=context.name(), price="1")
    answer = driver.update(other, PRODUCTS, hs_sku=sku)
    context.expect("status of an update", got=answer.status, wanted=BAD_REQUEST)


@probe("HUB-53")
def one_value_in_two_types(context: HubSpotContext) -> None:
    """The same key value on contacts and on companies is two records."""
    driver, value, key = context.driver, context.name(), context.driver.property_name()
    driver.unique("contacts", name=key)
    driver.unique(COMPANIES, name=key)
    contact = {"id": value, "idProperty": key, "properties": {"email": driver.email()}}
    company = {"id": value, "idProperty": key, "properties": {"name": context.name()}}
    for of, one in (("contacts", contact), (COMPANIES, company)):
        new = at(results(driver.upsert(one, of=of)), 0, "new")
        context.expect(f"new among {of}", got=new, wanted=True)


@probe("HUB-54", "HUB-55")
def ids_of_records(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-54: id in every result is the record id, decimal digits as a string, never the key.
    - HUB-55: properties.hs_object_id equals id where it is returned.
    """
    driver, email = context.driver, context.driver.email()
    answers = [
        driver.upsert(driver.keyed(email)),
        driver.upsert(driver.keyed(email, phone="1")),
        driver.batch("create", [{"properties": {"email": driver.email()}}]),
        driver.batch("read", [{"id": email}], idProperty="email", properties=["hs_object_id"]),
    ]
    found = [each for answer in answers for each in results(answer)]
    found.append(driver.read(email, "hs_object_id", by="email").json)
    context.require("results", got=len(found), wanted=5)
    for each in found:
        if context.rule.id == "HUB-54":
            context.expect("id", got=at(each, "id"), wanted=matching("[0-9]+"))
        else:
            own = at(each, "properties", "hs_object_id")
            if own:
                context.expect("hs_object_id", got=own, wanted=at(each, "id"))


@probe("HUB-56")
def accounts_do_not_meet(context: HubSpotContext) -> None:
    """Records, properties and keys of one account are unknown to another account's token."""
    driver, resource = context.driver, Contacts(context.driver)
    write_and_require(context, resource, [0])
    known = driver.read(resource.email(0), by="email").at("id")
    for answer in (
        driver.read(known, credential="second"),
        driver.read(resource.email(0), by="email", credential="second"),
    ):
        context.expect(f"{answer.line}", got=answer.status, wanted=MISSING)
    own = driver.upsert(driver.keyed(resource.email(0)), credential="second")
    context.expect("new in the other account", got=at(results(own), 0, "new"), wanted=True)
    driver.archive(known, credential="second")
    require_record(context, resource, 0)


@probe("HUB-57")
def two_upserts_at_once(context: HubSpotContext) -> None:
    """Two concurrent upserts of one new key leave one record."""
    driver = context.driver
    for _ in range(3):
        email = driver.email()
        answers = context.target.at_once(
            *(partial(driver.upsert, driver.keyed(email, phone=str(n))) for n in range(4))
        )
        ids = {str(at(results(each), 0, "id")) for each in answers if each.ok}
        context.expect("ids of one key", got=len(ids), wanted=1)


@probe("HUB-119", "HUB-120")
def values_that_another_record_has(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-119: A used email answers 409 CONFLICT and the text ends in the holder's id.
    - HUB-120: Setting a unique value that another record holds is refused with 400
      VALIDATION_ERROR, the holder's id being the second one in the text.
    """
    driver, email = context.driver, context.driver.email()
    holder = driver.stored(email=email)
    if context.rule.id == "HUB-119":
        answer = driver.create(email=email)
        context.expect("status", got=answer.status, wanted=CONFLICT)
        context.expect("category", got=answer.at("category"), wanted="CONFLICT")
        ends = str(answer.at("message")).rstrip(".").endswith(holder)
        context.expect("the text ends in the holder's id", got=ends, wanted=True)
        return
    other = driver.stored()
    for answer in (
        driver.update(other, email=email),
        driver.batch("update", [{"id": other, "properties": {"email": email}}]),
    ):
        invalid(context, f"{answer.line}", answer)
        got = answer.at("category")
        context.expect(f"{answer.line}: category", got=got, wanted="VALIDATION_ERROR")
        text = str(answer.at("message"))
        named = holder in text.partition(other)[2]
        context.expect(f"{answer.line}: the holder comes second", got=named, wanted=True)


@probe("HUB-121")
def a_taken_value_costs_its_input(context: HubSpotContext) -> None:
    """
    A unique value that another record holds costs its own input only in a batch with trace ids.
    """
    driver, email = context.driver, context.driver.email()
    driver.stored(email=email)
    good, other = driver.email(), driver.email()
    driver.stored(email=other)
    inputs = traced([driver.keyed(other, email=email), driver.keyed(good)])
    answer = driver.upsert(*inputs)
    context.expect("status", got=answer.status, wanted=207)
    context.expect("results", got=len(results(answer)), wanted=1)
    context.expect("the good one", got=driver.read(good, by="email").status, wanted=200)


@probe("HUB-126", "HUB-127")
def the_key_of_an_archived_record(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-126: The email of an archived contact can be used for a new contact, which gets a new
      id.
    - HUB-127: What an upsert by the key of an archived record does.
    """
    driver, email = context.driver, context.driver.email()
    known = driver.stored(email=email)
    context.accepted(driver.archive(known))
    if context.rule.id == "HUB-126":
        answer = driver.create(email=email)
        context.expect("status", got=answer.status, wanted=CREATED)
        context.expect("a new id", got=answer.at("id") != known, wanted=True)
        return
    answer = driver.upsert(driver.keyed(email))
    new = at(results(answer), 0, "new")
    context.note(f"{answer.status}, new: {new}")


@probe("HUB-158", "HUB-159")
def no_version_and_no_key_of_requests(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-158: No version is asked for or checked: the later of two writes stands.
    - HUB-159: A repeated create without a unique value makes a second record.
    """
    driver = context.driver
    if context.rule.id == "HUB-159":
        name = context.name()
        ids = {driver.stored(COMPANIES, name=name) for _ in range(2)}
        context.expect("records", got=len(ids), wanted=2)
        return
    known = driver.stored(firstname="Ana")
    for name in ("Ben", "Cleo"):
        change = {"id": known, "properties": {"firstname": name}}
        context.expect("status", got=driver.batch("update", [change]).status, wanted=200)
        shows(context, "the contact", known, firstname=name)
