"""
``mockserver serve`` as a user meets it: real processes, real ports, real folders.
"""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from mockserver import __version__
from mockserver.cli import main
from mockserver.contract import document

COMMAND = [sys.executable, "-m", "mockserver"]


@contextmanager
def served(*options: str) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    arguments = [*COMMAND, "serve", "--port", "0", *options]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline()), process
        finally:
            if process.poll() is None:
                process.kill()


def stop(process: subprocess.Popen[str], how: int = signal.SIGINT) -> tuple[int, str]:
    process.send_signal(how)
    _, error = process.communicate(timeout=20)
    return process.returncode, error


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=60, check=False
    )


TAX = {"type": "TAX", "id": "#vat", "tax_data": {"name": "VAT", "percentage": "20"}}
SELLER = {"Authorization": "Bearer seller-1"}


def write_tax(url: str, key: str) -> httpx.Response:
    body = {"idempotency_key": key, "object": TAX}
    with httpx.Client(trust_env=False) as client:
        return client.post(f"{url}/v2/catalog/object", json=body, headers=SELLER)


def count_taxes(url: str) -> int:
    with httpx.Client(trust_env=False) as client:
        listed = client.get(f"{url}/v2/catalog/list?types=TAX", headers=SELLER).json()
    return len(listed.get("objects", []))


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_the_first_line_says_where_and_an_interrupt_ends_cleanly(how: int):
    with served("square") as (ready, process):
        assert ready["event"] == "ready"
        assert ready["pid"] == process.pid
        assert ready["admin"] == f"{ready['url']}/__admin"
        assert ready["vendors"] == {"square": f"{ready['url']}/square"}
        assert count_taxes(ready["vendors"]["square"]) == 0
        code, error = stop(process, how)
    assert code == 0
    assert "Square Catalog" in error
    assert f"curl {ready['url']}/square/" in error
    assert "Traceback" not in error
    assert "Warning" not in error


def test_the_curl_of_the_banner_works_as_pasted():
    for vendor in ("square", "shopimind"):
        with served(vendor) as (_, process):
            assert process.stderr is not None
            lines = []
            while not lines or lines[-1] != "Try it:\n":
                lines.append(process.stderr.readline())
            command = read_command(process)
            ran = subprocess.run(
                ["bash", "-c", f"{command} --fail -sS"], capture_output=True, text=True, check=False
            )
            assert ran.returncode == 0, (command, ran.stderr)
            assert json.loads(ran.stdout)


def read_command(process: subprocess.Popen[str]) -> str:
    assert process.stderr is not None
    command = process.stderr.readline()
    while command.count("'") % 2 or command.rstrip().endswith("\\"):
        command += process.stderr.readline()
    return command.strip()


def test_a_state_folder_keeps_everything_over_a_restart(tmp_path: Path):
    folder = str(tmp_path / "state")
    with served("square", "--state", folder) as (ready, process):
        first = write_tax(ready["vendors"]["square"], "k1")
        assert first.status_code == 200
        assert stop(process)[0] == 0
    with served("square", "--state", folder) as (ready, process):
        assert count_taxes(ready["vendors"]["square"]) == 1
        again = write_tax(ready["vendors"]["square"], "k1")
        assert again.json() == first.json(), "the idempotency key is remembered as well"
        assert count_taxes(ready["vendors"]["square"]) == 1
        process.kill()
    with served("square", "--state", folder) as (ready, process):
        assert count_taxes(ready["vendors"]["square"]) == 1
        assert stop(process)[0] == 0


def test_a_second_process_on_the_same_state_is_refused_in_one_line(tmp_path: Path):
    folder = str(tmp_path / "state")
    with served("square", "--state", folder):
        second = run("serve", "square", "--port", "0", "--state", folder)
    assert second.returncode == 5
    assert second.stdout == ""
    assert len(second.stderr.splitlines()) == 1
    assert folder in second.stderr


def test_a_busy_port_is_refused_in_one_line():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        answer = run("serve", "square", "--port", str(port))
    assert answer.returncode == 4
    assert answer.stderr == (
        f"mockserver: port {port} on 127.0.0.1 is in use;"
        " stop what uses it, or choose another with --port (0 picks a free one)\n"
    )


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["serve", "sqare"], 2, "no vendor 'sqare'; the vendors are"),
        (["serve", "square", "--root", "shopimind"], 2, "--root shopimind: not among the served"),
        (["serve", "--port", "70000"], 2, "70000 is not in the range"),
        (["serve", "--async-delay", "-1"], 2, "-1.0 is not in the range"),
        (["serve", "square", "--host", "192.0.2.1"], 4, "cannot listen on 192.0.2.1"),
        (["validate", "nobody"], 2, "no vendor 'nobody'"),
        (["sreve"], 2, "No such command 'sreve'"),
    ],
)
def test_wrong_usage_is_told_in_words_with_its_own_exit_code(
    arguments: list[str], code: int, message: str
):
    answer = run(*arguments)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_broken_contract_stops_the_start_with_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    whole = (document.contracts_folder() / "square.yaml").read_text()
    (tmp_path / "square.yaml").write_text(whole.replace("group: batch", "group: all"))
    monkeypatch.setattr(document, "contracts_folder", lambda: tmp_path)
    answer = CliRunner().invoke(main, ["serve", "square", "--port", "0"])
    assert answer.exit_code == 3
    assert answer.stderr == (
        "mockserver: square.yaml: POST /v2/catalog/batch-upsert: x-upsert.group must be one of"
        " record, batch, request\n"
    )


def test_help_and_version_say_what_they_are():
    assert run("--version").stdout == f"mockserver, version {__version__}\n"
    told = run("serve", "--help").stdout
    for option in ("--host", "--port", "--root", "--state", "--async-delay"):
        assert option in told


def test_validate_names_every_contract_that_is_sound():
    told = run("validate", "square", "shopimind")
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout == (
        "square.yaml: 12 operations, valid\nshopimind.yaml: 29 operations, valid\n"
    )
