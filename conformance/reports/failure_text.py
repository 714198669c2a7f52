"""The text of a violation, as the console, pytest and JUnit show it."""

from __future__ import annotations

from conformance.judging.verdict import Result

SHORT = 200
"""Characters of an answer that are shown."""

FIRST = 5
"""Differences that are shown; reports have them all."""


def printable(text: str) -> str:
    """A text without control characters, which XML cannot hold and a terminal would obey."""
    return "".join(each for each in text if each.isprintable() or each in "\n\t")


def failure_text(result: Result) -> str:
    """Rule, source, differences, and the requests that show them."""
    rule = result.rule
    lines = [
        f"{result.verdict} {rule.id} {rule.slug} ({rule.level}, {rule.family})",
        f"  rule    {rule.sentence}",
        f"  source  {rule.citation}",
    ]
    lines += [f"          {link}" for link in rule.links]
    lines += [f"  general {rule.generic}"] if rule.generic else []
    if not result.differences:
        lines.append(f"  reason  {result.reason}")
    for difference in result.differences[:FIRST]:
        lines.append(f"  {difference.where}")
        lines.append(f"    wanted  {difference.wanted}")
        lines.append(f"    got     {difference.got}")
    if len(result.differences) > FIRST:
        lines.append(f"  and {len(result.differences) - FIRST} more differences")
    for exchange in result.exchanges:
        lines.append(f"  $ {exchange.curl}")
        lines.append(f"    {exchange.status} {exchange.answer[:SHORT]}")
    return printable("\n".join(lines))
