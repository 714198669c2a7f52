"""
Serving a sandbox in the foreground, and checking contracts.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mockserver.cli.frame import main, one_line_errors
from mockserver.errors import UsageError
from mockserver.json_text import dump
from mockserver.providers import VENDORS

if TYPE_CHECKING:  # so that --help and --version do not wait for the libraries behind these
    from mockserver.contract import Contract
    from mockserver.provider import Provider
    from mockserver.store import Fsync


CONTRACT_OPTIONS = (
    click.option(
        "--contract",
        "contracts",
        multiple=True,
        metavar="[NAME=]FILE",
        help="Serve the API that this OpenAPI file describes and declares (x-upsert); repeatable.",
    ),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="An OpenAPI Overlay with the declaration of a contract; repeatable.",
    ),
    click.option(
        "--hooks",
        multiple=True,
        metavar="[NAME=]FILE",
        help="The Python functions that the declaration of a contract names; repeatable.",
    ),
)


def contract_options(command: Callable[..., None]) -> Callable[..., None]:
    """Options that name contracts of the user's own."""
    for option in reversed(CONTRACT_OPTIONS):
        command = option(command)
    return command


CONTRACT_SUFFIXES = frozenset({".yaml", ".yml", ".json"})


@main.command()
@click.argument("vendors", nargs=-1, metavar="[VENDOR ...]")
@contract_options
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
@click.option("--random-seed", type=int, metavar="N", help="Make generated ids repeat.")
@click.option(
    "--seed",
    "seed",
    metavar="NAME|DIR",
    help="What every tenant begins with and a reset goes back to: a seed's name, or its folder.",
)
@click.option(
    "--seed-dir",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="A folder of seeds, found by the names of its folders.",
)
@click.option(
    "--idle",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="SECONDS",
    help="Discard tenants that nobody used for so long; 0 keeps them.",
)
@click.option(
    "--max-tenants",
    type=click.IntRange(min=0),
    default=10_000,
    show_default=True,
    metavar="N",
    help="How many tenants a vendor may have; 0 for any number.",
)
@click.option(
    "--admin-token",
    envvar="MOCKSERVER_ADMIN_TOKEN",
    metavar="TOKEN",
    help="Open the control plane to whoever has this token; without it, to this machine only.",
)
@click.option(
    "--through-flask",
    is_flag=True,
    help="Answer operations through Flask too, a thread for each: slower, the same bytes.",
)
@one_line_errors
def serve(
    vendors: tuple[str, ...],
    contracts: tuple[str, ...],
    overlays: tuple[Path, ...],
    hooks: tuple[str, ...],
    host: str,
    port: int,
    root: str | None,
    state: Path | None,
    fsync: Fsync,
    async_delay: float,
    random_seed: int | None,
    seed: str | None,
    seed_dir: Path | None,
    idle: float,
    max_tenants: int,
    admin_token: str | None,
    through_flask: bool,
) -> None:
    """
    Serve the sandbox of one or more vendors, or of APIs that contracts declare.

    Without either, all vendors are served.

    The first line on standard output is JSON and says where, as soon as it can answer.
    """
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    # Imported here, so that --help and --version do not wait for the server's libraries.
    from mockserver.declared import contract_files  # noqa: PLC0415
    from mockserver.requests.service import SandboxService, SandboxSettings  # noqa: PLC0415
    from mockserver.requests.sweeping import sweeping  # noqa: PLC0415
    from mockserver.requests.vendor import load_vendors  # noqa: PLC0415
    from mockserver.seeding import SeedCatalog, seed_all_tenants  # noqa: PLC0415
    from mockserver.store import open_store  # noqa: PLC0415
    from mockserver.transport.application import build_application  # noqa: PLC0415
    from mockserver.transport.uvicorn_server import bind, run, url_of  # noqa: PLC0415

    files = contract_files(contracts, overlays, hooks)
    names = list(dict.fromkeys(vendors or (() if files else VENDORS)))
    served = [*names, *(each.name for each in files)]
    if root is not None and root not in served:
        raise UsageError(f"--root {root}: not among the served vendors ({', '.join(served)})")
    loaded = load_vendors(names, files)
    settings = SandboxSettings(
        visibility_delay=round(async_delay * 1000),
        seed=random_seed,
        idle=round(idle * 1000),
        most_tenants=max_tenants,
    )
    seed_catalog = SeedCatalog(seed_dir)
    with bind(host, port) as listener:
        store = open_store(state, fsync=fsync)
        try:
            sandbox = SandboxService(loaded, store, settings=settings)
            if seed is not None:
                seed_all_tenants(sandbox, seed_catalog, seed)
            app = build_application(
                sandbox,
                root,
                seed_catalog=seed_catalog,
                admin_token=admin_token,
                through_flask=through_flask,
            )
            with sweeping(sandbox.sweep):
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
    from mockserver.cli.banner import banner  # noqa: PLC0415 rich is slow to import and not urgent

    banner(base, served, root)


@main.command()
@click.argument("vendors", nargs=-1, metavar="[VENDOR|FILE ...]")
@contract_options
@one_line_errors
def validate(
    vendors: tuple[str, ...],
    contracts: tuple[str, ...],
    overlays: tuple[Path, ...],
    hooks: tuple[str, ...],
) -> None:
    """
    Check contracts against the OpenAPI standard and against what they declare.

    Of a contract of your own it says what is served for each operation.
    """
    from mockserver.contract.validation import check_standard  # noqa: PLC0415
    from mockserver.declared import contract_files, derived  # noqa: PLC0415
    from mockserver.requests.vendor import check_agreement, load_vendors  # noqa: PLC0415

    named = [each for each in vendors if Path(each).suffix in CONTRACT_SUFFIXES]
    files = contract_files([*contracts, *named], overlays, hooks)
    names = [each for each in vendors if each not in named]
    for contract, provider in load_vendors(names or (() if files else VENDORS), files):
        check_standard(contract)
        check_agreement(contract, provider)
        click.echo(f"{contract.file.name}: {len(contract.operations)} operations, valid")
        for line in derived(contract, provider):
            click.echo(f"  {line}")


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@one_line_errors
def init(file: Path) -> None:
    """
    Propose what an OpenAPI FILE of yours means, as an overlay to read and to complete.

    It recognises the usual forms of REST APIs, says why for each line, and asks what no document
    answers. Write it to a file and give that to serve and validate with --overlay.
    """
    from mockserver.declared import propose  # noqa: PLC0415 as above

    click.echo(propose(file), nl=False)
