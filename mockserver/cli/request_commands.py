"""
Commands that look: requests, verify, explain, env.
"""

from __future__ import annotations

import sys
from typing import Any

import click

from mockserver.cli.frame import main
from mockserver.cli.printing import show, table, tell
from mockserver.cli.remote import Remote, remote_options
from mockserver.cli.state_commands import read_json
from mockserver.control.refused import CallRefused
from mockserver.control.spelling import path_segment, read_times

COLUMNS = ("number", "tenant", "method", "target", "status", "outcome", "records", "id")


@main.command()
@click.argument("request_id", required=False)
@click.option("--operation", help="Only of this operation.")
@click.option("--status", type=int, help="Only answered with this status.")
@click.option("--outcome", help="accepted, partial, rejected, refused, replayed or answered.")
@click.option("--limit", type=int, default=20, show_default=True)
@click.option("--clear", is_flag=True, help="Forget them.")
@remote_options
def requests(
    remote: Remote,
    request_id: str | None,
    operation: str | None,
    status: int | None,
    outcome: str | None,
    limit: int,
    clear: bool,
) -> None:
    """List the last requests, newest first, or show one by its X-Request-Id."""
    if clear:
        answer = remote.call("DELETE", "/requests")
        tell(remote, answer, f"forgot {answer['cleared']} requests")
    elif request_id is not None:
        show(remote, remote.call("GET", f"/requests/{path_segment(request_id)}"))
    else:
        answer = remote.call(
            "GET", "/requests", operation=operation, status=status, outcome=outcome, limit=limit
        )
        table(remote, answer, COLUMNS, answer["requests"])


@main.command("verify")
@click.argument("operation", required=False)
@click.option("--where", multiple=True, metavar="POINTER=JSON", help="What the body says there.")
@click.option("--item", multiple=True, metavar="KEY=RESULT", help="What became of a record.")
@click.option("--status", type=int)
@click.option("--exactly", type=int)
@click.option("--at-least", type=int)
@click.option("--at-most", type=int)
@remote_options
def verify_command(
    remote: Remote,
    operation: str | None,
    where: tuple[str, ...],
    item: tuple[str, ...],
    status: int | None,
    exactly: int | None,
    at_least: int | None,
    at_most: int | None,
) -> None:
    """Check that a request was made; ends with 1 and the nearest misses if it was not."""
    wanted = {
        "operation": operation,
        "status": status,
        "where": {name: read_json(value) for name, value in map(halves, where)},
        "items": dict(map(halves, item)),
        "times": read_times(None, exactly=exactly, at_least=at_least, at_most=at_most),
    }
    body = {name: value for name, value in wanted.items() if value not in (None, {})}
    try:
        answer = remote.call("POST", "/verify", body)
    except CallRefused as refused:
        if "nearest" not in refused.problem:
            raise
        tell(remote, refused.problem, missed(refused.problem))
        sys.exit(1)
    tell(remote, answer, f"verified: {answer['count']} requests match")


def missed(problem: Any) -> str:
    """A failed verification in words."""
    lines = [problem["detail"]]
    for entry in problem["nearest"]:
        lines.append(f"  nearest: {entry['method']} {entry['target']} -> {entry['status']}")
        lines += [
            f"    {found['where']}: wanted {found['wanted']!r}, got {found['got']!r}"
            for found in entry["differences"]
        ]
    return "\n".join(lines)


def halves(text: str) -> tuple[str, str]:
    """Both sides of the last ``=`` sign, since a key may hold one too."""
    name, sign, value = text.rpartition("=")
    if not sign:
        raise click.UsageError(f"{text!r}: write NAME=VALUE")
    return name, value


@main.command("explain")
@click.argument("operation")
@click.argument("body")
@click.option("--path", multiple=True, metavar="NAME=VALUE", help="A path parameter.")
@remote_options
def explain_command(remote: Remote, operation: str, body: str, path: tuple[str, ...]) -> None:
    """Say what would become of a BODY (JSON or @FILE); nothing is written."""
    wish = {"operation": operation, "body": read_json(body), "path": dict(map(halves, path))}
    answer = remote.call("POST", "/explain", wish)
    rows = [
        {
            "place": row["place"],
            "verdict": row["verdict"],
            "reasons": "; ".join(map(reason, row["reasons"])),
        }
        for row in answer.get("records", ())
    ]
    if "records" in answer or remote.as_json:
        table(remote, answer, ("place", "verdict", "reasons"), rows)
    else:
        show(remote, answer)


def reason(found: Any) -> str:
    """A reason in words."""
    rule = found.get("rule")
    where = f" at {found['place']}" if found["place"] else ""
    said = f"{found['reason']}{where}: {found['text']}"
    return said + (f" ({rule['id']}: {rule['sentence']})" if rule else "")


FORMATS = {
    "sh": "export {name}='{value}'",
    "dotenv": '{name}="{value}"',
    "github": "{name}={value}",
}


@main.command()
@click.option("--format", "form", type=click.Choice(sorted(FORMATS)), default="sh")
@remote_options
def env(remote: Remote, form: str) -> None:
    """Print addresses and keys as variables for a client of the sandbox."""
    answer = remote.whole().call("GET", "/health")
    found = {"MOCKSERVER_URL": remote.url}
    for vendor in remote.vendors or answer["vendors"]:
        found[f"{vendor.upper()}_URL"] = f"{remote.url}/{vendor}"
        for tenant in remote.tenants:
            found[f"{vendor.upper()}_KEY"] = tenant
    lines = [FORMATS[form].format(name=name, value=value) for name, value in found.items()]
    tell(remote, found, "\n".join(lines))
