"""A vendor of another distribution is found by its entry points and judged like the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from specimen.distribution import install


@pytest.fixture
def python(tmp_path):
    """Runs Python where the specimen vendor is installed."""

    def run(*words, **installed):
        return subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env=install(tmp_path, **installed),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_a_vendor_of_another_distribution_is_judged_by_its_own_rules(python, serve):
    words = ["--vendor", "specimen", "--report", "md=report.md"]
    sound = python("-m", "conformance", "check", serve(), *words)
    assert (sound.returncode, sound.stderr) == (0, "")
    assert "9 rules" in sound.stdout
    assert "specimen: conformant" in sound.stdout


def test_a_violation_of_a_vendor_of_another_distribution_fails(python, serve):
    broken = python("-m", "conformance", "check", serve("first-wins"), "--vendor", "specimen")
    assert broken.returncode == 1
    assert "FAIL SPC-01 a-second-write-updates" in broken.stdout


def test_its_rules_are_listed_beside_those_of_the_suite(python):
    listed = python("-m", "conformance", "list")
    assert {"SPC-01", "SQ-01"} <= {line.split()[0] for line in listed.stdout.splitlines()}


def test_the_committed_table_is_about_the_vendors_of_the_suite_alone(python):
    assert python("-m", "conformance", "coverage", "--check").returncode == 0


def test_its_generated_traffic_is_found_by_vendor_and_by_title(python):
    code = (
        "from conformance.generated.registry import traffic_of, traffic_titled;"
        "print(traffic_titled('Specimen things') is traffic_of('specimen'),"
        " traffic_titled('Square Catalog API').scheme)"
    )
    assert python("-c", code).stdout == "True Bearer\n"


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("square = specimen:SPECIMEN", "square is a vendor of the suite itself; choose another"),
        ("specimen = specimen:NOTHING", "has no attribute 'NOTHING'"),
        ("specimen = nowhere:SPECIMEN", "No module named 'nowhere'"),
        ("specimen = specimen.driver:connect", "must lead to a Vendor named 'specimen'"),
        ("other = specimen:SPECIMEN", "must lead to a Vendor named 'other'"),
    ],
)
def test_an_entry_point_that_leads_nowhere_is_a_usage_error(python, entry, sentence):
    name = entry.split()[0]
    text = f"[upsert_sandbox.suites]\n{entry}\n"
    words = ["-m", "conformance", "check", "http://127.0.0.1:9", "--vendor", name]
    run = python(*words, entry_points=text)
    assert run.returncode == 2
    assert sentence in run.stderr
    assert f"entry point {name} = " in run.stderr


def test_the_plugin_of_pytest_finds_vendors_without_loading_them(python):
    code = "import sys, conformance.plugin; print([n for n in sys.modules if 'specimen' in n])"
    assert python("-c", code).stdout == "[]\n"
