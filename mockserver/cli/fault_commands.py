"""
The command that makes a sandbox fail on purpose.
"""

from __future__ import annotations

import json
from typing import Any

import click

from mockserver.cli.frame import main
from mockserver.cli.printing import show, table
from mockserver.cli.remote import Remote, remote_options
from mockserver.control.spelling import path_segment, rule_of

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
        given = {"id": name, "operation": operation, "times": times}
        written = rule_of(rule, {word: said for word, said in given.items() if said is not None})
        remote.call("PUT" if replace else "PATCH", "/faults", {"faults": [written]})
    answer = remote.call("GET", "/faults")
    rows = [
        {**standing, "vendor": vendor, "rule": without_counts(standing)}
        for vendor, found in answer["faults"].items()
        for standing in found
    ]
    table(remote, answer, COLUMNS, rows)


def without_counts(standing: dict[str, Any]) -> str:
    """A standing rule as one line of JSON."""
    written = {key: value for key, value in standing.items() if key not in OWN}
    return json.dumps(written, ensure_ascii=False)
