"""
A fault rule: which requests it meets, what it does to them, and how often.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mockserver.core.reasons import Reason


class Phase(StrEnum):
    """
    When the request fails, seen from what it writes.

    - ``before``: nothing was written
    - ``after``: everything was, and the answer is another or is lost
    - ``after_items``: the first so many records were
    """

    BEFORE = "before"
    AFTER = "after"
    AFTER_ITEMS = "after_items"


class Connection(StrEnum):
    """What becomes of the connection instead of an answer, or in the middle of one."""

    RESET = "reset"
    CLOSE = "close"
    TRUNCATE = "truncate"
    STALL = "stall"


class Body(StrEnum):
    """Whose body an injected answer has: the vendor's words, half of the true one, or a text."""

    VENDOR = "vendor"
    CUT = "cut"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class Match:
    """
    The requests that a rule meets; an empty one meets all.

    ``nth`` counts the requests that fit the rest, from 1.
    """

    operation: str | None = None
    method: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    nth: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Items:
    """
    Single records that are refused, while the others go their way.

    - ``where``: JSON pointers into the record, and what stands there
    - ``index``: positions in the request, from 0
    - ``keys``: ids, client-local references or natural keys that the record is meant by
    - ``share``: of all records, drawn with the rule's seed
    - ``reason``: why, said in the vendor's words
    """

    where: Mapping[str, Any] = field(default_factory=dict)
    keys: frozenset[str] = frozenset()
    index: frozenset[int] = frozenset()
    share: float | None = None
    reason: Reason = Reason.CONSTRAINT


@dataclass(frozen=True, slots=True)
class FaultEffect:
    """What happens to a request; ``latency``, ``per_item`` in milliseconds, ``retry`` seconds."""

    status: int | None = None
    retry: int | None = None
    latency: int = 0
    per_item: int = 0
    connection: Connection | None = None
    body: Body = Body.VENDOR
    text: str | None = None

    @property
    def answers(self) -> bool:
        """Whether the true answer is replaced or lost, and not only late."""
        return (
            self.status is not None or self.connection is not None or self.body is not Body.VENDOR
        )


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One rule.

    - ``after_items``: how many records are written in that phase; a share when below 1
    - ``times``: after so many hits it is used up; ``ttl``: after so many milliseconds
    - ``probability``: of the requests it meets, drawn with ``seed``
    """

    id: str
    match: Match
    effect: FaultEffect
    items: Items | None = None
    phase: Phase = Phase.BEFORE
    after_items: float | None = None
    times: int | None = None
    ttl: int | None = None
    probability: float | None = None
    seed: int | None = None
    written: Mapping[str, Any] = field(default_factory=dict)
    """The rule as its author wrote it, to be shown again."""
