"""The worked example of an API of one's own: every command of it, and what it prints."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from page_examples import COMMANDS, agree, run
from pages import ROOT, Fence, Page
from toy.orders_server import serving_orders

PAGE = Page(ROOT / "conformance" / "README.md")
SANDBOX, OWN = "http://127.0.0.1:8080", "http://127.0.0.1:3000"
SERVE = "mockserver serve"


def steps() -> list[tuple[Fence, str]]:
    """The blocks of commands, each with what it prints."""
    fences = list(zip(PAGE.fences, PAGE.fences[1:], strict=False))
    return [(each, below.text) for each, below in fences if each.label.startswith("own api")]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The reader's folder, with the contract that stands on the page."""
    [contract] = [each for each in PAGE.fences if each.language == "yaml"]
    (tmp_path / "orders.yaml").write_text(contract.text)
    return tmp_path


@contextmanager
def sandbox(command: str, folder: Path) -> Iterator[str]:
    """The sandbox as the page starts it, on a port of its own."""
    words = [f"{COMMANDS}/{command.split(maxsplit=1)[0]}", *command.split()[1:], "--port", "0"]
    with subprocess.Popen(words, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield json.loads(process.stdout.readline())["url"]
        finally:
            process.terminate()


def printed(commands: list[str], folder: Path, *addresses: tuple[str, str]) -> str:
    """What some commands print, at other addresses than the page's."""
    said = []
    for command in commands:
        text = command
        for named, real in addresses:
            text = text.replace(named, real)
        ran = run(["bash", "-c", text], str(folder))
        said.append((ran.stdout + ran.stderr).rstrip("\n"))
    output = "\n".join(each for each in said if each) + "\n"
    for named, real in addresses:
        output = output.replace(real, named)
    return output


def test_the_worked_example_does_what_the_page_says(folder: Path):
    (first, declared), (second, served), (third, found) = steps()
    *commands, serve = first.text.splitlines()
    assert serve.startswith(SERVE)
    output = printed(commands, folder)
    assert agree(declared, output), output
    with sandbox(serve, folder) as url:
        output = printed(second.text.splitlines(), folder, (SANDBOX, url))
    assert agree(served, output), output
    with serving_orders(*third.label.partition(": ")[2].split()) as url:
        output = printed(third.text.splitlines(), folder, (OWN, url))
    assert agree(found, output), output


def test_the_example_is_about_thirty_lines_of_openapi():
    [contract] = [each for each in PAGE.fences if each.language == "yaml"]
    assert len(contract.text.splitlines()) <= 32


def test_the_servers_own_bug_is_all_that_is_wrong_with_it(folder: Path):
    check = "conformance check URL --contract orders.yaml --report json=run.json"
    declare = steps()[0][0].text.splitlines()[:3]
    for bugs, violated in (((), set()), (("one-transaction",), {"UPS-09", "UPS-11"})):
        with serving_orders(*bugs) as url:
            command = f"{check.replace('URL', url)} --overlay overlay.yaml"
            printed([*declare, command], folder)
        results = json.loads((folder / "run.json").read_text())["results"]
        failed = {row["rule"]["id"] for row in results if row["verdict"] == "FAIL"}
        assert failed == violated
