"""``replay``, ``diff`` and ``clean``: commands that work on the report of a run."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from conformance.catalogue import Mode
from conformance.catalogue.profile import Profile, read_profile
from conformance.cli.exit import one_line_errors
from conformance.errors import ReportError, SuiteError
from conformance.http.write_ledger import LedgerEntry, read_entries
from conformance.judging.vendors import VendorParts, declared_vendor, find_vendor
from conformance.judging.verdict import Strict, Verdict
from conformance.reports.failure_text import failure_text
from conformance.reports.json_report import read_report
from conformance.reports.run_diff import compare
from conformance.runner.api import check
from conformance.runner.leftover_removal import RemovalBounds
from conformance.runner.run import Run
from conformance.runner.run_settings import LONGEST, RunSettings

FIXED, FAILING, UNABLE, LEFT = 0, 1, 2, 6
VIOLATED = {Verdict.FAIL, Verdict.WARN, Verdict.FLAKY, Verdict.KNOWN, Verdict.NOTE}
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("replay")
@click.argument("what", metavar="REPORT.json[#RULE]")
@click.option("--url", help="Another target than the report's.")
@click.option("--profile", type=FILE, help="Another profile than the report's.")
@one_line_errors
def replay_command(what: str, url: str | None, profile: Path | None) -> int:
    """
    Judge again what failed, in a fresh namespace: fixed (0), still failing (1), cannot say (2).
    """
    name, _, rule = what.partition("#")
    report = read_report(Path(name))
    wanted = [rule] if rule else [result.rule.id for result in report.with_verdict(*VIOLATED)]
    if rule and all(result.rule.id != rule for result in report.results):
        raise ReportError(f"{name} says nothing of {rule}")
    if not wanted:
        click.echo("nothing failed in this report")
        return FIXED
    again = check(
        url or report.run["target"],
        vendor=vendor_of(report.run),
        profile=profile_of(report.run, profile),
        modes=[Mode(mode) for mode in report.run["modes"]],
        only=wanted,
        strict=Strict(report.run["strict"]),
        seed=report.run["seed"],
        namespace=report.run["namespace"],
        rerun=False,
        force=report.run.get("force", False),
    )
    codes = set()
    for result in again.results:
        if result.violated:
            codes.add(FAILING)
            click.echo(f"{result.rule.id} still failing\n{failure_text(result)}")
        elif result.verdict in {Verdict.PASS, Verdict.NOTE}:
            click.echo(f"{result.rule.id} fixed")
        else:
            codes.add(UNABLE)
            click.echo(f"{result.rule.id} cannot be replayed: {result.reason}")
    return FAILING if FAILING in codes else UNABLE if codes else FIXED


def profile_of(run: Mapping[str, Any], chosen: Path | None) -> Profile:
    return read_profile(chosen or Path(run["profile"]))


def vendor_of(run: Mapping[str, Any]) -> VendorParts:
    """The vendor that a run was about, or the API of its contract. Raises ``SuiteError``."""
    files = [Path(file) for file in run.get("contract", ())]
    return declared_vendor(files[0], files[1:]) if files else find_vendor(run["vendor"])


@click.command("diff")
@click.argument("first", type=FILE, metavar="A.json")
@click.argument("second", type=FILE, metavar="B.json")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@one_line_errors
def diff_command(first: Path, second: Path, as_json: bool) -> int:
    """
    Say where two runs differ in what both judged: sandbox against staging, before against after.

    1 if they do.
    """
    one, other = read_report(first), read_report(second)
    if one.vendor != other.vendor:
        raise ReportError(f"{first} is about {one.vendor}, {second} about {other.vendor}")
    found = compare(one, other)
    for each in found.changes:
        click.echo(json.dumps(asdict(each)) if as_json else str(each))
    if not as_json:
        between = f"between {one.run['target']}, {other.run['target']}"
        click.echo(
            f"{len(found.changes)} rules differ {between}, of {found.judged} that both judged"
        )
        for file, rules in ((first, found.only_first), (second, found.only_second)):
            if rules:
                click.echo(f"judged in {file} only: {', '.join(rules)}")
    return 1 if found.changes else 0


@click.command("clean")
@click.argument("file", type=FILE, metavar="RUN")
@click.option("--url", help="Another address of the same target.")
@click.option("--profile", type=FILE, help="Another profile than the run's.")
@one_line_errors
def clean_command(file: Path, url: str | None, profile: Path | None) -> int:
    """Delete what a run left behind, from its JSON report or its ledger; 6 if something stays."""
    past, entries = read_run(file)
    settings = RunSettings(
        url=url or past["target"],
        vendor=vendor_of(past),
        profile=profile_of(past, profile),
        modes=frozenset({Mode.WRITE}),
        namespace=past["namespace"] or "cf",
        force=past.get("force", False),
    )
    with closing(Run(settings, run_id=past["id"])) as run:
        run.identify()
        target, driver = run.workspace("clean", 0)
        run.on_progress = click.echo
        bounds = RemovalBounds(requests=1000 + 4 * len(entries), seconds=LONGEST)
        left = run.clean(target, driver, entries, bounds)
    for entry in left:
        click.echo(f"left behind: {entry.kind} {entry.name} {entry.id}".rstrip())
    click.echo(f"{len(entries) - len(left)} of {len(entries)} records are gone")
    return LEFT if left else 0


def read_run(file: Path) -> tuple[Mapping[str, Any], list[LedgerEntry]]:
    """
    The description of a run and the entries left, of a report or ledger. Raises ``ReportError``.
    """
    try:
        lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line]
    except OSError as error:
        raise ReportError(f"cannot read {file}: {error.strerror}") from error
    except ValueError:
        lines = []
    if lines and isinstance(lines[0], dict) and set(lines[0]) == {"run"}:
        run: Mapping[str, Any] = lines[0]["run"]
        return run, read_entries([line for line in lines[1:] if "run" not in line])
    try:
        report = read_report(file)
    except SuiteError as error:
        raise ReportError(f"{file} is neither a report nor a ledger") from error
    return report.run, report.left
