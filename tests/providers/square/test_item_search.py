"""Searching items by their texts and attributes."""

from __future__ import annotations

import pytest


def definition(seller, key, kind, **data):
    sound = {
        "type": kind,
        "name": key,
        "key": key,
        "allowed_object_types": ["ITEM", "ITEM_VARIATION"],
    }
    return seller.make("CUSTOM_ATTRIBUTE_DEFINITION", f"#{key}", {**sound, **data})


@pytest.fixture
def ids(seller):
    selections = [{"name": "Light"}, {"name": "Dark"}]
    roast = seller.save(
        definition(
            seller, "roast", "SELECTION", selection_config={"allowed_selections": selections}
        )
    )
    light, dark = roast["custom_attribute_definition_data"]["selection_config"][
        "allowed_selections"
    ]
    others = seller.create(
        definition(seller, "origin", "STRING"),
        definition(seller, "year", "NUMBER"),
        definition(seller, "vegan", "BOOLEAN"),
        seller.category("#hot"),
        seller.item(
            "#oolong",
            seller.variation("#cup", data={"name": "Cup", "sku": "OOL-C", "upc": "123456789012"}),
            seller.variation("#pot", data={"name": "Pot", "sku": "OOL-P"}),
            data={"name": "Oolong", "description": "Half oxidised", "categories": [{"id": "#hot"}]},
            custom_attribute_values={
                "origin": {"string_value": "Taiwan"},
                "year": {"number_value": "2025.5"},
                "vegan": {"boolean_value": True},
            },
        ),
        seller.item(
            "#espresso",
            seller.variation(
                "#single",
                custom_attribute_values={"roast": {"selection_uid_values": [dark["uid"]]}},
                present_at_all_locations=False,
            ),
            data={"name": "espresso", "abbreviation": "XPO", "product_type": "FOOD_AND_BEV"},
            present_at_all_locations=False,
            present_at_location_ids=["L1"],
        ),
        seller.item(
            "#old",
            seller.variation("#v-old", absent_at_location_ids=["L1"]),
            data={"name": "Old tea", "is_archived": True},
            absent_at_location_ids=["L1"],
        ),
    )
    return {**others, "#roast": roast["id"], "light": light["uid"], "dark": dark["uid"]}


def search(seller, **body):
    return seller.call("SearchCatalogItems", body)


def names(ids, reply, field="items"):
    assert reply.status == 200, reply.body
    known = {object_id: name for name, object_id in ids.items()}
    found = reply.body.get(field, [])
    return [known[entry["id"] if isinstance(entry, dict) else entry] for entry in found]


def test_items_come_sorted_by_name(seller, ids):  # SQ-132
    assert names(ids, search(seller)) == ["#espresso", "#oolong"]
    assert names(ids, search(seller, sort_order="DESC")) == ["#oolong", "#espresso"]


def test_a_page_holds_at_most_100_items(seller, codes):  # SQ-132
    items = [seller.item(f"#{number}", data={"name": f"{number:03}"}) for number in range(101)]
    seller.create(*items)
    assert codes(search(seller, limit=101)) == [("VALUE_TOO_HIGH", "limit")]
    first = search(seller).body
    assert len(first["items"]) == 100
    [last] = search(seller, cursor=first["cursor"]).body["items"]
    assert last["item_data"]["name"] == "100"
    assert len(search(seller, limit=3).body["items"]) == 3
    assert len(search(seller, limit=3.0).body["items"]) == 3


@pytest.mark.parametrize(
    ("text", "items", "variations"),
    [
        ("OOLONG", ["#oolong"], ["#cup", "#pot"]),
        ("oxidised, half", ["#oolong"], ["#cup", "#pot"]),
        ("xidised", [], []),
        ("esp", ["#espresso"], ["#single"]),
        ("xpo", ["#espresso"], ["#single"]),
        ("OOL-C", ["#oolong"], ["#cup"]),
        ("c/ool", ["#oolong"], ["#cup"]),
        ("ool-", ["#oolong"], ["#cup", "#pot"]),
        ("123456789012", ["#oolong"], ["#cup"]),
        ("pot", ["#oolong"], ["#pot"]),
        ("pot single", [], []),
        ("nothing", [], []),
    ],
)
def test_texts_of_items_and_variations_are_searched(seller, ids, text, items, variations):
    # SQ-133, SQ-171, SQ-180
    reply = search(seller, text_filter=text)
    assert names(ids, reply) == items
    assert names(ids, reply, "matched_variation_ids") == variations


def test_more_than_10_attribute_filters_are_refused(seller, codes):  # SQ-134
    filters = [{"key": "origin", "string_filter": "x"}] * 11
    reply = search(seller, custom_attribute_filters=filters)
    assert codes(reply) == [("ARRAY_LENGTH_TOO_LONG", "custom_attribute_filters")]
    assert search(seller, custom_attribute_filters=filters[:10]).status == 200


