"""
Problems: what is wrong with a call of the control plane, as RFC 9457 has it, with the place.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from mockserver.core.reasons import Place, Reason, Refusal, Violation
from mockserver.core.record import Json, JsonObject
from mockserver.json_text import dump
from mockserver.messages import HttpResponse

PROBLEM = {"Content-Type": "application/problem+json"}

TITLES = {413: "Content Too Large", 422: "Unprocessable Content"}
"""What the standard library calls otherwise in some versions of Python."""

STATUS = {
    Reason.NO_ROUTE: (404, "Nothing is served at this address; see /"),
    Reason.WRONG_METHOD: (405, "This address does not answer this method"),
    Reason.UNAUTHENTICATED: (401, "This sandbox wants its admin token: Authorization: Bearer ..."),
    Reason.FORBIDDEN: (403, "The control plane is open to this machine only"),
    Reason.MEDIA_TYPE: (415, "The media type of the body is not the one that is described"),
    Reason.TOO_LARGE: (413, "The body is too large"),
    Reason.NOT_JSON: (400, "The body cannot be read"),
    Reason.BAD_PARAMETER: (422, "A parameter is wrong"),
    Reason.INVALID: (422, "The body is not as described"),
    Reason.INTERNAL: (500, "The sandbox failed; its log says why"),
}

SENTENCES = {
    "type": "must be of type {limit}",
    "enum": "must be one of {limit}",
    "const": "must be {limit}",
    "minimum": "must be at least {limit}",
    "maximum": "must be at most {limit}",
    "exclusiveMinimum": "must be above {limit}",
    "minLength": "must have at least {limit} characters",
    "maxLength": "must have at most {limit} characters",
    "minProperties": "must have at least {limit} members",
    "maxItems": "must have at most {limit} elements",
    "pattern": "must match {limit}",
    "propertyNames": "the name of each member must match {limit}",
    "anyOf": "must have one of {limit}",
}
"""What the broken keyword of a schema asks for."""

NO_MEANINGS: Mapping[str, str] = MappingProxyType({})


class Problem(Exception):
    """
    A call that cannot be carried out, and why.

    ``facts`` go into the answer beside status and detail: ``parameter`` or ``pointer`` for the
    place, and whatever helps.
    """

    def __init__(self, status: int, detail: str, **facts: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.facts: Mapping[str, Any] = facts


def as_problem(problem: Problem) -> HttpResponse:
    """The answer to a call that cannot be carried out."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(problem.status) or HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.detail,
        **problem.facts,
    }
    return HttpResponse(problem.status, PROBLEM, dump(body))


def problem_of(refusal: Refusal, meanings: Mapping[str, str] = NO_MEANINGS) -> Problem:
    """
    A refusal of the reading of a call, or of a router, as a problem.

    ``meanings`` are patterns in words.
    """
    status, detail = STATUS.get(refusal.reason, STATUS[Reason.NO_ROUTE])
    if refusal.reason in {Reason.NOT_JSON, Reason.MEDIA_TYPE}:
        return Problem(status, str(refusal.facts.get("message", detail)))
    facts: JsonObject = {}
    if refusal.violations:
        first = refusal.violations[0]
        detail = sentence(first, meanings)
        if refusal.reason is Reason.BAD_PARAMETER:
            facts["parameter"] = str(first.place[0])
        else:
            facts["pointer"] = pointer(first.place)
        facts["errors"] = [
            {"pointer": pointer(v.place), "detail": sentence(v, meanings)}
            for v in refusal.violations
        ]
        facts["total"] = refusal.total
    return Problem(status, detail, **facts)


def pointer(place: Place) -> str:
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in place)


def sentence(violation: Violation, meanings: Mapping[str, str]) -> str:
    """A violation in words, in those of a pattern's meaning where it has one."""
    where = pointer(violation.place) or "the body"
    if violation.keyword == "required":
        return f"{where} is missing"
    if violation.keyword in {"additionalProperties", "unevaluatedProperties"}:
        return f"{where} is not known here"
    if violation.keyword == "pattern" and violation.limit in meanings:
        return f"{where}: must be {meanings[violation.limit]}, not {violation.value!r}"
    said = SENTENCES.get(violation.keyword, f"{violation.keyword} wants {{limit}}")
    return f"{where}: {said.format(limit=listed(violation.limit))}, not {violation.value!r}"


def listed(limit: Json) -> str:
    """What a keyword asks for: one thing, or some of which one is enough."""
    found = limit if isinstance(limit, list) else [limit]
    return ", ".join("null" if each is None else str(each) for each in found)
