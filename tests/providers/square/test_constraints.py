"""Rules of Square's own on one object, on a family of objects, on names."""

from __future__ import annotations

import re

import pytest

USD = {"amount": 100, "currency": "USD"}


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        ({"pricing_type": "FIXED_PRICING"}, [("INVALID_VALUE", "price_money")]),
        (
            {"pricing_type": "VARIABLE_PRICING", "price_money": USD},
            [("INVALID_VALUE", "price_money")],
        ),
        ({"pricing_type": "FIXED_PRICING", "price_money": USD}, []),
        ({"pricing_type": "VARIABLE_PRICING"}, []),
        ({"price_money": USD}, []),
    ],
)
def test_price_and_pricing_type_agree(seller, codes, data, fault):  # SQ-153
    assert codes(seller.upsert(seller.item("#i", seller.variation("#v", data=data)))) == fault


@pytest.mark.parametrize(
    ("data", "sound"),
    [
        ({"all_products": True}, True),
        ({"product_ids_any": ["#t"]}, True),
        ({"product_ids_any": ["#t"], "all_products": False}, True),
        ({"product_ids_any": ["#t"], "product_ids_all": ["#t"]}, False),
        ({"product_ids_all": ["#t"], "all_products": True}, False),
        ({"quantity_exact": 1}, False),
        ({"all_products": True, "quantity_exact": 1}, True),
        ({"all_products": True, "quantity_min": 1, "quantity_max": 2}, True),
        ({"all_products": True, "quantity_exact": 1, "quantity_min": 1}, False),
        ({"all_products": True, "quantity_exact": 1, "quantity_max": 1}, False),
    ],
)
def test_a_product_set_is_described_in_one_way(seller, data, sound):  # SQ-155
    reply = seller.batches([seller.item("#t"), seller.make("PRODUCT_SET", "#s", data)])
    assert reply.status == (200 if sound else 400)


def test_a_variation_is_not_present_more_widely_than_its_item(seller):  # SQ-156
    reply = seller.upsert(seller.item("#i", seller.variation("#v"), present_at_all_locations=False))
    [error] = reply.body["errors"]
    assert (reply.status, error["code"], error["field"]) == (400, "INVALID_VALUE", "item_id")
    assert error["detail"] == (
        "Object '#v' of type ITEM_VARIATION is enabled at all future locations, but the"
        " referenced object with token '#i' of type ITEM is not."
    )


def test_a_variation_may_be_present_as_narrowly_as_its_item(seller):  # SQ-156
    narrow = {"present_at_all_locations": False, "present_at_location_ids": ["L1"]}
    item = seller.item("#i", seller.variation("#v", **narrow), **narrow)
    stored = seller.save(item)
    assert stored["present_at_location_ids"] == ["L1"]


def test_a_category_cannot_be_disabled(seller):  # SQ-157
    reply = seller.upsert(seller.category("#c", present_at_all_locations=False))
    assert (reply.status, reply.body["errors"]) == (
        400,
        [
            {
                "category": "INVALID_REQUEST_ERROR",
                "code": "INVALID_VALUE",
                "detail": "Invalid object: Invalid Object with Id: #c."
                " Object of type CATEGORY cannot be disabled.",
            }
        ],
    )


def test_a_category_may_be_present_at_some_locations_only(seller):  # SQ-157
    narrow = {"present_at_all_locations": False, "present_at_location_ids": ["L1"]}
    assert seller.upsert(seller.category("#c", **narrow)).status == 200


def test_a_stored_category_cannot_be_disabled(seller):  # SQ-157
    stored = seller.save(seller.category("#c"))
    reply = seller.upsert({**stored, "present_at_all_locations": False})
    assert f"Id: {stored['id']}." in reply.body["errors"][0]["detail"]


def options(seller):
    return seller.create(
        *(
            seller.make(
                "ITEM_OPTION",
                f"#{name}",
                {
                    "name": name,
                    "values": [seller.make("ITEM_OPTION_VAL", f"#{name}1", {"name": "one"})],
                },
            )
            for name in ("size", "colour")
        )
    )


