"""The command line: ``conformance check`` and the commands around it."""

from __future__ import annotations

import click

from conformance.cli.after_commands import clean_command, diff_command, replay_command
from conformance.cli.check_commands import check_command, plan_command
from conformance.cli.read_commands import (
    coverage_command,
    explain_command,
    hooks_command,
    list_command,
)
from conformance.runner.api import VERSION

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=(
        "Exit codes: 0 every selected MUST passed; 1 a violation; 2 usage, configuration, target"
        " unreachable or nothing selected; 3 a MUST could not be judged; 4 the suite's own fault;"
        " 5 only a stale or expired entry of the baseline; 6 only records left behind;"
        " 130 interrupted by SIGINT, 143 by SIGTERM."
    ),
)
@click.version_option(VERSION, prog_name="conformance")
def main() -> None:
    """Judge any implementation of a bulk-upsert API, rule by rule."""


for command in (
    check_command,
    plan_command,
    list_command,
    explain_command,
    coverage_command,
    replay_command,
    diff_command,
    clean_command,
    hooks_command,
):
    main.add_command(command)
