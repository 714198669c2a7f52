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
from conformance.probes.square.refusing import INVALID_REQUEST, SquareRun, may_write

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


def refusals(run: SquareRun) -> Iterator[tuple[str, Exchange]]:
    """Requests of many kinds that are refused; those that a target accepts are left out."""
    for what, exchange in [*refused_reads(run), *(refused_writes(run) if may_write(run) else ())]:
        if outcome(exchange) != "accepted":
            yield what, exchange


def refused_reads(run: SquareRun) -> Iterator[tuple[str, Exchange]]:
    """Reads without a token, of what is not there, and of what makes no sense."""
    send, ask = run.target.send, run.driver.ask
    query = {"prefix_query": {"attribute_name": "name", "attribute_prefix": "x"}}
    lonely = {"set_query": {"attribute_name": "name", "attribute_values": ["x"]}}
    yield "no token", send("GET", LIST, credential=None)
    yield "unknown id", run.driver.read(NOWHERE)
    yield "bad cursor", send("GET", LIST, query={"cursor": "no-cursor"})
    yield "unknown type", send("GET", LIST, query={"types": "NO_TYPE"})
    yield "two queries", ask("search", {"query": query | lonely})
    yield "no ids", ask("batch-retrieve", {})


def refused_writes(run: SquareRun) -> Iterator[tuple[str, Exchange]]:
    """Upserts and deletions that nobody could carry out."""
    tax = run.driver.make.tax("#t")
    yield "no key", run.driver.write(OBJECT, {"object": tax})
    yield "no type", run.driver.upsert({"id": "#t"})
    yield "unknown object", run.driver.upsert({**tax, "id": NOWHERE, "version": 1})
    deleted = {**tax, "is_deleted": True}
    yield "every batch bad", run.driver.batches([deleted], [{**tax, "id": NOWHERE}])
    yield "delete of an unknown id", run.driver.delete(NOWHERE)
    yield "delete of no ids", run.driver.change("batch-delete", {})


@probe("SQ-01")
def a_request_without_a_token_is_refused(run: SquareRun) -> None:
    answers = {
        "list": run.target.send("GET", LIST, credential=None),
        "info": run.target.send("GET", INFO, credential=None),
        "read": run.driver.target.send("GET", f"{OBJECT}/{NOWHERE}", credential=None),
        "search": run.target.send("POST", "/v2/catalog/search", {}, writes=0, credential=None),
    }
    if may_write(run):
        batch = {"objects": [run.driver.make.tax("#t")]}
        body = {"idempotency_key": run.key(), "batches": [batch]}
        answers["batch-upsert"] = run.driver.write(
            BATCH_UPSERT, body, headers={"Authorization": None}
        )
    for what, answer in answers.items():
        run.expect(what, got=outcome(answer), wanted=REFUSED)
        category = answer.at("errors", 0, "category")
        run.expect(f"{what}: category", got=category, wanted=AUTHENTICATION)
        told = (answer.status, answer.at("errors", 0, "code"))
        if told != (401, "UNAUTHORIZED"):
            run.note(f"{what}: {told[0]} {told[1]} instead of 401 UNAUTHORIZED")


@probe("SQ-02")
def a_bad_token_is_refused(run: SquareRun) -> None:
    invalid = run.target.send("GET", LIST, credential="invalid")
    bare = {"Authorization": run.target.secret("main")}
    unmarked = run.target.send("GET", LIST, headers=bare)
    for what, answer in (("invalid token", invalid), ("without Bearer", unmarked)):
        run.expect(f"{what}: status", got=answer.status, wanted=401)
        category = answer.at("errors", 0, "category")
        run.expect(f"{what}: category", got=category, wanted=AUTHENTICATION)


@probe("SQ-03")
def a_token_that_only_reads_cannot_write(run: SquareRun) -> None:
    listed = run.target.send("GET", INFO, credential="read-only")
    run.given("status of a read", got=listed.status, wanted=200)
    exists = run.driver.save(run.driver.make.tax("#there"))
    tax = run.driver.make.tax("#t")
    answers = {
        "batch-upsert": run.driver.batches([tax], credential="read-only"),
        "upsert": run.driver.upsert(tax, credential="read-only"),
        "delete": run.driver.delete(exists["id"], credential="read-only"),
    }
    for what, answer in answers.items():
        run.expect(f"{what}: status", got=answer.status, wanted=403)
        code = answer.at("errors", 0, "code")
        run.expect(f"{what}: code", got=code, wanted="INSUFFICIENT_SCOPES")
    run.expect("stored", got=run.driver.names(), wanted=[run.name("there")])


