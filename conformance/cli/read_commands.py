"""``list``, ``explain``, ``coverage`` and ``hooks``: commands that need no target."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import click

from conformance.catalogue import FAMILIES, PACKAGE, Level, Rule
from conformance.cli.exit import one_line_errors
from conformance.errors import UsageError
from conformance.judging.vendors import GENERAL, SHIPPED, VENDORS, VendorParts, find_vendor
from conformance.reports.json_report import read_report
from conformance.reports.serialisation import to_rule_row
from conformance.runner.coverage import check_committed, table_of, write_committed
from conformance.runner.rule_costs import read_costs, write_costs


@click.command("list")
@click.option("--vendor", help="Only the rules of this vendor.")
@click.option("--family", type=click.Choice(list(FAMILIES)), help="Only this family.")
@click.option("--level", type=click.Choice([level.lower() for level in Level]), help="Only this.")
@click.option("--untested", is_flag=True, help="Only rules that no probe checks.")
@click.option("--all", "withdrawn", is_flag=True, help="Withdrawn rules too.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@one_line_errors
def list_command(**chosen: Any) -> int:
    """List the rules."""
    chosen_vendors = [find_vendor(chosen["vendor"])] if chosen["vendor"] else all_parts()
    found = 0
    for vendor in chosen_vendors:
        for rule in vendor.catalogue.values():
            if fits(rule, chosen):
                found += 1
                click.echo(json.dumps(to_rule_row(rule)) if chosen["as_json"] else line_of(rule))
    if not found:
        raise UsageError("no rule fits")
    return 0


def all_parts() -> list[VendorParts]:
    """Everything that has rules: the vendors, and the general rules."""
    return [*map(find_vendor, VENDORS), GENERAL]


def fits(rule: Rule, chosen: dict[str, Any]) -> bool:
    return (
        chosen["family"] in {None, rule.family}
        and chosen["level"] in {None, rule.level.lower()}
        and (not chosen["untested"] or rule.not_tested is not None)
        and (chosen["withdrawn"] or not rule.withdrawn)
    )


def line_of(rule: Rule) -> str:
    excluded = f"  [{rule.not_tested.kind}]" if rule.not_tested else ""
    return f"{rule.id:8} {rule.level:12} {rule.family:13} {rule.sentence}{excluded}"


@click.command("explain")
@click.argument("rule")
@one_line_errors
def explain_command(rule: str) -> int:
    """Say what RULE demands, why, and what its probe sends."""
    vendor, found = find_rule(rule)
    lines = [
        f"{found.id}  {found.slug}",
        f"  {found.sentence}",
        "",
        f"  level      {found.level} ({found.level_reason or found.certainty})",
        f"  family     {found.family}: {FAMILIES[found.family]}",
        f"  operation  {found.operation}",
        f"  source     {found.citation}",
    ]
    lines += [f"             {link}" for link in found.links]
    lines += [f"  needs      {', '.join(found.needs)}"] if found.needs else []
    lines += [f"  words      {', '.join(found.words)}"] if found.words else []
    lines += [f"  general    {found.generic}"] if found.generic else []
    if found.not_tested:
        lines.append(f"  no probe   {found.not_tested.kind}: {found.not_tested.sentence}")
    probe = vendor.registered.get(found.id)
    if probe is not None:
        cost = read_costs().get(found.id)
        text = f", {cost[0]} requests, {cost[1]} records" if cost else ""
        lines += [f"  probe      {probe.place}{text}", ""]
        lines += [f"    {line}" for line in inspect.getsource(probe.function).splitlines()]
    click.echo("\n".join(lines).rstrip())
    return 0


def find_rule(identity: str) -> tuple[VendorParts, Rule]:
    """A rule by id or slug. Raises ``UsageError``."""
    for vendor in all_parts():
        for rule in vendor.catalogue.values():
            if identity in {rule.id, rule.slug}:
                return vendor, rule
    raise UsageError(f"there is no rule {identity!r}; conformance list shows them all")


@click.command("coverage")
@click.option("--check", "checking", is_flag=True, help="Fail when the committed files are stale.")
@click.option("--write", "writing", is_flag=True, help="Bring the committed files up to date.")
@click.option("--thaw", multiple=True, metavar="RULE", help="Let this rule change its meaning.")
@click.option("--costs", type=click.Path(path_type=Path, exists=True), metavar="REPORT.json",
    help="Take over what the rules of a run cost, for conformance plan.")  # fmt: skip
@one_line_errors
def coverage_command(
    checking: bool, writing: bool, thaw: tuple[str, ...], costs: Path | None
) -> int:
    """Show which rule is tested and why others are not."""
    if costs:
        click.echo(f"the costs of {write_costs(read_report(costs))} rules are known")
        return 0
    vendors = [*SHIPPED.values(), GENERAL]
    if writing:
        for line in write_committed(vendors, thaw):
            click.echo(line)
        return 0
    if checking:
        stale = check_committed(vendors)
        for line in stale:
            click.echo(line, err=True)
        return 1 if stale else 0
    click.echo(table_of(vendors))
    return 0


@click.command("hooks")
@one_line_errors
def hooks_command() -> int:
    """Print what plain Schemathesis needs: the hooks and the configurations that load them."""
    folder = PACKAGE / "generated"
    click.echo("hooks          conformance.generated.hooks")
    for file in sorted(folder.glob("*.toml")):
        click.echo(f"{file.stem:14} {file}")
    return 0
