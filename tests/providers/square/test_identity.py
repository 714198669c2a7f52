"""Temporary and permanent ids, and what refers to them."""

from __future__ import annotations

import json
import re

import pytest


def test_a_temporary_id_creates_an_object_with_a_permanent_one(seller):  # SQ-38
    stored = seller.save(seller.tax("#t"))
    assert re.fullmatch(r"[A-Z2-7]{24}", stored["id"])
    assert seller.get(stored["id"]) == stored


def test_every_created_object_is_mapped_top_level_ones_first(seller):  # SQ-39, SQ-40
    reply = seller.batches(
        [
            seller.item("#i", seller.variation("#v1"), seller.variation("#v2")),
            seller.tax("#t"),
        ],
        [seller.modifier_list("#l", seller.modifier("#m")), seller.category("#c")],
    )
    names = [pair["client_object_id"] for pair in reply.body["id_mappings"]]
    assert names == ["#i", "#t", "#l", "#c", "#v1", "#v2", "#m"]
    ids = [pair["object_id"] for pair in reply.body["id_mappings"]]
    assert len(set(ids)) == 7
    item = reply.body["objects"][0]
    assert ids[0] == item["id"]
    assert ids[4:6] == [variation["id"] for variation in item["item_data"]["variations"]]


def test_no_temporary_id_is_left_in_what_is_stored(seller):  # SQ-41, SQ-42
    reply = seller.batches(
        [
            seller.item(
                "#i",
                seller.variation(
                    "#v",
                    data={
                        "item_id": "#i",
                        "measurement_unit_id": "#u",
                        "image_ids": ["#p"],
                        "item_option_values": [
                            {"item_option_id": "#o", "item_option_value_id": "#ov"}
                        ],
                    },
                ),
                data={
                    "categories": [{"id": "#c"}],
                    "reporting_category": {"id": "#c"},
                    "category_id": "#c",
                    "tax_ids": ["#t"],
                    "image_ids": ["#p"],
                    "item_options": [{"item_option_id": "#o"}],
                    "modifier_list_info": [
                        {"modifier_list_id": "#l", "modifier_overrides": [{"modifier_id": "#m"}]}
                    ],
                },
            ),
            seller.category("#c", data={"parent_category": {"id": "#up"}}),
            seller.category("#up", data={"availability_period_ids": ["#a"]}),
            seller.make("AVAILABILITY_PERIOD", "#a", {"day_of_week": "MON"}),
            seller.tax("#t"),
            seller.make("IMAGE", "#p", {"caption": "a cup"}),
            seller.make(
                "MEASUREMENT_UNIT", "#u", {"measurement_unit": {"weight_unit": "METRIC_GRAM"}}
            ),
            seller.modifier_list("#l", seller.modifier("#m", child_modifier_list_ids=["#l2"])),
            seller.modifier_list("#l2"),
            seller.make(
                "ITEM_OPTION",
                "#o",
                {"name": "Size", "values": [seller.make("ITEM_OPTION_VAL", "#ov", {"name": "S"})]},
            ),
            seller.make("PRODUCT_SET", "#s", {"product_ids_any": ["#i", "#v", "#c"]}),
            seller.make("TIME_PERIOD", "#w", {"event": "DTSTART:20260101T000000"}),
            seller.make("DISCOUNT", "#d", {"name": "Off"}),
            seller.make(
                "PRICING_RULE",
                "#r",
                {"discount_id": "#d", "match_products_id": "#s", "time_period_ids": ["#w"]},
            ),
            seller.make(
                "SUBSCRIPTION_PLAN",
                "#sp",
                {
                    "name": "Monthly",
                    "eligible_item_ids": ["#i"],
                    "subscription_plan_variations": [
                        seller.make(
                            "SUBSCRIPTION_PLAN_VARIATION",
                            "#sv",
                            {
                                "name": "Full",
                                "phases": [
                                    {"cadence": "MONTHLY", "pricing": {"discount_ids": ["#d"]}}
                                ],
                            },
                        )
                    ],
                },
            ),
        ]
    )
    assert reply.status == 200, reply.body["errors"]
    assert '"#' not in json.dumps(reply.body["objects"])
    ids = {pair["client_object_id"]: pair["object_id"] for pair in reply.body["id_mappings"]}
    item = seller.get(ids["#i"])["item_data"]
    assert item["categories"] == [{"id": ids["#c"], "ordinal": 0}]
    assert item["tax_ids"] == [ids["#t"]]
    assert item["variations"][0]["item_variation_data"]["item_option_values"] == [
        {"item_option_id": ids["#o"], "item_option_value_id": ids["#ov"]}
    ]
    [phase] = seller.get(ids["#sv"])["subscription_plan_variation_data"]["phases"]
    assert phase["pricing"]["discount_ids"] == [ids["#d"]]


