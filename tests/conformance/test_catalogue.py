"""Rules are data, and every mistake in them is refused where it stands."""

from __future__ import annotations

import pytest

from conformance import Level, Mode
from conformance.catalogue import read_rules
from conformance.errors import CatalogueError
from conformance.judging.probe import REGISTRY, Probe, probe, probes_of

HEAD = '[sources]\nSPEC = "https://example.test/spec"\n'
ROW = {
    "id": '"TST-01"',
    "slug": '"a-slug"',
    "family": '"limits"',
    "operation": '"PUT /x"',
    "sentence": '"It holds."',
    "source": '"SPEC"',
    "place": '"section 1"',
    "certainty": '"documented"',
}


def rules_of(tmp_path, *rows, head=HEAD):
    file = tmp_path / "test.toml"
    blocks = [
        "[[rule]]\n" + "\n".join(f"{key} = {value}" for key, value in row.items()) for row in rows
    ]
    file.write_text(head + "\n" + "\n\n".join(blocks) + "\n")
    return read_rules(file, "test")


def test_a_row_becomes_a_rule(tmp_path):
    (rule,) = rules_of(tmp_path, ROW)
    assert (rule.id, rule.level, rule.source) == ("TST-01", Level.MUST, ("SPEC",))
    assert rule.links == ("https://example.test/spec",)


@pytest.mark.parametrize(
    ("certainty", "level"),
    [
        ("documented", Level.MUST),
        ("observed", Level.SHOULD),
        ("inferred", Level.INFO),
        ("ambiguous", Level.CHARACTERISE),
    ],
)
def test_the_level_follows_the_certainty(tmp_path, certainty, level):
    (rule,) = rules_of(tmp_path, ROW | {"certainty": f'"{certainty}"'})
    assert rule.level is level


def test_a_level_of_its_own_needs_a_reason(tmp_path):
    with pytest.raises(CatalogueError, match="needs a level_reason"):
        rules_of(tmp_path, ROW | {"level": '"SHOULD"'})
    reason = {"level": '"SHOULD"', "level_reason": '"the page recommends it"'}
    (rule,) = rules_of(tmp_path, ROW | reason)
    assert rule.level is Level.SHOULD


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"famly": '"limits"'}, r"test.toml:4: TST-01: unknown key 'famly'; the keys are id, slug"),
        ({"family": '"limit"'}, r"unknown family 'limit'; the words are auth, transport"),
        ({"certainty": '"sure"'}, r"unknown certainty 'sure'; the words are documented"),
        ({"id": '"tst-1"'}, r"id 'tst-1' must look like"),
        ({"slug": '"A slug"'}, r"slug 'A slug' must look like"),
        ({"source": '"PAGE"'}, r"source 'PAGE' is not in \[sources\]"),
        ({"sentence": '" "'}, r"sentence must be a text"),
        ({"needs": '"write"'}, r"needs must be a list"),
        ({"not_tested": '"never"'}, r"not_tested must be"),
        ({"not_tested": '{ kind = "lazy", sentence = "x" }'}, r"unknown kind 'lazy'; the words"),
        ({"not_tested": '{ kind = "needs-clock", sentence = "" }'}, r"not_tested needs a sentence"),
    ],
)
def test_a_mistake_is_refused_with_file_line_and_the_valid_words(tmp_path, change, message):
    with pytest.raises(CatalogueError, match=message):
        rules_of(tmp_path, ROW | change)


def test_a_missing_word_is_named(tmp_path):
    with pytest.raises(CatalogueError, match=r"test.toml:4: TST-01: place is missing"):
        rules_of(tmp_path, {key: value for key, value in ROW.items() if key != "place"})


def test_the_line_is_the_one_of_the_row(tmp_path):
    second = ROW | {"id": '"TST-02"', "slug": '"b"', "family": '"zzz"'}
    with pytest.raises(CatalogueError, match=r"test.toml:14: TST-02"):
        rules_of(tmp_path, ROW, second)


@pytest.mark.parametrize("field", ["id", "slug"])
def test_no_two_rules_share_an_id_or_a_slug(tmp_path, field):
    other = ROW | {"id": '"TST-02"', "slug": '"b-slug"'} | {field: ROW[field]}
    with pytest.raises(CatalogueError, match=f"the {field} .* is used twice"):
        rules_of(tmp_path, ROW, other)


def test_heavy_lock_and_destructive_are_writes(tmp_path):
    (rule,) = rules_of(tmp_path, ROW | {"needs": '["heavy", "second-tenant", "colours"]'})
    assert rule.modes == {Mode.HEAVY, Mode.WRITE}
    assert rule.credentials == ("second",)
    assert rule.capabilities == ("colours",)


def test_the_digest_follows_the_meaning_and_nothing_else(tmp_path):
    (rule,) = rules_of(tmp_path, ROW)
    (moved,) = rules_of(tmp_path, ROW | {"place": '"section 9"', "slug": '"other"'})
    (changed,) = rules_of(tmp_path, ROW | {"sentence": '"It does not hold."'})
    (weaker,) = rules_of(tmp_path, ROW | {"certainty": '"observed"'})
    assert moved.digest == rule.digest
    assert len({rule.digest, changed.digest, weaker.digest}) == 3


def test_two_probes_cannot_claim_one_rule(monkeypatch):
    def one(_run): ...
    def other(_run): ...

    probes = [Probe(("TST-01",), one), Probe(("TST-01",), other)]
    monkeypatch.setitem(REGISTRY, "somewhere", probes)
    with pytest.raises(CatalogueError, match=r"TST-01 is claimed by .*one and by .*other"):
        probes_of(["somewhere"])


def test_a_probe_without_a_rule_is_refused():
    with pytest.raises(CatalogueError, match="at least one rule"):
        probe()
