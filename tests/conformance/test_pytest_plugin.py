"""``pytest --pyargs conformance`` in somebody's own project."""

from __future__ import annotations

import subprocess
import sys

import pytest
from specimen.distribution import TESTS, install


@pytest.fixture
def project(tmp_path):
    """Runs pytest in an empty project that knows the specimen vendor."""
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    environment = install(tmp_path)

    def run(*words):
        rules = TESTS / "specimen" / "specimen.toml"
        command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider"]
        return subprocess.run(
            [*command, "-p", "no:schemathesis", "-c", "pytest.ini", *words, str(rules)],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_one_test_per_rule_with_its_id(project, serve):
    words = ["--target", serve(), "--vendor", "specimen", "-v"]
    run = project(*words)
    assert run.returncode == 0, run.stdout
    assert "conformance/specimen::test_rule[SPC-01] PASS" in run.stdout
    assert "conformance/specimen::test_rule[SPC-08] N/A" in run.stdout
    assert "7 passed, 2 skipped" in run.stdout


def test_families_and_ids_select(project, serve):
    words = ["--target", serve(), "--vendor", "specimen"]
    assert "2 passed" in project(*words, "-k", "limits").stdout
    assert "1 passed" in project(*words, "-k", "SPC-05").stdout
    assert "1 passed" in project(*words, "-k", "should").stdout


def test_a_violation_fails_and_shows_rule_and_family(project, serve):
    run = project("--target", serve("first-wins"), "--vendor", "specimen")
    assert run.returncode == 1
    assert "FAIL SPC-01 a-second-write-updates (MUST, identity)" in run.stdout
    assert "1 failed" in run.stdout


def test_what_could_not_be_judged_is_an_error_and_never_a_pass(project, serve):
    words = ["--target", serve(), "--vendor", "specimen", "--conformance-mode", "read"]
    run = project(*words)
    assert run.returncode == 1
    assert "3 errors" in run.stdout
    assert "1 passed" in run.stdout


def test_two_workers_give_the_same_verdicts(project, serve):
    run = project("--target", serve("first-wins"), "--vendor", "specimen", "-n", "2")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "1 failed, 6 passed, 2 skipped" in run.stdout


def test_what_is_left_behind_and_a_stale_baseline_are_errors(project, serve, tmp_path):
    words = ["--target", serve("immortal"), "--vendor", "specimen", "-k", "SPC-01"]
    run = project(*words)
    assert run.returncode == 1
    assert "SPC-01 passes, but left behind thing cf-" in run.stdout
    (tmp_path / "b.toml").write_text('[[known]]\nrule = "SPC-01"\nreason = "x"\n')
    words = ["--target", serve(), "--vendor", "specimen", "--conformance-baseline", "b.toml"]
    run = project(*words)
    assert run.returncode == 1
    assert "SPC-01 passes, its entry in the baseline is stale" in run.stdout
    assert "1 error" in run.stdout


def test_a_known_violation_is_an_expected_failure(project, serve, tmp_path):
    (tmp_path / "b.toml").write_text('[[known]]\nrule = "SPC-01"\nreason = "x"\n')
    words = ["--target", serve("first-wins"), "--vendor", "specimen"]
    run = project(*words, "--conformance-baseline", "b.toml")
    assert run.returncode == 0
    assert "1 xfailed" in run.stdout


def test_junit_of_pytest_has_every_rule(project, serve, tmp_path):
    project("--target", serve(), "--vendor", "specimen", f"--junitxml={tmp_path / 'j.xml'}")
    text = (tmp_path / "j.xml").read_text()
    assert text.count("<testcase") == 9
    assert 'name="test_rule[SPC-01]"' in text


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--target", "http://127.0.0.1:9", "--vendor", "specimen"], "cannot be reached"),
        (["--target", "http://127.0.0.1:9", "--vendor", "acme"], "no vendor 'acme'"),
        (["--target", "nonsense", "--vendor", "specimen"], "is no address"),
    ],
)
def test_what_makes_no_sense_is_a_usage_error(project, words, sentence):
    run = project(*words)
    assert run.returncode == 4
    assert sentence in run.stderr


def test_the_package_without_a_target_says_what_is_missing(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:schemathesis", "--pyargs", "conformance"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode != 0
    assert "say what to judge with --target URL --vendor NAME" in run.stdout + run.stderr


def test_the_plugin_loads_no_http_client_until_there_is_a_target():
    code = "import sys, conformance.plugin; print(sorted({'httpx', 'rich'} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_a_project_without_the_suite_does_not_notice_the_plugin(tmp_path):
    (tmp_path / "test_own.py").write_text("def test_own(tmp_path):\n    assert tmp_path.is_dir()\n")
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-W", "error", "-p", "no:schemathesis"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 0, run.stdout
