"""
How commands end: one clear sentence and a documented exit code.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click

from conformance.errors import SuiteError
from conformance.runner.interruption import interrupted_by, interruptible

Arguments = ParamSpec("Arguments")


def one_line_errors(command: Callable[Arguments, int]) -> Callable[Arguments, None]:
    """Make a command exit with the code it returns, or with one line and the code of its error."""

    @wraps(command)
    def run(*args: Arguments.args, **kwargs: Arguments.kwargs) -> None:
        try:
            with interruptible():
                code = command(*args, **kwargs)
            sys.exit(code)
        except SuiteError as error:
            click.echo(f"conformance: {error}", err=True)
            sys.exit(error.exit_code)
        except KeyboardInterrupt as error:
            click.echo("conformance: interrupted", err=True)
            sys.exit(interrupted_by(error).exit_code)

    return run
