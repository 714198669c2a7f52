"""Differences between two runs in what both judged: verdicts, and readings of ambiguous rules."""

from __future__ import annotations

from dataclasses import dataclass

from conformance.judging.verdict import Result, Verdict
from conformance.reports.report import Report

UNJUDGED = (Verdict.UNTESTED, Verdict.NOT_APPLICABLE, Verdict.DISABLED, Verdict.ERROR)
"""Verdicts that say nothing of the target."""


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


@dataclass(frozen=True)
class RunDiff:
    """
    Two runs compared.

    - ``changes``: every rule on which they differ, in the order of the first run
    - ``judged``: how many rules both judged
    - ``only_first``, ``only_second``: the ids of the rules that one of them judged
    """

    changes: list[VerdictChange]
    judged: int
    only_first: list[str]
    only_second: list[str]


def compare(one: Report, other: Report) -> RunDiff:
    first = {result.rule.id: result for result in one.results if is_judged(result)}
    second = {result.rule.id: result for result in other.results if is_judged(result)}
    both = [rule for rule in first if rule in second]
    changes = [change_of(first[rule], second[rule]) for rule in both]
    return RunDiff(
        changes=[change for change in changes if change.first != change.second],
        judged=len(both),
        only_first=[rule for rule in first if rule not in second],
        only_second=[rule for rule in second if rule not in first],
    )


def is_judged(result: Result) -> bool:
    """Whether a run came to a verdict on the target."""
    return result.verdict not in UNJUDGED


def change_of(first: Result, second: Result) -> VerdictChange:
    reason = second.reason if second.verdict is not Verdict.PASS else ""
    rule = second.rule
    return VerdictChange(rule.id, rule.slug, verdict_text(first), verdict_text(second), reason)


def verdict_text(result: Result) -> str:
    """The verdict on a rule, and the reading that was noted."""
    notes = "; ".join(result.notes)
    return f"{result.verdict} ({notes})" if notes else result.verdict.value