@pytest.mark.parametrize(
    ("pairs", "detail"),
    [
        ([("size", "size1"), ("colour", "colour1")], None),
        ([], "Expected ItemVariation to have 2 Item Option Values, got 0"),
        ([("size", "size1")], "Expected ItemVariation to have 2 Item Option Values, got 1"),
        ([("size", "size1"), ("size", "size1")], "at index 1"),
        ([("colour", "colour1"), ("size", "size1")], "at index 0"),
        ([("size", "size1"), ("colour", "size1")], "a value of the item option"),
    ],
)
def test_a_variation_has_one_value_for_each_option(seller, pairs, detail):  # SQ-158
    ids = options(seller)
    values = [
        {"item_option_id": ids[f"#{option}"], "item_option_value_id": ids[f"#{value}"]}
        for option, value in pairs
    ]
    used = [{"item_option_id": ids["#size"]}, {"item_option_id": ids["#colour"]}]
    variation = seller.variation("#v", data={"item_option_values": values})
    reply = seller.upsert(seller.item("#i", variation, data={"item_options": used}))
    if detail is None:
        assert reply.status == 200
    else:
        assert reply.status == 400
        assert detail in reply.body["errors"][0]["detail"]


def test_an_sku_may_be_used_twice_and_a_upc_may_be_anything(seller):  # SQ-159, SQ-160
    data = {"sku": "S", "upc": "1"}
    variations = [seller.variation(name, data=data) for name in ("#a", "#b")]
    assert seller.upsert(seller.item("#i", *variations)).status == 200


def definition(seller, **data):
    sound = {"type": "STRING", "name": "Origin", "allowed_object_types": ["ITEM"], **data}
    return seller.make("CUSTOM_ATTRIBUTE_DEFINITION", "#d", sound)


@pytest.mark.parametrize(("field", "value"), [("type", "NUMBER"), ("key", "other")])
def test_type_and_key_of_a_definition_cannot_change(seller, codes, field, value):  # SQ-151
    stored = seller.save(definition(seller, key="origin"))
    stored["custom_attribute_definition_data"][field] = value
    assert codes(seller.upsert(stored)) == [("INVALID_VALUE", field)]


@pytest.mark.parametrize("given", [{}, {"key": "origin"}])
def test_a_definition_keeps_the_key_that_it_was_given(seller, given):  # SQ-151
    stored = seller.save(definition(seller, **given))
    key = stored["custom_attribute_definition_data"].pop("key")
    assert seller.save(stored)["custom_attribute_definition_data"]["key"] == key


def test_names_and_keys_of_definitions_and_options_are_unique(seller):
    seller.save(definition(seller, key="k"))
    assert seller.upsert(definition(seller, key="other")).status == 400
    assert seller.upsert(definition(seller, name="Other", key="k")).status == 400
    assert seller.upsert(definition(seller, name="Other", key="other")).status == 200
    option = seller.make("ITEM_OPTION", "#o", {"name": "Size"})
    stored = seller.save(option)
    assert seller.upsert(option).status == 400
    assert seller.upsert(stored).status == 200
    seller.delete(stored["id"])
    assert seller.upsert(option).status == 200


def test_a_measurement_unit_is_one_unit(seller, codes):
    both = {"measurement_unit": {"weight_unit": "METRIC_GRAM", "generic_unit": "UNIT"}}
    for data in (both, {}, {"measurement_unit": {}}):
        reply = seller.upsert(seller.make("MEASUREMENT_UNIT", "#u", data))
        assert codes(reply) == [("INVALID_VALUE", "measurement_unit")]


def test_a_category_cannot_be_below_itself(seller, codes):
    ids = seller.create(
        seller.category("#a"), seller.category("#b", data={"parent_category": {"id": "#a"}})
    )
    top = seller.get(ids["#a"])
    top["category_data"]["parent_category"] = {"id": ids["#b"]}
    assert codes(seller.upsert(top)) == [("INVALID_VALUE", "parent_category")]


