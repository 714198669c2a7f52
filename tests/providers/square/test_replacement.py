"""Full replacement, defaults, and what the server writes itself."""

from __future__ import annotations

import pytest


def test_a_field_left_out_of_an_update_is_cleared(seller):  # SQ-67
    item = seller.save(seller.item("#i", data={"abbreviation": "T"}, image_id=None))
    del item["item_data"]["abbreviation"]
    assert "abbreviation" not in seller.save(item)["item_data"]
    assert "abbreviation" not in seller.get(item["id"])["item_data"]


def test_a_variation_left_out_of_an_update_is_deleted(seller):  # SQ-68
    item = seller.save(seller.item("#i", seller.variation("#a"), seller.variation("#b")))
    kept, lost = item["item_data"]["variations"]
    item["item_data"]["variations"] = [kept]
    seller.next_moment()
    assert seller.save(item)["item_data"]["variations"] == [kept]
    assert seller.read(lost["id"]).status == 404
    body = {"object_ids": [lost["id"]], "include_deleted_objects": True}
    [dead] = seller.call("BatchRetrieveCatalogObjects", body).body["objects"]
    assert (dead["is_deleted"], dead["updated_at"]) == (True, "2026-09-21T14:13:21Z")


def test_a_modifier_left_out_of_an_update_is_deleted(seller):  # SQ-69
    parent = seller.save(seller.modifier_list("#l", seller.modifier("#a"), seller.modifier("#b")))
    kept, lost = parent["modifier_list_data"]["modifiers"]
    parent["modifier_list_data"]["modifiers"] = [kept]
    assert seller.save(parent)["modifier_list_data"]["modifiers"] == [kept]
    assert seller.read(lost["id"]).status == 404


def test_what_is_lost_by_replacement_leaves_no_reference_behind(seller):  # SQ-69, A13
    ids = seller.create(
        seller.modifier_list("#l", seller.modifier("#a"), seller.modifier("#b")),
        seller.item(
            "#i",
            data={
                "modifier_list_info": [
                    {
                        "modifier_list_id": "#l",
                        "modifier_overrides": [{"modifier_id": "#a"}, {"modifier_id": "#b"}],
                    }
                ]
            },
        ),
    )
    parent = seller.get(ids["#l"])
    parent["modifier_list_data"]["modifiers"].pop()
    seller.save(parent)
    [info] = seller.get(ids["#i"])["item_data"]["modifier_list_info"]
    assert info["modifier_overrides"] == [{"modifier_id": ids["#a"]}]
    seller.save(seller.get(ids["#i"]))


def test_a_new_variation_in_an_update_is_added_and_mapped(seller):  # SQ-70
    item = seller.save(seller.item("#i"))
    item["item_data"]["variations"].append(seller.variation("#new", data={"name": "Pot"}))
    reply = seller.upsert(item)
    [pair] = reply.body["id_mappings"]
    added = reply.body["catalog_object"]["item_data"]["variations"][1]
    assert pair == {"client_object_id": "#new", "object_id": added["id"]}
    assert added["item_variation_data"]["item_id"] == item["id"]


@pytest.mark.parametrize("data", [{}, {"variations": []}, {"variations": None}])
def test_an_item_needs_a_variation(seller, codes, data):  # SQ-71, A8
    bare = seller.make("ITEM", "#i", {"name": "Tea", **data})
    reply = seller.upsert(bare)
    assert codes(reply) == [("BAD_REQUEST", "")]
    detail = "Item with name Tea and token #i must have at least one variation."
    assert reply.body["errors"][0]["detail"] == detail
    stored = seller.save(seller.item("#i"))
    update = {**bare, "id": stored["id"], "version": stored["version"]}
    assert codes(seller.upsert(update)) == [("BAD_REQUEST", "")]
    assert seller.get(stored["id"]) == stored


def test_a_modifier_list_of_choices_needs_a_modifier(seller, codes):
    bare = seller.make("MODIFIER_LIST", "#l", {"name": "Milk"})
    assert codes(seller.upsert(bare)) == [("INVALID_VALUE", "modifiers")]
    textual = seller.make("MODIFIER_LIST", "#l", {"name": "Note", "modifier_type": "TEXT"})
    assert seller.upsert(textual).status == 200


