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
    PropellerContext,
    names,
    refused_with,
)

TEXT = matching("(?s).+")
JUDGED = (BAD_REQUEST, MISSING)
"""The statuses whose bodies are documented; those of 401 and 403 are nowhere shown."""


def refusals(context: PropellerContext) -> Iterator[tuple[str, Exchange]]:
    """Requests of many kinds that must be refused."""
    unknown = context.target.unique_number()
    yield "unknown customer", context.driver.read(unknown)
    yield "unknown lookup key", context.driver.read(unknown, key="ids")
    yield "addresses of an unknown customer", context.driver.addresses(unknown)
    if not context.may_write:
        return
    address = context.driver.make.address()
    yield "no customers", context.driver.write("id", {})
    yield "no JSON", context.driver.send("POST", "/customers/bulk/id", content=b"{")
    yield "unknown key", context.driver.bulk({"id": unknown, UNKNOWN_KEY: 1})
    yield "change of an unknown customer", context.driver.change(unknown, {"title": "Dr."})
    yield "delete of an unknown customer", context.driver.delete(unknown)
    yield "address for an unknown customer", context.driver.add_address(unknown, address)


@probe("PRP-15")
def every_error_is_the_one_object(context: PropellerContext) -> None:
    """
    Every 400 and 404 is an object error with code, status, type and a list of texts messages;
    moreInfo is a text if it is there.
    """
    for what, answer in refusals(context):
        if answer.status not in JUDGED:
            context.note(f"{what}: status {answer.status}")
            continue
        wanted = {
            "code": one_of(number(1), matching("[0-9]+")),
            "status": number(400, 499),
            "type": TEXT,
            "messages": a_list(),
        }
        context.require(f"{what}: error", got=answer.at("error"), wanted=wanted)
        for place, said in enumerate(answer.at("error", "messages")):
            context.expect(f"{what}: messages[{place}]", got=said, wanted=TEXT)
        more = error_of(answer).get("moreInfo", "")
        context.expect(f"{what}: moreInfo", got=more, wanted=one_of("", TEXT))


@probe("PRP-16")
def an_error_repeats_its_status(context: PropellerContext) -> None:
    """The member status of an error is the HTTP status of its answer."""
    for what, answer in refusals(context):
        status = answer.at("error", "status")
        context.expect(f"{what}: error.status", got=status, wanted=answer.status)


@probe("PRP-19")
def a_body_that_is_no_json_is_refused(context: PropellerContext) -> None:
    """A body that is no JSON is refused with 400, code 10005 and type InvalidJSONPayload."""
    for content in (b"{", b'{"customers": [', b"customers"):
        answer = context.driver.send("POST", "/customers/bulk/id", content=content)
        refused_with(context, content.decode(), answer, 10005)
        kind = error_of(answer).get("type")
        context.expect(f"{content.decode()}: type", got=kind, wanted="InvalidJSONPayload")


@probe("PRP-38")
def an_unknown_customer_is_not_found(context: PropellerContext) -> None:
    """
    Reading an unknown customer is answered with 404, code 60006, type CustomerNotFound and a
    message with the value in brackets.
    """
    unknown, source_id = context.target.unique_number(), context.name("number")
    for key, value in (("id", str(unknown)), ("sourceId", source_id)):
        answer = context.driver.read(value, key=key)
        refused_with(context, key, answer, 60006, MISSING)
        context.expect(f"{key}: type", got=error_of(answer).get("type"), wanted="CustomerNotFound")
        names(context, key, answer, f"[{value}]")


@probe("PRP-39")
def a_lookup_key_that_does_not_exist_is_named(context: PropellerContext) -> None:
    """
    A lookup key that does not exist is refused with 400, code 10006, type InvalidLookupKey and a
    message that names the key.
    """
    for key in ("ids", "sourceid", "email"):
        answer = context.driver.read(context.target.unique_number(), key=key)
        refused_with(context, key, answer, 10006)
        context.expect(f"{key}: type", got=error_of(answer).get("type"), wanted="InvalidLookupKey")
        names(context, key, answer, f"[{key}]")


@probe("PRP-44")
def missing_owners_and_addresses_differ(context: PropellerContext) -> None:
    """
    The addresses of a missing customer are answered with 404 and code 60007, a missing address of a
    stored customer with 404 and code 90006.
    """
    unknown = context.target.unique_number()
    address = context.driver.make.address()
    stored = context.driver.create(addresses=[address])
    refused_with(context, "list", context.driver.addresses(unknown), 60007, MISSING)
    refused_with(context, "create", context.driver.add_address(unknown, address), 60007, MISSING)
    refused_with(context, "bulk", context.driver.bulk_addresses(unknown, address), 60007, MISSING)
    path = f"/customers/id/{stored}/addresses/{unknown}"
    change = context.driver.send("PATCH", path, {"street": "Parkweg"})
    refused_with(context, "change of a missing address", change, 90006, MISSING)
    deletion = context.driver.send("DELETE", path)
    refused_with(context, "delete of a missing address", deletion, 90006, MISSING)
