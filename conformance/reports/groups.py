"""Results that one cause explains, so that it is told once."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.judging.verdict import Result, Verdict


def by_cause(results: Iterable[Result]) -> list[list[Result]]:
    """
    Results in their order, those of one verdict and one cause together with the first of them.

    The cause of a rule that could not be judged is the reason.
    """
    groups: dict[tuple[Verdict, str], list[Result]] = {}
    for result in results:
        shared = result.reason if result.verdict is Verdict.UNTESTED else result.cause
        groups.setdefault((result.verdict, shared or f"only {result.rule.id}"), []).append(result)
    return list(groups.values())


def shared_cause(group: list[Result]) -> str:
    """The cause of a group of several results, empty for a single one."""
    if len(group) == 1:
        return ""
    first = group[0]
    return first.reason if first.verdict is Verdict.UNTESTED else first.cause


def ids_of(group: list[Result]) -> str:
    """The rules of a group in one line."""
    return ", ".join(result.rule.id for result in group)
