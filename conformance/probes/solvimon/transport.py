"""
Media types, versions, request ids, credentials, permissions.
"""

from __future__ import annotations

from conformance.expectations import client_error, containing, matching
from conformance.judging.probe import probe
from conformance.probes.solvimon.asking import (
    BAD_REQUEST,
    MISSING,
    SolvimonContext,
    is_error,
    note_refusal,
    reads,
    unstored,
)

UNAUTHORISED, FORBIDDEN = 401, 403


@probe("SLV-01")
def json_in_json_out(context: SolvimonContext) -> None:
    """A valid product sent as JSON is answered with JSON."""
    answer = context.driver.upsert(context.driver.product())
    context.require("status is a success", got=answer.ok, wanted=True)
    context.expect("Content-Type", got=answer.header("content-type"), wanted=containing("json"))
    context.expect("the body is an object", got=isinstance(answer.json, dict), wanted=True)


@probe("SLV-18")
def no_credential_is_refused(context: SolvimonContext) -> None:
    """A request without a credential is refused with 401; the code is recorded."""
    body = context.driver.product()
    for answer in (
        context.target.send("GET", "/v1/products", credential=None),
        context.driver.upsert(body, credential=None),
    ):
        context.expect(f"{answer.line}", got=answer.status, wanted=UNAUTHORISED)
        note_refusal(context, "no credential", answer)
    unstored(context, "without a credential", body["reference"])


@probe("SLV-19")
def an_invalid_key_is_refused(context: SolvimonContext) -> None:
    """A request with an invalid key is refused with 401."""
    answer = context.target.send("GET", "/v1/products", credential="invalid")
    context.expect("status with an invalid key", got=answer.status, wanted=UNAUTHORISED)


@probe("SLV-20")
def a_bearer_token_is_accepted(context: SolvimonContext) -> None:
    """A bearer token is accepted in the place of a key."""
    secret = context.target.secret("main")
    product = context.driver.stored()
    answer = context.driver.read(
        product["id"], credential=None, headers={"Authorization": f"Bearer {secret}"}
    )
    context.expect("status with a bearer token", got=answer.status, wanted=200)
    context.expect("id", got=answer.at("id"), wanted=product["id"])


@probe("SLV-21")
def without_permission_nothing_is_written(context: SolvimonContext) -> None:
    """
    A key that may not create or update products is refused with 403 and nothing is stored; the code
    is recorded.
    """
    body = context.driver.product()
    answer = context.driver.upsert(body, credential="read-only")
    context.expect("status of a create", got=answer.status, wanted=FORBIDDEN)
    note_refusal(context, "a key without permission", answer)
    unstored(context, "created without permission", body["reference"])
    stored = context.driver.stored()
    changed = {**body, "reference": stored["reference"], "name": context.name()}
    update = context.driver.upsert(changed, credential="read-only")
    context.expect("status of an update", got=update.status, wanted=FORBIDDEN)
    reads(context, "the product", stored["id"], name=stored["name"])


@probe("SLV-22")
def a_read_only_key_reads(context: SolvimonContext) -> None:
    """A read-only key reads products."""
    answer = context.target.send("GET", "/v1/products", credential="read-only")
    context.expect("status with a read-only key", got=answer.status, wanted=200)


@probe("SLV-37")
def malformed_json_is_refused(context: SolvimonContext) -> None:
    """Text that is not JSON is refused with 400; the code is recorded."""
    for text in (b"{", b'{"name": ', b"not json"):
        answer = context.driver.upsert(
            None, content=text, headers={"Content-Type": "application/json"}
        )
        context.expect(f"status of {text!r}", got=answer.status, wanted=BAD_REQUEST)
    note_refusal(context, "malformed JSON", answer)


@probe("SLV-38")
def the_body_must_be_an_object(context: SolvimonContext) -> None:
    """A body that is a list is refused with 400."""
    body = context.driver.product()
    answer = context.driver.upsert([body])
    context.expect("status of a list", got=answer.status, wanted=BAD_REQUEST)
    unstored(context, "a product in a list", body["reference"])


@probe("SLV-47")
def the_platform_header_is_optional(context: SolvimonContext) -> None:
    """A call without x-platform-id is accepted."""
    answer = context.driver.upsert(context.driver.product(), headers={"x-platform-id": None})
    context.expect("status without x-platform-id is a success", got=answer.ok, wanted=True)


@probe("SLV-59")
def every_answer_has_a_request_id(context: SolvimonContext) -> None:
    """Every answer, also an error, carries X-REQUEST-ID with a value that begins with reqr_."""
    answers = [
        context.target.send("GET", "/v1/products"),
        context.driver.read(context.name()),
        context.target.send("GET", "/v1/products", credential=None),
    ]
    for answer in answers:
        got = answer.header("x-request-id")
        context.expect(f"X-REQUEST-ID of {answer.line}", got=got, wanted=matching("^reqr_.+"))
    ids = {answer.header("x-request-id") for answer in answers}
    context.expect("ids are different", got=len(ids), wanted=len(answers))


@probe("SLV-60")
def an_unsupported_version_is_refused(context: SolvimonContext) -> None:
    """A version in the path that does not exist is a client error; status and code are recorded."""
    answer = context.target.send("GET", "/v99/products")
    context.expect("status of version 99", got=answer.status, wanted=client_error())
    note_refusal(context, "an unsupported version", answer)


@probe("SLV-61")
def another_media_type_is_refused(context: SolvimonContext) -> None:
    """A body of another media type is a client error; status and code are recorded."""
    body = context.driver.product()
    answer = context.driver.upsert(body, headers={"Content-Type": "text/plain"})
    context.expect("status of text/plain", got=answer.status, wanted=client_error())
    note_refusal(context, "another media type", answer)
    unstored(context, "sent as text", body["reference"])


@probe("SLV-49")
def an_unknown_product_is_missing(context: SolvimonContext) -> None:
    """An unknown product is a 404; the code is recorded."""
    answer = context.driver.read(context.name())
    context.expect("status", got=answer.status, wanted=MISSING)
    is_error(context, "an unknown product", answer)
    note_refusal(context, "an unknown product", answer)


@probe("SLV-67")
def platforms_are_apart(context: SolvimonContext) -> None:
    """What one platform's key stored cannot be read, matched, changed or deleted with another's."""
    mine = context.driver.stored()
    for name in (mine["id"], mine["reference"]):
        foreign = context.driver.read(name, credential="second")
        context.expect("a read by another platform", got=foreign.status, wanted=MISSING)
    patched = context.driver.patch(mine["id"], {"name": context.name()}, credential="second")
    context.expect("a change by another platform", got=patched.status, wanted=client_error())
    deleted = context.driver.delete(mine["id"], credential="second")
    context.expect("a delete by another platform", got=deleted.status, wanted=client_error())
    same = context.driver.product(reference=mine["reference"])
    theirs = context.accepted(context.driver.upsert(same, credential="second"))
    context.expect("another product", got=theirs.at("id") != mine["id"], wanted=True)
    reads(context, "the first platform's product", mine["id"], name=mine["name"])
