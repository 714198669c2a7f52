"""One specimen server, its defects, and the verdict on each."""

from __future__ import annotations

from dataclasses import replace

import pytest
from specimen import SPECIMEN
from specimen.server import Things

from conformance import Claim, Level, Mode, Strict, Verdict, read_profile
from conformance.catalogue.profile import Credential
from conformance.expectations import Difference
from conformance.judging.probe import Probe


def verdicts(report):
    return {result.rule.id: result.verdict.value for result in report.results}


def test_a_sound_server_is_conformant(check):
    report = check()
    assert verdicts(report) == {
        "SPC-01": "PASS",
        "SPC-02": "PASS",
        "SPC-03": "PASS",
        "SPC-04": "NOTE",
        "SPC-05": "PASS",
        "SPC-06": "PASS",
        "SPC-07": "N/A",
        "SPC-08": "N/A",
        "SPC-09": "PASS",
    }
    assert report.claim is Claim.CONFORMANT
    assert (report.exit_code, report.left) == (0, [])


def test_a_violated_must_fails_with_its_differences_and_requests(check):
    result = check("first-wins", only=["SPC-01"])["SPC-01"]
    assert result.verdict is Verdict.FAIL
    assert result.differences == [Difference("size", "2", "1")]
    assert [each.method for each in result.exchanges] == ["PUT", "PUT", "GET"]


def test_the_requests_shown_end_where_the_first_difference_shows(check):
    result = check("unlimited", only=["SPC-02"])["SPC-02"]
    assert len(result.differences) == 5
    assert [each.method for each in result.exchanges] == ["PUT", "PUT"]


def test_a_violated_should_warns_and_fails_when_strict(check):
    report = check("placeless")
    assert report["SPC-03"].verdict is Verdict.WARN
    assert (report.exit_code, report.claim) == (0, Claim.CONFORMANT)
    strict = check("placeless", strict=Strict.SHOULD)
    assert strict["SPC-03"].verdict is Verdict.FAIL
    assert (strict.exit_code, strict.claim) == (1, Claim.NOT_CONFORMANT)


def test_an_ambiguous_rule_records_the_reading(check):
    result = check()["SPC-04"]
    assert (result.notes, result.reason) == (["kept"], "kept")


def test_an_undeclared_capability_is_not_applicable(check):
    result = check()["SPC-07"]
    assert result.reason == "the profile does not declare colours"
    assert result.requests == 0


def test_a_rule_excluded_in_writing_has_a_reason(check):
    assert check()["SPC-08"].reason == "needs-clock: No run lasts a year."


def test_a_rule_that_is_skipped_is_listed_as_disabled(check):
    report = check(skip=["SPC-01"])
    assert report["SPC-01"].verdict is Verdict.DISABLED
    assert report.claim is Claim.PARTIAL


def test_a_missing_credential_leaves_a_rule_untested(check):
    report = check(profile=without_second())
    assert report["SPC-06"].verdict is Verdict.UNTESTED
    assert "set SPECIMEN_SECOND" in report["SPC-06"].reason
    assert (report.exit_code, report.claim) == (3, Claim.PARTIAL)


def without_second():
    profile = read_profile(SPECIMEN.profile)
    credentials = dict(profile.credentials) | {"second": Credential("SPECIMEN_SECOND")}
    return replace(profile, credentials=credentials)


def test_a_closed_mode_leaves_a_rule_untested(check):
    report = check(modes=[Mode.WRITE])
    assert report["SPC-09"].verdict is Verdict.UNTESTED
    assert report["SPC-09"].reason == "needs --mode heavy"
    assert report.exit_code == 0  # SPC-09 is no MUST


def test_reading_alone_sends_nothing_that_writes(check):
    things = Things()
    report = check(things=things, modes=[Mode.READ])
    assert report["SPC-05"].verdict is Verdict.PASS
    assert report["SPC-01"].reason == "needs --mode write"
    assert report.exit_code == 3
    assert {request.split()[0] for request in things.requests} == {"GET"}