def chain(seller, length):
    """Lists that each open the next one."""
    return [
        seller.modifier_list(
            f"#l{level}",
            seller.modifier(
                f"#m{level}",
                **({"child_modifier_list_ids": [f"#l{level + 1}"]} if level < length else {}),
            ),
        )
        for level in range(1, length + 1)
    ]


def test_modifier_lists_are_nested_three_levels_deep_at_most(seller):
    assert seller.batches(chain(seller, 3)).status == 200
    assert seller.batches(chain(seller, 4)).status == 400


def test_a_modifier_list_cannot_open_itself(seller):
    circle = chain(seller, 1)
    circle[0]["modifier_list_data"]["modifiers"][0]["modifier_data"]["child_modifier_list_ids"] = [
        "#l1"
    ]
    assert seller.batches(circle).status == 400


@pytest.fixture
def attributes(seller):
    kinds = {
        "text": ("STRING", {}),
        "number": ("NUMBER", {"number_config": {"precision": 1}}),
        "truth": ("BOOLEAN", {}),
        "choice": (
            "SELECTION",
            {
                "selection_config": {
                    "max_allowed_selections": 1,
                    "allowed_selections": [{"name": "A"}, {"name": "B"}],
                }
            },
        ),
    }
    return seller.create(
        *(
            seller.make(
                "CUSTOM_ATTRIBUTE_DEFINITION",
                f"#{key}",
                {"type": kind, "name": key, "key": key, "allowed_object_types": ["ITEM"], **more},
            )
            for key, (kind, more) in kinds.items()
        )
    )


def test_a_custom_attribute_is_completed_from_its_definition(seller, attributes):
    sent = {"text": {"string_value": "Taiwan", "name": "whatever"}}
    stored = seller.save(seller.item("#i", custom_attribute_values=sent))
    assert stored["custom_attribute_values"] == {
        "text": {
            "name": "text",
            "string_value": "Taiwan",
            "custom_attribute_definition_id": attributes["#text"],
            "type": "STRING",
            "key": "text",
        }
    }
    seller.save(stored)


@pytest.mark.parametrize(
    "values",
    [
        {"unknown": {"string_value": "x"}},
        {"text": {"number_value": "1"}},
        {"text": {"string_value": "x", "number_value": "1"}},
        {"text": {}},
        {"number": {"number_value": "1.23"}},
        {"choice": {"selection_uid_values": ["c"]}},
        {"choice": {"selection_uid_values": ["A", "B"]}},
    ],
)
def test_a_custom_attribute_follows_its_definition(seller, codes, attributes, values):
    stored = seller.get(attributes["#choice"])["custom_attribute_definition_data"]
    uids = {one["name"]: one["uid"] for one in stored["selection_config"]["allowed_selections"]}
    if "choice" in values:
        chosen = values["choice"]["selection_uid_values"]
        values = {"choice": {"selection_uid_values": [uids.get(name, name) for name in chosen]}}
    reply = seller.upsert(seller.item("#i", custom_attribute_values=values))
    assert codes(reply) == [("INVALID_VALUE", "custom_attribute_values")]


def test_a_custom_attribute_stands_on_allowed_types_only(seller, codes, attributes):
    values = {"text": {"string_value": "x"}}
    reply = seller.upsert(seller.category("#c", custom_attribute_values=values))
    assert codes(reply) == [("INVALID_VALUE", "custom_attribute_values")]


def test_deleting_a_definition_deletes_its_values(seller, attributes):  # A13
    values = {"text": {"string_value": "x"}, "number": {"number_value": "1"}}
    item = seller.save(seller.item("#i", custom_attribute_values=values))
    seller.delete(attributes["#text"])
    assert set(seller.get(item["id"])["custom_attribute_values"]) == {"number"}
    seller.delete(attributes["#number"])
    assert "custom_attribute_values" not in seller.get(item["id"])


