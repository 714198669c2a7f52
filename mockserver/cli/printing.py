"""
What commands print: JSON for scripts, tables and indented values for people.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from mockserver.cli.remote import Remote

WIDE = 1000
"""Columns where nobody looks at a screen."""

NAME_AND_VALUE = ("name", "value")


def show(remote: Remote, answer: Any) -> None:
    if remote.as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
    else:
        console().print_json(json.dumps(answer, ensure_ascii=False))


def tell(remote: Remote, answer: Any, sentence: str) -> None:
    """Print one sentence, or the answer for scripts."""
    if remote.as_json:
        show(remote, answer)
    else:
        console().print(sentence, markup=False)


def table(
    remote: Remote, answer: Any, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]
) -> None:
    """Print rows as a table, or the answer for scripts."""
    if remote.as_json:
        show(remote, answer)
        return
    drawn = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        drawn.add_column(name)
    for row in rows:
        drawn.add_row(*(cell(row.get(name)) for name in columns))
    console().print(drawn)


def pairs(values: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """A mapping as rows of two columns."""
    return [{"name": name, "value": value} for name, value in values.items()]


def cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return ", ".join(f"{name} {member}" for name, member in value.items())
    return str(value)


def console() -> Console:
    """Standard output; wide where it is no terminal, so that nothing is broken."""
    wide = None if sys.stdout.isatty() else WIDE
    return Console(highlight=False, soft_wrap=True, width=wide)
