"""Commands on the report of a run: replay, diff, clean."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from specimen import SPECIMEN
from specimen.distribution import install
from specimen.server import Things

import conformance


@pytest.fixture
def report(command):
    def run(url, name="run.json", *more):
        command("check", url, "--vendor", "specimen", "--report", f"json={name}", *more)
        return name

    return run


def test_replay_says_fixed_once_it_is(command, serve, report):
    things = Things("first-wins")
    name = report(serve(things=things))
    result = command("replay", f"{name}#SPC-01")
    assert result.exit_code == 1
    assert result.output.startswith("SPC-01 still failing\nFAIL SPC-01")
    things.defects.clear()
    result = command("replay", f"{name}#SPC-01")
    assert (result.exit_code, result.output) == (0, "SPC-01 fixed\n")


def test_replay_of_a_whole_report_looks_at_everything_that_failed(command, serve, report):
    things = Things("first-wins", "placeless")
    name = report(serve(things=things))
    things.defects.discard("first-wins")
    result = command("replay", name)
    assert result.exit_code == 1
    assert "SPC-01 fixed" in result.output
    assert "SPC-03 still failing" in result.output


def test_replay_says_when_it_cannot_tell(command, serve, report):
    things = Things("first-wins")
    name = report(serve(things=things))
    things.defects = {"refuses"}
    result = command("replay", f"{name}#SPC-01")
    assert result.exit_code == 2
    assert "SPC-01 cannot be replayed: a valid request was refused" in result.output


def test_replay_against_another_target(command, serve, report):
    name = report(serve("first-wins"))
    assert command("replay", f"{name}#SPC-01", "--url", serve()).exit_code == 0


@pytest.mark.parametrize("what", ["none.json", "run.json#SPC-99"])
def test_replay_of_what_is_not_there_ends_with_2(command, serve, report, what):
    report(serve())
    assert command("replay", what).exit_code == 2


def test_diff_shows_verdicts_and_readings_that_differ(command, serve, report):
    one, other = report(serve(), "a.json"), report(serve("placeless", "drops"), "b.json")
    result = command("diff", one, other)
    assert result.exit_code == 1
    first, second, last = result.output.splitlines()
    assert first.startswith("SPC-03   PASS -> WARN  an-error-names-its-place")
    assert second.startswith("SPC-04   NOTE (kept) -> NOTE (dropped)")
    assert last.startswith("2 rules differ between ")


def test_diff_of_equal_runs_ends_with_0(command, serve, report):
    assert command("diff", report(serve(), "a.json"), report(serve(), "b.json")).exit_code == 0


def test_diff_as_json(command, serve, report):
    one, other = report(serve(), "a.json"), report(serve("placeless"), "b.json")
    (line,) = command("diff", one, other, "--json").output.splitlines()
    assert json.loads(line)["second"] == "WARN"


def test_clean_removes_what_a_report_says_is_left(command, serve, report):
    things = Things("immortal")
    name = report(serve(things=things), "run.json", "--mode", "write")
    assert things.stored != {}
    assert command("clean", name).exit_code == 6
    things.defects.clear()
    result = command("clean", name)
    assert result.exit_code == 0
    assert "records are gone" in result.output
    assert things.stored == {}


def test_clean_removes_what_a_ledger_says_is_left(command, serve, report):
    things = Things("immortal")
    report(serve(things=things), "run.json", "--ledger", "ledger.ndjson", "--only", "SPC-02")
    things.defects.clear()
    assert command("clean", "ledger.ndjson").exit_code == 0
    assert things.stored == {}


@pytest.mark.parametrize("text", ["", "nonsense", "{}", '{"run": {}}\n{"kind": 1}'])
def test_clean_refuses_what_is_neither_report_nor_ledger(command, text):
    Path("x.json").write_text(text)
    assert command("clean", "x.json").exit_code == 2


PARENTS = {
    "a parent that handles signals": [],
    # As nohup, the background jobs of a shell, and some CI services start their commands.
    "a parent that ignores signals": ["bash", "-c", 'trap "" INT TERM; exec "$@"', "bash"],
}


@pytest.mark.parametrize("parent", PARENTS.values(), ids=PARENTS)
@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_ends_with_a_partial_report_and_clean(
    serve, tmp_path, sent, code, parent
):
    things = Things("stops-at-four")
    words = ["check", serve(things=things), "--vendor", "specimen", "--report", "json=r.json"]
    with subprocess.Popen(
        [*parent, sys.executable, "-m", "conformance", *words, "--ledger", "l.ndjson"],
        cwd=tmp_path,
        env=install(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    ) as run:
        assert things.reached.wait(20)
        run.send_signal(sent)
        things.resume.set()
        output, _ = run.communicate(timeout=20)
    assert run.returncode == code
    assert "interrupted: this report is partial" in output
    document = json.loads((tmp_path / "r.json").read_text())
    assert document["interrupted"] is True
    assert document["signal"] == sent.name
    assert document["exit_code"] == code
    assert [row["rule"]["id"] for row in document["results"]] == ["SPC-01", "SPC-02", "SPC-03"]
    assert (tmp_path / "l.ndjson").exists()
    assert things.stored == {}


def test_the_curl_lines_of_a_failure_show_it_again(serve):
    report = conformance.check(serve("first-wins"), vendor=SPECIMEN, only=["SPC-01"])
    lines = [each.curl for each in report["SPC-01"].exchanges]
    ran = subprocess.run(
        ["bash", "-euc", "\n".join(lines)],
        env={"PATH": os.environ["PATH"], "TOKEN": f"secret-{report.run['id']}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.endswith('"size": 1}')  # 2 was written last
