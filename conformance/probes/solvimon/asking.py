"""What the probes of Solvimon share: their context, and expectations of refusals and reads."""

from __future__ import annotations

from typing import Any, TypeAlias

from conformance.drivers.solvimon import Solvimon
from conformance.expectations import JsonDict, client_error, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import ProbeContext

SolvimonContext: TypeAlias = ProbeContext[Solvimon]

CREATED, BAD_REQUEST, MISSING = 201, 400, 404
NULLABLE = (
    "description",
    "parent_product_id",
    "tax_category",
    "features",
    "custom_fields",
    "display_order",
    "linked_integrations",
    "billing_entity_id",
)
"""Members of a product that may be null."""

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


def reads(context: SolvimonContext, what: str, product: object, /, **members: Any) -> JsonDict:
    """Require that a product shows members within the promised time, and return it."""
    found: JsonDict = context.eventually(
        what, read=lambda: context.driver.read(product).json, wanted=members
    )
    return found


def unstored(context: SolvimonContext, what: str, reference: object) -> None:
    context.expect(f"{what}, read", got=context.driver.read(reference).status, wanted=MISSING)


def is_error(context: SolvimonContext, what: str, answer: Exchange) -> None:
    """Expect an error body with type, code and message."""
    context.expect(f"{what}: type", got=answer.at("type"), wanted=TYPES)
    for member in ("code", "message"):
        got = answer.at(member)
        context.expect(f"{what}: {member}", got=isinstance(got, str) and got != "", wanted=True)


def refused(
    context: SolvimonContext, what: str, body: JsonDict, wanted: Any = BAD_REQUEST, **sending: Any
) -> Exchange:
    """Expect that an upsert is refused with an error body and stores nothing; its answer."""
    answer = context.driver.upsert(body, **sending)
    context.expect(f"{what}: status", got=answer.status, wanted=wanted)
    if not answer.ok:
        is_error(context, what, answer)
    reference = body.get("reference")
    if isinstance(reference, str) and reference and " " not in reference:
        unstored(context, what, reference)
    return answer


def note_refusal(context: SolvimonContext, what: str, answer: Exchange) -> None:
    """Note status and code of a refusal, where the documents leave them open."""
    context.note(
        f"{what}: {answer.status} {context.driver.error_body(answer).code or 'without code'}"
    )


def dangling(context: SolvimonContext, **members: Any) -> None:
    """Expect that a reference to nothing is refused as a client error and stores nothing."""
    answer = refused(
        context, "a dangling reference", context.driver.product(**members), client_error()
    )
    note_refusal(context, "a dangling reference", answer)
