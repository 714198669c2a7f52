"""
Checking the journals of a state folder that nobody serves, and copying what can be trusted.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockserver.cli.frame import main, one_line_errors
from mockserver.errors import StateCorrupt
from mockserver.json_text import dump

if TYPE_CHECKING:  # so that --help and --version do not wait for the libraries behind it
    from mockserver.core.record import JsonObject
    from mockserver.store.inspection import JournalReport


@main.command()
@click.argument("directory", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--repair",
    "out",
    metavar="OUT",
    type=click.Path(path_type=Path),
    help="Copy what can be trusted into this new folder; DIR stays as it is.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a journal.")
@one_line_errors
def doctor(directory: Path, out: Path | None, as_json: bool) -> None:
    """
    Check every journal of a state folder; stop the sandbox that uses it first.

    Ends with 5 when one is damaged and nothing was asked to be repaired.
    """
    from mockserver.store.inspection import inspect, repair  # noqa: PLC0415 slow to import

    damaged = 0
    for report in inspect(directory) if out is None else repair(directory, out):
        damaged += report.damage is not None
        click.echo(dump(as_object(report)).decode() if as_json else in_words(report))
    if damaged and out is None:
        click.echo(
            f"mockserver: {damaged} damaged; mockserver doctor {directory} --repair OUT copies"
            " what can be trusted",
            err=True,
        )
        sys.exit(StateCorrupt.exit_code)


def as_object(report: JournalReport) -> JsonObject:
    """A report as one JSON object."""
    owner = report.owner or {}
    return {
        "file": str(report.path),
        "vendor": owner.get("vendor"),
        "tenant": owner.get("tenant"),
        "version": report.version,
        "lines": report.lines,
        "records": report.records,
        "unfinished_bytes": report.unfinished,
        "damaged_line": report.line or None,
        "damage": report.damage,
    }


def in_words(report: JournalReport) -> str:
    """A report as one line."""
    owner = report.owner
    whose = "nobody's" if owner is None else f"{owner['vendor']}/{owner['tenant']}"
    held = f"{report.records} records in {report.lines} lines"
    if report.damage is not None:
        return f"damaged {whose}: {held} can be trusted. {report.damage}"
    torn = f", {report.unfinished} bytes of an unfinished commit" if report.unfinished else ""
    return f"sound   {whose}: {held}, version {report.version}{torn}. {report.path}"
