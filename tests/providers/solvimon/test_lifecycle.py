"""Creating, changing, moving and deleting products by their path."""

from __future__ import annotations

import pytest

PATCH = "patchProductsByResourceIdOrReference"
DELETE = "deleteProductsByResourceIdOrReference"
MOVES = {
    "postProductsByResourceIdOrReferenceActivate": "ACTIVE",
    "postProductsByResourceIdOrReferenceDeprecate": "DEPRECATED",
    "postProductsByResourceIdOrReferenceArchive": "ARCHIVED",
}


def test_creating_answers_201_and_a_taken_reference_409(platform, fault):  # SLV-51
    first = platform.call("postProducts", {"reference": "router", "name": "Router"})
    assert first.status == 201
    again = platform.call("postProducts", {"reference": "router", "name": "Other"})
    assert fault(again) == (409, "RESOURCE_ALREADY_EXISTS", "reference")
    assert again.body["resource_id"] == first.body["id"]
    assert platform.get("router").body["name"] == "Router"
    assert platform.put("router").status == 201


@pytest.mark.parametrize("member", ["reference", "name"])
def test_a_new_product_needs_two_members(platform, fault, member):
    body = {"reference": "router", "name": "Router"}
    del body[member]
    assert fault(platform.call("postProducts", body)) == (400, "MISSING_FIELD", member)


def test_creating_follows_the_rules_of_the_upsert(platform, fault):
    body = {"reference": "router", "name": "Router", "category_id": "prca_0"}
    reply = platform.call("postProducts", body)
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", "category_id")


def test_a_product_is_read_by_id_and_by_reference(platform):  # SLV-48
    stored = platform.product()
    assert platform.get(stored["id"]).body == stored
    assert platform.get("router").body == stored


def test_an_unknown_product_is_not_found(platform):  # SLV-49
    assert platform.get("prod_0").body == {
        "type": "INVALID_REQUEST",
        "code": "RESOURCE_NOT_FOUND",
        "message": "there is no such record",
        "resource_id": "prod_0",
        "resource_type": "PRODUCT",
    }


@pytest.mark.parametrize("by", ["id", "reference"])
def test_a_change_touches_what_is_sent_only(platform, by):  # SLV-66
    stored = platform.product(description="Black")
    reply = platform.call(PATCH, {"name": "New", "display_order": 2}, at=stored[by])
    assert reply.status == 200
    assert reply.body == stored | {"name": "New", "display_order": 2}
    assert platform.get("router").body == reply.body


def test_a_change_may_rename_but_not_to_a_taken_reference(platform, fault):
    platform.product("first")
    platform.product("second")
    assert platform.call(PATCH, {"reference": "third"}, at="first").status == 200
    reply = platform.call(PATCH, {"reference": "second"}, at="third")
    assert fault(reply) == (400, "RESOURCE_ALREADY_EXISTS", "reference")
    assert [platform.get(name).status for name in ("first", "second", "third")] == [404, 200, 200]


def test_a_change_of_nothing_known_is_not_found_before_its_body_is_judged(platform, fault):
    reply = platform.call(PATCH, {"name": 5}, at="none")
    assert fault(reply) == (404, "RESOURCE_NOT_FOUND", None)


def test_a_change_does_not_adopt_an_id(platform):  # SLV-46
    stored = platform.product()
    assert platform.call(PATCH, {"id": "prod_0"}, at="router").body == stored


@pytest.mark.parametrize(("operation", "status"), list(MOVES.items()))
def test_a_status_operation_sets_its_status_from_any_other(platform, operation, status):  # SLV-54
    stored = platform.product(description="Black")
    for before in ("DRAFT", "ACTIVE", "DEPRECATED", "ARCHIVED"):
        platform.product(status=before)
        reply = platform.call(operation, at=stored["id"], query="align_product_item_status=true")
        assert (reply.status, reply.body) == (200, stored | {"status": status})
        assert platform.get("router").body["status"] == status


def test_a_moved_product_keeps_its_identity_and_what_it_refers_to(platform):
    category = platform.category()["id"]
    platform.custom_field("erp_id")
    value = [{"reference": "erp_id", "value": "1"}]
    stored = platform.product(category_id=category, custom_fields=value)
    platform.call("postProductsByResourceIdOrReferenceActivate", at="router")
    same = platform.product("new", query="custom_field_reference=erp_id", custom_fields=value)
    assert same["id"] == stored["id"]
    deleted = platform.call("deleteProductCategoriesByResourceIdOrReference", at=category)
    assert deleted.status == 400


@pytest.mark.parametrize("operation", [*MOVES, DELETE])
def test_nothing_can_be_done_with_an_unknown_product(platform, fault, operation):
    assert fault(platform.call(operation, at="none")) == (404, "RESOURCE_NOT_FOUND", None)


def test_a_word_that_is_no_boolean_is_refused(platform, fault):
    platform.product()
    reply = platform.call(DELETE, at="router", query="align_product_item_status=maybe")
    assert fault(reply) == (400, "INVALID_FIELD", "align_product_item_status")


@pytest.mark.parametrize("by", ["id", "reference"])
def test_a_draft_is_deleted_and_shown_for_the_last_time(platform, by):  # SLV-55
    platform.feature()
    stored = platform.product(features=[{"reference": "seats"}])
    reply = platform.call(DELETE, at=stored[by])
    assert (reply.status, reply.body) == (200, stored)
    assert platform.get("router").status == 404
    assert platform.product()["id"] != stored["id"]


@pytest.mark.parametrize("status", ["ACTIVE", "DEPRECATED", "ARCHIVED"])
def test_only_a_draft_is_deleted(platform, fault, status):  # SLV-56
    platform.product(status=status)
    reply = platform.call(DELETE, at="router")
    assert fault(reply) == (400, "COULD_NOT_DELETE_RESOURCE", None)
    assert platform.get("router").status == 200


def test_a_parent_is_not_deleted_while_it_has_children(platform, fault):
    parent = platform.product("parent")["id"]
    platform.product("child", parent_product_id=parent)
    assert fault(platform.call(DELETE, at="parent"))[1] == "COULD_NOT_DELETE_RESOURCE"
    platform.product("child", parent_product_id=None)
    assert platform.call(DELETE, at="parent").status == 200


def test_a_product_that_is_its_own_parent_can_be_deleted(platform):
    own = platform.product()["id"]
    platform.product(parent_product_id=own)
    assert platform.call(DELETE, at="router").status == 200