@probe("SQ-04")
def the_version_header_may_be_left_out(run: SquareRun) -> None:
    for version in (None, VERSION, "2025-08-20"):
        answer = run.target.send("GET", INFO, headers={"Square-Version": version})
        run.expect(f"Square-Version {version}", got=answer.status, wanted=200)


@probe("SQ-05")
def a_malformed_version_is_refused(run: SquareRun) -> None:
    answer = run.target.send("GET", INFO, headers={"Square-Version": "abc"})
    run.expect("status", got=answer.status, wanted=400)
    code = answer.at("errors", 0, "code")
    run.expect("code", got=code, wanted="INVALID_SQUARE_VERSION_FORMAT")


@probe("SQ-06")
def the_version_comes_back(run: SquareRun) -> None:
    asked = run.target.send("GET", INFO)
    run.given("status", got=asked.status, wanted=200)
    date = matching(r"\d{4}-\d{2}-\d{2}")
    run.expect("Square-Version", got=asked.header("square-version"), wanted=date)
    if asked.header("square-version") != VERSION:
        run.note(f"answers {asked.header('square-version')} to a request for {VERSION}")
    unasked = run.target.send("GET", INFO, headers={"Square-Version": None})
    run.expect("Square-Version unasked", got=unasked.header("square-version"), wanted=date)


@probe("SQ-07")
def every_refusal_is_an_envelope_of_errors(run: SquareRun) -> None:
    for what, answer in refusals(run):
        media = (answer.header("content-type") or "").partition(";")[0].strip().lower()
        run.expect(f"{what}: media type", got=media, wanted="application/json")
        run.require(f"{what}: errors", got=answer.at("errors"), wanted=a_list())
        run.expect(f"{what}: number of errors", got=len(answer.at("errors")), wanted=number(1))
        for place, error in enumerate(answer.at("errors")):
            texts = {"category": matching("[A-Z_]+"), "code": matching("[A-Z0-9_]+")}
            run.expect(f"{what}: errors[{place}]", got=error, wanted=texts)


@probe("SQ-08")
def the_status_is_that_of_the_first_error(run: SquareRun) -> None:
    for what, answer in refusals(run):
        first = errors_of(answer)[0] if errors_of(answer) else {}
        code = str(first.get("code"))
        if what == "every batch bad" and answer.ok:
            run.note("errors of batches come with a status of success")
            continue
        run.expect(f"{what}: status of {code}", got=answer.status, wanted=statuses_of(code))


def statuses_of(code: str) -> object:
    """The statuses that fit a code; the documents name a class, and HTTP the rest."""
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
def the_category_is_the_one_of_the_code(run: SquareRun) -> None:
    for what, answer in refusals(run):
        for place, error in enumerate(errors_of(answer)):
            wanted = CATEGORIES.get(str(error.get("code")), INVALID_REQUEST)
            where = f"{what}: errors[{place}], code {error.get('code')}"
            run.expect(where, got=error.get("category"), wanted=wanted)


@probe("SQ-10")
def unknown_routes_and_methods_answer_in_the_envelope(run: SquareRun) -> None:
    route = run.target.send("GET", "/v2/catalog/no-such-thing")
    method = run.target.send("GET", BATCH_UPSERT)
    for what, answer, status, code in (
        ("unknown route", route, 404, "NOT_FOUND"),
        ("wrong method", method, 405, "METHOD_NOT_ALLOWED"),
    ):
        run.expect(f"{what}: status", got=answer.status, wanted=status)
        run.expect(f"{what}: code", got=answer.at("errors", 0, "code"), wanted=code)


@probe("SQ-11")
def a_body_that_is_no_object_is_refused(run: SquareRun) -> None:
    for content in (b"[", b"[]", b'"text"', b"{", b""):
        answer = run.target.send("POST", BATCH_UPSERT, content=content)
        run.expect(f"{content!r}: status", got=answer.status, wanted=400)
        code = answer.at("errors", 0, "code")
        allowed = one_of("EXPECTED_JSON_BODY", "BAD_REQUEST", "EXPECTED_OBJECT")
        run.expect(f"{content!r}: code", got=code, wanted=allowed)
