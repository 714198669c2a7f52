"""Deleting objects, and the taxes and modifier lists of items."""

from __future__ import annotations

import pytest


def batch_delete(seller, *ids):
    reply = seller.call("BatchDeleteCatalogObjects", {"object_ids": list(ids)})
    assert reply.status == 200, reply.body
    return reply.body


def test_deleting_an_item_deletes_its_variations(seller):  # SQ-136
    ids = seller.create(seller.item("#i", seller.variation("#a"), seller.variation("#b")))
    seller.next_moment()
    assert seller.delete(ids["#i"]).body == {
        "deleted_object_ids": [ids["#i"], ids["#a"], ids["#b"]],
        "deleted_at": "2026-09-21T14:13:21Z",
    }
    assert [seller.read(object_id).status for object_id in ids.values()] == [404, 404, 404]


def test_an_unknown_id_cannot_be_deleted(seller):  # SQ-137
    reply = seller.delete("UJZDEGXDNCF32EPF3DHODZDO")
    [error] = reply.body["errors"]
    assert (reply.status, error["code"]) == (404, "NOT_FOUND")
    assert error["detail"] == "Catalog object with ID `UJZDEGXDNCF32EPF3DHODZDO` not found."


def test_a_deleted_object_cannot_be_deleted_again(seller):  # SQ-137
    stored = seller.save(seller.tax("#t"))
    seller.delete(stored["id"])
    assert seller.delete(stored["id"]).status == 404


def test_unknown_ids_of_a_batch_are_passed_over(seller):  # SQ-138
    stored = seller.save(seller.tax("#t"))
    assert batch_delete(seller, "NONE", stored["id"])["deleted_object_ids"] == [stored["id"]]
    assert set(batch_delete(seller, "NONE")) == {"deleted_at"}


def test_a_batch_names_everything_that_it_deleted(seller):  # SQ-139
    names = ["#a", "#b", "#d"]
    ids = seller.create(seller.category("#c"), *(seller.item(name) for name in names))
    deleted = batch_delete(seller, ids["#c"], *(ids[name] for name in names))
    assert sorted(deleted["deleted_object_ids"]) == sorted(ids.values())
    assert len(ids) == 7


def test_deleting_a_category_keeps_its_items(seller):  # SQ-140, A13
    ids = seller.create(
        seller.category("#c"),
        seller.category("#below", data={"parent_category": {"id": "#c"}}),
        seller.item("#i", data={"categories": [{"id": "#c"}], "reporting_category": {"id": "#c"}}),
    )
    before = seller.get(ids["#i"])
    seller.delete(ids["#c"])
    after = seller.get(ids["#i"])
    assert {"categories", "reporting_category"}.isdisjoint(after["item_data"])
    assert after["version"] > before["version"]
    below = seller.get(ids["#below"])["category_data"]
    assert (below["is_top_level"], below["parent_category"]) == (True, {"ordinal": 0})
    seller.save(after)


def test_deleting_a_parent_deletes_its_children(seller):  # SQ-141
    option = {"name": "Size", "values": [seller.make("ITEM_OPTION_VAL", "#s", {"name": "S"})]}
    plan = {
        "name": "Plan",
        "subscription_plan_variations": [
            seller.make(
                "SUBSCRIPTION_PLAN_VARIATION",
                "#pv",
                {"name": "x", "phases": [{"cadence": "DAILY"}]},
            )
        ],
    }
    ids = seller.create(
        seller.modifier_list("#l", seller.modifier("#m")),
        seller.make("ITEM_OPTION", "#o", option),
        seller.make("SUBSCRIPTION_PLAN", "#p", plan),
    )
    for parent, child in [("#l", "#m"), ("#o", "#s"), ("#p", "#pv")]:
        expected = [ids[parent], ids[child]]
        assert seller.delete(ids[parent]).body["deleted_object_ids"] == expected


def test_deleting_a_modifier_list_takes_it_from_its_items(seller):  # A13
    ids = seller.create(
        seller.modifier_list("#l", seller.modifier("#m")),
        seller.modifier_list("#kept"),
        seller.item(
            "#i",
            data={
                "modifier_list_info": [
                    {"modifier_list_id": "#l", "modifier_overrides": [{"modifier_id": "#m"}]},
                    {"modifier_list_id": "#kept"},
                ]
            },
        ),
    )
    seller.delete(ids["#l"])
    [info] = seller.get(ids["#i"])["item_data"]["modifier_list_info"]
    assert info["modifier_list_id"] == ids["#kept"]


def test_what_an_item_does_with_a_list_outlives_one_of_its_modifiers(seller):  # A13
    info = {"modifier_list_id": "#l", "modifier_overrides": [{"modifier_id": "#b"}]}
    ids = seller.create(
        seller.modifier_list("#l", seller.modifier("#a"), seller.modifier("#b")),
        seller.item("#i", data={"modifier_list_info": [info]}),
    )
    seller.delete(ids["#b"])
    [left] = seller.get(ids["#i"])["item_data"]["modifier_list_info"]
    assert (left["modifier_list_id"], left["enabled"]) == (ids["#l"], True)
    assert "modifier_overrides" not in left


def test_deleting_a_variation_moves_its_item(seller):  # SQ-142
    item = seller.save(seller.item("#i", seller.variation("#a"), seller.variation("#b")))
    first, second = item["item_data"]["variations"]
    seller.delete(first["id"])
    after = seller.get(item["id"])
    assert after["version"] > item["version"]
    assert after["item_data"]["variations"] == [second]


