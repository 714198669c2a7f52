"""
What came of a run: results, counts, the claim that may be made, and the exit code.

| exit code | meaning |
|---|---|
| 0 | every selected MUST passed, or is KNOWN |
| 1 | a violation that fails, or a flaky one |
| 2 | usage, configuration, unreachable target, nothing selected |
| 3 | incomplete: a selected MUST is UNTESTED |
| 4 | the suite's own fault |
| 5 | nothing but a stale or expired entry of the baseline |
| 6 | nothing but records left behind |
| 130, 143 | interrupted by SIGINT, by SIGTERM |

Where several apply: 130 or 143, then 4 > 2 > 1 > 3 > 6 > 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from conformance.catalogue import Level
from conformance.http.write_ledger import LedgerEntry
from conformance.judging.verdict import BaselineState, Result, Verdict


class Claim(StrEnum):
    """What may be claimed of the target after a run."""

    CONFORMANT = "conformant"
    PARTIAL = "partial"
    NOT_CONFORMANT = "not conformant"


@dataclass
class Report:
    """
    A run and its results.

    ``run`` holds what was asked for (target, profile, modes, seed, suite); times are RFC 3339 in
    UTC. ``left`` are the ledger entries whose records may still be there, ``notices`` what a reader
    has to know of the target and the run before the results. ``planned`` are the requests that the
    rules cost before, ``signal`` is the name of the one that ended the run.
    """

    vendor: str
    run: Mapping[str, Any]
    profile: Mapping[str, Any]
    results: list[Result]
    started: str
    finished: str
    requests: int = 0
    writes: int = 0
    interrupted: bool = False
    left: list[LedgerEntry] = field(default_factory=list)
    planned: int = 0
    signal: str = ""
    notices: list[str] = field(default_factory=list)

    def __getitem__(self, rule: str) -> Result:
        """The result of a rule by its id."""
        for result in self.results:
            if result.rule.id == rule:
                return result
        raise KeyError(rule)

    @property
    def counts(self) -> Counter[Verdict]:
        """How often each verdict was given."""
        return Counter(result.verdict for result in self.results)

    def with_verdict(self, *verdicts: Verdict) -> list[Result]:
        """The results with one of these verdicts, in order."""
        return [result for result in self.results if result.verdict in verdicts]

    @property
    def claim(self) -> Claim:
        """Conformant only if every MUST that counts passed."""
        verdicts = {result.verdict for result in self.results if result.rule.level is Level.MUST}
        if verdicts & {Verdict.FAIL, Verdict.FLAKY} or self.with_verdict(Verdict.FAIL):
            return Claim.NOT_CONFORMANT
        uncounted = {Verdict.PASS, Verdict.NOT_APPLICABLE, Verdict.DISABLED}
        doubtful = self.interrupted or self.with_verdict(Verdict.ERROR)
        if verdicts - uncounted or Verdict.DISABLED in verdicts or doubtful:
            return Claim.PARTIAL
        if Verdict.PASS not in verdicts:
            return Claim.PARTIAL
        return Claim.CONFORMANT

    @property
    def exit_code(self) -> int:
        """The exit code of a command after this run; the module explains it."""
        if self.interrupted:
            return 143 if self.signal == "SIGTERM" else 130
        if self.with_verdict(Verdict.ERROR):
            return 4
        if self.with_verdict(Verdict.FAIL, Verdict.FLAKY):
            return 1
        if any(result.incomplete for result in self.results):
            return 3
        if self.left:
            return 6
        states = {result.baseline for result in self.results}
        return 5 if states & {BaselineState.STALE, BaselineState.EXPIRED} else 0
