"""
Addresses, headers, tokens.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.propeller.responses import DONE, error_of, fate_of
from conformance.expectations import containing, matching, one_of
from conformance.judging.probe import probe
from conformance.probes.propeller.asking import (
    BAD_REQUEST,
    MISSING,
    PropellerRun,
    code,
    may_write,
    unstored,
)

UNAUTHORIZED, FORBIDDEN = 401, 403


@probe("PRP-01")
def a_valid_call_is_answered_with_json(run: PropellerRun) -> None:
    customer = run.driver.make.one()
    answer = run.driver.bulk(customer)
    run.expect("status", got=answer.status, wanted=200)
    run.expect("content type", got=answer.header("content-type"), wanted=containing("json"))
    run.expect("body", got=answer.json, wanted={})
    run.expect("customer", got=fate_of(answer, customer["id"]), wanted=DONE)


@probe("PRP-35")
def a_call_without_a_good_token_is_turned_away(run: PropellerRun) -> None:
    bare = {"Authorization": None}
    for what, credential, headers in (("no token", "main", bare), ("bad token", "invalid", {})):
        customer = run.driver.make.one()
        sending: dict[str, Any] = {"credential": credential, "headers": headers}
        read = run.driver.read(customer["id"], **sending)
        run.expect(f"{what}: status of a read", got=read.status, wanted=UNAUTHORIZED)
        if may_write(run):
            answer = run.driver.bulk(customer, **sending)
            run.expect(f"{what}: status", got=answer.status, wanted=UNAUTHORIZED)
            unstored(run, what, customer["id"])


@probe("PRP-36")
def a_token_that_only_reads_cannot_write(run: PropellerRun) -> None:
    stored = run.driver.create()
    read = run.target.poll(
        lambda: run.driver.read(stored, credential="read-only"), lambda answer: answer.ok
    )
    run.given("status of a read", got=read.status, wanted=200)
    customer = run.driver.make.one()
    answer = run.driver.bulk(customer, credential="read-only")
    run.expect("status", got=answer.status, wanted=FORBIDDEN)
    unstored(run, "customer", customer["id"])


@probe("PRP-37")
def only_two_keys_have_a_bulk_call(run: PropellerRun) -> None:
    for key in ("email", "debtorId"):
        customer = run.driver.make.one(debtorId=run.target.number())
        answer = run.driver.write(key, {"customers": [customer]})
        run.expect(f"{key}: status", got=answer.status, wanted=one_of(BAD_REQUEST, MISSING))
        if answer.status == BAD_REQUEST:
            run.expect(f"{key}: code", got=error_of(answer).get("code"), wanted=code(10006))
        run.note(f"{key}: {answer.status}")
        unstored(run, key, customer["id"])


@probe("PRP-50")
def every_answer_has_a_request_id(run: PropellerRun) -> None:
    answers = [run.driver.bulk(run.driver.make.one()) for _ in range(2)]
    answers.append(run.driver.bulk({}))
    seen = [answer.header("x-request-id") for answer in answers]
    for answer, found in zip(answers, seen, strict=True):
        run.expect(f"x-request-id of a {answer.status}", got=found, wanted=matching(".+"))
    if len(set(seen)) < len(seen):
        run.note("the same x-request-id twice")
