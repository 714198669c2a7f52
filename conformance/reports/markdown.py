"""
Markdown: short enough for a comment on a pull request.
"""

from __future__ import annotations

from conformance.judging.verdict import Result, Verdict
from conformance.reports.counts import MARKED, by_family
from conformance.reports.groups import by_cause, ids_of, shared_cause
from conformance.reports.report import Report

LISTED = (
    Verdict.ERROR,
    Verdict.FAIL,
    Verdict.FLAKY,
    Verdict.WARN,
    Verdict.UNTESTED,
    Verdict.KNOWN,
    Verdict.DISABLED,
)


def as_markdown(report: Report) -> str:
    shown = [verdict for verdict in MARKED if report.counts[verdict]]
    run = report.run
    lines = [
        f"## {report.vendor}: {report.claim}",
        "",
        f"`{run['target']}`, {report.started}, suite {run['suite']}, seed {run['seed']}.",
        f"Modes: {', '.join(run['modes'])}.",
        "",
        *notices_of(report),
        f"| family | {' | '.join(shown)} |",
        f"|---|{'---|' * len(shown)}",
    ]
    for family, counts in by_family(report.results):
        cells = " | ".join(str(counts[verdict] or "") for verdict in shown)
        lines.append(f"| {family} | {cells} |")
    for verdict in LISTED:
        results = report.with_verdict(verdict)
        if results:
            lines += ["", f"### {verdict} ({len(results)})", ""]
            for group in by_cause(results):
                lines += lines_of(group)
    return "\n".join(lines) + "\n"


def notices_of(report: Report) -> list[str]:
    """What comes before the results, as a list."""
    return [*(f"- {notice}" for notice in report.notices), ""] if report.notices else []


def lines_of(group: list[Result]) -> list[str]:
    """One line for a rule, and one for all that a cause explains."""
    cause = one_line(shared_cause(group))
    if not cause:
        return [line_of(result) for result in group]
    return [f"- **{len(group)} rules**, one cause: {cause} ({ids_of(group)})"]


def line_of(result: Result) -> str:
    rule = result.rule
    names = ", ".join(rule.source)
    source = f"[{names}]({rule.links[0]})" if rule.links else names
    return f"- **{rule.id}** {rule.sentence} ({source}) {one_line(result.reason)}".rstrip()


def one_line(text: str) -> str:
    """A text that breaks neither list nor table."""
    return " ".join(text.split()).replace("|", "\\|")
