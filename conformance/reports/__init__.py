"""Reports: one run in several formats."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from conformance.errors import UsageError
from conformance.reports.html import as_html
from conformance.reports.json_report import as_json
from conformance.reports.junit import as_junit
from conformance.reports.markdown import as_markdown
from conformance.reports.report import Report
from conformance.reports.sarif import as_sarif

FORMATS: dict[str, Callable[[Report], str]] = {
    "json": as_json,
    "junit": as_junit,
    "html": as_html,
    "sarif": as_sarif,
    "md": as_markdown,
}


def parse_report_option(option: str) -> tuple[str, Path]:
    """Parse ``FORMAT=FILE``. Raises ``UsageError``."""
    name, _, file = option.partition("=")
    if name not in FORMATS or not file:
        words = ", ".join(FORMATS)
        raise UsageError(f"--report {option!r}: write FORMAT=FILE; the formats are {words}")
    if not Path(file).resolve().parent.is_dir():
        raise UsageError(f"--report {option!r}: there is no folder {Path(file).parent}")
    return name, Path(file)


def write_reports(report: Report, outputs: Sequence[tuple[str, Path]]) -> None:
    """
    Write a report in several formats, each even when another cannot be written.

    Raises ``UsageError`` of the first that cannot.
    """
    failed = []
    for name, file in outputs:
        try:
            write_report(report, name, file)
        except UsageError as error:
            failed.append(error)
    if failed:
        raise failed[0]


def write_report(report: Report, name: str, file: Path) -> None:
    """Write a report in one format. Raises ``UsageError`` when the file cannot be written."""
    try:
        # A report is written whatever a target answered: what UTF-8 cannot hold is escaped.
        file.write_text(FORMATS[name](report), encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from error