@pytest.mark.parametrize(
    ("part", "expected"),
    [
        ({"key": "origin", "string_filter": "taiwan"}, ["#oolong"]),
        ({"key": "origin", "string_filter": "japan"}, []),
        ({"key": "origin", "number_filter": {"min": "1"}}, []),
        ({"key": "year", "number_filter": {"min": "2025.5", "max": "2026"}}, ["#oolong"]),
        ({"key": "year", "number_filter": {"max": "2025.4"}}, []),
        ({"key": "vegan", "bool_filter": True}, ["#oolong"]),
        ({"key": "vegan", "bool_filter": False}, []),
        ({"key": "roast", "selection_uids_filter": ["light", "dark"]}, ["#espresso"]),
        ({"key": "roast", "selection_uids_filter": ["light"]}, []),
    ],
)
def test_custom_attributes_are_filtered_by_value(seller, ids, part, expected):
    if "selection_uids_filter" in part:
        chosen = [ids[name] for name in part["selection_uids_filter"]]
        part = {**part, "selection_uids_filter": chosen}
    assert names(ids, search(seller, custom_attribute_filters=[part])) == expected


def test_a_custom_attribute_is_named_by_its_definition_too(seller, ids):
    part = {
        "custom_attribute_definition_id": ids["#roast"],
        "selection_uids_filter": [ids["dark"]],
    }
    reply = search(seller, custom_attribute_filters=[part])
    assert names(ids, reply) == ["#espresso"]
    assert names(ids, reply, "matched_variation_ids") == ["#single"]


@pytest.mark.parametrize(
    ("part", "code", "detail"),
    [
        (
            {"string_filter": "x"},
            "MISSING_REQUIRED_PARAMETER",
            "Exactly one of custom_attribute_definition_id, key must be set.",
        ),
        (
            {"key": "k"},
            "MISSING_REQUIRED_PARAMETER",
            (
                "Exactly one of string_filter, number_filter, selection_uids_filter, bool_filter"
                " must be set."
            ),
        ),
        (
            {"key": "k", "custom_attribute_definition_id": "D", "string_filter": "x"},
            "INVALID_VALUE",
            "Fields that exclude each other are set.",
        ),
        (
            {"key": "k", "string_filter": "x", "bool_filter": True},
            "INVALID_VALUE",
            "Fields that exclude each other are set.",
        ),
        (
            {"key": None, "custom_attribute_definition_id": None, "string_filter": "x"},
            "MISSING_REQUIRED_PARAMETER",
            "Exactly one of custom_attribute_definition_id, key must be set.",
        ),
    ],
)
def test_a_filter_names_one_attribute_and_one_value(seller, part, code, detail):
    reply = search(seller, custom_attribute_filters=[{"key": "k", "bool_filter": True}, part])
    assert reply.status == 400
    assert reply.body["errors"] == [
        {
            "category": "INVALID_REQUEST_ERROR",
            "code": code,
            "detail": detail,
            "field": "custom_attribute_filters[1]",
        }
    ]


@pytest.mark.parametrize(
    ("bounds", "sound"),
    [
        ({}, False),
        ({"min": None, "max": None}, False),
        ({"min": "1"}, True),
        ({"min": None, "max": "2"}, True),
    ],
)
def test_a_range_of_numbers_has_a_bound(seller, codes, bounds, sound):  # SQ-182
    reply = search(seller, custom_attribute_filters=[{"key": "year", "number_filter": bounds}])
    field = "custom_attribute_filters[0].number_filter"
    assert codes(reply) == ([] if sound else [("MISSING_REQUIRED_PARAMETER", field)])


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (None, ["#espresso", "#oolong"]),
        ("ARCHIVED_STATE_NOT_ARCHIVED", ["#espresso", "#oolong"]),
        ("ARCHIVED_STATE_ARCHIVED", ["#old"]),
        ("ARCHIVED_STATE_ALL", ["#espresso", "#old", "#oolong"]),
    ],
)
def test_archived_items_are_found_on_request(seller, ids, state, expected):  # SQ-135
    assert names(ids, search(seller, archived_state=state)) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"product_types": ["FOOD_AND_BEV"]}, ["#espresso"]),
        ({"enabled_location_ids": ["L1"]}, ["#espresso", "#oolong"]),
        ({"enabled_location_ids": ["L2"]}, ["#oolong"]),
        ({"enabled_location_ids": ["L1"], "archived_state": "ARCHIVED_STATE_ARCHIVED"}, []),
        ({"stock_levels": ["LOW"]}, []),
    ],
)
def test_items_are_filtered_by_what_they_are_and_where(seller, ids, filters, expected):
    assert names(ids, search(seller, **filters)) == expected


def test_items_are_filtered_by_category(seller, ids):
    assert names(ids, search(seller, category_ids=[ids["#hot"], "NONE"])) == ["#oolong"]


def test_deleted_items_are_not_found(seller, ids):
    seller.delete(ids["#oolong"])
    assert names(ids, search(seller)) == ["#espresso"]
