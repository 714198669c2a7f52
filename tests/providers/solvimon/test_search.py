"""Searching products and categories."""

from __future__ import annotations

import pytest


@pytest.fixture
def shop(platform):
    """Four products; their names in order are Alpha One, alpha two, Beta, Gamma."""
    platform.custom_field("erp")
    platform.product("g", name="Gamma", description="alpha rays", status="ACTIVE")
    platform.product("a1", name="Alpha One", product_type="ADDON", display_order=2)
    platform.product("beta-1", name="Beta", display_order=1)
    value = [{"reference": "erp", "value": "4711"}]
    platform.product("a2", name="alpha two", custom_fields=value)
    return platform


def found(platform, body, query=""):
    reply = platform.call("postProductsSearch", body, query=query)
    assert reply.status == 200, reply.body
    return [product["reference"] for product in reply.body["data"]]


def field(value, **more):
    return {"search_fields": [{"value": value, **more}]}


def test_without_conditions_everything_comes_by_name(shop):  # 1.6
    everything = ["a1", "a2", "beta-1", "g"]
    assert found(shop, {}) == found(shop, None) == everything
    assert found(shop, {"search_fields": [], "filter_fields": []}) == everything


@pytest.mark.parametrize(
    ("sent", "references"),
    [
        ({"value": "Beta"}, ["beta-1"]),
        ({"value": "Bet"}, []),
        ({"value": "Bet", "wildcard_end": True}, ["beta-1"]),
        ({"value": "eta", "wildcard_end": True}, []),
        ({"value": "eta", "wildcard_start": True}, ["beta-1"]),
        ({"value": "et", "wildcard_start": True, "wildcard_end": True}, ["beta-1"]),
        ({"value": "alpha", "wildcard_end": True}, ["a2"]),
        ({"value": "ALPHA", "wildcard_end": True, "ignore_case": True}, ["a1", "a2"]),
        ({"value": "beta", "ignore_case": True}, ["beta-1"]),
        ({"value": "", "wildcard_end": True}, ["a1", "a2", "beta-1", "g"]),
    ],
)
def test_names_are_found_with_wildcards_and_in_any_case(shop, sent, references):  # SLV-58
    assert found(shop, {"search_fields": [{"name": "name", **sent}]}) == references


def test_a_field_without_a_name_looks_into_name_and_reference(shop):
    assert found(shop, field("beta-1")) == ["beta-1"]
    assert found(shop, field("Gamma", name=None)) == ["g"]
    assert found(shop, field("alpha rays")) == []


def test_a_description_is_searched_where_there_is_one(shop):
    assert found(shop, field("alpha", name="description", wildcard_end=True)) == ["g"]


def test_one_of_several_search_fields_is_enough(shop):
    fields = [{"name": "name", "value": "Beta"}, {"name": "reference", "value": "g"}]
    assert found(shop, {"search_fields": fields}) == ["beta-1", "g"]


def test_every_filter_field_must_fit(shop):
    addon = {"name": "product_type", "value": "ADDON"}
    draft = {"name": "status", "values": ["DRAFT", "ARCHIVED"]}
    assert found(shop, {"filter_fields": [draft]}) == ["a1", "a2", "beta-1"]
    assert found(shop, {"filter_fields": [addon, draft]}) == ["a1"]
    active = {"name": "status", "value": "ACTIVE"}
    assert found(shop, {"filter_fields": [addon, active]}) == []
    both = {"name": "status", "value": "ACTIVE", "values": ["DRAFT"]}
    assert found(shop, {"filter_fields": [both]}) == ["a1", "a2", "beta-1", "g"]


def test_search_and_filter_fields_narrow_each_other(shop):
    body = field("alpha", wildcard_end=True, ignore_case=True)
    body["filter_fields"] = [{"name": "product_type", "value": "ADDON"}]
    assert found(shop, body) == ["a1"]


def test_a_filter_without_a_value_asks_for_any(shop):
    category = shop.category()["id"]
    shop.product("g", name="Gamma", category_id=category)
    assert found(shop, {"filter_fields": [{"name": "category_id"}]}) == ["g"]
    assert found(shop, {"filter_fields": [{"name": "category_id", "value": category}]}) == ["g"]
    assert found(shop, {"filter_fields": [{"name": "category_id", "values": []}]}) == []


def test_an_id_filters(shop):
    beta = shop.get("beta-1").body["id"]
    assert found(shop, {"filter_fields": [{"name": "id", "values": [beta, "x"]}]}) == ["beta-1"]


def test_a_custom_field_filters_by_its_reference(shop, fault):
    custom = {"name": "custom_field", "reference": "erp"}
    assert found(shop, {"filter_fields": [custom]}) == ["a2"]
    assert found(shop, {"filter_fields": [custom | {"value": "4711"}]}) == ["a2"]
    assert found(shop, {"filter_fields": [custom | {"value": "1"}]}) == []
    assert found(shop, {"filter_fields": [custom | {"reference": "none"}]}) == []
    reply = shop.call("postProductsSearch", {"filter_fields": [{"name": "custom_field"}]})
    assert fault(reply) == (400, "MISSING_FIELD", "filter_fields.0.reference")


def test_selection_rules_are_accepted_without_effect(shop):
    assert len(found(shop, {"selection_rule_fields": [{"name": "any", "value": None}]})) == 4


