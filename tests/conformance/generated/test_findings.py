"""
Which rule a finding belongs to, and which rules a run says nothing about.
"""

from __future__ import annotations

import pytest

from conformance.generated.schemathesis_run import ChildReport
from conformance.probes.any.generated_traffic import rule_of, unseen

OWN = frozenset({"SQ-07"})


@pytest.mark.parametrize(
    ("code", "rule"),
    [
        ("ST101", "GEN-04"),
        ("ST103", "GEN-01"),
        ("ST108", "GEN-01"),
        ("ST201", "GEN-02"),
        ("ST203", "GEN-02"),
        ("ST202", "GEN-03"),
        ("GEN-03", "GEN-03"),
        ("ST204", "GEN-05"),
        ("ST205", "GEN-05"),
        ("ST401", "GEN-06"),
        ("ST301", "GEN-07"),
        ("SQ-07", "GEN-08"),
        ("NETWORK", "GEN-04"),
        ("ST999", "GEN-04"),
    ],
)
def test_each_finding_has_a_row(code, rule):
    assert rule_of(code, OWN) == rule


def report(*phases: str, safe: bool = False) -> ChildReport:
    return ChildReport(generated=1, seconds=1.0, findings=(), phases=frozenset(phases), safe=safe)


def test_chains_that_were_not_run_are_untested():
    assert "no chain of requests was run" in unseen("GEN-07", report("examples", "coverage"))
    assert unseen("GEN-07", report("examples", "stateful")) == ""


def test_methods_that_were_not_sent_are_untested():
    assert "destructive only" in unseen("GEN-05", report("coverage", safe=True))
    assert unseen("GEN-05", report("coverage")) == ""
    assert unseen("GEN-01", report("coverage", safe=True)) == ""
