"""
Every name of the glossary exists.
"""

from __future__ import annotations

import json
import re
from pkgutil import resolve_name

import pytest
from pages import ROOT, in_code, rows, section

NAME = re.compile(r"(?:mockserver|conformance)(?:\.\w+)*")
DECLARED = re.compile(r"[a-z-]+: [a-z-]+")
TABLE = rows(section("Glossary"))[1:]
CODE = [code for *_, last in TABLE for code in in_code(last)]


@pytest.mark.parametrize("name", [code for code in CODE if NAME.fullmatch(code)])
def test_a_name_of_the_glossary_exists(name: str):
    assert resolve_name(name) is not None


@pytest.mark.parametrize("declared", [code for code in CODE if DECLARED.fullmatch(code)])
def test_a_declaration_of_the_glossary_is_in_the_vocabulary(declared: str):
    schema = json.loads((ROOT / "openapi" / "declaration.schema.json").read_text())
    word, value = declared.split(": ")
    assert value in schema["$defs"]["words"][word]["enum"]


def test_every_term_stands_once_and_has_a_name_in_code():
    terms = [term for row in TABLE for term in row[0].strip("*").split(", ")]
    assert len(terms) > 50
    assert sorted(terms) == sorted(set(terms))
    assert all(in_code(row[2]) for row in TABLE)
    for code in CODE:
        known = NAME.fullmatch(code) or DECLARED.fullmatch(code) or (ROOT / code).exists()
        assert known or code == "vendor_errors", code