@pytest.mark.parametrize(
    ("query", "references"),
    [
        ("order_by=reference&order_direction=desc", ["g", "beta-1", "a2", "a1"]),
        ("order_by=display_order", ["beta-1", "a1", "g", "a2"]),
        ("order_by=display_order&order_direction=desc", ["a1", "beta-1", "a2", "g"]),
        ("order_by=created_at", ["g", "a1", "beta-1", "a2"]),
        ("order_direction=desc", ["g", "beta-1", "a2", "a1"]),
        ("limit=2", ["a1", "a2"]),
        ("limit=3&page=2", ["g"]),
    ],
)
def test_order_and_pages_of_a_search(shop, query, references):  # SLV-58
    assert found(shop, {}, query) == references


def test_a_search_links_to_itself(shop):
    reply = shop.call("postProductsSearch", {}, query="order_by=name&limit=2")
    url = "http://sandbox.test/solvimon/v1/products/search?order_by=name"
    assert reply.body["links"]["next"] == f"{url}&page=2&limit=2"
    assert reply.body["total_number_of_pages"] == 2


@pytest.mark.parametrize(
    ("body", "where", "code"),
    [
        ({"search_fields": [{"name": "name"}]}, "search_fields.0.value", "MISSING_FIELD"),
        (
            {"search_fields": [{"name": "x", "value": "a"}]},
            "search_fields.0.name",
            "INVALID_FIELD",
        ),
        ({"search_fields": [{"value": 1}]}, "search_fields.0.value", "INVALID_FIELD"),
        ({"search_fields": {}}, "search_fields", "INVALID_FIELD"),
        ({"filter_fields": [{"value": "a"}]}, "filter_fields.0.name", "MISSING_FIELD"),
        ({"filter_fields": [{"name": "colour"}]}, "filter_fields.0.name", "INVALID_FIELD"),
        ({"selection_rule_fields": [{}]}, "selection_rule_fields.0.name", "MISSING_FIELD"),
        ([], None, "BAD_REQUEST"),
    ],
)
def test_what_a_search_cannot_mean_is_refused(platform, fault, body, where, code):
    assert fault(platform.call("postProductsSearch", body)) == (400, code, where)


def test_categories_are_searched_the_same_way(platform):
    platform.category("b", name="Beta", tax_category="EXEMPT")
    platform.category("a", name="Alpha")
    body = {"search_fields": [{"name": "name", "value": "a", "wildcard_start": True}]}
    reply = platform.call("postProductCategoriesSearch", body)
    assert [row["name"] for row in reply.body["data"]] == ["Alpha", "Beta"]
    assert reply.body["links"]["current"].endswith("/v1/product-categories/search?page=1&limit=50")
    exempt = {"filter_fields": [{"name": "tax_category", "value": "EXEMPT"}]}
    reply = platform.call("postProductCategoriesSearch", exempt)
    assert [row["name"] for row in reply.body["data"]] == ["Beta"]


@pytest.fixture
def described(platform):
    platform.custom_field("colour")
    platform.feature("seats")
    platform.product(
        "one",
        description="Answers within an hour",
        features=[{"reference": "seats"}],
        custom_fields=[{"reference": "colour", "value": "red"}],
        linked_integrations=[{"id": "crm", "link_details": [{"url": "https://one.test"}]}],
        display_order=3,
    )
    platform.product("two", name="Answers", display_order=30)
    return platform


@pytest.mark.parametrize(
    ("asked", "references"),
    [
        ({"name": "name", "value": "Answers"}, ["two"]),
        ({"name": "description", "value": "Answers within an hour"}, ["one"]),
        ({"name": "description"}, ["one"]),
        ({"name": "features", "value": "seats"}, ["one"]),
        ({"name": "features"}, ["one"]),
        ({"name": "custom_fields", "values": ["green", "red"]}, ["one"]),
        ({"name": "linked_integrations", "value": "https://one.test"}, ["one"]),
        ({"name": "display_order", "value": "3"}, ["one"]),
        ({"name": "object_type", "value": "PRODUCT"}, ["one", "two"]),
        ({"name": "category"}, []),
    ],
)
def test_every_member_filters(described, asked, references):
    assert sorted(found(described, {"filter_fields": [asked]})) == references


@pytest.mark.parametrize(
    ("asked", "references"),
    [
        (field("within", wildcard_start=True, wildcard_end=True, name="description"), ["one"]),
        (field("SEA", wildcard_end=True, ignore_case=True, name="features"), ["one"]),
        (field("red", name="custom_fields"), ["one"]),
        (field("3", name="display_order"), ["one"]),
        (field("3", wildcard_end=True, name="display_order"), ["one", "two"]),
    ],
)
def test_every_member_is_searched(described, asked, references):
    assert sorted(found(described, asked)) == references


@pytest.mark.parametrize(
    ("direction", "references"),
    [("asc", ["a", "b"]), ("ASC", ["a", "b"]), ("desc", ["b", "a"]), ("DESC", ["b", "a"])],
)
def test_directions_are_read_in_either_case(platform, direction, references):
    for reference in ("a", "b"):
        platform.custom_field(reference)
        platform.product(reference, name=reference)
    query = f"order_by=reference&order_direction={direction}"
    assert found(platform, {}, query) == references
    listed = platform.call("getCustomFields", query=query).body["data"]
    assert [one["reference"] for one in listed] == references
