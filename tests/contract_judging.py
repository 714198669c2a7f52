"""Judging a server by a contract of the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import conformance
from conformance.reports.report import Report

FILES = Path(__file__).resolve().parent / "declared"
VIOLATED = ("FAIL", "WARN", "FLAKY", "ERROR")


def judge(url: str, contract: Path, **more: Any) -> Report:
    return conformance.check(url, contract=contract, **more)


def alarms(report: Report) -> list[str]:
    """What a run says against its target, a line for each rule."""
    return [
        f"{result.rule.id} {result.verdict}: {result.reason}"
        for result in report.results
        if result.verdict in VIOLATED or result.differences
    ]
