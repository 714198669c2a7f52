"""Counts of verdicts by family, in reading order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from conformance.catalogue import FAMILIES
from conformance.judging.verdict import Result, Verdict

MARKED = (
    Verdict.PASS,
    Verdict.FAIL,
    Verdict.WARN,
    Verdict.NOTE,
    Verdict.UNTESTED,
    Verdict.KNOWN,
    Verdict.FLAKY,
    Verdict.ERROR,
    Verdict.NOT_APPLICABLE,
    Verdict.DISABLED,
)


def by_family(results: Iterable[Result]) -> list[tuple[str, Counter[Verdict]]]:
    """The counts of each family that occurs, in the order of ``FAMILIES``."""
    counts: dict[str, Counter[Verdict]] = {}
    for result in results:
        counts.setdefault(result.rule.family, Counter())[result.verdict] += 1
    return [(family, counts[family]) for family in FAMILIES if family in counts]
