"""The ten field types, value by value."""

import pytest

ACCEPTED = [
    ("bool", True),
    ("text", ""),
    ("text", "é"),
    ("longtext", "a" * 10_000),
    ("number", 3),
    ("number", -2.5),
    ("decimal", 79.9),
    ("decimal", 0),
    ("list", "gold"),
    ("list", 3),
    ("list", ["gold", 3]),
    ("date", "2026-02-28"),
    ("datetime", "2026-02-28T10:00:00Z"),
    ("datetime", "2026-02-28T10:00:00.123+02:00"),
    ("datetime", "2026-02-28 10:00:00"),
    ("json", {"a": [1, None]}),
    ("json", [1]),
    ("geolocation", {"lat": 48.85, "lng": 2.35}),
    ("geolocation", {"latitude": 48.85, "longitude": 2.35}),
    ("geolocation", "48.85, 2.35"),
]

REFUSED = [
    ("bool", 1),
    ("bool", "true"),
    ("text", 1),
    ("text", True),
    ("text", ["a"]),
    ("longtext", {}),
    ("number", "12"),
    ("number", "abc"),
    ("number", True),
    ("number", [1]),
    ("decimal", "79.90"),
    ("list", "bronze"),
    ("list", True),
    ("list", ["gold", "bronze"]),
    ("list", {"a": 1}),
    ("date", "2026-02-30"),
    ("date", "28/02/2026"),
    ("date", "2026-02-28T10:00:00Z"),
    ("date", 20260228),
    ("datetime", "2026-02-28"),
    ("datetime", "2026-02-28T25:00:00Z"),
    ("datetime", "now"),
    ("geolocation", {"lat": 91, "lng": 0}),
    ("geolocation", {"lat": 1}),
    ("geolocation", {"lat": True, "lng": True}),
    ("geolocation", "Paris"),
    ("geolocation", 48),
]


@pytest.mark.parametrize(("kind", "value"), ACCEPTED)
def test_a_value_of_its_type_is_kept_as_it_is(shop, make_field, kind, value):
    # SPM-29
    more = {"options": ["gold", 3]} if kind == "list" else {}
    number = shop.define([make_field("a", kind, **more)])
    assert shop.save(number, {"a": value}).status == 200
    assert shop.column(number, "a") == [value]


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_a_value_of_another_type_is_rejected(shop, make_field, kind, value):
    # SPM-59
    more = {"options": ["gold", 3]} if kind == "list" else {}
    number = shop.define([make_field("a", kind, **more)])
    reply = shop.save(number, {"a": value}, {})
    assert reply.status == 200
    assert [item["index"] for item in reply.body["rejected_items"]] == [0]
    assert [error["field"] for error in reply.body["rejected_items"][0]["errors"]] == ["a"]


def test_a_list_without_options_takes_any_scalar(shop, make_field):
    number = shop.define([make_field("a", "list")])
    reply = shop.save(number, {"a": "anything"}, {"a": 7}, {"a": True}, {"a": [{"b": 1}]})
    assert [item["index"] for item in reply.body["rejected_items"]] == [2, 3]