def test_a_violation_that_is_gone_on_a_second_look_is_flaky(check):
    report = check("first-wins-once", only=["SPC-01"])
    assert report["SPC-01"].verdict is Verdict.FLAKY
    assert report["SPC-01"].attempts == 2
    assert (report.exit_code, report.claim) == (1, Claim.NOT_CONFORMANT)


def test_a_violation_that_stays_is_looked_at_twice_in_another_namespace(check):
    things = Things("first-wins")
    result = check(things=things, only=["SPC-01"])["SPC-01"]
    assert (result.verdict, result.attempts) == (Verdict.FAIL, 2)
    names = {request for request in things.requests if request.startswith("GET /things/")}
    assert len(names) == 2


def test_a_probe_that_crashes_is_an_error_of_the_suite(check, monkeypatch):
    def crash(_run):
        raise KeyError("objects")

    monkeypatch.setitem(SPECIMEN.registered, "SPC-01", Probe(("SPC-01",), crash))
    report = check(only=["SPC-01"])
    assert report["SPC-01"].verdict is Verdict.ERROR
    assert "KeyError: 'objects'" in report["SPC-01"].reason
    assert report.exit_code == 4


def test_a_rule_without_probe_and_without_reason_is_an_error(check, monkeypatch):
    monkeypatch.delitem(SPECIMEN.registered, "SPC-01")
    report = check(only=["SPC-01"])
    assert report["SPC-01"].verdict is Verdict.ERROR


def test_a_refused_setup_leaves_a_rule_untested_and_not_failed(check):
    report = check("refuses", only=["SPC-01"])
    assert report["SPC-01"].verdict is Verdict.UNTESTED
    assert "a valid request was refused: PUT /things -> 400 BAD" in report["SPC-01"].reason
    assert report.exit_code == 3


def test_a_broken_connection_is_a_violation(check):
    report = check("hangs-up", only=["SPC-02"])
    assert report["SPC-02"].verdict is Verdict.FAIL
    assert report["SPC-02"].differences[0].where == "PUT /things"
    assert report["SPC-02"].differences[0].wanted == "an answer"


def test_records_left_behind_are_reported(check):
    report = check("immortal")
    assert report.exit_code == 6
    assert report.claim is Claim.CONFORMANT
    assert report["SPC-01"].left[0].kind == "thing"


def test_records_are_kept_when_asked_for(check):
    things = Things()
    report = check(things=things, keep=True, only=["SPC-01"])
    assert (report.exit_code, len(things.stored)) == (0, 1)


def test_a_sound_server_is_left_as_it_was(check):
    things = Things()
    check(things=things)
    assert things.stored == {}


def test_a_level_selects_the_stronger_ones(check):
    report = check(level=Level.MUST)
    assert "SPC-03" not in verdicts(report)
    assert "SPC-01" in verdicts(report)


def test_filters_select_by_family_level_id_and_slug(check):
    report = check(only=["family:limits", "level:should", "SPC-01", "unknown-members"])
    assert set(verdicts(report)) == {"SPC-01", "SPC-02", "SPC-03", "SPC-04", "SPC-09"}


def test_a_busy_target_is_waited_for(check):
    busy = (429, {})
    report = check(things=Things(answers=[(200, {"things": []}), busy, busy]), only=["SPC-05"])
    assert report["SPC-05"].verdict is Verdict.PASS


def test_a_target_that_stays_busy_leaves_a_rule_untested(check):
    things = Things("busy")
    report = check(things=things, only=["SPC-01"])
    assert report["SPC-01"].verdict is Verdict.UNTESTED
    assert "stayed busy (429)" in report["SPC-01"].reason


def test_the_order_of_the_results_is_the_order_of_the_rules(check):
    ids = list(verdicts(check()))
    assert ids == sorted(ids)


@pytest.mark.parametrize("name", ["first-wins", "unlimited", "open", "shared", "immortal"])
def test_every_defect_of_the_specimen_is_noticed(check, name):
    assert check(name, level=Level.MUST).exit_code in {1, 6}
