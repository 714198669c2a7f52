"""
Media types, versions, request ids, credentials, permissions.
"""

from __future__ import annotations

from conformance.expectations import client_error, containing, matching
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import (
    BAD_REQUEST,
    MISSING,
    SolvimonRun,
    is_error,
    reads,
    told,
    unstored,
)

UNAUTHORISED, FORBIDDEN = 401, 403


@probe("SLV-01")
def json_in_json_out(run: SolvimonRun) -> None:
    answer = run.driver.upsert(run.driver.product())
    run.require("status is a success", got=answer.ok, wanted=True)
    run.expect("Content-Type", got=answer.header("content-type"), wanted=containing("json"))
    run.expect("the body is an object", got=isinstance(answer.json, dict), wanted=True)


@probe("SLV-18")
def no_credential_is_refused(run: SolvimonRun) -> None:
    body = run.driver.product()
    for answer in (
        run.target.send("GET", "/v1/products", credential=None),
        run.driver.upsert(body, credential=None),
    ):
        run.expect(f"{answer.line}", got=answer.status, wanted=UNAUTHORISED)
        told(run, "no credential", answer)
    unstored(run, "without a credential", body["reference"])


@probe("SLV-19")
def an_invalid_key_is_refused(run: SolvimonRun) -> None:
    answer = run.target.send("GET", "/v1/products", credential="invalid")
    run.expect("status with an invalid key", got=answer.status, wanted=UNAUTHORISED)


@probe("SLV-20")
def a_bearer_token_is_accepted(run: SolvimonRun) -> None:
    secret = run.target.secret("main")
    product = run.driver.stored()
    answer = run.driver.read(
        product["id"], credential=None, headers={"Authorization": f"Bearer {secret}"}
    )
    run.expect("status with a bearer token", got=answer.status, wanted=200)
    run.expect("id", got=answer.at("id"), wanted=product["id"])


@probe("SLV-21")
def without_permission_nothing_is_written(run: SolvimonRun) -> None:
    body = run.driver.product()
    answer = run.driver.upsert(body, credential="read-only")
    run.expect("status of a create", got=answer.status, wanted=FORBIDDEN)
    told(run, "a key without permission", answer)
    unstored(run, "created without permission", body["reference"])
    stored = run.driver.stored()
    changed = {**body, "reference": stored["reference"], "name": run.name()}
    update = run.driver.upsert(changed, credential="read-only")
    run.expect("status of an update", got=update.status, wanted=FORBIDDEN)
    reads(run, "the product", stored["id"], name=stored["name"])


@probe("SLV-22")
def a_read_only_key_reads(run: SolvimonRun) -> None:
    answer = run.target.send("GET", "/v1/products", credential="read-only")
    run.expect("status with a read-only key", got=answer.status, wanted=200)


@probe("SLV-37")
def malformed_json_is_refused(run: SolvimonRun) -> None:
    for text in (b"{", b'{"name": ', b"not json"):
        answer = run.driver.upsert(None, content=text, headers={"Content-Type": "application/json"})
        run.expect(f"status of {text!r}", got=answer.status, wanted=BAD_REQUEST)
    told(run, "malformed JSON", answer)


@probe("SLV-38")
def the_body_must_be_an_object(run: SolvimonRun) -> None:
    body = run.driver.product()
    answer = run.driver.upsert([body])
    run.expect("status of a list", got=answer.status, wanted=BAD_REQUEST)
    unstored(run, "a product in a list", body["reference"])


@probe("SLV-47")
def the_platform_header_is_optional(run: SolvimonRun) -> None:
    answer = run.driver.upsert(run.driver.product(), headers={"x-platform-id": None})
    run.expect("status without x-platform-id is a success", got=answer.ok, wanted=True)


@probe("SLV-59")
def every_answer_has_a_request_id(run: SolvimonRun) -> None:
    answers = [
        run.target.send("GET", "/v1/products"),
        run.driver.read(run.name()),
        run.target.send("GET", "/v1/products", credential=None),
    ]
    for answer in answers:
        got = answer.header("x-request-id")
        run.expect(f"X-REQUEST-ID of {answer.line}", got=got, wanted=matching("^reqr_.+"))
    ids = {answer.header("x-request-id") for answer in answers}
    run.expect("ids are different", got=len(ids), wanted=len(answers))


@probe("SLV-60")
def an_unsupported_version_is_refused(run: SolvimonRun) -> None:
    answer = run.target.send("GET", "/v99/products")
    run.expect("status of version 99", got=answer.status, wanted=client_error())
    told(run, "an unsupported version", answer)


@probe("SLV-61")
def another_media_type_is_refused(run: SolvimonRun) -> None:
    body = run.driver.product()
    answer = run.driver.upsert(body, headers={"Content-Type": "text/plain"})
    run.expect("status of text/plain", got=answer.status, wanted=client_error())
    told(run, "another media type", answer)
    unstored(run, "sent as text", body["reference"])


@probe("SLV-49")
def an_unknown_product_is_missing(run: SolvimonRun) -> None:
    answer = run.driver.read(run.name())
    run.expect("status", got=answer.status, wanted=MISSING)
    is_error(run, "an unknown product", answer)
    told(run, "an unknown product", answer)


@probe("SLV-67")
def platforms_are_apart(run: SolvimonRun) -> None:
    mine = run.driver.stored()
    for name in (mine["id"], mine["reference"]):
        foreign = run.driver.read(name, credential="second")
        run.expect("a read by another platform", got=foreign.status, wanted=MISSING)
    patched = run.driver.patch(mine["id"], {"name": run.name()}, credential="second")
    run.expect("a change by another platform", got=patched.status, wanted=client_error())
    deleted = run.driver.delete(mine["id"], credential="second")
    run.expect("a delete by another platform", got=deleted.status, wanted=client_error())
    same = run.driver.product(reference=mine["reference"])
    theirs = run.accepted(run.driver.upsert(same, credential="second"))
    run.expect("another product", got=theirs.at("id") != mine["id"], wanted=True)
    reads(run, "the first platform's product", mine["id"], name=mine["name"])
