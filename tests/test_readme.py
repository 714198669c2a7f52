"""
The README tells the truth: its examples are run, its tables compared with what they describe.
"""

from __future__ import annotations

import re
import tomllib

import click
from readme import README, masked, run_examples

from mockserver import __version__, errors
from mockserver.cli import main
from mockserver.cli.serve_commands import serve
from mockserver.contract import load_contract
from mockserver.providers import VENDORS, load_provider

TEXT = README.read_text()


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n", 1)[1].split("\n## ", 1)[0]


def test_every_worked_example_answers_what_the_readme_says():
    examples = run_examples()
    assert len(examples) >= 2 * len(VENDORS)
    for example in examples:
        assert masked(example.printed) == masked(example.answer), example.command


def test_every_vendor_has_a_worked_example_and_a_row_with_its_operations():
    rows = re.findall(r"^\| `(\w+)` \| .* \| (\d+) \| `/(\w+)` \|$", TEXT, re.MULTILINE)
    assert rows == [
        (name, str(len(load_contract(name).operations)), name) for name in sorted(VENDORS)
    ]
    for name in VENDORS:
        assert f"### {load_provider(name).title.split()[0]}\n" in section("Worked examples")
        assert f"8080/{name}/" in section("Worked examples")


def test_the_tables_of_commands_and_options_are_complete():
    text = section("Command line")
    assert set(re.findall(r"^\| `mockserver (\w+)", text, re.MULTILINE)) == set(main.commands)
    told = set(re.findall(r"`(--[a-z-]+)", text.split("Options of `serve`:")[1]))
    options = {o for p in serve.params if isinstance(p, click.Option) for o in p.opts}
    assert told == options


def test_the_exit_codes_are_those_of_the_errors():
    told = dict(re.findall(r"(\d) ([a-z ]+?)[,.]", section("Command line").split("Exit codes:")[1]))
    assert told == {
        "0": "done",
        "1": "refused or not verified",
        "2": "wrong usage",
        "3": "broken contract or seed",
        "4": "address in use",
        "5": "state that cannot be used",
    }
    codes = {kind.exit_code for kind in errors.SandboxError.__subclasses__()}
    assert codes == {1, 2, 3, 4, 5}


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((README.parent / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
