"""The README says of each vendor which credentials are well-formed, as its provider has it."""

from __future__ import annotations

import re

import pytest
from pages import rows, section

from mockserver.providers import VENDORS, load_provider

CELLS = {
    row[0].strip("`"): row[2] for row in rows(section("Credentials and tenants")) if len(row) == 3
}


def test_every_vendor_has_its_row():
    assert set(CELLS) >= set(VENDORS)


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_row_says_what_the_provider_takes(vendor: str):
    pattern = load_provider(vendor).credential
    least, most = (
        int(size.replace(",", "")) for size in re.findall(r"[0-9][0-9,]*", CELLS[vendor])[:2]
    )
    marks = "".join(re.findall(r"`(.)`", CELLS[vendor]))
    for length in (least, most):
        assert pattern.fullmatch("a" * length)
    assert not pattern.fullmatch("a" * (least - 1))
    assert not pattern.fullmatch("a" * (most + 1))
    for mark in "._~+/=:-@ #é":
        assert bool(pattern.fullmatch("a" * least + mark)) is (mark in marks), mark
