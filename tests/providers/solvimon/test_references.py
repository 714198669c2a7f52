"""What a product refers to: category, parent, billing entity, features."""

from __future__ import annotations

import pytest


@pytest.mark.parametrize(
    ("member", "kind"),
    [
        ("category_id", "PRODUCT_CATEGORY"),  # SLV-39
        ("billing_entity_id", "BILLING_ENTITY"),  # SLV-40
        ("parent_product_id", "PRODUCT"),  # SLV-41
    ],
)
def test_an_unknown_id_is_refused_and_nothing_is_stored(platform, fault, member, kind):
    platform.feature()
    reply = platform.put(**{member: "prod_0"})
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", member)
    assert (reply.body["resource_id"], reply.body["resource_type"]) == ("prod_0", kind)
    assert platform.products() == []


def test_known_ids_are_echoed(platform):  # SLV-06
    category, entity = platform.category()["id"], platform.entity()["id"]
    parent = platform.product("parent")["id"]
    ids = {"category_id": category, "billing_entity_id": entity, "parent_product_id": parent}
    stored = platform.product(**ids)
    assert {name: stored[name] for name in ids} == ids
    assert stored["category"] is None


def test_an_id_of_another_kind_is_unknown(platform, fault):
    entity = platform.entity()["id"]
    assert fault(platform.put(category_id=entity)) == (404, "RESOURCE_NOT_FOUND", "category_id")


def test_an_update_may_not_refer_to_nothing_either(platform, fault):
    platform.product(description="kept")
    reply = platform.put(category_id="prca_0", description="lost")
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", "category_id")
    assert platform.get("router").body["description"] == "kept"


def test_the_category_may_be_sent_as_an_object(platform):  # 6.10
    category = platform.category()
    for sent in (
        {"id": category["id"]},
        {"reference": "services"},
        {"id": category["id"], "reference": "x"},
    ):
        stored = platform.product(sent.get("reference", "by-id"), category=sent)
        assert stored["category_id"] == category["id"]


def test_an_empty_category_object_says_nothing(platform):
    category = platform.category()["id"]
    platform.product(category_id=category)
    assert platform.product(category={})["category_id"] == category


@pytest.mark.parametrize("member", ["id", "reference"])
def test_an_unknown_category_object_is_refused(platform, fault, member):
    reply = platform.put(category={member: "services"})
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", f"category.{member}")


def test_a_reference_is_no_id(platform, fault):
    platform.category()
    reply = platform.put(category={"id": "services"})
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", "category.id")


def test_category_id_wins_over_the_object(platform):  # 6.10
    first, second = platform.category("first")["id"], platform.category("second")["id"]
    assert platform.product(category_id=first, category={"id": second})["category_id"] == first
    assert platform.product(category_id=first, category={"id": "prca_0"})["category_id"] == first


@pytest.mark.parametrize(
    "query", ["expand[]=category_id", "expand%5B%5D=category_id", "expand[]=category"]
)
def test_the_category_is_shown_where_it_is_asked_for(platform, query):
    category = platform.category()
    platform.product(category_id=category["id"])
    assert platform.get("router", query).body["category"] == category
    assert platform.products(query)[0]["category"] == category
    found = platform.call("postProductsSearch", {}, query=query)
    assert found.body["data"][0]["category"] == category
    assert platform.get("router", "expand[]=billing_entity_id").body["category"] is None


def test_expanding_a_product_without_category_shows_none(platform):
    platform.product()
    assert platform.get("router", "expand[]=category_id").body["category"] is None


def test_features_are_sent_by_id_or_reference_and_shown_with_both(platform):  # SLV-43
    seats, users = platform.feature("seats")["id"], platform.feature("users")["id"]
    platform.product(features=[{"reference": "seats"}, {"id": users}])
    shown = [{"id": seats, "reference": "seats"}, {"id": users, "reference": "users"}]
    assert platform.get("router").body["features"] == shown


def test_a_feature_that_is_renamed_is_shown_with_its_new_reference(platform):
    seat = platform.feature("seats")["id"]
    platform.product(features=[{"reference": "seats"}])
    platform.call("patchFeaturesByResourceId", {"reference": "chairs"}, at=seat)
    assert platform.get("router").body["features"] == [{"id": seat, "reference": "chairs"}]


@pytest.mark.parametrize("member", ["id", "reference"])
def test_an_unknown_feature_is_refused(platform, fault, member):  # SLV-42
    platform.feature()
    reply = platform.put(features=[{"reference": "seats"}, {member: "none"}])
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", f"features.1.{member}")
    assert (reply.body["resource_id"], reply.body["resource_type"]) == ("none", "FEATURE")


def test_a_feature_that_is_not_named_is_refused(platform, fault):
    reply = platform.put(features=[{}])
    assert fault(reply) == (400, "MISSING_FIELD", "features.0.reference")


def test_an_empty_list_of_features_is_kept_as_such(platform):
    assert platform.product(features=[])["features"] == []
