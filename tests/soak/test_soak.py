"""A short soak with every run of the tests; the long one is a command of its own."""

from __future__ import annotations

from soak.soak import soak


def test_a_short_soak_loses_nothing_and_breaks_nothing():
    assert soak(seed=1, kills=2, requests=600) == []
