"""
The options that say what is judged, shared by the commands that need them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from conformance.catalogue import Level, Mode
from conformance.catalogue.profile import read_profile
from conformance.judging.vendors import VENDORS, judged_by
from conformance.judging.verdict import Strict
from conformance.runner.pytest_options import modes_from
from conformance.runner.run_settings import LONGEST, RunSettings

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.Path(path_type=Path, dir_okay=False)

OPTIONS = (
    click.option("--vendor", help=f"Whose rules apply: {', '.join(VENDORS)}."),
    click.option("--contract", type=FILE, help="An OpenAPI file that declares what its operations"
        " mean: the general rules apply."),
    click.option("--overlay", "overlays", type=FILE, multiple=True, help="An OpenAPI Overlay 1.0"
        " for the contract. May be repeated."),
    click.option("--profile", type=FILE, help="What the target is; the sandbox's unless given."),
    click.option("--only", multiple=True, metavar="FILTER", help="Judge only these rules: an id,"
        " family:NAME or level:LEVEL, also several separated by commas. May be repeated."),
    click.option("--skip", multiple=True, metavar="FILTER", help="Turn rules off; listed as"
        " DISABLED. Same filters."),
    click.option("--level", type=click.Choice([level.value.lower() for level in Level]),
        default=Level.CHARACTERISE.value.lower(), show_default=True,
        help="The weakest level to judge."),
    click.option("--strict", type=click.Choice([each.value for each in Strict]),
        default=Strict.MUST.value, show_default=True,
        help="The weakest level whose violation fails."),
    click.option("--mode", multiple=True, metavar="MODE", help=f"What may be done to the target:"
        f" {', '.join(Mode)}; may be repeated or separated by commas. All that the profile allows"
        " but generated on this machine, read elsewhere."),
    click.option("--baseline", type=FILE, help="Known violations."),
    click.option("--seed", type=int, default=0, show_default=True, help="Of data that varies."),
    click.option("--rate", type=click.FloatRange(min=0), default=0.0, metavar="R",
        help="Requests per second at most."),
    click.option("--max-writes", type=click.IntRange(min=0), default=0, metavar="N",
        help="Records to write at most."),
    click.option("--max-seconds", type=click.FloatRange(min=0), default=LONGEST, metavar="S",
        show_default=True, help="Seconds of the run at most, 0 for any time; what is not judged by"
        " then is UNTESTED."),
    click.option("--namespace", default="", metavar="TEXT", help="Start of every name that is"
        " written; required for writing to a target elsewhere."),
    click.option("--keep", is_flag=True, help="Leave what was written."),
    click.option("--force", is_flag=True, help="Judge a target too that does not answer as the"
        " vendor."),
    click.option("--ledger", type=FILE, help="Note every write here before it happens;"
        " conformance-ledger.ndjson unless given when writing to a target elsewhere."),
)  # fmt: skip


def what_is_judged(command: Command) -> Command:
    """Add the shared options to a command."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def settings_of(url: str, chosen: dict[str, Any]) -> RunSettings:
    """Parse the options to settings. Raises ``SuiteError``."""
    vendor = judged_by(chosen["vendor"], chosen["contract"], chosen["overlays"])
    modes = split(chosen["mode"])
    return RunSettings(
        url=url,
        vendor=vendor,
        profile=read_profile(chosen["profile"] or vendor.profile),
        modes=modes_from(modes) if modes else None,
        only=split(chosen["only"]),
        skip=split(chosen["skip"]),
        level=Level(chosen["level"].upper()),
        strict=Strict(chosen["strict"]),
        seed=chosen["seed"],
        rate=chosen["rate"],
        max_writes=chosen["max_writes"],
        max_seconds=chosen["max_seconds"],
        force=chosen["force"],
        namespace=chosen["namespace"],
        keep=chosen["keep"],
        baseline=chosen["baseline"],
        ledger=chosen["ledger"],
    )


def split(values: tuple[str, ...]) -> tuple[str, ...]:
    """The single values of options that may hold several, separated by commas."""
    return tuple(each.strip() for value in values for each in value.split(",") if each.strip())
