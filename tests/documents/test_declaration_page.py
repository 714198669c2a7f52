"""The guide lists every word of a declaration as its schema does, and shows a tested contract."""

from __future__ import annotations

from declaration_tables import ROOT, tables
from pages import section


def test_the_tables_of_words_are_those_of_the_schema():
    said = section("The words of a declaration")
    shown = said.partition("<!-- words -->\n")[2].partition("<!-- /words -->")[0]
    assert shown.strip() == tables().strip()


def test_the_contract_of_the_guide_is_the_one_that_is_tested():
    said = section("Your own API")
    shown = said.partition("```yaml\n")[2].partition("```")[0]
    assert shown == (ROOT / "tests" / "declared" / "orders.yaml").read_text()
