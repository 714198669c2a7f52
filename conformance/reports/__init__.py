"""Reports: one run in several formats."""

from __future__ import annotations

from collections.abc import Callable
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


def write_report(report: Report, name: str, file: Path) -> None:
    """Write a report in one format. Raises ``UsageError`` when the file cannot be written."""
    try:
        file.write_text(FORMATS[name](report), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from error
