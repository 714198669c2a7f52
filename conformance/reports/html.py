"""HTML: one file without external resources, with filters and a permanent address per rule."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from conformance.catalogue import FAMILIES
from conformance.judging.verdict import Verdict
from conformance.reports.counts import MARKED, by_family
from conformance.reports.groups import by_cause, shared_cause
from conformance.reports.report import Report

NOT_FINE = (Verdict.ERROR, Verdict.FAIL, Verdict.FLAKY, Verdict.WARN, Verdict.UNTESTED)
"""Verdicts whose results are grouped by cause at the top."""

HERE = Path(__file__).resolve().parent


@cache
def template() -> Template:
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def as_html(report: Report) -> str:
    return template().render(
        report=report,
        verdicts=[verdict for verdict in MARKED if report.counts[verdict]],
        families=by_family(report.results),
        meaning=FAMILIES,
        groups=[
            (shared_cause(group), [result.rule.id for result in group])
            for group in by_cause(report.with_verdict(*NOT_FINE))
            if shared_cause(group)
        ],
        levels=sorted({result.rule.level.value for result in report.results}),
    )
