"""Results that one cause explains, so that it is told once."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.judging.verdict import Result, Verdict


def by_cause(results: Iterable[Result]) -> list[list[Result]]:
    """
    Results in their order, those of one verdict and one cause together with the first of them.

    The cause of a rule that could not be judged is its reason.
    """
    groups: dict[tuple[Verdict, str], list[Result]] = {}
    for result in results:
        shared = told_cause(result) or f"only {result.rule.id}"
        groups.setdefault((result.verdict, shared), []).append(result)
    return list(groups.values())


def told_cause(result: Result) -> str:
    """What may explain other results too, empty when a result stands alone."""
    return result.reason if result.verdict is Verdict.UNTESTED else result.cause


def shared_cause(group: list[Result]) -> str:
    """The cause of a group of several results, empty for a single one."""
    return told_cause(group[0]) if len(group) > 1 else ""


def ids_of(group: list[Result]) -> str:
    """The rules of a group in one line."""
    return ", ".join(result.rule.id for result in group)
