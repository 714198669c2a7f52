"""
Commands that set how a sandbox behaves: clock, limits and readings.
"""

from __future__ import annotations

import click

from mockserver.cli.frame import main
from mockserver.cli.printing import show, table, tell
from mockserver.cli.remote import Remote, remote_options
from mockserver.control.spelling import path_segment, read_rate, read_readings, read_span


@main.command()
@click.argument(
    "action",
    type=click.Choice(["show", "freeze", "run", "real", "advance", "settle"]),
    default="show",
)
@click.argument("value", required=False)
@remote_options
def clock(remote: Remote, action: str, value: str | None) -> None:
    """
    Show or move the clock.

    freeze [TIME], run [TIME] (from that time on), real, advance SPAN (90, 1h30m), settle.
    """
    match action:
        case "show":
            answer = remote.call("GET", "/clock")
        case "real":
            answer = remote.call("DELETE", "/clock")
        case "settle":
            show(remote, remote.call("POST", "/clock/settle"))
            return
        case "advance":
            answer = remote.call("POST", "/clock/advance", {"seconds": read_span(value or "")})
        case _:
            wish = {"mode": "frozen" if action == "freeze" else "offset"}
            answer = remote.call("PUT", "/clock", wish | ({"now": value} if value else {}))
    own = "".join(
        f"\n{c['vendor']}/{c['tenant']}: {c['mode']} {c['now']}" for c in answer["tenants"]
    )
    tell(remote, answer, f"{answer['mode']} {answer['now']}{own}")


@main.command("limits")
@click.argument("operation", required=False)
@click.option("--batch", type=int, help="Records in a batch.")
@click.option("--request", "whole", type=int, help="Records in a request.")
@click.option("--bytes", "size", type=int, help="Bytes of a body.")
@click.option("--rate", metavar="N/UNIT/SECONDS", help="5/requests/1, 1000/records/60, ...")
@click.option("--clear", is_flag=True, help="Go back to what is declared.")
@remote_options
def limits_command(
    remote: Remote,
    operation: str | None,
    batch: int | None,
    whole: int | None,
    size: int | None,
    rate: str | None,
    clear: bool,
) -> None:
    """Show the limits, or set those of an OPERATION (* for all of them together)."""
    address = "/limits" if operation is None else f"/limits/{path_segment(operation)}"
    sizes = {"records-per-batch": batch, "records-per-request": whole, "bytes": size}
    wish: dict[str, object] = {word: most for word, most in sizes.items() if most is not None}
    if rate is not None:
        wish["rate"] = read_rate(rate)
    if clear:
        show(remote, remote.call("DELETE", address))
    elif wish and operation is None:
        raise click.UsageError("of which operation?")
    elif wish:
        show(remote, remote.call("PUT", address, wish))
    else:
        answer = remote.call("GET", address)
        rows = [
            {"vendor": vendor, "operation": name, **row}
            for vendor, found in answer["limits"].items()
            for name, row in found.items()
            if row["declared"] or "set" in row
        ]
        table(remote, answer, ("vendor", "operation", "declared", "set"), rows)


@main.command("readings")
@click.argument("choices", nargs=-1, metavar="[NAME=CHOICE]...")
@click.option("--clear", is_flag=True, help="Go back to the first choice of each.")
@remote_options
def readings_command(remote: Remote, choices: tuple[str, ...], clear: bool) -> None:
    """Show how what a vendor leaves open is read, or choose it."""
    if clear:
        show(remote, remote.call("DELETE", "/readings"))
    elif choices:
        answer = remote.call("PATCH", "/readings", read_readings(choices))
        tell(
            remote, answer, " ".join(f"{name}={word}" for name, word in answer["readings"].items())
        )
    else:
        answer = remote.call("GET", "/readings")
        rows = [
            {"vendor": vendor, "reading": name, **row}
            for vendor, found in answer["readings"].items()
            for name, row in found.items()
        ]
        table(remote, answer, ("vendor", "reading", "chosen", "choices"), rows)
