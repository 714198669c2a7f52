"""What keeps a run from harming a target that is not its own."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace

import pytest
from specimen import SPECIMEN
from specimen.server import Things

import conformance
from conformance import Mode, Verdict, read_profile
from conformance.errors import UsageError
from conformance.judging.probe import Probe
from conformance.outcomes import Untested
from conformance.runner.run import Run
from conformance.runner.run_settings import RunSettings, is_loopback


def settings(url, **more):
    return RunSettings(url=url, vendor=SPECIMEN, profile=read_profile(SPECIMEN.profile), **more)


@pytest.mark.parametrize("url", ["http://127.0.0.1:1", "http://localhost", "http://[::1]:80/x"])
def test_this_machine_is_loopback(url):
    assert is_loopback(url)


@pytest.mark.parametrize(
    "url", ["https://api.example.com", "http://10.0.0.1", "http://127.example"]
)
def test_everything_else_is_not(url):
    assert not is_loopback(url)


def test_a_foreign_target_is_only_read_unless_asked():
    assert settings("https://staging.example").checked().allowed == {Mode.READ}
    asked = settings("https://staging.example", modes=frozenset({Mode.HEAVY}), namespace="qa")
    assert asked.checked().allowed == {Mode.READ, Mode.WRITE, Mode.HEAVY}


def test_writing_to_a_foreign_target_needs_a_namespace():
    with pytest.raises(UsageError, match="needs --namespace"):
        settings("https://staging.example", modes=frozenset({Mode.WRITE})).checked()


def test_the_profile_limits_what_may_be_done(check):
    profile = replace(read_profile(SPECIMEN.profile), modes=frozenset({Mode.READ}))
    report = check(profile=profile, modes=[Mode.WRITE])
    assert report["SPC-01"].reason == "the profile does not allow the mode write"
    assert report.writes == 0


def test_every_name_carries_namespace_and_run(check):
    things = Things()
    report = check(things=things, keep=True, namespace="qa", only=["SPC-01", "SPC-02"])
    names = [name for _, name in things.stored]
    assert len(names) == 4
    assert all(name.startswith(f"qa-{report.run['id']}-") for name in names)


def test_no_two_probes_share_a_name(check):
    things = Things()
    check(things=things, keep=True, only=["SPC-01", "SPC-04", "SPC-06"])
    assert len(things.stored) == 3  # each of the probes calls its thing "a"


def test_a_budget_is_never_exceeded(check):
    things = Things()
    report = check(things=things, max_writes=5, only=["SPC-01", "SPC-02", "SPC-09"])
    assert report["SPC-01"].verdict is Verdict.PASS
    assert report["SPC-02"].verdict is Verdict.UNTESTED
    assert report["SPC-02"].reason.startswith("the budget of 5 writes is spent (5 written")
    assert report.writes == 5
    assert report.exit_code == 3


def test_the_ledger_has_an_entry_before_the_write(serve, tmp_path):
    file = tmp_path / "ledger.ndjson"
    seen = []

    class Watching(Things):
        def put(self, tenant, things):
            seen.append([json.loads(line) for line in file.read_text().splitlines()])
            return super().put(tenant, things)

    url = serve(things=Watching())
    conformance.check(url, vendor=SPECIMEN, only=["SPC-01"], ledger=file)
    head, entry = seen[0]
    assert head["run"]["target"] == url
    assert entry["kind"] == "thing"
    assert entry["removed"] is False
    last = json.loads(file.read_text().splitlines()[-1])
    assert (last["name"], last["removed"]) == (entry["name"], True)


def test_the_ledger_shows_no_secret(check, tmp_path):
    file = tmp_path / "ledger.ndjson"
    report = check(ledger=file, only=["SPC-01"])
    assert f"secret-{report.run['id']}" not in file.read_text()


def test_a_failing_removal_does_not_stop_the_run(check):
    report = check("breaks-on-delete")
    assert report["SPC-01"].verdict is Verdict.PASS
    assert report["SPC-04"].verdict is Verdict.NOTE
    assert report.exit_code == 6


def test_a_rate_is_kept(check, monkeypatch):
    naps = []
    monkeypatch.setattr("conformance.http.wire.time.sleep", naps.append)
    monkeypatch.setattr("conformance.http.wire.time.monotonic", lambda: 100.0)
    check(rate=5, only=["SPC-05"])
    assert naps == [pytest.approx(0.2)]  # the greeting, then one request a fifth of a second later


def test_a_probe_that_writes_unannounced_is_stopped_in_read_mode(check, monkeypatch):
    def writes(run):
        run.driver.put({"name": run.name("a"), "size": 1})

    monkeypatch.setitem(SPECIMEN.registered, "SPC-05", Probe(("SPC-05",), writes))
    things = Things()
    report = check(things=things, modes=[Mode.READ], only=["SPC-05"])
    assert report["SPC-05"].reason == "needs --mode write"
    assert things.stored == {}


def test_cleaning_is_possible_when_the_budget_is_spent(serve):
    things = Things()
    with closing(Run(settings(serve(things=things), max_writes=1))) as run:
        target, driver = run.workspace("SPC-01", 1)
        driver.put({"name": target.name("a"), "size": 1})
        with target.housekeeping():
            driver.put({"name": target.name("b"), "size": 1})
        with pytest.raises(Untested, match="the budget of 1 writes is spent"):
            driver.put({"name": target.name("c"), "size": 1})
    assert len(things.stored) == 2
