"""
The errors of a declared API: a row for each reason, and one more general than another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.core.reasons import Reason, Refusal, Violation, render
from mockserver.core.record import JsonObject
from mockserver.declared.identities import SEPARATOR

MORE_GENERAL: Mapping[str, str] = {
    "not-json": "invalid",
    "bad-parameter": "invalid",
    "invalid-record": "invalid",
    "unknown-member": "invalid-record",
    "read-only-member": "invalid-record",
    "too-many": "invalid",
    "duplicate": "invalid",
    "ambiguous-match": "invalid",
    "unknown-key": "bad-parameter",
    "unknown-reference": "invalid",
    "constraint": "invalid",
    "rolled-back": "invalid",
    "no-route": "not-found",
    "unknown-record": "not-found",
    "unknown-parent": "not-found",
    "value-taken": "taken",
    "revoked": "unauthenticated",
    "locked": "rate-limited",
    "undeclared": "internal",
}
"""Reason to the one whose row it follows where it has none of its own."""

STATUSES: Mapping[str, int] = {
    "invalid": 400,
    "not-found": 404,
    "taken": 409,
    "in-use": 409,
    "version-mismatch": 412,
    "key-reuse": 422,
    "wrong-method": 405,
    "media-type": 415,
    "too-large": 413,
    "unauthenticated": 401,
    "forbidden": 403,
    "rate-limited": 429,
    "unavailable": 503,
    "undeclared": 501,
    "internal": 500,
}
"""Statuses where nothing is declared: those of the standards, else of common use."""

FINER = frozenset(
    {"taken", "value-taken", "in-use", "read-only-member", "undeclared", "unknown-key"}
    | {"unknown-parent"}
)
"""What the note of a refusal may say beyond its reason."""


@dataclass(frozen=True, slots=True)
class Sentences:
    """
    Hooks that word refusals: ``text`` a refusal of a reason, ``fault`` one fault of a record.

    Either may answer ``None``, which leaves the sentence to the interpreter.
    """

    text: Callable[[str, Refusal], str | None] | None = None
    fault: Callable[[Violation], str | None] | None = None

    def of_refusal(self, reason: str, refusal: Refusal) -> str | None:
        return None if self.text is None else self.text(reason, refusal)

    def of_fault(self, violation: Violation) -> str:
        said = None if self.fault is None else self.fault(violation)
        return said or fault_of(violation)


OWN = Sentences()
"""The sentences of an API that leaves them to the interpreter."""


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What an answer says of one refusal."""

    reason: str
    status: int
    text: str
    code: str | int | None = None
    kind: str | None = None
    codes: Mapping[str, str | int] = field(default_factory=dict)
    sentences: Sentences = OWN

    def code_of(self, violation: Violation) -> str | int | None:
        """The code of one fault: that of the broken keyword, else the refusal's."""
        return self.codes.get(violation.keyword, self.code)


def reason_of(refusal: Refusal) -> str:
    """The reason of a refusal in the words of declarations."""
    if refusal.reason in {Reason.OVER_BATCH_LIMIT, Reason.OVER_REQUEST_LIMIT}:
        return "too-many"
    if refusal.note in FINER:
        return str(refusal.note)
    first = refusal.violations[0].keyword if refusal.violations else ""
    if refusal.reason is Reason.INVALID_RECORD and first == "additionalProperties":
        return "unknown-member"
    return refusal.reason.value


def words_of(
    refusal: Refusal,
    rows: Sequence[Mapping[str, JsonObject]],
    sentences: Sentences = OWN,
) -> ErrorWords:
    """
    What an answer says of a refusal: each word from the first row that has it.

    ``rows`` are those of the operation, then those of the document; a reason without a row follows
    the more general one.
    """
    reason = reason_of(refusal)
    said: dict[str, Any] = {}
    for name in lineage(reason):
        for table in rows:
            said = {**table.get(name, {}), **said}
        if "status" not in said and name in STATUSES:
            said["status"] = STATUSES[name]
    if refusal.reason is Reason.UNAVAILABLE:
        said["status"] = refusal.facts.get("status", said["status"])
    return ErrorWords(
        reason,
        said["status"],
        said.get("text") or sentences.of_refusal(reason, refusal) or sentence_of(refusal),
        said.get("code"),
        said.get("kind"),
        said.get("codes", {}),
        sentences,
    )


