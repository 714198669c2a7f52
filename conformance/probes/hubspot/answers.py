"""What the results of batches and single records look like."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from conformance.expectations import JsonDict, at, matching, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import (
    NO_CONTENT,
    HubSpotContext,
    id_in,
    result_of,
    results,
    traced,
)

STAMP = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z"
STATUSES = one_of("CANCELED", "COMPLETE", "PENDING", "PROCESSING")


def written(context: HubSpotContext) -> list[Exchange]:
    """An upsert that creates and updates, a create and an update, all of several contacts."""
    driver = context.driver
    emails = [driver.email() for _ in range(3)]
    driver.stored(email=emails[0], phone="0")
    upserted = driver.upsert(*(driver.keyed(each, firstname="Ana") for each in emails))
    new = [{"properties": {"email": driver.email(), "firstname": "Ana"}} for _ in range(3)]
    created = driver.batch("create", new)
    ids = [str(at(each, "id")) for each in results(created)]
    change = [{"id": each, "properties": {"firstname": "Ana", "phone": "1"}} for each in ids]
    answers = [upserted, created, driver.batch("update", change)]
    for answer in answers:
        context.given(f"{answer.line}: results", got=len(results(answer)), wanted=3)
    return answers


@probe("HUB-86")
def an_archive_has_no_body(context: HubSpotContext) -> None:
    """A successful archive or batch archive is answered 204 with an empty body."""
    driver = context.driver
    known = [driver.stored() for _ in range(3)]
    one = driver.archive(known[0])
    several = driver.batch("archive", [{"id": each} for each in known[1:]])
    for answer in (one, several):
        context.expect(f"{answer.line}", got=answer.status, wanted=NO_CONTENT)
        context.expect(f"{answer.line}: bytes", got=len(answer.answer), wanted=0)


@probe("HUB-87", "HUB-88", "HUB-89", "HUB-91", "HUB-92", "HUB-93", "HUB-96", "HUB-98", "HUB-167")
def results_of_batches(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-87: The results hold each written record once, in any order.
    - HUB-88: Each result has id, properties, createdAt, updatedAt, archived: false.
    - HUB-89: Each result of an upsert has the boolean new.
    - HUB-91: The status of a batch is one of CANCELED, COMPLETE, PENDING, PROCESSING.
    - HUB-92: A synchronous batch answer has status COMPLETE.
    - HUB-93: startedAt, completedAt, createdAt, updatedAt are UTC with milliseconds and Z,
      started not after completed.
    - HUB-96: The properties of a result hold every property that was sent.
    - HUB-98: Every property value in an answer is a string or null.
    - HUB-167: Every date in an answer parses as ISO 8601.
    """
    for answer in written(context):
        where, rule = answer.line, context.rule.id
        if rule in {"HUB-91", "HUB-92"}:
            wanted = STATUSES if rule == "HUB-91" else "COMPLETE"
            context.expect(f"{where}: status", got=answer.at("status"), wanted=wanted)
        if rule == "HUB-87":
            ids = {str(at(each, "id")) for each in results(answer)}
            context.expect(f"{where}: different ids", got=len(ids), wanted=3)
        if rule in {"HUB-93", "HUB-167"}:
            judge_times(context, answer)
        for each in results(answer):
            judge_result(context, where, each)


def judge_result(context: HubSpotContext, where: str, result: JsonDict) -> None:
    """Expect of one result what the rule says."""
    properties = at(result, "properties")
    match context.rule.id:
        case "HUB-88":
            wanted = {"id": matching("[0-9]+"), "archived": False}
            context.expect(f"{where}: result", got=result, wanted=wanted)
            for name in ("createdAt", "updatedAt"):
                text = isinstance(at(result, name), str)
                context.expect(f"{where}: {name} is a text", got=text, wanted=True)
            known = isinstance(properties, dict)
            context.expect(f"{where}: properties is an object", got=known, wanted=True)
        case "HUB-89" if "upsert" in where:
            context.expect(f"{where}: new", got=at(result, "new"), wanted=one_of(True, False))
        case "HUB-96":
            got = at(properties, "firstname")
            context.expect(f"{where}: firstname", got=got, wanted="Ana")
        case "HUB-98" if isinstance(properties, dict):
            odd = [name for name, v in properties.items() if not (v is None or isinstance(v, str))]
            context.expect(f"{where}: values that are no text", got=odd, wanted=[])


