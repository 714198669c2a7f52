"""Texts that stand for names, made from the patterns that contracts have."""

from __future__ import annotations

import re

import pytest

from conformance.declared.sample_values import text_for
from conformance.outcomes import Untested

PATTERNS = [
    "^97[89][0-9]{10}$",
    "^[A-Z]{2}-\\d{4,6}$",
    "^\\+?[1-9]\\d{1,14}$",
    "^[A-Z0-9-]{3,20}$",
    "^SKU_[a-z]+\\.v[0-9]$",
    "^[^/ ]{8}$",
    "[a-z]+",
    "^id-\\w{6,}$",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_pattern_of_characters_and_classes_has_a_text_for_each_name(pattern: str):
    texts = {text_for(f"cf-abc-{n}", {"pattern": pattern}) for n in range(20)}
    assert len(texts) == 20
    assert all(re.search(pattern, text) for text in texts)


def test_equal_names_have_equal_texts_and_the_longest_that_is_allowed_is_kept():
    node = {"pattern": "^[A-Z]+[0-9]{2}$", "maxLength": 22}
    assert text_for("cf-abc-1", node) == text_for("cf-abc-1", node)
    assert len(text_for("cf-abc-1", node)) <= 22


def test_a_pattern_that_no_text_is_known_for_is_said():
    with pytest.raises(Untested, match="no text is known that fits"):
        text_for("cf-abc-1", {"pattern": "^(?=.*[A-Z])(?=.*;;;).{90,}$"})
