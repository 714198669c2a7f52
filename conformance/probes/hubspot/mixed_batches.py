"""What one bad input costs, and what is said of it."""

from __future__ import annotations

from conformance.drivers.hubspot.contacts import Contacts
from conformance.expectations import ABSENT, JsonDict, at, is_list
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import (
    CONFLICT,
    CREATED,
    MIXED,
    HubSpotContext,
    batch_error,
    errors,
    id_in,
    invalid,
    result_of,
    results,
    shows,
    traced,
    unwritten,
)
from conformance.scenarios import one_bad_record, require_record

UNKNOWN_ID = "999999999999"


@probe("HUB-58")
def an_id_twice_in_an_update(context: HubSpotContext) -> None:
    """
    The same id twice in a batch update is answered by 400 for the whole batch, which lists it
    in context.ids.
    """
    driver = context.driver
    known, other = (driver.stored(firstname="Ana") for _ in range(2))
    ids = [known, other, known]
    inputs = [{"id": each, "properties": {"firstname": "Ben"}} for each in ids]
    answer = driver.batch("update", inputs)
    invalid(context, "an id twice", answer)
    context.expect("context.ids", got=answer.at("context", "ids"), wanted=[known])
    for each in (known, other):
        shows(context, "the contact", each, firstname="Ana")


