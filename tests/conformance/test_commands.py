"""Every exit code, and one clear sentence for everything that is wrong before judging."""

from __future__ import annotations

import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest
from specimen import SPECIMEN
from specimen.server import Things

from conformance.judging.vendors import VENDORS


def test_a_conformant_target_ends_with_0_and_says_so(command, serve):
    result = command("check", serve(), "--vendor", "specimen")
    assert result.exit_code == 0
    assert "specimen: conformant" in result.output
    assert "NOTE     SPC-04 unknown-members: kept" in result.output


def test_a_violation_ends_with_1_and_shows_how_to_see_it(command, serve):
    result = command("check", serve("first-wins"), "--vendor", "specimen", "--only", "SPC-01")
    assert result.exit_code == 1
    assert "source  SPEC: section 1" in result.output
    assert "wanted  2" in result.output
    assert 'authorization: Bearer $TOKEN"' in result.output
    assert "next: conformance explain SPC-01" in result.output


def test_a_should_ends_with_0_and_when_strict_with_1(command, serve):
    words = ["check", serve("placeless"), "--vendor", "specimen"]
    assert command(*words).exit_code == 0
    assert command(*words, "--strict", "should").exit_code == 1


def test_a_must_that_cannot_be_judged_ends_with_3(command, serve):
    result = command("check", serve(), "--vendor", "specimen", "--mode", "read")
    assert result.exit_code == 3
    assert "specimen: partial" in result.output


def test_records_left_behind_end_with_6(command, serve):
    result = command("check", serve("immortal"), "--vendor", "specimen", "--only", "SPC-01")
    assert result.exit_code == 6
    assert "left behind: thing cf-" in result.output


def test_a_stale_baseline_ends_with_5(command, serve):
    baseline("SPC-01")
    words = ["--vendor", "specimen", "--baseline", "baseline.toml"]
    result = command("check", serve(), *words)
    assert result.exit_code == 5
    assert "baseline: the entry for SPC-01 is stale" in result.output


def test_what_is_worse_decides_the_exit_code(command, serve):
    baseline("SPC-02")
    words = ["--vendor", "specimen", "--baseline", "baseline.toml"]
    assert command("check", serve("immortal"), *words).exit_code == 6
    assert command("check", serve("immortal"), *words, "--mode", "write").exit_code == 6
    assert command("check", serve("first-wins", "immortal"), *words).exit_code == 1
    assert command("check", serve("immortal"), *words, "--max-writes", "5").exit_code == 3


def test_an_unreachable_target_ends_with_2(command):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    result = command("check", f"http://127.0.0.1:{port}", "--vendor", "specimen")
    assert result.exit_code == 2
    assert result.output.startswith(f"conformance: http://127.0.0.1:{port}: the target cannot be")
    assert len(result.output.splitlines()) == 1


def test_a_target_of_another_vendor_ends_with_2(command, serve):
    result = command("check", serve() + "/elsewhere", "--vendor", "specimen")
    assert result.exit_code == 2
    assert "does not answer as specimen: GET /things should list things" in result.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--vendor", "acme"], "no vendor 'acme'; the vendors are hubspot, propeller"),
        (["--profile", "none.toml"], "cannot read the profile none.toml"),
        (["--only", "SPC-99"], "the filter 'SPC-99' matches nothing"),
        (["--only", "family:limit"], "the filter 'family:limit' matches nothing"),
        (["--skip", "SPC-99"], "the filter 'SPC-99' matches nothing"),
        (["--only", "SPC-04", "--level", "must"], "no rule is selected: the filters match nothing"),
        (["--mode", "fast"], "'fast' is not one of read, write, heavy"),
        (["--report", "pdf=x.pdf"], "write FORMAT=FILE; the formats are json, junit, html"),
        (["--report", "json=no/x.json"], "there is no folder no"),
        (["--baseline", "none.toml"], "cannot read the baseline none.toml"),
        (["--baseline-update"], "need --baseline FILE"),
    ],
)
def test_what_makes_no_sense_ends_with_2_before_anything_is_sent(command, serve, words, sentence):
    vendor = [] if "--vendor" in words else ["--vendor", "specimen"]
    result = command("check", serve(), *vendor, *words)
    assert result.exit_code == 2
    assert sentence in result.output
    assert len(result.output.splitlines()) == 1


