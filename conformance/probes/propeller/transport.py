"""
Addresses, headers, tokens.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.propeller.responses import DONE, customer_outcome, error_of
from conformance.expectations import containing, matching, one_of
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import (
    BAD_REQUEST,
    MISSING,
    PropellerContext,
    code,
    unstored,
)

UNAUTHORIZED, FORBIDDEN = 401, 403


@probe("PRP-01")
def a_valid_call_is_answered_with_json(context: PropellerContext) -> None:
    """A valid list of customers sent as JSON is answered with status 200 and a JSON body."""
    customer = context.driver.make.one()
    answer = context.driver.bulk(customer)
    context.expect("status", got=answer.status, wanted=200)
    context.expect("content type", got=answer.header("content-type"), wanted=containing("json"))
    context.expect("body", got=answer.json, wanted={})
    context.expect("customer", got=customer_outcome(answer, customer["id"]), wanted=DONE)


@probe("PRP-35")
def a_call_without_a_good_token_is_turned_away(context: PropellerContext) -> None:
    """A call without a token or with one that is not valid is answered with status 401."""
    bare = {"Authorization": None}
    for what, credential, headers in (("no token", "main", bare), ("bad token", "invalid", {})):
        customer = context.driver.make.one()
        sending: dict[str, Any] = {"credential": credential, "headers": headers}
        read = context.driver.read(customer["id"], **sending)
        context.expect(f"{what}: status of a read", got=read.status, wanted=UNAUTHORIZED)
        if context.may_write:
            answer = context.driver.bulk(customer, **sending)
            context.expect(f"{what}: status", got=answer.status, wanted=UNAUTHORIZED)
            unstored(context, what, customer["id"])


@probe("PRP-36")
def a_token_that_only_reads_cannot_write(context: PropellerContext) -> None:
    """A token without the scope for writing is answered with status 403, and nothing is stored."""
    stored = context.driver.create()
    read = context.target.poll(
        lambda: context.driver.read(stored, credential="read-only"), lambda answer: answer.ok
    )
    context.given("status of a read", got=read.status, wanted=200)
    customer = context.driver.make.one()
    answer = context.driver.bulk(customer, credential="read-only")
    context.expect("status", got=answer.status, wanted=FORBIDDEN)
    unstored(context, "customer", customer["id"])


@probe("PRP-37")
def only_two_keys_have_a_bulk_call(context: PropellerContext) -> None:
    """
    A bulk call by a key other than id and sourceId is refused, with 400 and code 10006 or with 404.
    """
    for key in ("email", "debtorId"):
        customer = context.driver.make.one(debtorId=context.target.unique_number())
        answer = context.driver.write(key, {"customers": [customer]})
        context.expect(f"{key}: status", got=answer.status, wanted=one_of(BAD_REQUEST, MISSING))
        if answer.status == BAD_REQUEST:
            context.expect(f"{key}: code", got=error_of(answer).get("code"), wanted=code(10006))
        context.note(f"{key}: {answer.status}")
        unstored(context, key, customer["id"])


@probe("PRP-50")
def every_answer_has_a_request_id(context: PropellerContext) -> None:
    """Every answer carries the header x-request-id."""
    answers = [context.driver.bulk(context.driver.make.one()) for _ in range(2)]
    answers.append(context.driver.bulk({}))
    seen = [answer.header("x-request-id") for answer in answers]
    for answer, found in zip(answers, seen, strict=True):
        context.expect(f"x-request-id of a {answer.status}", got=found, wanted=matching(".+"))
    if len(set(seen)) < len(seen):
        context.note("the same x-request-id twice")
