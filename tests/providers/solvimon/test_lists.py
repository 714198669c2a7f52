"""Lists: filters, order, pages, links."""

from __future__ import annotations

import pytest
from harness import NOON

URL = "http://sandbox.test/solvimon/v1/products"


def references(reply):
    return [found["reference"] for found in reply.body["data"]]


def listed(platform, query=""):
    return references(platform.call("getProducts", query=query))


@pytest.fixture
def three(platform):
    """Products a, b, c, created one second after the other."""
    for reference in "abc":
        platform.product(reference, name=f"Product {reference}")
        platform.bench.advance(1)
    return platform


def test_an_empty_list_has_one_address_and_no_page(platform):
    assert platform.call("getProducts").body == {
        "data": [],
        "limit": 50,
        "page": 1,
        "total_number_of_pages": 0,
        "links": {
            "first": f"{URL}?page=1&limit=50",
            "previous": None,
            "current": f"{URL}?page=1&limit=50",
            "next": None,
        },
    }


def test_the_newest_comes_first_also_within_one_millisecond(platform):  # 1.6
    for reference in "abc":
        platform.product(reference)
    platform.product("a", name="New")
    assert listed(platform) == ["c", "b", "a"]


def test_age_is_a_matter_of_the_clock_and_not_of_the_order_of_writing(platform):
    platform.product("later")
    platform.bench.clock.freeze(NOON - 1000)
    platform.product("earlier")
    assert listed(platform) == ["later", "earlier"]
    platform.feature("earlier")
    platform.bench.clock.freeze(NOON)
    platform.feature("later")
    platform.bench.clock.freeze(NOON - 2000)
    platform.feature("earliest")
    found = platform.call("getFeatures", query="order_by=created_at&order_direction=asc")
    assert references(found) == ["earliest", "earlier", "later"]


def test_a_page_has_its_place_and_links_that_keep_the_filters(three):  # SLV-57, 6.15
    query = "statuses[]=DRAFT&page=2&limit=1"
    reply = three.call("getProducts", query=query)
    kept = f"{URL}?statuses%5B%5D=DRAFT"
    assert references(reply) == ["b"]
    assert {name: reply.body[name] for name in ("limit", "page", "total_number_of_pages")} == {
        "limit": 1,
        "page": 2,
        "total_number_of_pages": 3,
    }
    assert reply.body["links"] == {
        "first": f"{kept}&page=1&limit=1",
        "previous": f"{kept}&page=1&limit=1",
        "current": f"{kept}&page=2&limit=1",
        "next": f"{kept}&page=3&limit=1",
    }


def test_a_last_page_may_be_short_and_has_no_next(three):
    reply = three.call("getProducts", query="page=2&limit=2")
    assert references(reply) == ["a"]
    assert reply.body["total_number_of_pages"] == 2
    assert reply.body["links"]["next"] is None


def test_a_page_behind_the_last_is_empty(three):
    reply = three.call("getProducts", query="page=9&limit=2")
    assert (references(reply), reply.body["links"]["next"]) == ([], None)


@pytest.mark.parametrize("name", ["page", "limit"])
@pytest.mark.parametrize("value", ["0", "-1", "x", "1.5", "2147483648", ""])
def test_pages_and_limits_are_positive_integers(platform, fault, name, value):
    reply = platform.call("getProducts", query=f"{name}={value}")
    assert fault(reply) == (400, "INVALID_FIELD", name)


def test_statuses_select(platform):  # SLV-57
    for status in ("DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"):
        platform.product(status.lower(), status=status)
    assert len(listed(platform)) == 4
    assert listed(platform, "statuses[]=ACTIVE") == ["active"]
    assert listed(platform, "statuses[]=DRAFT&statuses[]=ARCHIVED") == ["archived", "draft"]
    assert listed(platform, "statuses%5B%5D=DRAFT,ACTIVE") == ["active", "draft"]


def test_a_status_that_does_not_exist_is_refused(platform, fault):
    reply = platform.call("getProducts", query="statuses[]=LIVE")
    assert fault(reply) == (400, "INVALID_FIELD", "statuses[].0")


def test_category_and_customer_select(platform):  # SLV-57
    category = platform.category()["id"]
    platform.product("in", category_id=category)
    platform.product("out", customer_id="cust_1")
    assert listed(platform, f"product_category_id={category}") == ["in"]
    assert listed(platform, "product_category_id=prca_0") == []
    assert listed(platform, "customer_id=cust_1") == ["out"]
    assert listed(platform, f"customer_id=cust_1&product_category_id={category}") == []


def test_a_custom_field_or_its_value_selects(platform):
    platform.custom_field("erp")
    platform.custom_field("tags", multiple_values=True)
    platform.product("a", custom_fields=[{"reference": "erp", "value": "x:1"}])
    platform.product("b", custom_fields=[{"reference": "erp", "value": "2"}])
    platform.product("c", custom_fields=[{"reference": "tags", "values": ["2", "3"]}])
    platform.product("d", custom_fields=[{"reference": "erp"}])
    assert listed(platform, "custom_field=erp") == ["b", "a"]
    assert listed(platform, "custom_field=erp:x:1") == ["a"]
    assert listed(platform, "custom_field=tags:3") == ["c"]
    platform.custom_field("x:y")
    platform.product("e", custom_fields=[{"reference": "x:y", "value": "1"}])
    assert listed(platform, "custom_field=x:y") == ["e"]
    assert listed(platform, "custom_field=none") == listed(platform, "custom_field=no:2") == []


def test_custom_fields_are_listed_by_kind_and_reference(platform):
    platform.custom_field("a", integration_id="intg_1")
    platform.custom_field("b")
    platform.custom_field("a", resource_type="CUSTOMER")

    def found(query):
        reply = platform.call("getCustomFields", query=query)
        return [(row["reference"], row["resource_type"]) for row in reply.body["data"]]

    assert found("resource_type=PRODUCT") == [("b", "PRODUCT"), ("a", "PRODUCT")]
    assert found("reference=a") == [("a", "CUSTOMER"), ("a", "PRODUCT")]
    assert found("integration_id=intg_1") == [("a", "PRODUCT")]
    assert found("reference=b&resource_type=CUSTOMER") == []


def test_lists_that_can_be_ordered_are(platform, fault):
    for reference, name in (("x", "beta"), ("y", None), ("z", "Alpha")):
        platform.feature(reference, name=name)

    def found(query):
        return references(platform.call("getFeatures", query=query))

    assert found("order_by=name&order_direction=asc") == ["z", "x", "y"]
    assert found("order_by=name") == ["x", "z", "y"]
    assert found("order_direction=asc") == ["x", "y", "z"]
    assert found("limit=1&page=2") == ["y"]
    reply = platform.call("getFeatures", query="order_by=colour")
    assert fault(reply) == (400, "INVALID_FIELD", "order_by")
    reply = platform.call("getFeatures", query="order_direction=up")
    assert fault(reply) == (400, "INVALID_FIELD", "order_direction")


def test_features_are_listed_without_links(platform):
    feature = platform.feature()
    assert platform.call("getFeatures").body == {"data": [feature]}


def test_the_newest_change_can_lead(platform):
    for reference in "ab":
        platform.feature(reference)
        platform.bench.advance(1)
    platform.call("putFeatures", {"reference": "a", "type": "NUMBER", "name": "New"})
    assert references(platform.call("getFeatures", query="order_by=updated_at")) == ["a", "b"]
    assert references(platform.call("getFeatures", query="order_by=created_at")) == ["b", "a"]
