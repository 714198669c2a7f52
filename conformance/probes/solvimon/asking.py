"""
What the probes of Solvimon share: the run's type, refusals, and reading back.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from conformance.drivers.solvimon import Json, Solvimon
from conformance.expectations import client_error, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import Run

SolvimonRun: TypeAlias = Run[Solvimon]

CREATED, BAD_REQUEST, MISSING = 201, 400, 404
TYPES = one_of("API_ERROR", "INVALID_REQUEST")
CODES = frozenset(
    {
        "RESOURCE_NOT_FOUND",
        "RESOURCES_NOT_FOUND",
        "UNABLE_TO_PROCESS_INSTRUCTIONS",
        "BAD_REQUEST",
        "UNSUPPORTED_MEDIA_TYPE",
        "RESOURCE_ALREADY_EXISTS",
        "CUSTOM_FIELD_VALUE_ALREADY_EXISTS",
        "COULD_NOT_CREATE_RESOURCE",
        "COULD_NOT_UPDATE_RESOURCE",
        "COULD_NOT_DELETE_RESOURCE",
        "MISSING_VERSION",
        "UNSUPPORTED_VERSION",
        "UNAUTHORISED",
        "PLATFORM_NOT_FOUND",
        "PRODUCT_NOT_FOUND",
        "MISSING_FIELD",
        "INVALID_FIELD",
        "INVALID_OPERATION",
        "INTERNAL_ERROR",
        "USER_NOT_ALLOWED",
    }
)
"""Codes of the published list that answers about products may have."""


def reads(run: SolvimonRun, what: str, product: object, /, **members: Any) -> Json:
    """Require that a product shows members within the promised time; the product."""
    found: Json = run.eventually(what, read=lambda: run.driver.read(product).json, wanted=members)
    return found


def unstored(run: SolvimonRun, what: str, reference: object) -> None:
    """Expect that a reference reads nothing."""
    run.expect(f"{what}, read", got=run.driver.read(reference).status, wanted=MISSING)


def is_error(run: SolvimonRun, what: str, answer: Exchange) -> None:
    """Expect the flat error body."""
    run.expect(f"{what}: type", got=answer.at("type"), wanted=TYPES)
    for member in ("code", "message"):
        got = answer.at(member)
        run.expect(f"{what}: {member}", got=isinstance(got, str) and got != "", wanted=True)


def refused(
    run: SolvimonRun, what: str, body: Json, wanted: Any = BAD_REQUEST, **sending: Any
) -> Exchange:
    """Expect that an upsert is refused with an error body and stores nothing; the answer."""
    answer = run.driver.upsert(body, **sending)
    run.expect(f"{what}: status", got=answer.status, wanted=wanted)
    if not answer.ok:
        is_error(run, what, answer)
    reference = body.get("reference")
    if isinstance(reference, str) and reference and " " not in reference:
        unstored(run, what, reference)
    return answer


def told(run: SolvimonRun, what: str, answer: Exchange) -> None:
    """Record status and code of a refusal where the documents leave them open."""
    run.note(f"{what}: {answer.status} {run.driver.problem(answer).code or 'without code'}")


def dangling(run: SolvimonRun, **members: Any) -> None:
    """Expect that an upsert which refers to nothing is a client error and stores nothing."""
    answer = refused(run, "a dangling reference", run.driver.product(**members), client_error())
    told(run, "a dangling reference", answer)
