"""
The command line: ``mockserver serve``, ``mockserver validate``.
"""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec

import click

from mockserver import __version__
from mockserver.errors import SandboxError, UsageError
from mockserver.jsontext import dump
from mockserver.providers import VENDORS

if TYPE_CHECKING:  # so that --help and --version do not wait for the libraries behind these
    from mockserver.contract import Contract
    from mockserver.provider import Provider
    from mockserver.store import Fsync

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
@click.version_option(__version__, prog_name="mockserver")
def main() -> None:
    """A stateful sandbox for bulk-upsert APIs."""


@main.command()
@click.argument("vendors", nargs=-1, metavar="[VENDOR ...]")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8080,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option("--root", metavar="VENDOR", help="Serve this vendor at / as well.")
@click.option(
    "--state",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep the state in this folder; without it, it ends with the process.",
)
@click.option(
    "--fsync",
    type=click.Choice(["commit", "none"]),
    default="commit",
    show_default=True,
    help="Whether every write waits for the disk; only with --state.",
)
@click.option(
    "--async-delay",
    type=click.FloatRange(min=0),
    default=0.0,
    show_default=True,
    metavar="SECONDS",
    help="How long an asynchronously processed write stays hidden.",
)
@click.option("--seed", type=int, metavar="N", help="Make generated ids repeat.")
@one_line_errors
def serve(
    vendors: tuple[str, ...],
    host: str,
    port: int,
    root: str | None,
    state: Path | None,
    fsync: Fsync,
    async_delay: float,
    seed: int | None,
) -> None:
    """
    Serve the sandbox of one or more vendors, of all of them by default.

    The first line on standard output is JSON and says where, as soon as it can answer.
    """
    names = list(dict.fromkeys(vendors or VENDORS))
    if root is not None and root not in names:
        raise UsageError(f"--root {root}: not among the served vendors ({', '.join(names)})")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Imported here, so that --help and --version do not wait for the server's libraries.
    from mockserver.sandbox import Sandbox, Settings, load_vendors  # noqa: PLC0415
    from mockserver.store import open_store  # noqa: PLC0415
    from mockserver.transport.application import build_application  # noqa: PLC0415
    from mockserver.transport.server import bind, run, url_of  # noqa: PLC0415

    loaded = load_vendors(names)
    settings = Settings(lag=round(async_delay * 1000), seed=seed)
    with bind(host, port) as listener:
        store = open_store(state, fsync=fsync)
        try:
            sandbox = Sandbox(loaded, store, settings=settings)
            app = build_application(sandbox, root)
            run(app, listener, lambda: announce(url_of(listener), loaded, root))
        finally:
            store.close()


def announce(base: str, served: list[tuple[Contract, Provider]], root: str | None) -> None:
    """Say where the sandbox is: a line for programs, a banner for people."""
    ready = {
        "event": "ready",
        "url": base,
        "admin": f"{base}/__admin",
        "pid": os.getpid(),
        "vendors": {provider.name: f"{base}/{provider.name}" for _, provider in served},
    }
    click.echo(dump(ready).decode())
    from mockserver.banner import banner  # noqa: PLC0415 rich is slow to import and not urgent

    banner(base, served, root)


@main.command()
@click.argument("vendors", nargs=-1, metavar="[VENDOR ...]")
@one_line_errors
def validate(vendors: tuple[str, ...]) -> None:
    """Check contracts against the OpenAPI standard and against their providers."""
    from mockserver.sandbox import agree, load_vendors  # noqa: PLC0415
    from mockserver.validation import check_standard  # noqa: PLC0415

    for contract, provider in load_vendors(vendors or tuple(VENDORS)):
        check_standard(contract)
        agree(contract, provider)
        click.echo(f"{contract.file.name}: {len(contract.operations)} operations, valid")
