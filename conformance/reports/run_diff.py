"""
Where two runs differ, rule by rule: verdicts, and the readings of what documents leave open.
"""

from __future__ import annotations

from dataclasses import dataclass

from conformance.judging.verdict import Result, Verdict
from conformance.reports.report import Report


@dataclass(frozen=True, slots=True)
class Change:
    """One rule on which two runs disagree."""

    rule: str
    slug: str
    first: str
    second: str
    reason: str

    def __str__(self) -> str:
        reason = f"  {self.reason}" if self.reason else ""
        return f"{self.rule:8} {self.first} -> {self.second}  {self.slug}{reason}"


def differing(one: Report, other: Report) -> list[Change]:
    """Every disagreement, in the order of the first run."""
    known = {result.rule.id: result for result in one.results}
    others = {result.rule.id: result for result in other.results}
    found = []
    for rule in dict.fromkeys([*known, *others]):
        first, second = known.get(rule), others.get(rule)
        if said(first) != said(second):
            present = second or first
            slug = present.rule.slug if present else ""
            reason = second.reason if second and second.verdict is not Verdict.PASS else ""
            found.append(Change(rule, slug, said(first), said(second), reason))
    return found


def said(result: Result | None) -> str:
    """What a run says of a rule: its verdict, and the reading it noted."""
    if result is None:
        return "not judged"
    notes = "; ".join(result.notes)
    return f"{result.verdict} ({notes})" if notes else result.verdict.value
