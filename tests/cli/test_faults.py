"""
``mockserver faults`` against a running sandbox.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.cli import main


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)], strict=False) as served:
        yield served


def run(live: Live, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["faults", "--url", live.url, *arguments])


@pytest.fixture(autouse=True)
def _sound(live: Live) -> None:
    assert run(live, "--clear").exit_code == 0


def standing(live: Live) -> list[dict[str, object]]:
    shown = json.loads(run(live, "--json").stdout)
    found: list[dict[str, object]] = shown["faults"].get("books", [])
    return found


def test_a_preset_a_status_and_a_rule_are_added_in_order(live: Live, tmp_path: Path):
    (tmp_path / "rule.json").write_text('{"effect": {"latency_ms": 5}}')
    assert run(live, "throttle", "--operation", "saveBooks", "--id", "busy").exit_code == 0
    assert run(live, "503", "--times", "2").exit_code == 0
    assert run(live, f"@{tmp_path / 'rule.json'}").exit_code == 0
    rules = standing(live)
    assert (rules[0]["id"], rules[0]["preset"], rules[0]["match"]) == (
        "busy",
        "throttle",
        {"operation": "saveBooks"},
    )
    assert (rules[1]["effect"], rules[1]["times"]) == ({"status": 503}, 2)
    assert rules[2]["effect"] == {"latency_ms": 5}


def test_replace_takes_the_others_out_and_clear_one_or_all(live: Live):
    run(live, "outage", "--id", "a")
    run(live, "slow", "--id", "b", "--replace")
    assert [rule["id"] for rule in standing(live)] == ["b"]
    run(live, "flaky", "--id", "c")
    assert run(live, "--clear", "--id", "b").exit_code == 0
    assert [rule["id"] for rule in standing(live)] == ["c"]
    run(live, "--clear")
    assert standing(live) == []


def test_the_list_is_a_table_for_people(live: Live):
    run(live, "outage", "--id", "down")
    shown = run(live).stdout
    assert "vendor" in shown
    assert '{"preset": "outage"}' in shown


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["chaos"], 1, "must be one of throttle"),
        (["{"], 2, "Expecting property name"),
        (["{}"], 1, "a rule needs an effect"),
        (["@nowhere.json"], 2, "No such file"),
        (["outage", "--operation", "nobody"], 1, "must be one of saveBooks, getBook"),
        (["--clear", "--id", "nobody"], 1, "no fault 'nobody'; there are: none"),
    ],
)
def test_a_wrong_rule_is_told_in_words(live: Live, arguments: list[str], code: int, message: str):
    answer = run(live, *arguments)
    assert answer.exit_code == code
    assert message in answer.stderr
    assert standing(live) == []
