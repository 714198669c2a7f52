"""Comparison of wanted and actual values."""

from __future__ import annotations

import pytest

from conformance.expectations import (
    ABSENT,
    Difference,
    a_list,
    anything,
    anything_but,
    at,
    client_error,
    containing,
    differences,
    exactly,
    matching,
    nothing,
    number,
    one_of,
    success,
)


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (1, 1),
        (1, 1.0),
        ({"a": 1}, {"a": 1, "b": 2}),
        ([1, {"a": 2}], [1, {"a": 2, "b": 3}]),
        (one_of(1, 2), 2),
        (one_of(success(), 429), 204),
        (exactly({"a": 1}), {"a": 1}),
        (anything(), None),
        (nothing(), ABSENT),
        (nothing(), []),
        (containing("Max", "1000"), "too many, max 1000"),
        (matching("[a-z]+"), "abc"),
        (number(1, 3), 3),
        (a_list(2), [1, 2]),
        (anything_but(5), 6),
        (client_error(), 422),
        (ABSENT, ABSENT),
    ],
)
def test_what_is_as_wanted_makes_no_difference(wanted, got):
    assert differences("x", wanted=wanted, got=got) == []


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        (1, True),
        (False, 0),
        (1, "1"),
        ({"a": 1}, {"b": 1}),
        ([1], [1, 2]),
        ([1, 2], [1, 3]),
        (one_of(1, 2), 3),
        (exactly({"a": 1}), {"a": 1, "b": 2}),
        (anything(), ABSENT),
        (nothing(), 0),
        (containing("max"), None),
        (matching("[a-z]+"), "abc1"),
        (number(1, 3), 4),
        (number(), True),
        (a_list(2), [1]),
        (a_list(), "text"),
        (anything_but(5), 5),
        (success(), 400),
        (client_error(), 500),
        (ABSENT, None),
    ],
)
def test_what_is_otherwise_makes_one_difference(wanted, got):
    assert len(differences("x", wanted=wanted, got=got)) == 1


def test_a_difference_names_its_place():
    wanted = {"items": [{"id": 1}, {"id": 2}]}
    got = {"items": [{"id": 1}, {"id": 3}]}
    assert differences("body", wanted=wanted, got=got) == [Difference("body.items[1].id", "2", "3")]


def test_every_difference_is_reported():
    found = differences("body", wanted={"a": 1, "b": 2, "c": 3}, got={"a": 0, "c": 3})
    assert [each.where for each in found] == ["body.a", "body.b"]
    assert found[1].got == "absent"


def test_a_long_value_is_cut():
    (found,) = differences("x", wanted="y", got="z" * 5000)
    assert len(found.got) == 300


def test_at_never_raises():
    body = {"items": [{"id": 1}], "text": "abc"}
    assert at(body, "items", 0, "id") == 1
    assert at(body, "items", -1, "id") == 1
    for path in (("items", 1), ("items", "id"), ("text", 0), ("none", "at", "all"), (0,)):
        assert at(body, *path) is ABSENT