def lineage(reason: str) -> list[str]:
    """A reason and the more general ones, up to ``invalid`` or ``internal`` for what has none."""
    found = [reason]
    while found[-1] in MORE_GENERAL:
        found.append(MORE_GENERAL[found[-1]])
    return found


def sentence_of(refusal: Refusal) -> str:
    """A refusal in a sentence: what is wrong, where, and what would be right."""
    if refusal.violations:
        return "; ".join(dict.fromkeys(map(fault_of, refusal.violations[:5])))
    make = WITH_FACTS.get(reason_of(refusal))
    if make is not None and refusal.facts:
        return make(refusal.facts, render(refusal.place))
    plain = SENTENCES.get(refusal.reason, refusal.reason.value)
    return str(refusal.facts.get("message") or plain)


WITH_FACTS: Mapping[str, Callable[[Mapping[str, Any], str], str]] = {
    "unknown-record": lambda facts, _at: f"there is no record {readable(facts['identity'])}",
    "unknown-parent": lambda facts, at: f"{at}: there is no record {readable(facts['identity'])}",
    "ambiguous-match": lambda facts, _at: f"several records are {readable(facts['identity'])}",
    "duplicate": lambda facts, at: f"{at}: {readable(facts['identity'])} was sent before",
    "unknown-reference": lambda facts, at: (
        f"{at}: {facts['target']!r} is no record of {facts['collection']}"
    ),
    "version-mismatch": lambda facts, at: (
        f"{at}: {facts['sent']} does not hold, {stored_version(facts['stored'])}"
        if facts.get("conditional")
        else f"version {facts['sent']} is not the current one, which is {facts['stored']}"
    ),
    "too-many": lambda facts, _at: (
        f"{facts['count']} records are more than the {facts['limit']} allowed"
    ),
    "not-json": lambda facts, _at: f"the body cannot be read: {facts['message']}",
    "taken": lambda facts, _at: f"{readable(facts['key'])} is taken by another record",
    "value-taken": lambda facts, _at: f"{readable(facts['key'])} is taken by another record",
    "unknown-key": lambda facts, at: (
        f"{at + ': ' if at else ''}{facts['name']!r} names no key of {facts['collection']}"
        if facts["name"]
        else f"{at + ': ' if at else ''}the key must be named"
    ),
    "in-use": lambda facts, _at: f"record {facts['id']} is used by {facts['holder']}",
}
"""Reasons whose sentence names what it is about."""

SENTENCES: Mapping[Reason, str] = {
    Reason.NOT_JSON: "the body cannot be read",
    Reason.UNKNOWN_RECORD: "there is no such record",
    Reason.NO_ROUTE: "there is nothing at this address",
    Reason.WRONG_METHOD: "this address does not answer this method",
    Reason.UNAUTHENTICATED: "a valid credential is needed",
    Reason.REVOKED: "this credential was revoked",
    Reason.FORBIDDEN: "this credential may only read",
    Reason.RATE_LIMITED: "too many requests; wait and try again",
    Reason.LOCKED: "another write is running; try again when it is done",
    Reason.MEDIA_TYPE: "the media type of the body is not served",
    Reason.TOO_LARGE: "the body is too large",
    Reason.NOT_FOUND: "there is no such record",
    Reason.UNAVAILABLE: "the service is not available; try again later",
    Reason.KEY_REUSE: "the idempotency key was used for another request",
    Reason.ROLLED_BACK: "nothing was stored, because another record was refused",
    Reason.INTERNAL: "something went wrong on our side",
}


def fault_of(violation: Violation) -> str:
    """One fault in a sentence."""
    where = render(violation.place) or "the body"
    match violation.keyword:
        case "required":
            return f"{where} is required"
        case "additionalProperties" | "unevaluatedProperties":
            return f"{where} is not known here"
        case "readOnly":
            return f"{where} is written by the server only"
        case "type":
            return f"{where} must be of type {violation.limit}"
        case "enum":
            return f"{where} must be one of {violation.limit}"
    return f"{where} breaks {violation.keyword} ({violation.limit})"


def stored_version(version: int | None) -> str:
    """What is stored instead of what a condition asked for."""
    return "there is no such record" if version is None else f"the version is {version}"


def readable(identity: object) -> str:
    """A natural key as people write it: ``number 'A-1'``, ``place 'north', '7'``."""
    name, _, value = str(identity).partition("=")
    values = ", ".join(repr(each) for each in value.split(SEPARATOR))
    return f"{name} {values}" if value else f"{name!r}"
