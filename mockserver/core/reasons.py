"""
Why something is not done: refusals are values, and the core knows no status code.

``Reason`` is the whole vocabulary; each provider answers every word of it in its vendor's terms,
and a test holds its table to being total.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Place: TypeAlias = tuple[str | int, ...]
"""Where in a request: ``("batches", 0, "objects", 3, "type")``."""

MOST_VIOLATIONS = 100
"""How many violations one refusal lists; the rest is only counted."""


def render(place: Place) -> str:
    """A place as people write it: ``batches[0].objects[3].type``."""
    text = ""
    for step in place:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


class Reason(StrEnum):
    """Every reason for a refusal, in the order in which the sandbox looks for them."""

    NO_ROUTE = "no-route"
    WRONG_METHOD = "wrong-method"
    UNAUTHENTICATED = "unauthenticated"
    REVOKED = "revoked"
    FORBIDDEN = "forbidden"
    RATE_LIMITED = "rate-limited"
    BAD_PARAMETER = "bad-parameter"
    MEDIA_TYPE = "media-type"
    TOO_LARGE = "too-large"
    NOT_JSON = "not-json"
    LOCKED = "locked"
    INVALID = "invalid"
    KEY_REUSE = "key-reuse"
    OVER_BATCH_LIMIT = "over-batch-limit"
    OVER_REQUEST_LIMIT = "over-request-limit"
    INVALID_RECORD = "invalid-record"
    DUPLICATE = "duplicate"
    NOT_FOUND = "not-found"
    UNKNOWN_RECORD = "unknown-record"
    AMBIGUOUS_MATCH = "ambiguous-match"
    UNKNOWN_REFERENCE = "unknown-reference"
    VERSION_MISMATCH = "version-mismatch"
    CONSTRAINT = "constraint"
    ROLLED_BACK = "rolled-back"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"


@dataclass(frozen=True, slots=True)
class Violation:
    """
    One way in which a value breaks its schema.

    - ``place``: where, from the root of the body (or the parameter's name)
    - ``keyword``: the broken keyword of JSON Schema (``required``, ``maxLength``, ``enum``, ...)
    - ``limit``: what the keyword asks for: the missing or unexpected property for ``required`` and
      ``additionalProperties``, the list for ``enum`` and ``type``, the number for sizes
    - ``value``: what was found, when it is short; otherwise its size or type as text
    """

    place: Place
    keyword: str
    limit: Any
    value: Any = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """
    A decision not to do something.

    - ``place``: what it is about, empty for the request as a whole
    - ``facts``: what a message needs (``count``, ``limit``, ``id``, ``key``, ``parameter``, ...);
      ``UNAVAILABLE`` has the ``status`` of the outage, 503 without one
    - ``violations``: at most ``MOST_VIOLATIONS`` of them; ``total`` counts all
    - ``note``: the provider's own wording of a ``CONSTRAINT``, never read by the core
    """

    reason: Reason
    place: Place = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    violations: tuple[Violation, ...] = ()
    total: int = 0
    note: Any = None


def invalid(violations: tuple[Violation, ...], total: int, reason: Reason) -> Refusal:
    """The refusal of a value that breaks its schema, at the place of its first violation."""
    return Refusal(
        reason, place=violations[0].place if violations else (), violations=violations, total=total
    )
