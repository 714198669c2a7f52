"""What the probes of HubSpot share: their context, and expectations of answers and reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

from conformance.drivers.hubspot import CONTACTS, HubSpot, is_id
from conformance.expectations import JsonDict, at, is_list, one_of
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import ProbeContext
from conformance.outcomes import Untested

HubSpotContext: TypeAlias = ProbeContext[HubSpot]

CREATED, NO_CONTENT, MIXED = 201, 204, 207
BAD_REQUEST, UNAUTHORISED, FORBIDDEN, MISSING, CONFLICT = 400, 401, 403, 404, 409
INVALID = {"status": "error", "category": "VALIDATION_ERROR"}
UUID = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"


def results(answer: Exchange) -> list[JsonDict]:
    """The results of a batch that are objects."""
    found = answer.at("results")
    return [each for each in found if isinstance(each, dict)] if is_list(found) else []


def errors(answer: Exchange) -> list[JsonDict]:
    """The errors of a batch that are objects."""
    found = answer.at("errors")
    return [each for each in found if isinstance(each, dict)] if is_list(found) else []


def id_in(answer: Exchange) -> str:
    """The id of the first result of a batch. Raises ``Untested`` where there is none."""
    found = at(results(answer), 0, "id")
    if not is_id(found):
        raise Untested(f"the answer to a valid write has no id: {answer.line}")
    return str(found)


def result_of(answer: Exchange, name: str, value: str) -> JsonDict:
    """The result whose property has a value, an empty object where there is none."""
    found = [each for each in results(answer) if at(each, "properties", name) == value]
    return found[0] if found else {}


def invalid(context: HubSpotContext, what: str, answer: Exchange) -> None:
    """Expect that a whole request is refused as invalid."""
    context.expect(f"{what}: status", got=answer.status, wanted=BAD_REQUEST)
    if answer.status == BAD_REQUEST:
        text = isinstance(answer.at("message"), str)
        context.expect(f"{what}: message is a text", got=text, wanted=True)


def shows(
    context: HubSpotContext, what: str, key: object, of: str = CONTACTS, **properties: Any
) -> None:
    """Require that a record, read by its id, has properties."""
    context.eventually(
        what,
        read=lambda: context.driver.read(key, *properties, of=of).at("properties"),
        wanted=properties,
    )


def unwritten(context: HubSpotContext, *emails: str) -> None:
    """Expect that no contact has an email."""
    for email in emails:
        answer = context.driver.read(email, by="email")
        context.expect(f"contact {email}", got=answer.status, wanted=MISSING)


def codes(answer: Exchange) -> list[Any]:
    """The codes of the faulty properties that an error lists, else those that its text names."""
    listed = [at(each, "code") for each in errors(answer)]
    text = str(answer.at("message"))
    return listed or [each for each in CODES if each in text]


CODES = (
    "PROPERTY_DOESNT_EXIST",
    "INVALID_EMAIL",
    "INVALID_OPTION",
    "INVALID_INTEGER",
    "INVALID_LONG",
)


def batch_error(context: HubSpotContext, what: str, answer: Exchange, trace: str) -> JsonDict:
    """The error of a mixed batch that carries a trace id. Violated where there is not just one."""
    mine = [each for each in errors(answer) if at(each, "context", "objectWriteTraceId") == [trace]]
    context.require(f"{what}: errors with {trace}", got=len(mine), wanted=1)
    return mine[0]


def traced(inputs: Sequence[JsonDict]) -> list[JsonDict]:
    """Inputs with a trace id each, which tells their order."""
    return [{**each, "objectWriteTraceId": f"row-{n}"} for n, each in enumerate(inputs)]


CLEARED = one_of(None, "")
