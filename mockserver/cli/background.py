"""
A sandbox in the background: ``up`` starts one and returns when it answers, ``down`` stops it.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import click

from mockserver.cli.frame import main, one_line_errors
from mockserver.cli.remote import Remote, remote_options
from mockserver.errors import ControlError, Unreachable

PASSED_ON = {"ignore_unknown_options": True, "allow_extra_args": True}
STEP = 0.05
"""Seconds between two looks at a process that is ending."""


class NotStarted(ControlError):
    """The sandbox did not answer in time, or ended; the message says what it said."""


@main.command(context_settings=PASSED_ON)
@click.option("--detach", is_flag=True, help="What it does in any case.")
@click.option("--wait", type=float, default=10.0, show_default=True, help="At most, seconds.")
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@one_line_errors
def up(detach: bool, wait: float, arguments: tuple[str, ...]) -> None:
    """Start a sandbox in the background and return when it can answer; arguments as for serve."""
    del detach
    command = [sys.executable, "-m", "mockserver", "serve", *arguments]
    with tempfile.NamedTemporaryFile(prefix="mockserver-", suffix=".log", delete=False) as log:
        reader, writer = os.pipe()
        process = subprocess.Popen(  # noqa: S603 our own command
            command,
            stdin=subprocess.DEVNULL,
            stdout=writer,
            stderr=log,
            start_new_session=True,
        )
        os.close(writer)
    with os.fdopen(reader, "rb") as stdout:
        ready, _, _ = select.select([stdout], [], [], wait)
        line = stdout.readline() if ready else b""
    if not line:
        process.terminate()
        code = process.wait(10)
        said = Path(log.name).read_text(encoding="utf-8").strip().splitlines()
        raise NotStarted(
            said[-1].removeprefix("mockserver: ")
            if said and code > 0
            else f"no answer within {wait:g} s"
        )
    told = json.loads(line)
    click.echo(json.dumps({**told, "log": log.name}))


@main.command()
@remote_options
def down(remote: Remote) -> None:
    """Stop the sandbox at an address, and wait until it has ended."""
    sandbox = remote.whole()
    pid = sandbox.call("GET", "/health")["pid"]
    os.kill(pid, signal.SIGTERM)
    end = time.monotonic() + 15
    while time.monotonic() < end:
        try:
            sandbox.call("GET", "/health")
        except Unreachable:
            click.echo(json.dumps({"event": "stopped", "pid": pid}))
            return
        time.sleep(STEP)
    raise ControlError(f"process {pid} is still there")