def selections(stored):
    config = stored["custom_attribute_definition_data"]["selection_config"]
    return {entry["name"]: entry["uid"] for entry in config["allowed_selections"]}


def choice(seller, *entries, **more):
    config = {"allowed_selections": list(entries), **more}
    return definition(seller, type="SELECTION", selection_config=config)


def test_selections_have_ids_that_the_server_makes(seller):  # SQ-182
    stored = seller.save(choice(seller, {"name": "A", "uid": "mine"}, {"name": "B"}))
    uids = selections(stored)
    assert all(re.fullmatch(r"[A-Z2-7]{24}", uid) for uid in uids.values())
    assert uids["A"] != uids["B"]


def test_selections_keep_their_ids(seller):  # SQ-182
    stored = seller.save(choice(seller, {"name": "A"}, {"name": "B"}))
    before = selections(stored)
    change = choice(seller, {"name": "B"}, {"name": "New", "uid": before["A"]}, {"name": "C"})
    after = selections(seller.save({**change, "id": stored["id"], "version": stored["version"]}))
    assert (after["B"], after["New"]) == (before["B"], before["A"])
    assert after["C"] not in before.values()


def test_names_of_selections_differ(seller, codes):  # SQ-182
    reply = seller.upsert(choice(seller, {"name": "A"}, {"name": "B"}, {"name": "A"}))
    assert codes(reply) == [("INVALID_VALUE", "allowed_selections")]
    assert seller.upsert(choice(seller, {"name": "A"}, {"name": "a"})).status == 200


def test_one_selection_may_be_chosen_unless_the_definition_says_more(seller):  # SQ-178
    one = selections(seller.save(choice(seller, {"name": "A"}, {"name": "B"})))
    key = seller.listing("types=CUSTOM_ATTRIBUTE_DEFINITION")[0]
    key = key["custom_attribute_definition_data"]["key"]
    for uids, status in ((["A"], 200), (["A", "B"], 400)):
        values = {key: {"selection_uid_values": [one[name] for name in uids]}}
        assert seller.upsert(seller.item("#i", custom_attribute_values=values)).status == status


def unique(seller, **more):
    config = {"enforce_uniqueness": True}
    return definition(
        seller,
        key="code",
        string_config=config,
        allowed_object_types=["ITEM", "CATEGORY"],
        **more,
    )


def test_a_unique_attribute_has_no_value_twice(seller, codes):  # SQ-182
    stored = seller.save(unique(seller))

    def coded(value, code):
        return {**value, "custom_attribute_values": {"code": {"string_value": code}}}

    first = seller.save(coded(seller.item("#a"), "x"))
    again = seller.upsert(coded(seller.category("#b"), "x"))
    assert codes(again) == [("INVALID_VALUE", "")]
    assert again.body["errors"][0]["detail"].endswith(
        'An existing object has custom attribute code "x".'
    )
    other = seller.save(coded(seller.category("#b"), "y"))
    assert codes(seller.upsert(coded(other, "x"))) == [("INVALID_VALUE", "")]
    assert seller.upsert(coded(first, "x")).status == 200
    stranger = seller.other("seller-b")
    stranger.save(unique(stranger))
    assert stranger.upsert(coded(seller.item("#a"), "x")).status == 200
    seller.delete(first["id"])
    assert seller.upsert(coded(other, "x")).status == 200
    stored["custom_attribute_definition_data"]["string_config"] = {"enforce_uniqueness": False}
    assert codes(seller.upsert(stored)) == [("INVALID_VALUE", "string_config")]


def test_a_new_definition_of_a_key_has_values_of_its_own(seller):  # SQ-182
    stored = seller.save(unique(seller))
    values = {"code": {"string_value": "x"}}
    seller.save(seller.item("#a", custom_attribute_values=values))
    seller.delete(stored["id"])
    seller.save(unique(seller))
    assert seller.upsert(seller.item("#b", custom_attribute_values=values)).status == 200
