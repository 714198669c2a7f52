"""``check`` judges a target; ``plan`` shows what ``check`` would send, and sends nothing."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from conformance.catalogue import Mode
from conformance.cli.arguments import settings_of, what_is_judged
from conformance.cli.console import Console
from conformance.cli.exit import one_line_errors
from conformance.errors import UsageError
from conformance.judging.baseline import pruned, read_baseline, updated, write_baseline
from conformance.reports import FORMATS, parse_report_option, write_reports
from conformance.reports.report import Report
from conformance.runner.api import judge_all
from conformance.runner.interruption import uninterrupted
from conformance.runner.run import Run
from conformance.runner.run_plan import plan_lines
from conformance.runner.run_settings import RunSettings, is_loopback

LEDGER = Path("conformance-ledger.ndjson")


@click.command("check")
@click.argument("url")
@what_is_judged
@click.option("--baseline-update", is_flag=True, help="Add every violation to the baseline.")
@click.option("--baseline-prune", is_flag=True, help="Take stale entries out of the baseline.")
@click.option("--report", "reports", multiple=True, metavar="FORMAT=FILE",
    help=f"Write a report; formats: {', '.join(FORMATS)}. May be repeated.")  # fmt: skip
@one_line_errors
def check_command(
    url: str,
    baseline_update: bool,
    baseline_prune: bool,
    reports: tuple[str, ...],
    **chosen: Any,
) -> int:
    """Judge the target at URL, the address in front of the vendor's own paths."""
    outputs = [parse_report_option(each) for each in reports]
    settings = with_ledger(settings_of(url, chosen))
    writes_baseline = baseline_update or baseline_prune
    if writes_baseline and settings.baseline is None:
        raise UsageError("--baseline-update and --baseline-prune need --baseline FILE")
    if writes_baseline and settings.baseline and not settings.baseline.exists():
        write_baseline(settings.baseline, [])
    with closing(Run(settings)) as run:
        run.identify()
        console = Console(run)
        with console:
            report = judge_all(run, console.result)
    with uninterrupted():
        write_reports(report, outputs)
    console.summary(report, [file for name, file in outputs if name == "json"])
    if writes_baseline and settings.baseline:
        rewrite_baseline(settings, report, add=baseline_update, drop=baseline_prune)
    return report.exit_code


def with_ledger(settings: RunSettings) -> RunSettings:
    """Add the default ledger when the run writes to a target elsewhere and has none."""
    foreign = Mode.WRITE in settings.allowed and not is_loopback(settings.url)
    return replace(settings, ledger=LEDGER) if foreign and not settings.ledger else settings


def rewrite_baseline(settings: RunSettings, report: Report, *, add: bool, drop: bool) -> None:
    """Add new violations to the baseline, or drop stale entries from it."""
    file = settings.baseline
    if file is None:
        raise UsageError("there is no baseline to rewrite")
    known = read_baseline(file, settings.vendor.catalogue)
    today = datetime.now(UTC).date()
    kept = pruned(known, report.results) if drop else known
    kept = updated(kept, report.results, today) if add else kept
    write_baseline(file, list(kept.values()))
    click.echo(f"baseline {file}: {len(kept)} entries, {len(known)} before")


@click.command("plan")
@click.argument("url")
@what_is_judged
@one_line_errors
def plan_command(url: str, **chosen: Any) -> int:
    """Say what a check of URL would send and could leave behind; send nothing."""
    settings = with_ledger(settings_of(url, chosen))
    with closing(Run(settings)) as run:
        for line in plan_lines(run):
            click.echo(line)
    return 0
