"""
What every command shares: the group, and errors as one line with an exit code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click

from mockserver.errors import SandboxError

Arguments = ParamSpec("Arguments")


def one_line_errors(command: Callable[Arguments, None]) -> Callable[Arguments, None]:
    """End a command with one clear line and the exit code of the error."""

    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except SandboxError as error:
            click.echo(f"mockserver: {error}", err=True)
            sys.exit(error.exit_code)

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="upsert-sandbox", prog_name="mockserver")
def main() -> None:
    """A stateful sandbox for bulk-upsert APIs."""
