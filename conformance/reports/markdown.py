"""
Markdown: short enough for a comment on a pull request.
"""

from __future__ import annotations

from conformance.judging.verdict import Result, Verdict
from conformance.reports.counts import MARKED, by_family
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
            lines += [line_of(result) for result in results]
    return "\n".join(lines) + "\n"


def line_of(result: Result) -> str:
    rule = result.rule
    names = ", ".join(rule.source)
    source = f"[{names}]({rule.links[0]})" if rule.links else names
    reason = " ".join(result.reason.split()).replace("|", "\\|")
    return f"- **{rule.id}** {rule.sentence} ({source}) {reason}".rstrip()
