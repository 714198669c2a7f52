"""A probe that was never red proves nothing: every planted defect is noticed, nothing else is."""

from __future__ import annotations

from collections import Counter

import pytest
from defects.matrix import TABLE, matrix
from defects.planting import Benign, Defect, judged
from defects.registry import benign, defects

from conformance import Level
from conformance.judging.vendors import VENDORS, find_vendor


def named(variants):
    return [pytest.param(*each, id=f"{each[0]}-{each[1].name}") for each in variants]


@pytest.mark.parametrize(("vendor", "defect"), named(defects()))
def test_a_planted_defect_is_noticed_by_every_rule_it_names(vendor: str, defect: Defect):
    report = judged(vendor, defect, only=defect.rules)
    seen = {
        result.rule.id: "noticed" if result.violated else f"{result.verdict} {result.reason}"
        for result in report.results
    }
    assert seen == dict.fromkeys(defect.rules, "noticed")


@pytest.mark.parametrize(("vendor", "variant"), named(benign()))
def test_a_conforming_variant_raises_no_alarm(vendor: str, variant: Benign):
    report = judged(vendor, variant, only=variant.rules)
    alarms = [
        f"{result.rule.id}: {result.reason}"
        for result in report.results
        if result.verdict in {"FAIL", "FLAKY", "ERROR"} or result.incomplete
    ]
    assert alarms == []


@pytest.mark.parametrize("vendor", list(dict(defects())))
def test_the_sound_sandbox_is_clean(vendor: str):
    report = judged(vendor, Benign("sound"), only=())
    alarms = [
        f"{result.rule.id} {result.verdict}: {result.reason}"
        for result in report.results
        if result.verdict in {"FAIL", "WARN", "FLAKY", "ERROR"} or result.incomplete
    ]
    assert alarms == []
    assert report.left == []


def test_every_defect_has_a_name_of_its_own():
    names = Counter(f"{vendor} {defect.name}" for vendor, defect in defects())
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(("vendor", "defect"), named(defects()))
def test_a_defect_names_rules_that_can_be_violated(vendor: str, defect: Defect):
    catalogue = find_vendor(vendor).catalogue
    assert defect.rules
    for rule in defect.rules:
        assert catalogue[rule].level is not Level.CHARACTERISE
        assert catalogue[rule].not_tested is None


def test_the_registry_knows_only_vendors():
    assert {vendor for vendor, _ in defects()} <= set(VENDORS)


def test_the_committed_matrix_is_current():
    assert TABLE.read_text() == matrix(), "python tests/defects/matrix.py writes it"