def test_the_last_variation_can_be_deleted(seller):  # SQ-142, A8
    item = seller.save(seller.item("#i"))
    assert seller.delete(item["item_data"]["variations"][0]["id"]).status == 200
    assert "variations" not in seller.get(item["id"])["item_data"]


def test_a_deletion_in_the_same_millisecond_still_moves_versions(seller, codes):  # SQ-54
    item = seller.save(seller.item("#i", seller.variation("#a"), seller.variation("#b")))
    seller.delete(item["item_data"]["variations"][0]["id"])
    assert codes(seller.upsert(item)) != []
    assert seller.get(item["id"])["version"] == 1_790_000_000_001


def relink(seller, what, **body):
    return seller.call(f"UpdateItem{what}", body)


def test_taxes_are_added_to_items_and_taken_from_them(seller):  # SQ-144
    ids = seller.create(
        seller.tax("#a"), seller.tax("#b"), seller.item("#i", data={"tax_ids": ["#a"]})
    )
    seller.next_moment()
    reply = relink(seller, "Taxes", item_ids=[ids["#i"]], taxes_to_enable=[ids["#b"], ids["#a"]])
    assert (reply.status, reply.body) == (200, {"updated_at": "2026-09-21T14:13:21Z"})
    after = seller.get(ids["#i"])
    assert after["item_data"]["tax_ids"] == [ids["#a"], ids["#b"]]
    assert after["version"] == 1_790_000_001_000
    relink(seller, "Taxes", item_ids=[ids["#i"]], taxes_to_disable=[ids["#a"], ids["#b"]])
    assert "tax_ids" not in seller.get(ids["#i"])["item_data"]


def test_a_tax_that_was_added_leaves_with_its_deletion(seller):  # SQ-144, A13
    ids = seller.create(seller.tax("#a"), seller.item("#i"))
    relink(seller, "Taxes", item_ids=[ids["#i"]], taxes_to_enable=[ids["#a"]])
    seller.delete(ids["#a"])
    assert "tax_ids" not in seller.get(ids["#i"])["item_data"]


@pytest.mark.parametrize("more", [{}, {"taxes_to_enable": None}, {"taxes_to_disable": []}])
def test_something_must_be_enabled_or_disabled(seller, codes, more):  # SQ-145
    ids = seller.create(seller.item("#i"))
    reply = relink(seller, "Taxes", item_ids=[ids["#i"]], **more)
    assert (reply.status, codes(reply)) == (
        400,
        [("MISSING_REQUIRED_PARAMETER", "taxes_to_enable")],
    )
    lists = relink(seller, "ModifierLists", item_ids=[ids["#i"]])
    assert codes(lists) == [("MISSING_REQUIRED_PARAMETER", "modifier_lists_to_enable")]


def test_modifier_lists_are_added_to_items_and_taken_from_them(seller):  # SQ-146
    ids = seller.create(seller.modifier_list("#a"), seller.modifier_list("#b"), seller.item("#i"))
    enable = {"modifier_lists_to_enable": [ids["#a"], ids["#b"]]}
    assert relink(seller, "ModifierLists", item_ids=[ids["#i"]], **enable).status == 200
    usual = {"min_selected_modifiers": -1, "max_selected_modifiers": -1, "enabled": True}
    assert seller.get(ids["#i"])["item_data"]["modifier_list_info"] == [
        {"modifier_list_id": ids["#a"], **usual},
        {"modifier_list_id": ids["#b"], **usual},
    ]
    relink(seller, "ModifierLists", item_ids=[ids["#i"]], modifier_lists_to_disable=[ids["#a"]])
    [info] = seller.get(ids["#i"])["item_data"]["modifier_list_info"]
    assert info["modifier_list_id"] == ids["#b"]


def test_enabling_a_modifier_list_again_keeps_what_the_item_does_with_it(seller):  # SQ-146
    info = {"modifier_list_id": "#a", "enabled": False, "max_selected_modifiers": 2}
    ids = seller.create(
        seller.modifier_list("#a"), seller.item("#i", data={"modifier_list_info": [info]})
    )
    relink(seller, "ModifierLists", item_ids=[ids["#i"]], modifier_lists_to_enable=[ids["#a"]])
    [after] = seller.get(ids["#i"])["item_data"]["modifier_list_info"]
    assert after == {
        "modifier_list_id": ids["#a"],
        "enabled": True,
        "min_selected_modifiers": -1,
        "max_selected_modifiers": 2,
    }


@pytest.mark.parametrize(
    ("items", "taxes", "field"),
    [
        (["#i", "NONE"], ["#t"], "item_ids"),
        (["#i", "#t"], ["#t"], "item_ids"),
        (["#i"], ["NONE"], "taxes_to_enable"),
        (["#i"], ["#i"], "taxes_to_enable"),
    ],
)
def test_unknown_ids_change_no_item(seller, codes, items, taxes, field):
    ids = seller.create(seller.item("#i"), seller.tax("#t"))
    before = seller.get(ids["#i"])
    reply = relink(
        seller,
        "Taxes",
        item_ids=[ids.get(name, name) for name in items],
        taxes_to_enable=[ids.get(name, name) for name in taxes],
    )
    assert (reply.status, codes(reply)) == (400, [("INVALID_VALUE", field)])
    assert seller.get(ids["#i"]) == before