def test_the_name_of_an_item_is_not_empty(seller, codes):  # SQ-72
    assert codes(seller.upsert(seller.item("#i", data={"name": ""}))) == [
        ("VALUE_EMPTY", "object.item_data.name")
    ]


def descriptions(stored):
    names = ("description", "description_html", "description_plaintext")
    return tuple(stored["item_data"][name] for name in names)


def test_the_marked_up_description_wins_and_all_three_agree(seller):  # SQ-73
    data = {"description_html": "<p><b>x</b> y</p>", "description": "old"}
    stored = seller.save(seller.item("#i", data=data))
    assert descriptions(stored) == ("x y", "<p><b>x</b> y</p>", "x y")


def test_a_plain_description_is_marked_up(seller):  # SQ-73
    stored = seller.save(seller.item("#i", data={"description": "hot & <fresh>"}))
    assert descriptions(stored) == (
        "hot & <fresh>",
        "<p>hot &amp; &lt;fresh&gt;</p>",
        "hot & <fresh>",
    )


def test_tags_and_attributes_that_are_not_allowed_are_ignored(seller):  # SQ-73
    markup = '<script>x()</script><p align="left" onclick="x()">a<br>b</p><ul><li>c</li></ul>'
    stored = seller.save(seller.item("#i", data={"description_html": markup}))
    assert descriptions(stored)[1] == 'x()<p align="left">a<br>b</p><ul><li>c</li></ul>'
    assert descriptions(stored)[2] == "x()a\nb\nc"


def test_a_description_is_cut_where_only_the_marked_up_one_may_be_long(seller):
    stored = seller.save(seller.item("#i", data={"description_html": "x" * 5000}))
    assert [len(text) for text in descriptions(stored)] == [4096, 5000, 5000]
    assert seller.upsert(stored).status == 200


def test_an_item_gets_its_defaults(seller):  # SQ-74, SQ-75
    stored = seller.save(seller.item("#i"))
    [variation] = stored["item_data"]["variations"]
    assert stored["is_deleted"] is False
    assert stored["present_at_all_locations"] is True
    defaults = {"is_taxable": True, "product_type": "REGULAR", "is_archived": False}
    assert stored["item_data"].items() >= defaults.items()
    assert variation["present_at_all_locations"] is True
    assert (
        variation["item_variation_data"].items()
        >= {
            "sellable": True,
            "stockable": True,
            "ordinal": 0,
        }.items()
    )


def test_what_a_client_says_is_no_default(seller):  # SQ-74, SQ-75
    data = {"is_taxable": False, "product_type": "DIGITAL", "is_archived": True}
    stored = seller.save(
        seller.item("#i", seller.variation("#v", data={"sellable": False}), data=data)
    )
    assert stored["item_data"].items() >= data.items()
    assert stored["item_data"]["variations"][0]["item_variation_data"]["sellable"] is False


def test_a_category_gets_its_defaults_and_its_place(seller):
    ids = seller.create(
        seller.category("#a"), seller.category("#b", data={"parent_category": {"id": "#a"}})
    )
    top = seller.get(ids["#a"])["category_data"]
    assert top == {
        "name": "Drinks",
        "category_type": "REGULAR_CATEGORY",
        "online_visibility": True,
        "is_top_level": True,
        "parent_category": {"ordinal": 0},
    }
    below = seller.get(ids["#b"])["category_data"]
    assert (below["is_top_level"], below["root_category"]) == (False, ids["#a"])
    assert below["parent_category"] == {"id": ids["#a"], "ordinal": 0}


def test_what_square_writes_in_location_overrides_is_ignored(seller):  # SQ-24
    override = {
        "location_id": "L1",
        "sold_out": True,
        "sold_out_valid_until": "2030-01-01T00:00:00Z",
    }
    stored = seller.save(
        seller.item("#i", seller.variation("#v", data={"location_overrides": [override]}))
    )
    [variation] = stored["item_data"]["variations"]
    assert variation["item_variation_data"]["location_overrides"] == [{"location_id": "L1"}]


def test_a_modifier_list_of_an_item_is_enabled_by_default(seller):
    ids = seller.create(
        seller.modifier_list("#l"),
        seller.modifier_list("#off"),
        seller.item(
            "#i",
            data={
                "modifier_list_info": [
                    {"modifier_list_id": "#l"},
                    {"modifier_list_id": "#off", "enabled": False},
                ]
            },
        ),
    )
    infos = seller.get(ids["#i"])["item_data"]["modifier_list_info"]
    assert [info["enabled"] for info in infos] == [True, False]


