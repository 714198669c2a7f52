"""
Rules as tests of pytest, verdicts as outcomes, however the run was started.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from pathlib import Path
from typing import Any

import pytest

from conformance.catalogue import PACKAGE, Rule
from conformance.judging.verdict import BaselineState, Result, Verdict
from conformance.reports.failure_text import failure_text
from conformance.reports.serialisation import from_row, to_row
from conformance.runner.interruption import Interrupted, interrupted_by
from conformance.runner.run import Run

PASSED = {Verdict.PASS, Verdict.NOTE}
ALLOWED = {Verdict.WARN, Verdict.KNOWN}
FAILED = {Verdict.FAIL, Verdict.FLAKY, Verdict.ERROR}
NAME = "conformance"


class Runner:
    """A pytest plugin that collects and judges the rules of one run."""

    def __init__(
        self, run: Run, on_result: Callable[[Result], None] = lambda _result: None
    ) -> None:
        self.run = run
        self.results: list[Result] = []
        self.interrupted: Interrupted | None = None
        self._on_result = on_result

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        """Keep what ended the run."""
        self.interrupted = interrupted_by(excinfo.value)

    def pytest_report_header(self) -> list[str]:
        """Say what was found out before judging."""
        return [f"conformance: {line}" for line in self.run.notices]

    def pytest_collect_file(
        self, file_path: Path, parent: pytest.Collector
    ) -> pytest.Collector | None:
        """Collect the vendor's rule files."""
        if file_path in self.run.vendor.files:
            nodeid = f"{NAME}/{file_path.stem}"
            rules = RuleFile.from_parent(parent, path=file_path, nodeid=nodeid)
            rules.run_of_rules = self.run
            return rules
        return None

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, Any, Any]:
        """Set the outcome that belongs to the verdict."""
        report = yield
        if isinstance(item, RuleItem) and call.when == "call" and item.result is not None:
            set_outcome(report, item.result)
        return report

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        """Count a rule that could not be judged as an error, not as a failure."""
        row = getattr(report, "conformance", None)
        if row is None or report.when != "call":
            return None
        verdict = Verdict(row["verdict"])
        if report.outcome == "failed":
            could = verdict in {Verdict.FAIL, Verdict.FLAKY}
            word = verdict.value if verdict not in PASSED else "BESIDES"
            return ("failed", "F", word) if could else ("error", "E", word)
        if verdict in ALLOWED:
            return "xfailed", "x", verdict.value
        letter = "." if report.outcome == "passed" else "s"
        return str(report.outcome), letter, verdict.value

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep a result, of this process or of a worker."""
        row = getattr(report, "conformance", None)
        if row is not None and report.when == "call":
            result = from_row(row)
            self.results.append(result)
            self._on_result(result)


def set_outcome(report: Any, result: Result) -> None:
    """Set the outcome of a test to the one that belongs to the verdict on its rule."""
    report.conformance = to_row(result)
    text = failure_text(result)
    place = (str(PACKAGE), 0, text)
    besides = failure_despite_pass(result)
    if result.verdict in PASSED and besides:
        report.outcome, report.longrepr = "failed", f"{result.rule.id} {besides}"
    elif result.verdict in PASSED:
        report.outcome = "passed"
    elif result.verdict in ALLOWED:
        report.outcome, report.wasxfail, report.longrepr = "skipped", text, place
    elif result.verdict in FAILED or result.incomplete:
        report.outcome, report.longrepr = "failed", text
    else:
        report.outcome, report.longrepr = "skipped", (str(PACKAGE), 0, result.reason)


def failure_despite_pass(result: Result) -> str:
    """Why the test of a rule that holds fails all the same, empty if it does not."""
    if result.baseline in {BaselineState.STALE, BaselineState.EXPIRED}:
        return f"passes, its entry in the baseline is {result.baseline}"
    names = ", ".join(f"{entry.kind} {entry.name}" for entry in result.left)
    return f"passes, but left behind {names}" if names else ""


class RuleFile(pytest.File):
    """The rules of one file."""

    run_of_rules: Run

    def collect(self) -> Iterable[RuleItem]:
        here = {rule.id for rule in self.run_of_rules.vendor.files[self.path]}
        for rule in self.run_of_rules.rules:
            if rule.id in here:
                item = RuleItem.from_parent(self, name=f"test_rule[{rule.id}]")
                item.take(rule, self.run_of_rules)
                yield item


class RuleItem(pytest.Item):
    """The test of one rule; ``-k`` finds it by id, family, level and the words of its slug."""

    result: Result | None = None

    def take(self, rule: Rule, run: Run) -> None:
        """Set the rule to judge and the run that judges it."""
        self.rule = rule
        self._judging = run
        self.extra_keyword_matches |= {rule.family, rule.level.lower(), rule.slug, rule.vendor}

    def runtest(self) -> None:
        self.result = self._judging.judge(self.rule)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        return self.path, None, f"{self.rule.id} {self.rule.slug}"
