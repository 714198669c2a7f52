"""
Errors: one object for all of them, and the codes that samples show.
"""

from __future__ import annotations

from collections.abc import Iterator

from conformance.drivers.propeller.customers import UNKNOWN_KEY
from conformance.drivers.propeller.responses import error_of
from conformance.expectations import a_list, matching, number, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import (
    BAD_REQUEST,
    MISSING,
    PropellerRun,
    may_write,
    names,
    refused_with,
)

TEXT = matching("(?s).+")
JUDGED = (BAD_REQUEST, MISSING)
"""The statuses whose bodies are documented; those of 401 and 403 are nowhere shown."""


def refusals(run: PropellerRun) -> Iterator[tuple[str, Exchange]]:
    """Requests of many kinds that nobody can carry out."""
    unknown = run.target.number()
    yield "unknown customer", run.driver.read(unknown)
    yield "unknown lookup key", run.driver.read(unknown, key="ids")
    yield "addresses of an unknown customer", run.driver.addresses(unknown)
    if not may_write(run):
        return
    address = run.driver.make.address()
    yield "no customers", run.driver.write("id", {})
    yield "no JSON", run.driver.send("POST", "/customers/bulk/id", content=b"{")
    yield "unknown key", run.driver.bulk({"id": unknown, UNKNOWN_KEY: 1})
    yield "change of an unknown customer", run.driver.change(unknown, {"title": "Dr."})
    yield "delete of an unknown customer", run.driver.delete(unknown)
    yield "address for an unknown customer", run.driver.add_address(unknown, address)


@probe("PRP-15")
def every_error_is_the_one_object(run: PropellerRun) -> None:
    for what, answer in refusals(run):
        if answer.status not in JUDGED:
            run.note(f"{what}: status {answer.status}")
            continue
        wanted = {
            "code": one_of(number(1), matching("[0-9]+")),
            "status": number(400, 499),
            "type": TEXT,
            "messages": a_list(),
        }
        run.require(f"{what}: error", got=answer.at("error"), wanted=wanted)
        for place, said in enumerate(answer.at("error", "messages")):
            run.expect(f"{what}: messages[{place}]", got=said, wanted=TEXT)
        more = error_of(answer).get("moreInfo", "")
        run.expect(f"{what}: moreInfo", got=more, wanted=one_of("", TEXT))


@probe("PRP-16")
def an_error_repeats_its_status(run: PropellerRun) -> None:
    for what, answer in refusals(run):
        told = answer.at("error", "status")
        run.expect(f"{what}: error.status", got=told, wanted=answer.status)


@probe("PRP-19")
def a_body_that_is_no_json_is_refused(run: PropellerRun) -> None:
    for content in (b"{", b'{"customers": [', b"customers"):
        answer = run.driver.send("POST", "/customers/bulk/id", content=content)
        refused_with(run, content.decode(), answer, 10005)
        kind = error_of(answer).get("type")
        run.expect(f"{content.decode()}: type", got=kind, wanted="InvalidJSONPayload")


@probe("PRP-38")
def an_unknown_customer_is_not_found(run: PropellerRun) -> None:
    unknown, source_id = run.target.number(), run.name("number")
    for key, value in (("id", str(unknown)), ("sourceId", source_id)):
        answer = run.driver.read(value, key=key)
        refused_with(run, key, answer, 60006, MISSING)
        run.expect(f"{key}: type", got=error_of(answer).get("type"), wanted="CustomerNotFound")
        names(run, key, answer, f"[{value}]")


@probe("PRP-39")
def a_lookup_key_that_does_not_exist_is_named(run: PropellerRun) -> None:
    for key in ("ids", "sourceid", "email"):
        answer = run.driver.read(run.target.number(), key=key)
        refused_with(run, key, answer, 10006)
        run.expect(f"{key}: type", got=error_of(answer).get("type"), wanted="InvalidLookupKey")
        names(run, key, answer, f"[{key}]")


@probe("PRP-44")
def missing_owners_and_addresses_differ(run: PropellerRun) -> None:
    unknown = run.target.number()
    address = run.driver.make.address()
    stored = run.driver.create(addresses=[address])
    refused_with(run, "list", run.driver.addresses(unknown), 60007, MISSING)
    refused_with(run, "create", run.driver.add_address(unknown, address), 60007, MISSING)
    refused_with(run, "bulk", run.driver.bulk_addresses(unknown, address), 60007, MISSING)
    path = f"/customers/id/{stored}/addresses/{unknown}"
    change = run.driver.send("PATCH", path, {"street": "Parkweg"})
    refused_with(run, "change of a missing address", change, 90006, MISSING)
    deletion = run.driver.send("DELETE", path)
    refused_with(run, "delete of a missing address", deletion, 90006, MISSING)
