"""
The tables of the README and of the guide to the sandbox, compared with what they describe.
"""

from __future__ import annotations

import re
import tomllib

import click
import yaml
from pages import README, ROOT, in_code, rows, section

from mockserver import Sandbox, __version__, errors
from mockserver.cli import main
from mockserver.cli.serve_commands import serve
from mockserver.contract import load_contract
from mockserver.faulting.fault import Body, Connection, Phase
from mockserver.faulting.presets import PRESETS
from mockserver.providers import VENDORS
from mockserver.testing import plugin
from mockserver.testing.marker import SHAPES


def test_every_vendor_has_a_row_with_its_operations():
    found = re.findall(r"^\| `(\w+)` \| .* \| (\d+) \| `/(\w+)` \|$", README.text, re.MULTILINE)
    assert found == [
        (name, str(len(load_contract(name).operations)), name) for name in sorted(VENDORS)
    ]


def test_the_version_is_the_same_everywhere():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == __version__
    assert f"\n## {__version__}\n" in (ROOT / "CHANGELOG.md").read_text()


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


def test_the_paths_of_the_control_plane_are_those_of_its_contract():
    paths = yaml.safe_load((ROOT / "openapi" / "admin.yaml").read_text())["paths"]
    known = {re.sub(r"\{\w+\}", "{}", path) for path in paths} | {"/restore", "/diff"}
    _, *table = rows(section("Control plane").split("\n### ")[0])
    told = [code for row in table for code in in_code(row[1])]
    shapes = [re.sub(r"\{[\w-]+\}|effective-price", "{}", code.split()[-1]) for code in told]
    assert shapes
    assert {shape for shape in shapes if shape.startswith("/")} <= known


def test_the_parts_of_a_reset_are_those_of_the_command():
    [told] = re.findall(r"`\?only=([a-z,]+)`", section("Control plane"))
    [only] = [param for param in main.commands["reset"].params if param.name == "only"]
    assert told.split(",") == list(only.type.choices)


def test_the_parts_of_a_fault_rule_are_those_that_are_understood():
    _, *table = rows(section("Fail on purpose"))
    parts: dict[str, list[str]] = {"match": [], "items": [], "effect": []}
    alone: list[str] = []
    for first, _ in table:
        name, *rest = in_code(first)
        parts.get(name, alone).extend(rest if name in parts else [name, *rest])
    schemas = load_contract("admin").document["components"]["schemas"]
    assert sorted(parts["match"]) == sorted(schemas["FaultMatch"]["properties"])
    assert sorted(parts["items"]) == sorted(schemas["FaultItems"]["properties"])
    assert sorted([*parts["effect"], "text"]) == sorted(schemas["FaultEffect"]["properties"])
    assert sorted([*alone, *parts]) == sorted(schemas["Fault"]["properties"])


def test_the_words_of_a_fault_rule_are_those_that_are_understood():
    meaning = dict(rows(section("Fail on purpose"))[1:])
    assert in_code(meaning["`phase`"]) == [*Phase]
    assert in_code(meaning["`effect`: `connection`"]) == [*Connection]
    assert in_code(meaning["`effect`: `body`"]) == [*Body, "text"]
    assert in_code(meaning["`preset`"]) == [*PRESETS]


def test_the_fixtures_arguments_and_options_of_the_plugin_are_listed():
    table = rows(section("Test your client with pytest"))
    names = [code.split()[0] for row in table for code in in_code(row[0])]
    fixtures = {name for name in vars(plugin) if name.startswith("sandbox")}
    options = set(re.findall(r'"(--sandbox-[a-z]+)"', (ROOT / plugin.__file__).read_text()))
    assert sorted(set(names) - {"@pytest.mark.sandbox"}) == sorted({*fixtures, *options, *SHAPES})


def test_everything_that_a_sandbox_of_a_test_can_do_is_listed():
    told = " ".join(
        code for row in rows(section("Python")) for cell in row for code in in_code(cell)
    )
    public = {name for name in vars(Sandbox) if not name.startswith("_")}
    for name in public - {"start", "open", "discard"}:
        assert re.search(rf"\b{name}\b", told), name
