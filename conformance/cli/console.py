"""Output of a run: a progress bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console as Terminal
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from conformance.judging.verdict import BaselineState, Result, Verdict
from conformance.reports.counts import MARKED, by_family
from conformance.reports.failure_text import failure_text, printable
from conformance.reports.groups import by_cause, ids_of, shared_cause, told_cause
from conformance.reports.report import Claim, Report
from conformance.runner.run import Run

COLOURS = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.ERROR: "bold red",
    Verdict.FLAKY: "red",
    Verdict.WARN: "yellow",
    Verdict.UNTESTED: "yellow",
    Verdict.KNOWN: "yellow",
    Verdict.NOTE: "blue",
}
CLAIMS = {Claim.CONFORMANT: "bold green", Claim.PARTIAL: "yellow"}
BLOCKS = (Verdict.ERROR, Verdict.FAIL, Verdict.FLAKY, Verdict.WARN)
SHOWN_LEFT = 10


class Console:
    """Prints the progress and the summary of one run."""

    def __init__(self, run: Run, terminal: Terminal | None = None) -> None:
        self.run = run
        self.out = terminal or Terminal(soft_wrap=True, highlight=False, markup=False)
        self._bar: Progress | None = None
        self._shown: set[str] = set()

    def __enter__(self) -> Self:
        run = self.run
        self.out.print(
            f"conformance of {run.settings.url} to {run.vendor.name},"
            f" profile {run.profile.title or run.profile.file}"
        )
        self.out.print(
            f"{len(run.rules)} rules, modes {', '.join(sorted(run.modes))},"
            f" seed {run.settings.seed}, run {run.id}"
        )
        for notice in run.notices:
            self.notice(notice)
        run.on_notice, run.on_progress = self.notice, self.progress
        if self.out.is_terminal:
            self._bar = Progress(
                TextColumn("{task.description:14}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                console=self.out,
                transient=True,
            )
            self._task = self._bar.add_task("starting", total=len(run.rules))
            self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def result(self, result: Result) -> None:
        """Print one result, or advance the bar."""
        if self._bar is not None:
            self._bar.update(self._task, advance=1, description=result.rule.family)
        elif result.verdict is not Verdict.PASS:
            # A cause that many rules share is told once now, and with all of them at the end.
            cause = told_cause(result)
            if not cause or cause not in self._shown:
                self.out.print(self._line(result))
            self._shown.add(cause)

    def notice(self, text: str) -> None:
        """Print what the user has to know of the target and the run."""
        self.out.print(Text(printable(text), style="yellow"))

    def progress(self, text: str) -> None:
        """Show what takes long."""
        if self._bar is not None:
            self._bar.update(self._task, description=text)
        else:
            self.out.print(printable(text))

    def summary(self, report: Report, files: Sequence[Path] = ()) -> None:
        """Print violations, counts, what was left behind, and the claim."""
        for verdict in BLOCKS:
            for group in by_cause(report.with_verdict(verdict)):
                self.out.print()
                self._cause(group)
                self._block(group[0], files)
        if self.out.is_terminal:
            for result in report.with_verdict(Verdict.KNOWN, Verdict.DISABLED):
                self.out.print(self._line(result))
        for group in by_cause(report.with_verdict(Verdict.UNTESTED)):
            if shared_cause(group):
                self._cause(group)
            elif self.out.is_terminal:
                self.out.print(self._line(group[0]))
        self.out.print()
        self._table(report)
        self._ending(report, files)
        sys.stdout.flush()

    def _line(self, result: Result) -> Text:
        line = Text(f"{result.verdict:9}", style=COLOURS.get(result.verdict, "dim"))
        text = printable(" ".join(result.reason.split())[:200])
        return line.append(f"{result.rule.id} {result.rule.slug}: {text}", style="default")

    def _cause(self, group: list[Result]) -> None:
        cause = printable(" ".join(shared_cause(group).split())[:200])
        if cause:
            head = f"{group[0].verdict:9}{len(group)} rules, one cause: {cause}"
            self.out.print(Text(head, style=COLOURS[group[0].verdict]))
            self.out.print(Text(f"  rules   {ids_of(group)}"))

    def _block(self, result: Result, files: Sequence[Path]) -> None:
        head, *rest = failure_text(result).splitlines()
        self.out.print(Text(head, style=COLOURS[result.verdict]))
        for line in rest:
            self.out.print(Text(line))
        if files:
            self.out.print(f"  again   conformance replay '{files[0]}#{result.rule.id}'")

    def _table(self, report: Report) -> None:
        shown = [verdict for verdict in MARKED if report.counts[verdict]]
        table = Table(box=None, pad_edge=False)
        table.add_column("family")
        for verdict in shown:
            table.add_column(verdict, justify="right", style=COLOURS.get(verdict, "dim"))
        for family, counts in by_family(report.results):
            table.add_row(family, *(str(counts[verdict] or "") for verdict in shown))
        table.add_row("all", *(str(report.counts[verdict]) for verdict in shown))
        self.out.print(table)

    def _ending(self, report: Report, files: Sequence[Path]) -> None:
        self.out.print()
        for result in report.results:
            if result.baseline in {BaselineState.STALE, BaselineState.EXPIRED}:
                self.out.print(f"baseline: the entry for {result.rule.id} is {result.baseline}")
        for entry in report.left[:SHOWN_LEFT]:
            line = f"left behind: {entry.kind} {entry.name} {entry.id}".rstrip()
            self.out.print(printable(line))
        if len(report.left) > SHOWN_LEFT:
            self.out.print(f"left behind: {len(report.left) - SHOWN_LEFT} more")
        if report.interrupted:
            self.out.print("interrupted: this report is partial")
        self.out.print(
            f"{report.vendor}: {report.claim},"
            f" {report.requests} requests, {report.writes} records written",
            style=CLAIMS.get(report.claim, "bold red"),
        )
        following = next_command(report, files)
        if following:
            self.out.print(f"next: {following}")


def next_command(report: Report, files: Sequence[Path]) -> str:
    """The command that helps most after this report, empty when none does."""
    failed = report.with_verdict(Verdict.FAIL, Verdict.FLAKY)
    if report.left and files:
        return f"conformance clean {files[0]}"
    if failed and files:
        return f"conformance replay '{files[0]}#{failed[0].rule.id}'"
    if failed:
        return f"conformance explain {failed[0].rule.id}"
    missing = [result for result in report.results if result.incomplete]
    return f"conformance explain {missing[0].rule.id}" if missing else ""