def test_a_nested_variation_is_linked_to_its_item(seller):  # SQ-43
    item = seller.save(seller.item("#i", seller.variation("#v", data={"item_id": "#i"})))
    [variation] = seller.get(item["id"])["item_data"]["variations"]
    assert variation["item_variation_data"]["item_id"] == item["id"]


@pytest.mark.parametrize("first", [True, False])
def test_a_variation_beside_its_item_is_linked_to_it(seller, first):  # SQ-44, SQ-76
    beside = seller.variation("#w", data={"item_id": "#i", "name": "Pot"})
    item = seller.item("#i", seller.variation("#v"))
    ids = seller.create(*([beside, item] if first else [item, beside]))
    found = seller.get(ids["#i"])["item_data"]["variations"]
    assert [variation["id"] for variation in found] == [ids["#v"], ids["#w"]]
    assert [variation["item_variation_data"]["ordinal"] for variation in found] == [0, 1]


def test_an_item_may_have_all_its_variations_beside_it(seller):  # A26
    bare = seller.make("ITEM", "#i", {"name": "Tea"})
    ids = seller.create(bare, seller.variation("#v", data={"item_id": "#i"}))
    assert len(seller.get(ids["#i"])["item_data"]["variations"]) == 1


def test_a_nested_object_cannot_name_another_parent(seller, codes):
    other = seller.save(seller.item("#other"))
    stray = seller.item("#i", seller.variation("#v", data={"item_id": other["id"]}))
    assert codes(seller.upsert(stray)) == [("INVALID_VALUE", "item_id")]


def test_a_child_by_itself_must_name_its_parent(seller, codes):
    plan_variation = {"name": "Monthly", "phases": [{"cadence": "MONTHLY"}]}
    for stray, parent in (  # SQ-177
        (seller.variation("#x"), "item_id"),
        (seller.modifier("#x"), "modifier_list_id"),
        (seller.make("ITEM_OPTION_VAL", "#x", {"name": "red"}), "item_option_id"),
        (seller.make("SUBSCRIPTION_PLAN_VARIATION", "#x", plan_variation), "subscription_plan_id"),
    ):
        reply = seller.upsert(stray)
        assert codes(reply) == [("MISSING_REQUIRED_PARAMETER", "")]
        detail = f"Invalid object `#x`: Attribute {parent} required."
        assert reply.body["errors"][0]["detail"] == detail


def test_a_temporary_id_means_nothing_in_the_next_batch(seller):  # SQ-45, SQ-48
    reply = seller.batches([seller.tax("#t")], [seller.item("#i", data={"tax_ids": ["#t"]})])
    assert reply.status == 200
    assert [found["type"] for found in reply.body["objects"]] == ["TAX"]
    assert [error["detail"] for error in reply.body["errors"]] == [
        "Object `#i` of type ITEM references unknown object #t in attr tax_ids"
    ]


def test_two_batches_may_use_the_same_temporary_id(seller):  # SQ-46
    reply = seller.batches([seller.tax("#t", "one")], [seller.tax("#t", "two")])
    assert [pair["client_object_id"] for pair in reply.body["id_mappings"]] == ["#t", "#t"]
    assert [found["tax_data"]["name"] for found in seller.listing()] == ["one", "two"]


def test_a_temporary_id_defined_twice_fails_its_batch(seller):  # SQ-47
    reply = seller.batches([seller.tax("#x"), seller.category("#x")])
    assert (reply.status, reply.body) == (
        400,
        {
            "errors": [
                {
                    "category": "INVALID_REQUEST_ERROR",
                    "code": "INVALID_VALUE",
                    "detail": "Invalid object: Invalid Object with Id: #x\n"
                    "Duplicate temporary object token #x",
                }
            ]
        },
    )
    assert seller.listing() == []


def test_a_nested_object_cannot_reuse_a_temporary_id(seller):  # SQ-47
    assert seller.upsert(seller.item("#x", seller.variation("#x"))).status == 400


@pytest.mark.parametrize("target", ["#none", "ZZZZZZZZZZZZZZZZZZZZZZZZ"])
@pytest.mark.parametrize(
    "holder",
    [
        lambda seller, target: seller.item("#i", data={"tax_ids": [target]}),
        lambda seller, target: seller.item("#i", data={"categories": [{"id": target}]}),
        lambda seller, target: seller.variation("#v", data={"item_id": target}),
    ],
)
def test_a_reference_to_nothing_fails_the_batch(seller, codes, holder, target):  # SQ-48, SQ-50
    reply = seller.batches([seller.tax("#t"), holder(seller, target)])
    assert (reply.status, codes(reply)) == (400, [("INVALID_VALUE", "")])
    assert seller.listing() == []


