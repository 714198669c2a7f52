"""
The tables of the guide to the suite, compared with what they describe.
"""

from __future__ import annotations

import re

import click
from pages import PAGES, in_code, rows, section

from conformance.catalogue import Mode
from conformance.cli import main
from conformance.judging.vendors import SHARED, VENDORS
from conformance.judging.verdict import Verdict
from conformance.reports import FORMATS
from conformance.runner.pytest_options import add_options


def test_the_commands_and_options_of_the_suite_are_listed():
    text = section("Commands of the suite")
    assert set(re.findall(r"^\| `conformance (\w+)", text, re.MULTILINE)) == set(main.commands)
    told = set(re.findall(r"`(--[a-z-]+)", text.split("Options of `check`:")[1]))
    check = main.commands["check"]
    assert told == {o for p in check.params if isinstance(p, click.Option) for o in p.opts}


def test_the_options_of_the_suite_under_pytest_are_listed():
    declared = []

    class Group:
        def addoption(self, name, **_):
            declared.append(name)

    add_options(Group())
    told = re.findall(
        r"--(?:conformance-[a-z-]*[a-z]|target|vendor)", section("The suite in pytest and Python")
    )
    assert set(told) == set(declared)


def test_the_verdicts_and_exit_codes_of_the_suite_are_listed():
    table = rows(section("Verdicts and exit codes"))
    words = {word for row in table for word in row[0].split(", ")} - {"verdict", "exit code"}
    codes = {word for word in words if word.isdigit()}
    assert words - codes == {verdict.value for verdict in Verdict}
    assert codes == set(re.findall(r"\b\d+\b", main.epilog or ""))


def test_the_modes_and_formats_of_the_suite_are_listed():
    meaning = dict(rows(section("Commands of the suite").split("Options of `check`:")[1]))
    assert in_code(meaning["`--mode MODE`"]) == [mode.value for mode in Mode]
    [formats] = re.findall(r"`--report ([^`]+)` may be repeated", section("Reports"))
    assert [each.rstrip("=") for each in formats.split(", ")] == list(FORMATS)


def test_the_numbers_of_rules_are_those_of_the_catalogue():
    files = {file: rules for vendor in VENDORS.values() for file, rules in vendor.files.items()}
    shared = sum(len(rules) for file, rules in files.items() if file.stem == SHARED)
    own = sum(len(rules) for file, rules in files.items() if file.stem != SHARED)
    [page] = [page for page in PAGES if page.name == "conformance/README.md"]
    assert (
        f"against {own} numbered rules of the vendors, and {shared} that hold for every"
        in page.text
    )
