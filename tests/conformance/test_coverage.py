"""Every rule is tested or excluded in writing, and neither ids nor meanings change."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version

import pytest

import conformance
from conformance.catalogue import CREDENTIALS, Mode
from conformance.catalogue.profile import read_profile
from conformance.errors import CatalogueError
from conformance.judging.vendors import GENERAL, PACKAGE, SHIPPED, VendorParts
from conformance.runner.api import VERSION
from conformance.runner.coverage import LOCK, check_committed, read_lock, write_committed

ALL = [*SHIPPED.values(), GENERAL]
COUNTS = {"hubspot": 167, "propeller": 50, "shopimind": 107, "solvimon": 74, "square": 182}
"""How many rules each fact file states."""


def test_the_committed_files_are_current():
    assert check_committed(ALL) == []


@pytest.mark.parametrize("vendor", ALL, ids=[*SHIPPED, GENERAL.name])
def test_every_rule_has_a_probe_or_a_reason_to_have_none(vendor: VendorParts):
    untold = [
        rule.id
        for rule in vendor.catalogue.values()
        if rule.id not in vendor.registered and not rule.not_tested and not rule.withdrawn
    ]
    assert untold == []


@pytest.mark.parametrize("vendor", ALL, ids=[*SHIPPED, GENERAL.name])
def test_a_probe_quotes_the_sentences_of_its_rules(vendor: VendorParts):
    for rule, probe in vendor.registered.items():
        text = " ".join((probe.function.__doc__ or "").split())
        sentence = " ".join(vendor.catalogue[rule].sentence.split())
        assert sentence in text, f"{probe.place} should quote: {sentence}"
        assert rule in text or text == sentence, f"{probe.place} says more than {rule}"


@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_every_rule_of_the_facts_is_there(name: str, count: int):
    own = SHIPPED[name].files[SHIPPED[name].rules[0]]
    assert len(own) == count
    numbers = [int(rule.id.split("-")[1]) for rule in own]
    assert numbers == list(range(1, count + 1))


@pytest.mark.parametrize("vendor", ALL, ids=[*SHIPPED, GENERAL.name])
def test_every_need_is_a_word_of_the_sandbox_profile(vendor: VendorParts):
    profile = read_profile(vendor.profile)
    for rule in vendor.catalogue.values():
        for capability in rule.capabilities:
            assert capability in profile.capabilities, f"{rule.id} needs {capability}"


@pytest.mark.parametrize("vendor", ALL, ids=[*SHIPPED, GENERAL.name])
def test_the_sandbox_profile_hides_no_rule(vendor: VendorParts):
    profile = read_profile(vendor.profile)
    assert profile.modes == set(Mode)
    assert set(profile.credentials) >= {
        name
        for rule in vendor.catalogue.values()
        for need, name in CREDENTIALS.items()
        if need in rule.needs
    }


def test_the_template_for_staging_is_a_profile_that_only_reads_and_writes():
    profile = read_profile(PACKAGE / "profiles" / "staging.toml")
    assert profile.modes == {Mode.READ, Mode.WRITE}
    assert all(source.value == "" for source in profile.credentials.values())


def changed(vendor: VendorParts, **changes) -> VendorParts:
    """The same vendor, its first rule changed."""
    other = replace(vendor)
    first, *rest = vendor.catalogue.values()
    rules = {rule.id: rule for rule in [replace(first, **changes), *rest]}
    probes = {rule: probe for rule, probe in vendor.registered.items() if rule in rules}
    object.__setattr__(other, "catalogue", rules)
    object.__setattr__(other, "registered", probes)
    return other


@pytest.fixture
def committed(tmp_path):
    files = {"table": tmp_path / "coverage.md", "lock": tmp_path / "rules.lock"}
    write_committed([SHIPPED["square"]], **files)
    return files


def test_what_was_just_written_is_current(committed):
    assert check_committed([SHIPPED["square"]], **committed) == []


def test_a_changed_meaning_is_noticed_and_refused(committed):
    other = changed(SHIPPED["square"], sentence="Something else.")
    assert "SQ-01 changed its meaning: withdraw it and take a new id" in check_committed(
        [other], **committed
    )
    with pytest.raises(CatalogueError, match="SQ-01 changed its meaning"):
        write_committed([other], **committed)
    write_committed([other], ["SQ-01"], **committed)
    assert check_committed([other], **committed) == []


def test_an_id_that_vanished_is_noticed(committed):
    other = changed(SHIPPED["square"], id="SQ-999")
    found = check_committed([other], **committed)
    assert "SQ-01 is gone: mark it withdrawn, ids are never reused" in found
    assert any(line.startswith("SQ-999 is not in rules.lock") for line in found)


def test_a_moved_row_makes_the_table_stale(committed):
    other = changed(SHIPPED["square"], slug="another-slug")
    (line,) = check_committed([other], **committed)
    assert line.startswith("coverage.md is stale")


def test_the_lock_has_one_line_per_rule():
    assert len(read_lock(LOCK)) == len({rule for each in ALL for rule in each.catalogue})


@pytest.mark.parametrize("vendor", SHIPPED.values(), ids=SHIPPED)
def test_a_general_rule_that_a_vendors_rule_names_exists(vendor: VendorParts):
    named = {rule.generic for rule in vendor.catalogue.values() if rule.generic}
    assert len(named) > 10
    assert named <= set(GENERAL.catalogue)


def test_the_suite_has_the_version_of_its_distribution():
    assert version("upsert-sandbox") == VERSION


def test_the_public_names_exist():
    assert sorted(conformance.__all__) == conformance.__all__
    for name in conformance.__all__:
        assert getattr(conformance, name).__module__.startswith("conformance.")
