"""
The command that makes a sandbox fail on purpose.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mockserver.cli.frame import main
from mockserver.cli.printing import show, table
from mockserver.cli.remote import Remote, path_segment, remote_options

COLUMNS = ("vendor", "id", "rule", "met", "hits")
OWN = frozenset({"id", "met", "hits", "since_s"})


@main.command("faults")
@click.argument("rule", required=False)
@click.option("--operation", help="Only requests of this operation.")
@click.option("--times", type=click.IntRange(min=1), help="So often, then no more.")
@click.option("--id", "name", help="A name for the rule, or with --clear the rule to take out.")
@click.option("--replace", is_flag=True, help="Take all other rules out.")
@click.option("--clear", is_flag=True, help="Take rules out: all, or the one of --id.")
@remote_options
def faults_command(
    remote: Remote,
    rule: str | None,
    operation: str | None,
    times: int | None,
    name: str | None,
    replace: bool,
    clear: bool,
) -> None:
    """
    Fail on purpose: list the rules, or add a RULE.

    RULE is a preset (throttle, half-batch, ...), a status (503), or a rule as JSON or @FILE.
    """
    if clear:
        show(
            remote,
            remote.call("DELETE", "/faults" if name is None else f"/faults/{path_segment(name)}"),
        )
        return
    if rule is not None:
        written = read_rule(rule)
        if name is not None:
            written["id"] = name
        if operation is not None:
            written["match"] = {**written.get("match", {}), "operation": operation}
        if times is not None:
            written["times"] = times
        remote.call("PUT" if replace else "PATCH", "/faults", {"faults": [written]})
    answer = remote.call("GET", "/faults")
    rows = [
        {**standing, "vendor": vendor, "rule": without_counts(standing)}
        for vendor, found in answer["faults"].items()
        for standing in found
    ]
    table(remote, answer, COLUMNS, rows)


def read_rule(text: str) -> dict[str, Any]:
    """A rule as it was given on the command line."""
    if text.isdigit():
        return {"effect": {"status": int(text)}}
    if not text.startswith(("{", "@")):
        return {"preset": text}
    try:
        written = json.loads(Path(text[1:]).read_text("utf-8") if text[0] == "@" else text)
    except (OSError, ValueError) as error:
        raise click.UsageError(f"{text[:80]!r}: {error}") from error
    if not isinstance(written, dict):
        raise click.UsageError(f"{text[:80]!r}: a rule is an object")
    return written


def without_counts(standing: dict[str, Any]) -> str:
    """A standing rule as one line of JSON."""
    written = {key: value for key, value in standing.items() if key not in OWN}
    return json.dumps(written, ensure_ascii=False)
