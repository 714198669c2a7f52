"""
Real servers that others wrote, each in an environment of its own, with throw-away data.

An environment is made once, by name and version, in the folder ``.environments`` beside this file.
Where a package cannot be installed the tests are skipped with the reason; where ``CI`` is set they
fail with it.
"""

from __future__ import annotations

import fcntl
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE / ".environments"


@dataclass(frozen=True)
class ForeignServer:
    """Where it answers, and the ``Authorization`` headers of two tenants, each with its URL."""

    url: str
    other_url: str
    authorization: str
    other_authorization: str


def environment(*packages: str) -> Path:
    """The folder of commands of an environment that has these packages."""
    folder = ENVIRONMENTS / packages[0]
    commands = folder / "bin"
    ENVIRONMENTS.mkdir(exist_ok=True)
    with (ENVIRONMENTS / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            made = run([sys.executable, "-m", "venv", "--clear", str(folder)])
            if made.returncode == 0:
                made = run([str(commands / "python"), "-m", "pip", "install", "-q", *packages])
            if made.returncode != 0:
                reason = f"{packages[0]} cannot be installed: {made.stderr[-400:]}"
                (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
            (folder / "complete").touch()
    return commands


def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(command: Sequence[str], ready: str) -> Iterator[None]:
    """Run a server; it has started when it has printed this text."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    said = []
    try:
        for line in process.stdout:
            said.append(line)
            if ready in line:
                break
        else:
            pytest.fail(f"{command[0]} ended: {''.join(said)[-800:]}")
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        try:
            yield
        finally:
            process.terminate()
            drain.join(20)
    finally:
        process.kill()
        process.wait(20)
        process.stdout.close()


@contextmanager
def datasette(folder: Path) -> Iterator[ForeignServer]:
    """Datasette 1.0a41 with a database for each of two tenants; the URL ends in the database."""
    commands = environment("datasette==1.0a41")
    databases = [folder / f"{name}.db" for name in ("alpha", "beta")]
    for database in databases:
        with sqlite3.connect(database) as connection:
            connection.executescript((HERE / "datasette/fixture.sql").read_text())
        connection.close()
    port, secret = free_port(), "made-for-tests"
    tool = str(commands / "datasette")
    tokens = [
        run([tool, "create-token", who, "--secret", secret]).stdout.strip()
        for who in ("anna", "ben")
    ]
    command = [
        *(tool, "serve", *map(str, databases), "--secret", secret),
        *("-c", str(HERE / "datasette/settings.yaml"), "-h", "127.0.0.1", "-p", str(port)),
    ]
    with running(command, "Uvicorn running"):
        yield ForeignServer(
            f"http://127.0.0.1:{port}/alpha",
            f"http://127.0.0.1:{port}/beta",
            f"Bearer {tokens[0]}",
            f"Bearer {tokens[1]}",
        )


@contextmanager
def kinto(folder: Path) -> Iterator[ForeignServer]:
    """Kinto 26.5.0 in memory, with two accounts; each has a bucket ``default`` of its own."""
    commands = environment("kinto==26.5.0", "setuptools<81")  # it imports pkg_resources
    port = free_port()
    settings = folder / "kinto.ini"
    settings.write_text((HERE / "kinto/kinto.ini").read_text())
    command = [str(commands / "kinto"), "start", "--ini", str(settings), "--port", str(port)]
    with running(command, "Serving on"):
        url = f"http://127.0.0.1:{port}/v1"
        with httpx.Client(base_url=url, trust_env=False) as client:
            for who in ("anna", "ben"):
                body = {"data": {"password": f"pw-{who}"}}
                client.put(f"/accounts/{who}", json=body).raise_for_status()
        yield ForeignServer(url, url, basic("anna"), basic("ben"))


def basic(who: str) -> str:
    """The header by which an account of Kinto proves itself."""
    return "Basic " + b64encode(f"{who}:pw-{who}".encode()).decode()
