"""
What the pages say that commands and programs print is what they print.
"""

from __future__ import annotations

import re
from importlib import import_module
from tempfile import TemporaryDirectory

import pytest
from defects.planting import planted
from page_examples import NOT_RUN, agree, run_page, runs, shell
from pages import PAGES, README, Fence, Page, section

from mockserver.providers import VENDORS, load_provider

RUN = [page for page in PAGES if any(map(runs, page.fences))]
FAILURES = [fence for page in PAGES for fence in page.fences if fence.label.startswith("failure:")]


@pytest.mark.parametrize("page", RUN, ids=[page.name for page in RUN])
def test_everything_on_a_page_that_runs_does_and_prints_what_the_page_says(page: Page):
    for ran in run_page(page):
        assert agree(ran.said, ran.printed), f"{ran.command}\nprints\n{ran.printed}"
        assert not ran.failed, f"{ran.command}\nfails\n{ran.printed}"


@pytest.mark.parametrize("fence", FAILURES, ids=[fence.label for fence in FAILURES])
def test_the_failures_that_a_page_shows_are_those_of_a_planted_defect(fence: Fence):
    """The label says ``failure: VENDOR DEFECT RULE``."""
    vendor, name, rule = fence.label.split()[1:]
    known = import_module(f"defects.{vendor}").DEFECTS
    [defect] = [each for each in known if each.name == name]
    with planted(vendor, defect) as url, TemporaryDirectory() as folder:
        check = f"conformance check {url} --vendor {vendor} --only {rule} --report json=run.json"
        printed = shell(f"cd {folder}; {check}", url.removesuffix(f"/{vendor}"))
    assert agree(fence.text, printed), printed


def test_every_vendor_has_a_call_in_the_readme_and_worked_examples_in_the_guide():
    examples = section("Worked examples")
    assert examples.count("<!-- example -->") >= 2 * len(VENDORS)
    for name in VENDORS:
        assert f"### {load_provider(name).title.split()[0]}\n" in examples
        assert f"8080/{name}/" in examples
        assert f"8080/{name}/" in README.text


def test_every_command_that_is_not_run_stands_on_a_page():
    lines = [
        command.strip()
        for page in PAGES
        for fence in page.fences
        if fence.language == "sh"
        for line in fence.text.replace("\\\n", "").splitlines()
        for command in line.split(" && ")
    ]
    for pattern in NOT_RUN:
        assert any(re.fullmatch(pattern, line) for line in lines), pattern


def test_a_line_of_dots_stands_for_any_lines_and_for_nothing_else():
    assert agree("a\n...\nd\n", "a\nb\nc\nd\n")
    assert agree("...\n", "")
    assert not agree("a\n...\nd\n", "a\nb\nc\n")
    assert not agree("a\nd\n", "a\nb\nd\n")
    assert not agree("...\nb\n", "a\nb\nc\n")
