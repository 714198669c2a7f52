"""HubSpot's search: filters, order, pages, limits."""

from __future__ import annotations

from typing import Any

import pytest
from providers.hubspot.conftest import HubSpot


def filtered(*filters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"filterGroups": [{"filters": list(filters)}], **more}


def by(name: str, operator: str, value: str | None = None, **more: Any) -> dict[str, Any]:
    own = {} if value is None else {"value": value}
    return {"propertyName": name, "operator": operator, **own, **more}


@pytest.fixture
def companies(hubspot: HubSpot) -> HubSpot:
    """Three companies, whose ids are 1, 2 and 3."""
    hubspot.made("companies", name="Alpha Works", city="Oslo", numberofemployees="9")
    hubspot.advance(10)
    hubspot.made("companies", name="beta works", numberofemployees="10")
    hubspot.made("companies", domain="gamma.example", city="Rome", numberofemployees="200")
    return hubspot


def found(hubspot: HubSpot, body: dict[str, Any], of: str = "companies") -> list[str]:
    answer = hubspot.ask("search", body, of=of)
    assert answer.status == 200, answer.body
    return [each["id"] for each in answer.body["results"]]


@pytest.mark.parametrize(
    ("one", "ids"),
    [
        (by("name", "EQ", "ALPHA works"), ["1"]),
        (by("name", "NEQ", "alpha works"), ["2"]),
        (by("numberofemployees", "LT", "10"), ["1"]),
        (by("numberofemployees", "LTE", "10"), ["1", "2"]),
        (by("numberofemployees", "GT", "10"), ["3"]),
        (by("numberofemployees", "GTE", "10.0"), ["2", "3"]),
        (by("numberofemployees", "BETWEEN", "9", highValue="10"), ["1", "2"]),
        (by("city", "IN", values=["oslo", "rome"]), ["1", "3"]),
        (by("city", "NOT_IN", values=["oslo"]), ["3"]),
        (by("city", "HAS_PROPERTY"), ["1", "3"]),
        (by("city", "NOT_HAS_PROPERTY"), ["2"]),
        (by("name", "CONTAINS_TOKEN", "work*"), ["1", "2"]),
        (by("name", "CONTAINS_TOKEN", "work"), []),
        (by("name", "NOT_CONTAINS_TOKEN", "alpha"), ["2"]),
        (by("createdate", "GT", "1790000005000"), ["2", "3"]),
        (by("createdate", "LT", "2026-09-21T14:13:25Z"), ["1"]),
        (by("hs_object_id", "EQ", "3"), ["3"]),
    ],
    ids=lambda each: each.get("operator", "") if isinstance(each, dict) else "",
)
def test_a_filter_finds_the_records_for_which_it_holds(
    companies: HubSpot, one: dict[str, Any], ids: list[str]
):  # HUB-147
    assert found(companies, filtered(one)) == ids


def test_filters_of_a_group_all_hold_and_one_group_is_enough(companies: HubSpot):
    both = filtered(by("name", "CONTAINS_TOKEN", "works"), by("city", "EQ", "Oslo"))
    assert found(companies, both) == ["1"]
    either = {
        "filterGroups": [*both["filterGroups"], *filtered(by("city", "EQ", "rome"))["filterGroups"]]
    }
    assert found(companies, either) == ["1", "3"]
    assert found(companies, {"query": "GAMMA"}) == ["3"]
    assert found(companies, {}) == ["1", "2", "3"]


def test_options_are_compared_with_regard_to_case(hubspot: HubSpot):  # HUB-147
    hubspot.made(email="ana@x.example", lifecyclestage="lead")
    assert found(hubspot, filtered(by("lifecyclestage", "EQ", "lead")), "contacts") == ["1"]
    assert found(hubspot, filtered(by("lifecyclestage", "EQ", "LEAD")), "contacts") == []


def test_matches_are_sorted_and_those_without_a_value_come_last(companies: HubSpot):
    up = {"sorts": [{"propertyName": "city", "direction": "ASCENDING"}]}
    assert found(companies, up) == ["1", "3", "2"]
    down = {"sorts": [{"propertyName": "numberofemployees", "direction": "DESCENDING"}]}
    assert found(companies, down) == ["3", "2", "1"]


def test_pages_are_counted_by_the_offset_of_their_first_match(companies: HubSpot):  # HUB-141, 142
    first = companies.ask("search", {"limit": 2}, of="companies").body
    assert (first["total"], first["paging"]) == (3, {"next": {"after": "2"}})
    for after in ("2", 2):
        last = companies.ask("search", {"limit": 2, "after": after}, of="companies").body
        assert ([each["id"] for each in last["results"]], last["total"]) == (["3"], 3)
        assert "paging" not in last


def test_a_search_shows_what_it_asks_for(companies: HubSpot):  # HUB-133, 134, 135
    body = {"properties": ["city", "nothing", "domain"], "limit": 1}
    [shown] = companies.ask("search", body, of="companies").body["results"]
    assert shown["properties"] == {"city": "Oslo", "domain": None}
    [usual] = companies.ask("search", {"limit": 1}, of="companies").body["results"]
    assert set(usual["properties"]) == {"name", "createdate", "hs_lastmodifieddate", "hs_object_id"}


def groups(*sizes: int) -> dict[str, Any]:
    one = by("city", "EQ", "x")
    return {"filterGroups": [{"filters": [one] * size} for size in sizes]}


@pytest.mark.parametrize(
    "body",
    [
        {"limit": 201},
        {"after": "9991"},
        {"after": "x"},
        groups(1, 1, 1, 1, 1, 1),
        groups(7),
        groups(6, 6, 6, 1),
        filtered(by("colr", "EQ", "x")),
        filtered(by("numberofemployees", "EQ", "many")),
        {"sorts": [{"propertyName": "colr"}]},
    ],
    ids=["limit", "beyond", "after", "groups", "filters", "all", "unknown", "type", "sort"],
)
def test_what_a_search_may_not_ask_for_is_refused(
    companies: HubSpot, body: dict[str, Any]
):  # HUB-141, 143, 144
    answer = companies.ask("search", body, of="companies")
    assert (answer.status, answer.body["category"]) == (400, "VALIDATION_ERROR")


def test_the_largest_search_is_accepted(companies: HubSpot):  # HUB-141, 143, 144
    assert found(companies, {**groups(6, 6, 6), "limit": 200, "after": "9800"}) == []
    assert found(companies, groups(4, 4, 4, 3, 3)) == []


def test_what_was_just_written_or_archived_is_searched_as_it_was(hubspot: HubSpot):  # HUB-145, 146
    slow = HubSpot(visibility_delay=3000)
    slow.made(email="ana@x.example")
    assert found(slow, {}, "contacts") == []
    assert slow.seen("1", "email") == {"email": "ana@x.example"}
    slow.advance(3)
    assert found(slow, {}, "contacts") == ["1"]
    hubspot.made(email="ben@x.example")
    hubspot.ask("archive", objectId="1")
    assert found(hubspot, {}, "contacts") == []