def test_a_reference_to_an_object_of_another_type_fails_the_batch(seller, codes):  # SQ-50
    category = seller.save(seller.category("#c"))
    reply = seller.upsert(seller.item("#i", data={"tax_ids": [category["id"]]}))
    assert codes(reply) == [("INVALID_VALUE", "tax_ids")]


def test_an_unknown_permanent_id_is_no_creation(seller):  # SQ-49
    reply = seller.upsert(seller.tax("UJZDEGXDNCF32EPF3DHODZDO", version=1))
    assert (reply.status, reply.body) == (
        400,
        {
            "errors": [
                {
                    "category": "INVALID_REQUEST_ERROR",
                    "code": "INVALID_VALUE",
                    "detail": "Invalid Object with Id: UJZDEGXDNCF32EPF3DHODZDO"
                    " [object_id=UJZDEGXDNCF32EPF3DHODZDO]\n"
                    "Received request to update nonexistent object UJZDEGXDNCF32EPF3DHODZDO.",
                }
            ]
        },
    )


def test_updates_are_not_mapped_and_keep_their_id(seller):  # SQ-51, SQ-52
    stored = seller.save(seller.tax("#t"))
    reply = seller.upsert(seller.tax(stored["id"], "GST", version=stored["version"]))
    assert "id_mappings" not in reply.body
    assert reply.body["catalog_object"]["id"] == stored["id"]


@pytest.mark.parametrize(
    "named", ["TEA", "83f15ab7-cbcb-4a9b-a8c7-c5e22660fbb3", "a#b", "ujzdegxdncf32epf3dhodzdo"]
)
def test_an_id_that_is_none_is_told_what_ids_are(seller, codes, named):  # SQ-49
    reply = seller.upsert(seller.tax(named))
    assert (reply.status, codes(reply)) == (400, [("INVALID_VALUE", "")])
    assert reply.body["errors"][0]["detail"] == (
        f"Object ID must be blank, start with '#', or match an existing object: ID=\"{named}\"."
    )


@pytest.mark.parametrize(
    ("data", "attribute"),
    [
        ({"tax_ids": ["#t", "NONE"]}, "tax_ids"),
        ({"categories": [{"id": "#c"}, {"id": "NONE"}]}, "categories"),
        ({"reporting_category": {"id": "NONE"}}, "reporting_category"),
        ({"modifier_list_info": [{"modifier_list_id": "NONE"}]}, "modifier_list_info"),
    ],
)
def test_a_reference_to_nothing_is_named(seller, codes, data, attribute):  # SQ-172
    sound = [seller.tax("#t"), seller.category("#c"), seller.item("#sound")]
    reply = seller.batches([*sound, seller.item("#bad", data=data)])
    assert codes(reply) == [("INVALID_VALUE", "")]
    assert reply.body["errors"][0]["detail"] == (
        f"Object `#bad` of type ITEM references unknown object NONE in attr {attribute}"
    )


def test_a_reference_of_a_nested_or_stored_object_is_named(seller):  # SQ-172
    nested = seller.variation("#v", data={"measurement_unit_id": "NONE"})
    [error] = seller.upsert(seller.item("#i", nested)).body["errors"]
    assert error["detail"] == (
        "Object `#v` of type ITEM_VARIATION references unknown object NONE in attr"
        " measurement_unit_id"
    )
    stored = seller.save(seller.category("#c"))
    [error] = seller.upsert({**stored, "image_id": "NONE"}).body["errors"]
    assert error["detail"] == (
        f"Object `{stored['id']}` of type CATEGORY references unknown object NONE in attr image_id"
    )


def test_the_id_of_a_deleted_object_cannot_be_used_again(seller):  # SQ-53
    stored = seller.save(seller.tax("#t"))
    seller.delete(stored["id"])
    reply = seller.upsert(stored)
    assert reply.status == 400
    assert "nonexistent" in reply.body["errors"][0]["detail"]
    assert seller.upsert(seller.item("#i", data={"tax_ids": [stored["id"]]})).status == 400


def test_the_type_of_an_object_cannot_change(seller, codes):  # A9
    stored = seller.save(seller.tax("#t"))
    reply = seller.upsert(seller.category(stored["id"], version=stored["version"]))
    assert codes(reply) == [("INVALID_VALUE", "type")]


def test_a_seller_cannot_see_or_touch_the_objects_of_another(seller):  # SQ-163
    tax = seller.save(seller.tax("#t"))
    other = seller.other("seller-b")
    assert other.read(tax["id"]).status == 404
    assert other.call("BatchRetrieveCatalogObjects", {"object_ids": [tax["id"]]}).body == {}
    assert other.upsert(tax).status == 400
    assert other.upsert(other.item("#i", data={"tax_ids": [tax["id"]]})).status == 400
    assert other.delete(tax["id"]).status == 404
    assert other.listing() == []
    assert seller.get(tax["id"]) == tax
