"""The fifteen operators, over five records with known answers: ids 1 to 5, the last one empty."""

import json
from urllib.parse import quote

import pytest

ROWS = [
    {"name": "alpha", "n": 1, "ok": True, "day": "2026-01-01", "tags": ["a", "b"]},
    {"name": "beta", "n": 2, "ok": False, "day": "2026-02-01", "tags": "b"},
    {"name": "alphabet", "n": 10, "ok": True, "day": "2026-03-01"},
    {"name": "a_b", "n": 2.5, "day": "2026-04-01"},
    {},
]

KNOWN = [
    ("name", "EQUALS", "alpha", [1]),
    ("name", "EQUALS", ["alpha", "beta"], [1, 2]),
    ("name", "EQUALS", "ALPHA", []),
    ("n", "EQUALS", "2", [2]),
    ("n", "EQUALS", 2.5, [4]),
    ("n", "EQUALS", "2.50", [4]),
    ("n", "EQUALS", "two", []),
    ("ok", "EQUALS", "true", [1, 3]),
    ("ok", "EQUALS", "1", [1, 3]),
    ("ok", "EQUALS", False, [2]),
    ("name", "EQUALS", None, [5]),
    ("name", "NOT_EQUALS", None, [1, 2, 3, 4]),
    ("name", "NOT_EQUALS", "alpha", [2, 3, 4]),
    ("name", "CONTAINS", "alpha", [1, 3]),
    ("tags", "CONTAINS", "b", [1, 2]),
    ("tags", "CONTAINS", "a", [1]),
    ("name", "NOT_CONTAINS", "alpha", [2, 4]),
    ("name", "STARTS_WITH", "al", [1, 3]),
    ("name", "ENDS_WITH", "a", [1, 2]),
    ("n", "LESS_THAN", "2", [1]),
    ("n", "LESS_THAN_OR_EQUAL_TO", "2", [1, 2]),
    ("n", "GREATER_THAN", 2, [3, 4]),
    ("n", "GREATER_THAN", "9", [3]),
    ("n", "GREATER_THAN_OR_EQUAL_TO", "2.5", [3, 4]),
    ("day", "GREATER_THAN", "2026-02-01", [3, 4]),
    ("day", "LESS_THAN", "2026-02-01T00:00:01Z", [1, 2]),
    ("name", "IN", ["alpha", "a_b"], [1, 4]),
    ("name", "IN", "alpha", [1]),
    ("n", "IN", ["1", "10"], [1, 3]),
    ("id", "IN", [1, 5], [1, 5]),
    ("name", "NOT_IN", ["alpha", "a_b"], [2, 3]),
    ("name", "LIKE", "alpha", [1]),
    ("name", "LIKE", "alpha%", [1, 3]),
    ("name", "LIKE", "%a", [1, 2]),
    ("name", "LIKE", "a_b", [4]),
    ("name", "LIKE", "%.%", []),
    ("n", "BETWEEN", ["2", "10"], [2, 3, 4]),
    ("n", "NOT_BETWEEN", [2, 3], [1, 3]),
    ("day", "BETWEEN", ["2026-01-15", "2026-03-01"], [2, 3]),
]


@pytest.fixture
def number(shop, make_field):
    found = shop.define(
        [
            make_field("name"),
            make_field("n", "number"),
            make_field("ok", "bool"),
            make_field("day", "date"),
            make_field("tags", "list"),
        ]
    )
    assert shop.save(found, *ROWS).body["sent_count"] == 5
    return found


def as_json(*conditions):
    return "filters=" + quote(json.dumps(list(conditions)))


def as_brackets(field, operator, values):
    query = f"filters[0][field]={field}&filters[0][operator]={operator}"
    if isinstance(values, list):
        parts = [f"filters[0][values][{index}]={one}" for index, one in enumerate(values)]
        return "&".join([query, *parts])
    return query if values is None else f"{query}&filters[0][values]={str(values).lower()}"


@pytest.mark.parametrize(("field", "operator", "values", "expected"), KNOWN)
def test_an_operator_finds_what_it_should(shop, number, field, operator, values, expected):
    # SPM-16, SPM-17
    condition = {"field": field, "operator": operator, "values": values}
    query = f"{as_json(condition)}&order[field]=id"
    assert shop.column(number, "id", query) == expected


@pytest.mark.parametrize(
    ("field", "operator", "values", "expected"), [row for row in KNOWN if row[2] != "ALPHA"]
)
def test_a_bracketed_filter_means_the_same(shop, number, field, operator, values, expected):
    # SPM-17, SPM-20
    query = f"{as_brackets(field, operator, values)}&order[field]=id"
    assert shop.column(number, "id", query) == expected


def test_a_filter_may_be_one_object(shop, number):
    # SPM-20
    query = "filters[field]=name&filters[operator]=EQUALS&filters[values]=beta"
    assert shop.column(number, "id", query) == [2]
    query = "filters=" + quote('{"field":"name","operator":"EQUALS","values":"beta"}')
    assert shop.column(number, "id", query) == [2]


def test_all_filters_must_hold(shop, number):
    # SPM-18
    query = as_json(
        {"field": "name", "operator": "STARTS_WITH", "values": "al"},
        {"field": "n", "operator": "GREATER_THAN", "values": 1},
    )
    assert shop.column(number, "id", query) == [3]


def test_a_filter_on_the_time_of_creation_compares_moments(shop, number):
    # SPM-16
    equal = as_json(
        {"field": "created_at", "operator": "EQUALS", "values": "2026-09-21T16:13:20+02:00"}
    )
    assert len(shop.rows(number, equal)) == 5
    later = as_json({"field": "created_at", "operator": "GREATER_THAN", "values": "2026-09-22"})
    assert shop.rows(number, later) == []


@pytest.mark.parametrize(
    "condition",
    [
        {"field": "name", "operator": "SOUNDS_LIKE", "values": "x"},
        {"field": "name", "operator": "equals", "values": "x"},
        {"field": "zzz", "operator": "EQUALS", "values": "x"},
        {"field": ["name"], "operator": "EQUALS", "values": "x"},
        {"field": "name", "values": "x"},
        {"operator": "EQUALS", "values": "x"},
        {"field": "name", "operator": "CONTAINS"},
        {"field": "n", "operator": "BETWEEN", "values": [1]},
        {"field": "n", "operator": "BETWEEN", "values": [1, 2, 3]},
        {"field": "n", "operator": "LESS_THAN", "values": [1, 2]},
        "name",
    ],
)
def test_a_filter_that_is_not_understood_is_refused_and_not_ignored(shop, number, condition):
    # SPM-21
    reply = shop.on("listCustomDataRecords", number, query=as_json(condition))
    assert reply.status == 400
    assert reply.body["message"].startswith("filters")