@probe("HUB-59", "HUB-60", "HUB-61")
def a_key_twice(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-59: The same key twice in an upsert is answered by 400 for the whole batch.
    - HUB-60: The same key twice is answered by 400 for the whole batch also where each input
      has a trace id of its own.
    - HUB-61: Two emails that differ in letter case only count as the same key twice.
    """
    driver, emails = context.driver, [context.driver.email() for _ in range(3)]
    again = emails[0].upper() if context.rule.id == "HUB-61" else emails[0]
    inputs = [driver.keyed(each) for each in (*emails, again)]
    sent = traced(inputs) if context.rule.id == "HUB-60" else inputs
    invalid(context, "a key twice", driver.upsert(*sent))
    unwritten(context, *emails)


@probe("HUB-63")
def a_new_email_twice(context: HubSpotContext) -> None:
    """The same new email in two inputs of a batch create leaves at most one contact with it."""
    driver, email = context.driver, context.driver.email()
    one: JsonDict = {"properties": {"email": email}}
    for inputs in ([one, one], traced([one, one])):
        answer = driver.batch("create", inputs)
        made = [each for each in results(answer) if at(each, "properties", "email") == email]
        context.expect("contacts with the email", got=len(made) <= 1, wanted=True)


@probe("HUB-64", "HUB-70", "HUB-83", "HUB-125")
def readings_of_batches(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-64: What the same id twice in a batch read or a batch archive does.
    - HUB-70: Whether an invalid property costs a batch update with trace ids its record only.
    - HUB-83: What trace ids on some inputs only, or one trace id twice, make of a batch.
    - HUB-125: What archiving an id that no active record has is answered with.
    """
    driver, resource = context.driver, Contacts(context.driver)
    match context.rule.id:
        case "HUB-64":
            known = driver.stored()
            found = driver.batch("read", [{"id": known}] * 2)
            context.note(f"batch read: {found.status}, {len(results(found))} results")
            gone = driver.batch("archive", [{"id": known}] * 2)
            context.note(f"batch archive: {gone.status}")
        case "HUB-70":
            known, other = driver.stored(), driver.stored()
            good: JsonDict = {"id": known, "properties": {"phone": "1"}}
            bad = {"id": other, "properties": {driver.property_name(): "x"}}
            context.note(f"{driver.batch('update', traced([good, bad])).status}")
        case "HUB-83":
            good, bad = resource.record(0), resource.bad(1)
            some = driver.upsert({**good, "objectWriteTraceId": "a"}, bad)
            same = driver.upsert(*({**each, "objectWriteTraceId": "a"} for each in (good, bad)))
            context.note(f"on some: {some.status}, one twice: {same.status}")
        case _:
            answer = driver.batch("archive", [{"id": UNKNOWN_ID}])
            context.note(f"an unknown id: {answer.status}")


@probe("HUB-65", "HUB-66")
def one_bad_input_costs_the_request(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-65: Without trace ids one invalid input costs the whole upsert: 400, and none is
      written.
    - HUB-66: Without trace ids one invalid input costs the whole batch create: a client error,
      and none is created.
    """
    verb = "upsert" if context.rule.id == "HUB-65" else "create"
    resource = Contacts(context.driver, verb)
    for position in (0, 1, 3):
        one_bad_record(context, resource, position=position)


@probe("HUB-67", "HUB-68", "HUB-73", "HUB-74", "HUB-75", "HUB-76", "HUB-79")
def one_bad_input_costs_itself(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-67: With a different trace id on each input the valid ones are written and the answer
      is 207.
    - HUB-68: With a different trace id on each input the valid ones are created and the answer
      is 207.
    - HUB-73: Each refused input has one error with context.objectWriteTraceId equal to its own.
    - HUB-74: results plus errors together count the inputs in a 207 with trace ids.
    - HUB-75: A 207 has status COMPLETE, results, numErrors and errors.
    - HUB-76: numErrors is the length of errors, not the number of missing ids.
    - HUB-79: No error names a position in inputs.
    """
    rule = context.rule.id
    verbs = {"HUB-67": ["upsert"], "HUB-68": ["create"]}.get(rule, ["upsert", "create"])
    for turn, verb in enumerate(verbs):
        resource = Contacts(context.driver, verb, traced=True)
        numbers = [10 * turn + n for n in range(5)]
        good, bad = numbers[1:4], [numbers[0], numbers[4]]
        records = [resource.bad(n) if n in bad else resource.record(n) for n in numbers]
        answer = resource.write(records)
        context.require(f"status of {verb}", got=answer.status, wanted=MIXED)
        if rule in {"HUB-67", "HUB-68"}:
            for n in good:
                require_record(context, resource, n)
            unwritten(context, *map(resource.email, bad))
        elif rule == "HUB-73":
            for n in bad:
                batch_error(context, verb, answer, f"trace-{n}")
        elif rule == "HUB-74":
            count = len(results(answer)) + len(errors(answer))
            context.expect("results and errors", got=count, wanted=5)
        elif rule == "HUB-75":
            context.expect("status", got=answer.at("status"), wanted="COMPLETE")
            for member in ("results", "errors"):
                context.expect(f"{member}", got=is_list(answer.at(member)), wanted=True)
            number = isinstance(answer.at("numErrors"), int)
            context.expect("numErrors is a number", got=number, wanted=True)
        elif rule == "HUB-76":
            got = answer.at("numErrors")
            context.expect("numErrors", got=got, wanted=len(errors(answer)))
        else:
            named = {"index", "position"} & {name for each in errors(answer) for name in each}
            context.expect("members that name a position", got=sorted(named), wanted=[])


@probe("HUB-69")
def an_invalid_property_costs_the_update(context: HubSpotContext) -> None:
    """
    Without trace ids an invalid property costs the whole batch update: 400, and none is
    written.
    """
    driver = context.driver
    known = [driver.stored(firstname="Ana") for _ in range(3)]
    for position in range(3):
        inputs: list[JsonDict] = [
            {"id": each, "properties": {"firstname": "Ben"}} for each in known
        ]
        inputs[position]["properties"][driver.property_name()] = "x"
        invalid(context, f"bad at {position}", driver.batch("update", inputs))
        for each in known:
            shows(context, "the contact", each, firstname="Ana")


@probe("HUB-71", "HUB-72")
def an_unknown_id_costs_itself(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-71: An id that no record has costs its record only in a batch update: 207, category
      OBJECT_NOT_FOUND, context.ids; the others are written.
    - HUB-72: With trace ids the error of an unknown id also has context.objectWriteTraceId.
    """
    driver = context.driver
    known = [driver.stored(firstname="Ana") for _ in range(2)]
    ids = [known[0], UNKNOWN_ID, known[1]]
    for turn, name in enumerate(("Ben", "Cleo")):
        inputs: list[JsonDict] = [{"id": each, "properties": {"firstname": name}} for each in ids]
        trace = turn == 1 or context.rule.id == "HUB-72"
        answer = driver.batch("update", traced(inputs) if trace else inputs)
        context.require("status", got=answer.status, wanted=MIXED)
        context.require("errors", got=len(errors(answer)), wanted=1)
        [error] = errors(answer)
        if context.rule.id == "HUB-72":
            got = at(error, "context", "objectWriteTraceId")
            context.expect("objectWriteTraceId", got=got, wanted=["row-1"])
        else:
            context.expect("category", got=at(error, "category"), wanted="OBJECT_NOT_FOUND")
            context.expect("ids", got=at(error, "context", "ids"), wanted=[UNKNOWN_ID])
            for each in known:
                shows(context, "the contact", each, firstname=name)


@probe("HUB-77")
def every_input_is_bad(context: HubSpotContext) -> None:
    """
    An upsert all of whose inputs are invalid is answered 207 with empty results where they have
    trace ids.
    """
    resource = Contacts(context.driver, traced=True)
    answer = resource.write([resource.bad(n) for n in range(3)])
    context.expect("status", got=answer.status, wanted=MIXED)
    context.expect("results", got=answer.at("results"), wanted=[])


@probe("HUB-78")
def a_good_batch_has_no_errors(context: HubSpotContext) -> None:
    """A fully successful batch has neither errors nor numErrors."""
    driver = context.driver
    email = driver.email()
    answers = [
        driver.upsert(driver.keyed(email)),
        driver.batch("create", [{"properties": {"email": driver.email()}}]),
        driver.batch("read", [{"id": email}], idProperty="email"),
    ]
    known = id_in(answers[0])
    answers.append(driver.batch("update", [{"id": known, "properties": {"phone": "1"}}]))
    for answer in answers:
        context.expect(f"{answer.line}", got=answer.ok, wanted=True)
        for name in ("errors", "numErrors"):
            context.expect(f"{answer.line}: {name}", got=answer.at(name), wanted=ABSENT)


@probe("HUB-80", "HUB-81", "HUB-82")
def used_emails_in_a_batch(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-80: With trace ids a used email is an error of category CONFLICT with the holder in
      context.existingId.
    - HUB-81: Without trace ids a used email answers 409 CONFLICT for the request.
    - HUB-82: With several used emails the 409 text holds no id.
    """
    driver = context.driver
    emails = [driver.email() for _ in range(3)]
    holders = [driver.stored(email=each) for each in emails[:2]]
    many = 2 if context.rule.id == "HUB-82" else 1
    inputs = [{"properties": {"email": each}} for each in (*emails[:many], emails[2])]
    if context.rule.id == "HUB-80":
        answer = driver.batch("create", traced(inputs))
        context.require("status", got=answer.status, wanted=MIXED)
        error = batch_error(context, "the used email", answer, "row-0")
        context.expect("category", got=at(error, "category"), wanted="CONFLICT")
        got = at(error, "context", "existingId")
        context.expect("existingId", got=got, wanted=[holders[0]])
        context.expect("the new one", got=bool(result_of(answer, "email", emails[2])), wanted=True)
        return
    answer = driver.batch("create", inputs)
    context.expect("status", got=answer.status, wanted=CONFLICT)
    context.expect("category", got=answer.at("category"), wanted="CONFLICT")
    if context.rule.id == "HUB-82":
        text = str(answer.at("message"))
        named = [each for each in holders if each in text.split()]
        context.expect("ids in the text", got=named, wanted=[])
    unwritten(context, emails[2])


@probe("HUB-85")
def statuses_of_success(context: HubSpotContext) -> None:
    """
    A successful batch upsert or batch update is answered 200 and a batch create 201, never
    another 2xx but 207.
    """
    driver, email = context.driver, context.driver.email()
    for turn in ("first", "second"):
        answer = driver.upsert(driver.keyed(email, phone=turn))
        context.expect(f"the {turn} upsert", got=answer.status, wanted=200)
    made = driver.batch("create", [{"properties": {"email": driver.email()}}])
    context.expect("a create", got=made.status, wanted=CREATED)
    known = id_in(made)
    changed = driver.batch("update", [{"id": known, "properties": {"phone": "1"}}])
    context.expect("an update", got=changed.status, wanted=200)