def times_in(value: Any) -> Iterator[str]:
    """Every member of an answer whose name says that it is a time."""
    if isinstance(value, dict):
        for name, each in value.items():
            timed = name.endswith(("At", "date")) and each is not None
            yield from [str(each)] if timed else times_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from times_in(each)


def judge_times(context: HubSpotContext, answer: Exchange) -> None:
    """Expect the form, and of a batch the order, of its times."""
    for said in times_in(answer.json):
        if context.rule.id == "HUB-167":
            context.expect("parses as ISO 8601", got=parses(said), wanted=True)
        else:
            context.expect("a time", got=said, wanted=matching(STAMP))
    if context.rule.id == "HUB-93":
        ordered = str(answer.at("startedAt")) <= str(answer.at("completedAt"))
        context.expect("startedAt is not after completedAt", got=ordered, wanted=True)


def parses(text: str) -> bool:
    """Whether a text is a moment in ISO 8601."""
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


@probe("HUB-90")
def trace_ids_come_back(context: HubSpotContext) -> None:
    """A result repeats the trace id of its input."""
    driver = context.driver
    for turn in range(2):
        emails = [driver.email(f"traced-{turn}-{n}") for n in range(3)]
        inputs = traced([driver.keyed(each) for each in emails])
        if turn:
            inputs = traced([{"properties": {"email": each}} for each in emails])
        answer = driver.batch("create" if turn else "upsert", inputs)
        for n, email in enumerate(emails):
            got = at(result_of(answer, "email", email), "objectWriteTraceId")
            context.expect(f"{answer.line}: trace {n}", got=got, wanted=f"row-{n}")


@probe("HUB-94", "HUB-95")
def times_of_a_record(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-94: A created record has createdAt = updatedAt = properties.createdate.
    - HUB-95: An update keeps createdAt and moves updatedAt on.
    """
    driver, email = context.driver, context.driver.email()
    made = driver.upsert(driver.keyed(email))
    first = at(results(made), 0)
    if context.rule.id == "HUB-94":
        created = at(first, "createdAt")
        wanted = {"updatedAt": created, "properties": {"createdate": created}}
        context.expect("a created record", got=first, wanted=wanted)
        return
    known, before = id_in(made), first
    for turn in range(3):
        context.target.poll(lambda: None, lambda _value: False, 0.01)  # another millisecond
        after = (
            driver.update(known, phone=str(turn)).json
            if turn == 1
            else at(results(driver.upsert(driver.keyed(email, phone=str(turn)))), 0)
        )
        context.expect("createdAt", got=at(after, "createdAt"), wanted=at(before, "createdAt"))
        later = str(at(after, "updatedAt")) > str(at(before, "updatedAt"))
        context.expect("updatedAt moves on", got=later, wanted=True)
        before = after


@probe("HUB-97")
def the_rest_of_the_record(context: HubSpotContext) -> None:
    """Whether the properties of a result hold the rest of the record as well."""
    driver, email = context.driver, context.driver.email()
    known = driver.stored(email=email, phone="1")
    updated = driver.batch("update", [{"id": known, "properties": {"firstname": "Ana"}}])
    upserted = driver.upsert(driver.keyed(email, firstname="Ben"))
    for answer in (updated, upserted):
        there = at(results(answer), 0, "properties", "phone") == "1"
        context.note(f"{answer.line}: {'the whole record' if there else 'what was sent'}")
