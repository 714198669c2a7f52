"""Cleaning up at ShopiMind: what is deleted, what is restored, and what is reported as left."""

from __future__ import annotations

from defects.planting import Ask, Benign, Forward, Reply, judged, planted

import conformance
from conformance.drivers.shopimind import rejected, stored_value
from conformance.drivers.shopimind.bodies import rejected_position
from conformance.expectations import differences
from conformance.http.exchange import Exchange


def immortal(ask: Ask, forward: Forward) -> Reply:
    """A shop whose definitions cannot be deleted."""
    return Reply(200) if ask.method == "DELETE" else forward(ask)


def answered(status: int, body: bytes) -> Exchange:
    return Exchange("POST", "/x", "http://x/x", {}, b"", status, {}, body, 0.0, 0.0)


def test_what_cannot_be_deleted_is_left():
    report = judged("shopimind", Benign("immortal", wrap=immortal), ("SPM-24",))
    assert [entry.kind for entry in report.left] == ["definition"]


def test_definitions_that_were_refused_are_not_left():
    report = judged("shopimind", Benign("sound"), ("SPM-30", "SPM-31"))
    assert report.left == []


def test_overrides_are_what_they_were():
    asked: list[bytes] = []

    def watching(ask: Ask, forward: Forward) -> Reply:
        if ask.method == "PUT" and ask.body:
            asked.append(ask.body)
        return forward(ask)

    with planted("shopimind", Benign("watched", wrap=watching)) as url:
        report = conformance.check(url, vendor="shopimind", only=["SPM-90"])
    assert asked[-1] == b'{"overrides":[]}'
    assert len(asked) == 3
    assert report.left == []


def test_a_number_may_come_back_as_a_text_and_nothing_else():
    assert [
        differences("x", wanted=stored_value(7), got=got) == [] for got in (7, 7.0, "7", "7.00")
    ] == [
        True,
        True,
        True,
        True,
    ]
    assert [
        differences("x", wanted=stored_value(7), got=got) == [] for got in (8, "x", None, True)
    ] == [
        False,
        False,
        False,
        False,
    ]


def test_a_rejected_item_is_found_by_a_number_or_by_what_was_sent():
    sent = [{"a": 1}, {"a": 2}]
    assert rejected_position({"at": 1, "why": "no"}, sent) == 1
    assert rejected_position({"row": {"a": 2}, "why": "no"}, sent) == 1
    assert rejected_position({"why": "no"}, sent) is None


def test_a_refused_request_rejects_everything():
    assert rejected(answered(400, b"{}"), ["a", "b"]) == [0, 1]
    assert rejected(answered(200, b'{"rejected_items": [{"index": 1}]}'), ["a", "b"]) == [1]
