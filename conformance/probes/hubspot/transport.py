"""Credentials, headers, addresses, and what every error looks like."""

from __future__ import annotations

from conformance.drivers.hubspot import OBJECTS, PROPERTIES
from conformance.expectations import JsonDict, client_error, containing, is_list, matching
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.hubspot.asking import (
    BAD_REQUEST,
    FORBIDDEN,
    UNAUTHORISED,
    UUID,
    HubSpotContext,
    shows,
    unwritten,
)

RATES = ("Max", "Remaining", "Interval-Milliseconds")


@probe("HUB-01", "HUB-02")
def a_credential_that_is_needed(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-01: A call without a bearer token is answered 401, category INVALID_AUTHENTICATION.
    - HUB-02: A token the server does not know is answered 401, category INVALID_AUTHENTICATION.
    """
    credential = "invalid" if context.rule.id == "HUB-02" else None
    unknown = f"{OBJECTS}/contacts/1"
    for answer in (
        context.driver.list(credential=credential),
        context.target.send("GET", unknown, credential=credential),
        context.target.send("GET", f"{PROPERTIES}/companies", credential=credential),
    ):
        context.expect(f"{answer.line}", got=answer.status, wanted=UNAUTHORISED)
        got = answer.at("category")
        context.expect(f"{answer.line}: category", got=got, wanted="INVALID_AUTHENTICATION")


@probe("HUB-04", "HUB-05")
def without_the_write_scope(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-04: A token without the write scope is answered 403, category MISSING_SCOPES, and
      nothing is written.
    - HUB-05: A 403 for scopes lists the accepted ones in
      errors[0].context.requiredGranularScopes.
    """
    driver, email = context.driver, context.driver.email()
    known = driver.stored(firstname="Ana")
    new: JsonDict = {"properties": {"email": email}}
    change: JsonDict = {"id": known, "properties": {"firstname": "Ben"}}
    address = f"{OBJECTS}/contacts/{known}"
    answers = [
        driver.upsert(driver.keyed(email), credential="read-only"),
        driver.batch("create", [new], credential="read-only"),
        driver.batch("update", [change], credential="read-only"),
        driver.batch("archive", [{"id": known}], credential="read-only"),
        driver.create(email=email, credential="read-only"),
        context.target.send("PATCH", address, {"properties": {}}, credential="read-only"),
        driver.archive(known, credential="read-only"),
    ]
    for answer in answers:
        context.expect(f"{answer.line}", got=answer.status, wanted=FORBIDDEN)
        if context.rule.id == "HUB-05":
            scopes = answer.at("errors", 0, "context", "requiredGranularScopes")
            named = is_list(scopes) and bool(scopes)
            context.expect(f"{answer.line}: scopes are named", got=named, wanted=True)
        else:
            got = answer.at("category")
            context.expect(f"{answer.line}: category", got=got, wanted="MISSING_SCOPES")
    unwritten(context, email)
    shows(context, "the contact", known, firstname="Ana")


@probe("HUB-06")
def the_read_scope_suffices_for_reads(context: HubSpotContext) -> None:
    """The read scope alone suffices for all reads, batch/read and search included."""
    known = context.driver.stored()
    for answer in (
        context.driver.read(known, credential="read-only"),
        context.driver.list(credential="read-only"),
        context.driver.batch("read", [{"id": known}], credential="read-only"),
        context.driver.search(credential="read-only"),
    ):
        context.expect(f"{answer.line}", got=answer.status, wanted=200)


def some_errors(context: HubSpotContext) -> list[Exchange]:
    """Errors of several kinds, without writing."""
    return [
        context.driver.read("0"),
        context.driver.list("widgets"),
        context.driver.list(limit=1000),
        context.driver.definition("nothing_like_this"),
        context.driver.list(credential=None),
    ]


@probe("HUB-08")
def what_every_error_has(context: HubSpotContext) -> None:
    """
    Every error is a JSON object with status "error" and a string message; all else may be
    absent.
    """
    for answer in some_errors(context):
        context.expect(f"{answer.line}", got=answer.status, wanted=client_error())
        context.expect(f"{answer.line}: status", got=answer.at("status"), wanted="error")
        text = isinstance(answer.at("message"), str)
        context.expect(f"{answer.line}: message is a text", got=text, wanted=True)


@probe("HUB-09")
def the_id_of_an_error(context: HubSpotContext) -> None:
    """correlationId is a UUID and equals the header X-HubSpot-Correlation-Id."""
    for answer in some_errors(context):
        got = answer.at("correlationId")
        context.expect(f"{answer.line}: correlationId", got=got, wanted=matching(UUID))
        header = answer.header("x-hubspot-correlation-id")
        context.expect(f"{answer.line}: X-HubSpot-Correlation-Id", got=header, wanted=got)


@probe("HUB-10")
def a_body_that_is_no_json(context: HubSpotContext) -> None:
    """A body that is no JSON is answered 400 with a message naming line and column."""
    for operation in ("batch/upsert", "batch/create", "search"):
        answer = context.target.send(
            "POST",
            f"{OBJECTS}/contacts/{operation}",
            content=b'{"inputs": [\n}',
            headers={"Content-Type": "application/json"},
        )
        context.expect(f"{answer.line}", got=answer.status, wanted=BAD_REQUEST)
        got = answer.at("message")
        context.expect(f"{answer.line}: message", got=got, wanted=containing("line", "column"))


@probe("HUB-12", "HUB-13")
def an_unknown_type(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-12: An unknown object type name in the path is answered 400 and the message repeats
      the name.
    - HUB-13: An unknown type id in the path is answered 400 with a text of its own.
    """
    named, numbered = context.driver.list("widgets"), context.driver.list("0-9999")
    for answer, said in ((named, "widgets"), (numbered, "0-9999")):
        if (said == "widgets") is (context.rule.id == "HUB-12"):
            context.expect(f"{answer.line}", got=answer.status, wanted=BAD_REQUEST)
            got = answer.at("message")
            context.expect(f"{answer.line}: message", got=got, wanted=containing(said))
    if context.rule.id == "HUB-13":
        texts = [
            str(answer.at("message")).replace(said, "")
            for answer, said in ((named, "widgets"), (numbered, "0-9999"))
        ]
        context.expect("the texts differ", got=texts[0] != texts[1], wanted=True)


@probe("HUB-14")
def names_of_a_type(context: HubSpotContext) -> None:
    """The type names contacts, contact, CONTACT and 0-1 in the path reach the same records."""
    driver, email = context.driver, context.driver.email()
    known = driver.stored(email=email)
    for of in ("contacts", "contact", "CONTACT", "0-1"):
        got = driver.read(email, by="email", of=of).at("id")
        context.expect(f"id below {of}", got=got, wanted=known)


@probe("HUB-20", "HUB-21")
def rate_headers(context: HubSpotContext) -> None:
    """
    Judges several rules.

    - HUB-20: Answers carry the rate headers Max, Remaining and Interval-Milliseconds.
    - HUB-21: Search answers carry none of Max, Remaining, Interval-Milliseconds.
    """
    searches = context.rule.id == "HUB-21"
    answers = [
        context.driver.list(),
        context.driver.definition("email", "contacts"),
        context.driver.read("0"),
    ]
    for answer in [context.driver.search()] if searches else answers:
        for name in RATES:
            got = answer.header(f"x-hubspot-ratelimit-{name.lower()}") is not None
            context.expect(f"{answer.line}: {name}", got=got, wanted=not searches)


@probe("HUB-163")
def booleans_with_a_capital(context: HubSpotContext) -> None:
    """archived=True and archived=False with a capital are accepted."""
    known = context.driver.stored()
    for word, status in (("False", 200), ("True", 404)):
        answer = context.driver.read(known, query=[("archived", word)])
        context.expect(f"a read with archived={word}", got=answer.status, wanted=status)
        listed = context.driver.list(archived=word)
        context.expect(f"a list with archived={word}", got=listed.status, wanted=200)


@probe("HUB-165")
def a_media_type_without_a_body(context: HubSpotContext) -> None:
    """A GET or DELETE with Content-Type: application/json and no body is accepted."""
    headers = {"Content-Type": "application/json"}
    answer = context.target.send("GET", f"{OBJECTS}/contacts", headers=headers)
    context.expect("status of a GET", got=answer.status, wanted=200)
    if context.may_write:
        known = context.driver.stored()
        gone = context.driver.archive(known, headers=headers)
        context.expect("status of a DELETE", got=gone.ok, wanted=True)
