"""Failures with one cause are told together."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from defects.planting import Ask, Benign, Forward, Reply, planted

from conformance.cli import main
from conformance.reports import FORMATS

PAGE = Reply(200, {"content-type": "text/html"}, b"<p>Please log in.</p>")
FAILURE = Reply(500, {"content-type": "application/json"}, b'{"errors": []}')
RULES = "SQ-27,SQ-41,SQ-42,SQ-43,SQ-44"


def told(reply: Reply, *words: str) -> list[str]:
    """What the command says of a server that answers every write and list so."""

    def wrap(ask: Ask, forward: Forward) -> Reply:
        known = ask.path.endswith("/info") or not ask.body
        return forward(ask) if known else Reply(reply.status, dict(reply.headers), reply.body)

    with planted("square", Benign("one cause", wrap=wrap)) as url:
        words = ("check", url, "--vendor", "square", "--only", RULES, *words)
        result = CliRunner().invoke(main, words, catch_exceptions=False)
    return result.output.splitlines()


@pytest.mark.parametrize(
    ("reply", "cause"),
    [
        (PAGE, "answers that are no JSON that can be read (200, text/html)"),
        (FAILURE, "BatchUpsertCatalogObjects answers 500"),
    ],
    ids=["a page", "a failure"],
)
def test_the_console_tells_one_cause_in_one_block(reply, cause, tmp_path):
    lines = told(reply, "--report", f"json={tmp_path}/run.json")
    report = json.loads((tmp_path / "run.json").read_text())
    assert [(row["verdict"], row["cause"]) for row in report["results"]] == [("FAIL", cause)] * 5
    assert f"FAIL     5 rules, one cause: {cause}" in lines
    assert "  rules   SQ-27, SQ-41, SQ-42, SQ-43, SQ-44" in lines
    assert len([line for line in lines if line.startswith("  rule    ")]) == 1
    assert len([line for line in lines if line.startswith("FAIL     SQ-")]) == 1


def test_a_violation_of_its_own_stands_alone(command, serve):
    result = command("check", serve("first-wins", "unlimited"), "--vendor", "specimen")
    assert result.output.count("\n  rule    ") == 2
    assert "one cause" not in result.output


@pytest.mark.parametrize("name", FORMATS)
def test_a_report_of_one_cause_is_written_in_every_format(name, tmp_path):
    file = Path(tmp_path, f"run.{name}")
    told(PAGE, "--report", f"{name}={file}")
    assert file.stat().st_size
