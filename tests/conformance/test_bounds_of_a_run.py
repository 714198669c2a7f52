"""What a run may take at most, and what it says when it takes more."""

from __future__ import annotations

import signal
from contextlib import closing

import pytest
from specimen import SPECIMEN
from specimen.server import Things

from conformance import Verdict, read_profile
from conformance.drivers.removal import remove_each
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested
from conformance.runner.interruption import Interrupted, interruptible, uninterrupted
from conformance.runner.leftover_removal import RemovalBounds
from conformance.runner.run import Run
from conformance.runner.run_settings import RunSettings


def run_against(url, **more):
    profile = read_profile(SPECIMEN.profile)
    return Run(RunSettings(url=url, vendor=SPECIMEN, profile=profile, **more))


def test_what_is_not_judged_when_the_time_is_over_is_untested(check, monkeypatch):
    now = [0.0]
    monkeypatch.setattr("conformance.http.wire.time.monotonic", lambda: now[0])
    judged = []

    def later(result):
        judged.append(result)
        now[0] += 40

    report = check(max_seconds=60, on_result=later)
    assert [each.verdict for each in report.results[:2]] == [Verdict.PASS, Verdict.PASS]
    rest = {each.reason for each in report.results[2:] if each.verdict is Verdict.UNTESTED}
    assert rest == {"the 60 seconds of the run are over"}
    assert report.exit_code == 3


def test_what_was_written_is_deleted_though_the_time_is_over(serve, monkeypatch):
    things = Things()
    now = [0.0]
    monkeypatch.setattr("conformance.http.wire.time.monotonic", lambda: now[0])
    with closing(run_against(serve(things=things), max_seconds=3600)) as run:
        target, driver = run.workspace("SPC-01", 1)
        driver.put({"name": target.name("a"), "size": 1})
        now[0] = 3600.0
        with pytest.raises(Untested, match="the 3600 seconds of the run are over"):
            driver.read("a")
        assert run.clean(target, driver, run.ledger.entries) == []
    assert things.stored == {}


def test_deleting_ends_after_so_many_requests(serve):
    things = Things("immortal")
    with closing(run_against(serve(things=things))) as run:
        target, driver = run.workspace("", 1)
        for _n in range(10):
            driver.put({"name": target.name(), "size": 1})
        before = len(things.requests)
        left = run.clean(target, driver, run.ledger.entries, RemovalBounds(requests=7))
    assert len(things.requests) - before == 7
    assert len(left) == 10


def test_deleting_says_how_far_it_is_when_it_takes_long(serve, monkeypatch):
    lines = []
    monkeypatch.setattr("conformance.http.wire.REPORTED_EVERY", -1.0)
    with closing(run_against(serve())) as run:
        run.on_progress = lines.append
        target, driver = run.workspace("SPC-09", 1)
        driver.put({"name": target.name(), "size": 1})
        run.clean(target, driver, run.ledger.entries)
    assert lines[0] == "deleting 1 records of SPC-09: 1 requests so far"


def test_the_first_refusal_of_a_kind_ends_the_work_on_its_kind():
    asked = []

    def is_gone(entry):
        asked.append(entry.name)
        if entry.kind == "a":
            raise Untested("refused")
        return True

    entries = [LedgerEntry(kind, f"{kind}{n}") for n in range(3) for kind in "ab"]
    assert [entry.name for entry in remove_each(entries, is_gone)] == ["a0", "a1", "a2"]
    assert asked == ["b2", "a2", "b1", "b0"]


def test_a_run_that_exceeds_its_plan_says_so_once(check, monkeypatch):
    costs = {"SPC-01": (3, 1), "SPC-09": (3, 1), "SPC-02": (3, 1)}
    monkeypatch.setattr("conformance.runner.planned_requests.read_costs", lambda: costs)
    report = check()
    assert report.planned == 9
    assert report.notices == ["more requests than planned: 327 after SPC-09, 9 were planned"]
    assert check(only=["SPC-01", "SPC-02"]).notices == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_waits_until_a_report_is_written(number):
    before = signal.getsignal(number)
    done = []

    def write():
        with interruptible():
            with uninterrupted():
                signal.raise_signal(number)
                done.append("written")
            done.append("and on")

    with pytest.raises(Interrupted) as raised:
        write()
    assert done == ["written"]
    assert raised.value.exit_code == 128 + number
    assert signal.getsignal(number) is before


def test_a_signal_before_the_first_rule_ends_with_its_code(command, serve, monkeypatch):
    def stopped(_run):
        signal.raise_signal(signal.SIGTERM)

    monkeypatch.setattr("conformance.runner.run.Run.identify", stopped)
    result = command("check", serve(), "--vendor", "specimen")
    assert (result.exit_code, result.output) == (143, "conformance: interrupted\n")
