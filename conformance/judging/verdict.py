"""
Verdicts: what is said of a rule after looking.

| verdict | meaning | a pass |
|---|---|---|
| PASS | observed as required | yes |
| FAIL | a MUST violated, or a lower level under ``--strict`` | no |
| WARN | a SHOULD violated | no |
| NOTE | an INFO rule differs, or how an ambiguous one is read | not judged |
| UNTESTED | could not be judged; the reason is mandatory | no |
| N/A | a capability is not declared, or the rule is excluded in writing | not counted |
| DISABLED | the user turned it off | not counted |
| KNOWN | violated, and the baseline says so | no |
| FLAKY | violated at first, not on an immediate second look | no |
| ERROR | the suite's own fault | no |
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from conformance.catalogue import Level, Rule
from conformance.expectations import Difference
from conformance.http.exchange import RedactedExchange
from conformance.http.write_ledger import LedgerEntry


class Verdict(StrEnum):
    """What is said of one rule."""

    PASS = "PASS"  # noqa: S105 a word, no secret
    FAIL = "FAIL"
    WARN = "WARN"
    NOTE = "NOTE"
    UNTESTED = "UNTESTED"
    NOT_APPLICABLE = "N/A"
    DISABLED = "DISABLED"
    KNOWN = "KNOWN"
    FLAKY = "FLAKY"
    ERROR = "ERROR"


class Strict(StrEnum):
    """The weakest level whose violation fails."""

    MUST = "must"
    SHOULD = "should"
    INFO = "info"


FAILING = {
    Strict.MUST: frozenset({Level.MUST}),
    Strict.SHOULD: frozenset({Level.MUST, Level.SHOULD}),
    Strict.INFO: frozenset({Level.MUST, Level.SHOULD, Level.INFO}),
}


class BaselineState(StrEnum):
    """What the baseline says of a result."""

    NONE = ""
    KNOWN = "known"
    STALE = "stale"
    EXPIRED = "expired"


@dataclass
class Result:
    """
    The verdict on one rule, and what it rests on.

    ``operations`` are the ids of those that the probe called; ``cause`` is what is wrong with the
    answers before the rule is, and may be that of many rules.
    """

    rule: Rule
    verdict: Verdict
    reason: str = ""
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    exchanges: list[RedactedExchange] = field(default_factory=list)
    requests: int = 0
    writes: int = 0
    seconds: float = 0.0
    attempts: int = 0
    left: list[LedgerEntry] = field(default_factory=list)
    baseline: BaselineState = BaselineState.NONE
    operations: list[str] = field(default_factory=list)
    cause: str = ""

    @property
    def incomplete(self) -> bool:
        """Whether a MUST could not be judged."""
        return self.verdict is Verdict.UNTESTED and self.rule.level is Level.MUST

    @property
    def violated(self) -> bool:
        """Whether any difference was recorded."""
        return bool(self.differences)


def verdict_on_violation(level: Level, strict: Strict) -> Verdict:
    """The verdict when a rule of this level is violated."""
    if level in FAILING[strict]:
        return Verdict.FAIL
    return Verdict.WARN if level is Level.SHOULD else Verdict.NOTE
