"""The upsert of a product by its reference: creating, updating, answering."""

from __future__ import annotations

import re

EVERYTHING = {
    "name": "Router",
    "reference": "router",
    "product_type": "ADDON",
    "description": "Black",
    "status": "ACTIVE",
    "tax_category": "EXEMPT",
    "display_order": 0,
    "customer_id": "cust_1",
    "linked_integrations": [
        {"id": "intg_1", "link_details": [{"url": "https://a", "custom_field_name": None}]}
    ],
}


def test_a_new_reference_creates_the_product_that_was_sent(platform):  # SLV-01, SLV-02, SLV-64
    reply = platform.put(**EVERYTHING)
    assert reply.status == 201
    assert {name: reply.body[name] for name in EVERYTHING} == EVERYTHING


def test_id_and_object_type_are_the_servers(platform):  # SLV-04, SLV-05, SLV-46
    stored = platform.product(id="prod_mine", object_type="THING")
    assert re.fullmatch(r"prod_[A-Za-z0-9]{20}", stored["id"])
    assert stored["object_type"] == "PRODUCT"
    again = platform.product(id="prod_mine", object_type="THING")
    assert again["id"] == stored["id"]
    assert platform.get("prod_mine").status == 404


def test_what_was_not_sent_is_null_or_its_default(platform):  # SLV-03, SLV-53, 6.2
    assert platform.product() | {"id": ""} == {
        "object_type": "PRODUCT",
        "id": "",
        "category": None,
        "parent_product_id": None,
        "name": "Router",
        "reference": "router",
        "description": None,
        "status": "DRAFT",
        "product_type": "DEFAULT",
        "tax_category": None,
        "features": None,
        "custom_fields": None,
        "display_order": None,
        "linked_integrations": None,
        "billing_entity_id": None,
        "customer_id": None,
    }


def test_the_same_reference_updates_and_answers_201(platform):  # SLV-07, SLV-08, SLV-09
    first = platform.product(name="Old")
    second = platform.put(name="New")
    assert (second.status, second.body["id"]) == (201, first["id"])
    assert platform.get("router").body["name"] == "New"
    assert len(platform.products()) == 1


def test_another_reference_is_another_product(platform):  # SLV-10
    assert platform.product("a")["id"] != platform.product("b")["id"]


def test_members_left_out_keep_their_values_and_null_clears(platform):  # 6.5
    platform.product(description="Black", display_order=4, tax_category="NO_TAX")
    reply = platform.call("putProducts", {"reference": "router", "description": None})
    assert (reply.status, reply.body["name"], reply.body["description"]) == (201, "Router", None)
    assert (reply.body["display_order"], reply.body["tax_category"]) == (4, "NO_TAX")


def test_an_array_that_is_sent_replaces_the_stored_one(platform):  # 6.5
    platform.custom_field("a")
    platform.custom_field("b")
    platform.product(custom_fields=[{"reference": "a", "value": "1"}])
    stored = platform.product(custom_fields=[{"reference": "b", "value": "2"}])
    assert [entry["reference"] for entry in stored["custom_fields"]] == ["b"]


def test_the_same_upsert_twice_gives_equal_answers(platform):  # SLV-52
    assert platform.put(**EVERYTHING).body == platform.put(**EVERYTHING).body


def test_a_new_product_needs_a_name_and_an_old_one_does_not(platform, fault):  # 6.2
    reply = platform.call("putProducts", {"reference": "router"})
    assert fault(reply) == (400, "MISSING_FIELD", "name")
    platform.product()
    assert platform.call("putProducts", {"reference": "router"}).status == 201


def test_unknown_members_are_ignored_at_every_depth(platform):  # 6.11
    link = {"id": "intg_1", "odd": 1, "link_details": [{"url": "u", "odd": 1}]}
    stored = platform.product(odd=1, linked_integrations=[link])
    assert "odd" not in stored
    assert stored["linked_integrations"] == [{"id": "intg_1", "link_details": [{"url": "u"}]}]
    bare = platform.product(linked_integrations=[{}, {"link_details": [{}]}])
    assert bare["linked_integrations"] == [{}, {"link_details": [{}]}]


def test_a_status_may_change_by_upsert_and_null_says_nothing(platform):  # 6.13
    platform.product(status="ACTIVE")
    assert platform.product(status=None)["status"] == "ACTIVE"
    assert platform.product(status="DRAFT")["status"] == "DRAFT"
    assert platform.product("new", status=None)["status"] == "DRAFT"


def test_platforms_are_isolated(platform, fault):  # SLV-67
    other = platform.other("platform-b")
    mine, theirs = platform.product(name="Mine"), other.product(name="Theirs")
    assert mine["id"] != theirs["id"]
    assert fault(other.get(mine["id"])) == (404, "RESOURCE_NOT_FOUND", None)
    delete = "deleteProductsByResourceIdOrReference"
    assert other.call(delete, at=mine["id"]).status == 404
    assert platform.get("router").body["name"] == "Mine"


def test_a_read_only_key_reads_and_writes_nothing(platform, fault):  # SLV-21, SLV-22
    reader = platform.other("read-only-platform-a")
    assert fault(reader.put()) == (403, "USER_NOT_ALLOWED", None)
    assert platform.products() == []
    platform.product()
    assert reader.get("router").status == 200
    assert len(reader.call("postProductsSearch", {}).body["data"]) == 1


def test_platform_id_and_field_actions_change_nothing(platform):  # SLV-47, SLV-62, 6.4
    plain = platform.product()
    assert platform.product(query="field_actions[name]=KEEP") == plain
    assert platform.product(query="field_actions=%7B%22name%22%3A%22KEEP%22%7D") == plain
    headers = {"x-platform-id": "plat_1"}
    body = {"reference": "router", "name": "Router"}
    assert platform.call("putProducts", body, headers=headers).body == plain


def test_field_actions_in_broken_json_are_refused(platform, fault):  # 6.4
    for text in ("%7B", "%5B%5D", "%7B%22a%22%3A1%7D"):
        reply = platform.put(query=f"field_actions={text}")
        assert fault(reply) == (400, "INVALID_FIELD", "field_actions")
