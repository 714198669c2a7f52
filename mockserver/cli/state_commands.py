"""
Commands that change what a sandbox holds: reset, seed, state, snapshot.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from mockserver.cli.frame import main
from mockserver.cli.printing import NAME_AND_VALUE, pairs, show, table, tell
from mockserver.cli.remote import Remote, remote_options
from mockserver.control.spelling import path_segment

PARTS = ["state", "ledger", "journal", "faults", "clock", "limits"]
NDJSON = "application/x-ndjson"


@main.command("reset")
@click.option("--to", default="seed", show_default=True, help="seed, empty, or snapshot:NAME.")
@click.option("--only", multiple=True, type=click.Choice(PARTS), help="Only this; repeatable.")
@remote_options
def reset_command(remote: Remote, to: str, only: tuple[str, ...]) -> None:
    """Bring tenants back to their seed: all of them, or those that are named."""
    answer = remote.call("POST", "/reset", to=to, only=only)
    done = answer["reset"]
    tell(remote, answer, f"reset {done['tenants']} tenants of {', '.join(done['vendors'])} to {to}")


@main.command()
@click.argument("name", required=False)
@remote_options
def seed(remote: Remote, name: str | None) -> None:
    """Bring tenants to a seed, by its name; without one, list the seeds."""
    if name is None:
        answer = remote.call("GET", "/seeds")
        rows = [
            {"vendor": vendor, "seeds": ", ".join(entry["names"])}
            for vendor, entry in answer["seeds"].items()
        ]
        table(remote, answer, ("vendor", "seeds"), rows)
        return
    answer = remote.call("POST", "/seeds", {"seed": name})
    table(remote, answer, ("vendor", "tenant", "records"), answer["planted"])


@main.command()
@click.argument("collection", required=False)
@click.argument("key", required=False)
@click.option("--history", is_flag=True, help="Which requests touched the record.")
@click.option("--export", "out", type=click.File("wb"), help="Write all records here as NDJSON.")
@click.option("--import", "source", type=click.File("rb"), help="Replace the state from here.")
@click.option("--set", "body", help="Store this JSON as the record, past every check.")
@remote_options
def state(
    remote: Remote,
    collection: str | None,
    key: str | None,
    history: bool,
    out: Any,
    source: Any,
    body: str | None,
) -> None:
    """Look at the state of a tenant: collections, a collection, one record."""
    if out is not None:
        out.write(remote.text("GET", "/export"))
    elif source is not None:
        show(remote, json.loads(remote.text("POST", "/import", source.read(), NDJSON)))
    elif collection is None:
        answer = remote.call("GET", "/state")
        table(remote, answer, NAME_AND_VALUE, pairs(answer["collections"]))
    elif key is None:
        show(remote, remote.call("GET", f"/state/{path_segment(collection)}"))
    else:
        address = f"/state/{path_segment(collection)}/{path_segment(key)}"
        if body is not None:
            show(remote, remote.call("PUT", address, read_json(body)))
        else:
            show(remote, remote.call("GET", f"{address}/history" if history else address))


@main.group()
def snapshot() -> None:
    """Keep states of a tenant under names, compare them, go back to them."""


@snapshot.command("list")
@remote_options
def list_snapshots(remote: Remote) -> None:
    """Name the snapshots, and how many records each holds."""
    answer = remote.call("GET", "/snapshots")
    table(remote, answer, NAME_AND_VALUE, pairs(answer["snapshots"]))


@snapshot.command()
@click.argument("name")
@remote_options
def save(remote: Remote, name: str) -> None:
    """Keep the present state."""
    answer = remote.call("PUT", f"/snapshots/{path_segment(name)}")
    tell(remote, answer, f"saved {name}: {answer['records']} records")


@snapshot.command()
@click.argument("name")
@remote_options
def restore(remote: Remote, name: str) -> None:
    """Go back to a snapshot."""
    answer = remote.call("POST", f"/snapshots/{path_segment(name)}/restore")
    tell(remote, answer, f"restored {name}: {answer['records']} records")


@snapshot.command("diff")
@click.argument("name")
@click.argument("against", required=False)
@remote_options
def diff_command(remote: Remote, name: str, against: str | None) -> None:
    """Show what changed since a snapshot, up to now or to another one."""
    show(remote, remote.call("GET", f"/snapshots/{path_segment(name)}/diff", against=against))


@snapshot.command()
@click.argument("name")
@remote_options
def delete(remote: Remote, name: str) -> None:
    """Forget a snapshot."""
    tell(remote, remote.call("DELETE", f"/snapshots/{path_segment(name)}"), f"deleted {name}")


def read_json(text: str) -> Any:
    """JSON of an option: the text itself, or ``@FILE``."""
    if text.startswith("@"):
        try:
            text = Path(text[1:]).read_text(encoding="utf-8")
        except OSError as error:
            raise click.UsageError(f"{text[1:]}: {error.strerror}") from error
    try:
        return json.loads(text)
    except ValueError as error:
        raise click.UsageError(f"not JSON: {error}") from error
