"""
Tokens, headers, routes, and the form of every refusal.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drivers.square import BATCH_UPSERT, INFO, LIST, OBJECT, VERSION
from conformance.drivers.square.responses import REFUSED, errors_of, outcome
from conformance.expectations import a_list, matching, number, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.square.asking import INVALID_REQUEST, SquareContext

NOWHERE = "A" * 24
AUTHENTICATION = "AUTHENTICATION_ERROR"
CATEGORIES = {
    "UNAUTHORIZED": AUTHENTICATION,
    "ACCESS_TOKEN_EXPIRED": AUTHENTICATION,
    "ACCESS_TOKEN_REVOKED": AUTHENTICATION,
    "FORBIDDEN": AUTHENTICATION,
    "INSUFFICIENT_SCOPES": AUTHENTICATION,
    "RATE_LIMITED": "RATE_LIMIT_ERROR",
    "INTERNAL_SERVER_ERROR": "API_ERROR",
    "SERVICE_UNAVAILABLE": "API_ERROR",
    "GATEWAY_TIMEOUT": "API_ERROR",
    "NOT_IMPLEMENTED": "API_ERROR",
}
"""Code to category; every other code that these requests can meet blames the request."""


def refusals(context: SquareContext) -> Iterator[tuple[str, Exchange]]:
    """Requests of many kinds that were refused; those that the target accepts are left out."""
    for what, exchange in [
        *refused_reads(context),
        *(refused_writes(context) if context.may_write else ()),
    ]:
        if outcome(exchange) != "accepted":
            yield what, exchange


def refused_reads(context: SquareContext) -> Iterator[tuple[str, Exchange]]:
    """Reads without a token, of unknown objects, and with invalid queries."""
    send, ask = context.target.send, context.driver.ask
    query = {"prefix_query": {"attribute_name": "name", "attribute_prefix": "x"}}
    lonely = {"set_query": {"attribute_name": "name", "attribute_values": ["x"]}}
    yield "no token", send("GET", LIST, credential=None)
    yield "unknown id", context.driver.read(NOWHERE)
    yield "bad cursor", send("GET", LIST, query={"cursor": "no-cursor"})
    yield "unknown type", send("GET", LIST, query={"types": "NO_TYPE"})
    yield "two queries", ask("search", {"query": query | lonely})
    yield "no ids", ask("batch-retrieve", {})


def refused_writes(context: SquareContext) -> Iterator[tuple[str, Exchange]]:
    """Upserts and deletions that must be refused."""
    tax = context.driver.make.tax("#t")
    yield "no key", context.driver.write(OBJECT, {"object": tax})
    yield "no type", context.driver.upsert({"id": "#t"})
    yield "unknown object", context.driver.upsert({**tax, "id": NOWHERE, "version": 1})
    deleted = {**tax, "is_deleted": True}
    yield "every batch bad", context.driver.batches([deleted], [{**tax, "id": NOWHERE}])
    yield "delete of an unknown id", context.driver.delete(NOWHERE)
    yield "delete of no ids", context.driver.change("batch-delete", {})


@probe("SQ-01")
def a_request_without_a_token_is_refused(context: SquareContext) -> None:
    """
    A request without an Authorization header is refused with an error of category
    AUTHENTICATION_ERROR.
    """
    answers = {
        "list": context.target.send("GET", LIST, credential=None),
        "info": context.target.send("GET", INFO, credential=None),
        "read": context.driver.target.send("GET", f"{OBJECT}/{NOWHERE}", credential=None),
        "search": context.target.send("POST", "/v2/catalog/search", {}, writes=0, credential=None),
    }
    if context.may_write:
        batch = {"objects": [context.driver.make.tax("#t")]}
        body = {"idempotency_key": context.key(), "batches": [batch]}
        answers["batch-upsert"] = context.driver.write(
            BATCH_UPSERT, body, headers={"Authorization": None}
        )
    for what, answer in answers.items():
        context.expect(what, got=outcome(answer), wanted=REFUSED)
        category = answer.at("errors", 0, "category")
        context.expect(f"{what}: category", got=category, wanted=AUTHENTICATION)
        got = (answer.status, answer.at("errors", 0, "code"))
        if got != (401, "UNAUTHORIZED"):
            context.note(f"{what}: {got[0]} {got[1]} instead of 401 UNAUTHORIZED")


@probe("SQ-02")
def a_bad_token_is_refused(context: SquareContext) -> None:
    """
    A token that Square never issued, or one sent without the word Bearer, is refused with status
    401.
    """
    invalid = context.target.send("GET", LIST, credential="invalid")
    bare = {"Authorization": context.target.secret("main")}
    unmarked = context.target.send("GET", LIST, headers=bare)
    for what, answer in (("invalid token", invalid), ("without Bearer", unmarked)):
        context.expect(f"{what}: status", got=answer.status, wanted=401)
        category = answer.at("errors", 0, "category")
        context.expect(f"{what}: category", got=category, wanted=AUTHENTICATION)


@probe("SQ-03")
def a_token_that_only_reads_cannot_write(context: SquareContext) -> None:
    """
    A token without the scope ITEMS_WRITE is refused a write with status 403 and code
    INSUFFICIENT_SCOPES.
    """
    listed = context.target.send("GET", INFO, credential="read-only")
    context.given("status of a read", got=listed.status, wanted=200)
    exists = context.driver.save(context.driver.make.tax("#there"))
    tax = context.driver.make.tax("#t")
    answers = {
        "batch-upsert": context.driver.batches([tax], credential="read-only"),
        "upsert": context.driver.upsert(tax, credential="read-only"),
        "delete": context.driver.delete(exists["id"], credential="read-only"),
    }
    for what, answer in answers.items():
        context.expect(f"{what}: status", got=answer.status, wanted=403)
        code = answer.at("errors", 0, "code")
        context.expect(f"{what}: code", got=code, wanted="INSUFFICIENT_SCOPES")
    context.expect("stored", got=context.driver.names(), wanted=[context.name("there")])


@probe("SQ-04")
def the_version_header_may_be_left_out(context: SquareContext) -> None:
    """The header Square-Version may be left out, and a date in it is accepted."""
    for version in (None, VERSION, "2025-08-20"):
        answer = context.target.send("GET", INFO, headers={"Square-Version": version})
        context.expect(f"Square-Version {version}", got=answer.status, wanted=200)


@probe("SQ-05")
def a_malformed_version_is_refused(context: SquareContext) -> None:
    """
    A Square-Version that is no date is refused with status 400 and code
    INVALID_SQUARE_VERSION_FORMAT.
    """
    answer = context.target.send("GET", INFO, headers={"Square-Version": "abc"})
    context.expect("status", got=answer.status, wanted=400)
    code = answer.at("errors", 0, "code")
    context.expect("code", got=code, wanted="INVALID_SQUARE_VERSION_FORMAT")


@probe("SQ-06")
def the_version_comes_back(context: SquareContext) -> None:
    """A successful response names in its Square-Version header the version that answered."""
    asked = context.target.send("GET", INFO)
    context.given("status", got=asked.status, wanted=200)
    date = matching(r"\d{4}-\d{2}-\d{2}")
    context.expect("Square-Version", got=asked.header("square-version"), wanted=date)
    if asked.header("square-version") != VERSION:
        context.note(f"answers {asked.header('square-version')} to a request for {VERSION}")
    unasked = context.target.send("GET", INFO, headers={"Square-Version": None})
    context.expect("Square-Version unasked", got=unasked.header("square-version"), wanted=date)


@probe("SQ-07")
def every_refusal_is_an_envelope_of_errors(context: SquareContext) -> None:
    """
    Every refusal is a JSON object whose array errors holds at least one entry with a category and a
    code.
    """
    for what, answer in refusals(context):
        media = (answer.header("content-type") or "").partition(";")[0].strip().lower()
        context.expect(f"{what}: media type", got=media, wanted="application/json")
        context.require(f"{what}: errors", got=answer.at("errors"), wanted=a_list())
        context.expect(f"{what}: number of errors", got=len(answer.at("errors")), wanted=number(1))
        for place, error in enumerate(answer.at("errors")):
            texts = {"category": matching("[A-Z_]+"), "code": matching("[A-Z0-9_]+")}
            context.expect(f"{what}: errors[{place}]", got=error, wanted=texts)


@probe("SQ-08")
def the_status_is_that_of_the_first_error(context: SquareContext) -> None:
    """The HTTP status of a refusal is the one that belongs to its first error."""
    for what, answer in refusals(context):
        first = errors_of(answer)[0] if errors_of(answer) else {}
        code = str(first.get("code"))
        if what == "every batch bad" and answer.ok:
            context.note("errors of batches come with a status of success")
            continue
        context.expect(f"{what}: status of {code}", got=answer.status, wanted=statuses_of(code))


def statuses_of(code: str) -> object:
    """The statuses that fit a code: the documents name a class, HTTP the rest."""
    by_category = {
        AUTHENTICATION: one_of(401, 403),
        "RATE_LIMIT_ERROR": 429,
        "API_ERROR": number(500, 599),
    }
    if code == "NOT_FOUND":
        return 404
    wanted = by_category.get(CATEGORIES.get(code, INVALID_REQUEST))
    return wanted or one_of(400, 404, 409, number(405, 428))


@probe("SQ-09")
def the_category_is_the_one_of_the_code(context: SquareContext) -> None:
    """The category of an error is the one that the published description assigns to its code."""
    for what, answer in refusals(context):
        for place, error in enumerate(errors_of(answer)):
            wanted = CATEGORIES.get(str(error.get("code")), INVALID_REQUEST)
            where = f"{what}: errors[{place}], code {error.get('code')}"
            context.expect(where, got=error.get("category"), wanted=wanted)


@probe("SQ-10")
def unknown_routes_and_methods_answer_in_the_envelope(context: SquareContext) -> None:
    """An unknown route answers 404 and a wrong method 405, both in the error envelope."""
    route = context.target.send("GET", "/v2/catalog/no-such-thing")
    method = context.target.send("GET", BATCH_UPSERT)
    for what, answer, status, code in (
        ("unknown route", route, 404, "NOT_FOUND"),
        ("wrong method", method, 405, "METHOD_NOT_ALLOWED"),
    ):
        context.expect(f"{what}: status", got=answer.status, wanted=status)
        context.expect(f"{what}: code", got=answer.at("errors", 0, "code"), wanted=code)


@probe("SQ-11")
def a_body_that_is_no_object_is_refused(context: SquareContext) -> None:
    """
    A body that is not JSON, or not a JSON object, is refused with status 400 and code
    EXPECTED_JSON_BODY or BAD_REQUEST.
    """
    for content in (b"[", b"[]", b'"text"', b"{", b""):
        answer = context.target.send("POST", BATCH_UPSERT, content=content)
        context.expect(f"{content!r}: status", got=answer.status, wanted=400)
        code = answer.at("errors", 0, "code")
        allowed = one_of("EXPECTED_JSON_BODY", "BAD_REQUEST", "EXPECTED_OBJECT")
        context.expect(f"{content!r}: code", got=code, wanted=allowed)