def test_other_types_get_their_defaults(seller):
    unit = seller.save(
        seller.make("MEASUREMENT_UNIT", "#u", {"measurement_unit": {"generic_unit": "UNIT"}})
    )
    assert unit["measurement_unit_data"]["precision"] == 3
    period = seller.save(seller.make("TIME_PERIOD", "#p", {"event": "DTSTART:20260101T000000"}))
    assert period["time_period_data"]["event"] == (
        "BEGIN:VEVENT\nDTSTART:20260101T000000\nEND:VEVENT"
    )
    assert seller.save(period)["time_period_data"] == period["time_period_data"]


def test_the_ordinal_of_a_variation_is_its_position(seller):  # SQ-76
    names = ["#a", "#b", "#c"]
    nested = [seller.variation(name, data={"name": name, "ordinal": 7}) for name in names]
    item = seller.save(seller.item("#i", *nested))
    item["item_data"]["variations"].reverse()
    found = seller.save(item)["item_data"]["variations"]
    data = [variation["item_variation_data"] for variation in found]
    assert [(entry["name"], entry["ordinal"]) for entry in data] == [
        ("#c", 0),
        ("#b", 1),
        ("#a", 2),
    ]


def test_a_variation_updated_by_itself_stays_where_it_is(seller):  # SQ-76
    item = seller.save(seller.item("#i", seller.variation("#a"), seller.variation("#b")))
    for position, variation in enumerate(item["item_data"]["variations"]):
        changed = seller.save({**variation, "item_variation_data": {"name": "Pot"}})
        assert changed["item_variation_data"]["ordinal"] == position


def test_the_product_type_cannot_change(seller, codes):  # SQ-77
    item = seller.save(seller.item("#i", data={"product_type": "DIGITAL"}))
    item["item_data"]["product_type"] = "EVENT"
    assert codes(seller.upsert(item)) == [("INVALID_VALUE", "product_type")]
    del item["item_data"]["product_type"]
    assert seller.save(item)["item_data"]["product_type"] == "DIGITAL"


@pytest.mark.parametrize(
    "product_type", ["LEGACY_SQUARE_ONLINE_SERVICE", "LEGACY_SQUARE_ONLINE_MEMBERSHIP"]
)
def test_legacy_product_types_cannot_be_created(seller, codes, product_type):  # SQ-78
    item = seller.item("#i", data={"product_type": product_type})
    assert codes(seller.upsert(item)) == [("INVALID_VALUE", "product_type")]


def test_the_answer_holds_top_level_objects_in_the_order_of_the_request(seller):  # SQ-79, SQ-89
    reply = seller.batches(
        [seller.tax("#t"), seller.modifier_list("#l")], [seller.item("#i"), seller.category("#c")]
    )
    kinds = [found["type"] for found in reply.body["objects"]]
    assert kinds == ["TAX", "MODIFIER_LIST", "ITEM", "CATEGORY"]


@pytest.mark.parametrize(
    ("advance", "text"),
    [
        (0, "2026-09-21T14:13:20Z"),
        (0.4, "2026-09-21T14:13:20.4Z"),
        (0.14, "2026-09-21T14:13:20.14Z"),
        (0.021, "2026-09-21T14:13:20.021Z"),
    ],
)
def test_timestamps_are_utc_without_trailing_zeros(seller, advance, text):  # SQ-80
    seller.bench.advance(advance)
    reply = seller.batches([seller.tax("#t")])
    assert reply.body["updated_at"] == reply.body["objects"][0]["updated_at"] == text


def test_created_at_is_constant(seller):  # SQ-81
    stored = seller.save(seller.tax("#t"))
    seller.next_moment()
    after = seller.save({**stored, "tax_data": {"name": "GST"}})
    assert (after["created_at"], after["updated_at"]) == (
        "2026-09-21T14:13:20Z",
        "2026-09-21T14:13:21Z",
    )


def test_an_update_with_identical_content_is_accepted(seller):  # SQ-82
    stored = seller.save(seller.item("#i"))
    assert seller.upsert(stored).status == 200
