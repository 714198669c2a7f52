"""Differences between two runs: verdicts, and the readings of ambiguous rules."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.judging.verdict import Result, Verdict
from conformance.reports.report import Report


@dataclass(frozen=True, slots=True)
class VerdictChange:
    """One rule on which two runs differ."""

    rule: str
    slug: str
    first: str
    second: str
    reason: str

    def __str__(self) -> str:
        reason = f"  {self.reason}" if self.reason else ""
        return f"{self.rule:8} {self.first} -> {self.second}  {self.slug}{reason}"


def verdict_changes(one: Report, other: Report) -> list[VerdictChange]:
    """Every rule on which two runs differ, in the order of the first run."""
    known = {result.rule.id: result for result in one.results}
    others = {result.rule.id: result for result in other.results}
    found = []
    for rule in dict.fromkeys([*known, *others]):
        first, second = known.get(rule), others.get(rule)
        if verdict_text(first) != verdict_text(second):
            present = second or first
            slug = present.rule.slug if present else ""
            reason = second.reason if second and second.verdict is not Verdict.PASS else ""
            found.append(
                VerdictChange(rule, slug, verdict_text(first), verdict_text(second), reason)
            )
    return found


def verdict_text(result: Result | None) -> str:
    """The verdict on a rule, and the reading that was noted."""
    if result is None:
        return "not judged"
    notes = "; ".join(result.notes)
    return f"{result.verdict} ({notes})" if notes else result.verdict.value