@pytest.mark.parametrize("url", ["localhost:80", "ftp://localhost", "http://"])
def test_what_is_no_address_ends_with_2(command, url):
    result = command("check", url, "--vendor", "specimen")
    assert result.exit_code == 2
    assert "is no address" in result.output


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("vendor = ", "cannot read the profile p.toml"),
        ('title = "x"', "vendor is missing"),
        ('vendor = "square"', "the profile is for square, the run for specimen"),
        ('vendor = "specimen"\nurl = "x"', "unknown word 'url'; the words are vendor, title"),
        ('vendor = "specimen"\nmodes = ["fast"]', "modes: 'fast' is not a valid Mode"),
        (
            'vendor = "specimen"\n[numbers]\npatience = "long"',
            "patience has the wrong type",
        ),
        ('vendor = "specimen"\n[capabilities]\nx = 1', "capabilities.x has the wrong type"),
        (
            'vendor = "specimen"\n[credentials.main]\nvalue = "x"',
            "main: env is missing",
        ),
        ('vendor = "specimen"\n[credentials.third]\nenv = "X"', "unknown word 'third'"),
    ],
)
def test_a_profile_that_cannot_be_understood_ends_with_2(command, serve, text, sentence):
    Path("p.toml").write_text(text)
    result = command("check", serve(), "--vendor", "specimen", "--profile", "p.toml")
    assert result.exit_code == 2
    assert sentence in result.output


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[[known]", "cannot read the baseline"),
        ('[[known]]\nrule = "SPC-99"\nreason = "x"', "there is no rule 'SPC-99'"),
        ('[[known]]\nrule = "SPC-01"', "SPC-01: a reason is missing"),
        ('[[known]]\nrule = "SPC-01"\nreason = "x"\nuntil = 1', "unknown word 'until'"),
        ('[[known]]\nrule = "SPC-01"\nreason = "x"\nexpires = "soon"', "expires must be a date"),
        ('[[known]]\nrule = "SPC-01"\nreason = "x"\n' * 2, "SPC-01 is listed twice"),
        ("known = 1", "it consists of [[known]] tables"),
    ],
)
def test_a_broken_baseline_ends_with_2(command, serve, text, sentence):
    Path("b.toml").write_text(text)
    result = command("check", serve(), "--vendor", "specimen", "--baseline", "b.toml")
    assert result.exit_code == 2
    assert sentence in result.output


def test_a_crashing_probe_ends_with_4(command, serve, monkeypatch):
    monkeypatch.delitem(SPECIMEN.registered, "SPC-02")
    assert command("check", serve("first-wins"), "--vendor", "specimen").exit_code == 4


def test_a_known_violation_does_not_fail(command, serve):
    baseline("SPC-01")
    words = ["--vendor", "specimen", "--baseline", "baseline.toml"]
    result = command("check", serve("first-wins"), *words)
    assert result.exit_code == 0
    assert "KNOWN    SPC-01 a-second-write-updates: known: a reason SHOP-1" in result.output
    assert "specimen: partial" in result.output


def test_an_expired_entry_fails_again(command, serve):
    baseline("SPC-01", expires="2020-01-31")
    words = ["--vendor", "specimen", "--baseline", "baseline.toml"]
    assert command("check", serve("first-wins"), *words).exit_code == 1


def test_the_baseline_adds_violations_and_drops_what_is_fixed(command, serve):
    words = ["--vendor", "specimen", "--baseline", "new.toml"]
    command("check", serve("first-wins", "placeless"), *words, "--baseline-update")
    text = Path("new.toml").read_text()
    assert 'rule = "SPC-01"' in text
    assert "size: wanted 2, got 1" in text
    assert command("check", serve("first-wins", "placeless"), *words).exit_code == 0
    command("check", serve("placeless"), *words, "--baseline-prune")
    assert 'rule = "SPC-01"' not in Path("new.toml").read_text()
    assert 'rule = "SPC-03"' in Path("new.toml").read_text()


def baseline(rule, expires=None):
    lines = ["[[known]]", f'rule = "{rule}"', 'reason = "a reason"', 'ticket = "SHOP-1"']
    lines += [f"expires = {expires}"] if expires else []
    Path("baseline.toml").write_text("\n".join(lines))


def test_plan_sends_nothing(command, serve):
    things = Things()
    result = command("plan", serve(things=things), "--vendor", "specimen", "--mode", "write")
    assert result.exit_code == 0
    assert things.requests == []
    assert "SPC-09   UNTESTED  needs --mode heavy" in result.output
    assert "6 of 9 rules would be judged" in result.output
    assert result.output.endswith("nothing was sent\n")


def test_list_shows_rules_and_filters_them(command):
    assert len(command("list", "--vendor", "specimen").output.splitlines()) == 9
    result = command("list", "--vendor", "specimen", "--untested", "--json")
    assert json.loads(result.output)["id"] == "SPC-08"
    assert command("list", "--vendor", "specimen", "--family", "lock").exit_code == 2


def test_explain_shows_sentence_source_and_probe(command):
    output = command("explain", "SPC-03").output
    assert "An error names the member that is wrong." in output
    assert "level      SHOULD (observed)" in output
    assert "https://specimen.example/spec" in output
    assert 'refused = context.driver.put({"name": context.name("a"), "size": "big"})' in output
    assert command("explain", "SPC-99").exit_code == 2


def test_explain_shows_why_there_is_no_probe(command):
    assert "no probe   needs-clock: No run lasts a year." in command("explain", "SPC-08").output


def test_hooks_prints_paths_that_exist(command):
    lines = command("hooks").output.splitlines()
    assert lines[0].split() == ["hooks", "conformance.generated.hooks"]
    assert all(Path(line.split()[1]).exists() for line in lines[1:])


@pytest.mark.parametrize(
    "name",
    ["check", "plan", "list", "explain", "coverage", "replay", "diff", "clean", "hooks"],
)
def test_every_command_documents_itself(command, name):
    assert f"Usage: main {name}" in command(name, "--help").output
    assert name in command("--help").output


def test_a_probe_that_cannot_be_imported_ends_with_4(command, serve, monkeypatch, tmp_path):
    package = tmp_path / "brokenprobes"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "broken.py").write_text("import nothing_like_that\n")
    monkeypatch.syspath_prepend(tmp_path)
    broken = replace(SPECIMEN, probes=("brokenprobes",))
    monkeypatch.setitem(VENDORS, "specimen", broken)
    result = command("check", serve(), "--vendor", "specimen")
    assert result.exit_code == 4
    assert "brokenprobes.broken cannot be imported: No module named" in result.output
