"""Item options, their values, and what these make of the variations of an item."""

from __future__ import annotations

import pytest


def option(seller, name, *values, **more):
    nested = [
        seller.make("ITEM_OPTION_VAL", f"#{name}-{value}", {"name": value}) for value in values
    ]
    return seller.make("ITEM_OPTION", f"#{name}", {"name": name, "values": nested}, **more)


@pytest.fixture
def ids(seller):
    return seller.create(
        option(seller, "size", "Small", "Large"),
        option(seller, "colour", "Red", "Blue"),
        option(seller, "cut", "Slim"),
    )


def chosen(ids, *values):
    return [
        {
            "item_option_id": ids[f"#{value.partition('-')[0]}"],
            "item_option_value_id": ids[f"#{value}"],
        }
        for value in values
    ]


def shirt(seller, ids, *variations, options=("size", "colour"), **more):
    used = [{"item_option_id": ids[f"#{name}"]} for name in options]
    return seller.item("#shirt", *variations, data={"name": "Shirt", "item_options": used}, **more)


def variant(seller, ids, ref, *values, **data):
    fields = {"name": None, "item_option_values": chosen(ids, *values), **data}
    return seller.variation(ref, data=fields)


def names(item):
    return [one["item_variation_data"]["name"] for one in item["item_data"]["variations"]]


def details(reply):
    return [error["detail"] for error in reply.body["errors"]]


@pytest.mark.parametrize("name", [None, "Mine", ""])
def test_a_variation_is_named_for_its_option_values(seller, ids, name):  # SQ-164
    item = seller.save(
        shirt(
            seller,
            ids,
            variant(seller, ids, "#a", "size-Small", "colour-Red", name=name),
            variant(seller, ids, "#b", "size-Large", "colour-Red", name=name),
        )
    )
    assert names(item) == ["Small, Red", "Large, Red"]


def test_three_options_make_three_words_in_the_order_of_the_item(seller, ids):  # SQ-164
    item = shirt(
        seller,
        ids,
        variant(seller, ids, "#a", "cut-Slim", "size-Small", "colour-Blue"),
        options=("cut", "size", "colour"),
    )
    assert names(seller.save(item)) == ["Slim, Small, Blue"]


def test_a_name_made_of_options_is_found_by_search(seller, ids):  # SQ-164
    item = seller.save(shirt(seller, ids, variant(seller, ids, "#a", "size-Small", "colour-Red")))
    query = {"exact_query": {"attribute_name": "name", "attribute_value": "small, red"}}
    [found] = seller.found(object_types=["ITEM_VARIATION"], query=query)
    assert found == item["item_data"]["variations"][0]["id"]


def test_a_name_made_of_options_may_be_long_and_goes_back_and_forth(seller):  # SQ-164
    value = "x" * 255
    ids = seller.create(option(seller, "size", value), option(seller, "colour", value))
    variation = variant(seller, ids, "#a", f"size-{value}", f"colour-{value}")
    item = seller.save(shirt(seller, ids, variation))
    assert names(item) == [f"{value}, {value}"]
    assert names(seller.save(item)) == [f"{value}, {value}"]


def test_a_variation_in_an_item_of_its_own_is_named_too(seller, ids):  # SQ-164
    item = seller.save(shirt(seller, ids, variant(seller, ids, "#a", "size-Small", "colour-Red")))
    alone = variant(seller, ids, "#b", "size-Large", "colour-Blue", item_id=item["id"])
    assert seller.save(alone)["item_variation_data"]["name"] == "Large, Blue"
    assert names(seller.get(item["id"])) == ["Small, Red", "Large, Blue"]


def test_a_variation_with_options_cannot_be_renamed(seller, ids):  # SQ-165
    item = seller.save(
        shirt(
            seller,
            ids,
            variant(seller, ids, "#a", "size-Small", "colour-Red"),
            variant(seller, ids, "#b", "size-Large", "colour-Red"),
        )
    )
    last = item["item_data"]["variations"][1]
    last["item_variation_data"]["name"] = "Mine"
    for reply in (seller.upsert(item), seller.upsert(last)):
        [error] = reply.body["errors"]
        assert (reply.status, error["code"]) == (400, "INVALID_VALUE")
        assert error["detail"].endswith(
            "Item variation names may not be edited if they use item options (requested name"
            f' "Mine", actual name "Large, Red"). Variation ID `{last["id"]}`.'
        )
    assert names(seller.get(item["id"])) == ["Small, Red", "Large, Red"]


def test_other_values_give_another_name_whether_the_old_one_is_sent_along_or_not(seller, ids):
    # SQ-164
    item = seller.save(shirt(seller, ids, variant(seller, ids, "#a", "size-Small", "colour-Red")))
    data = item["item_data"]["variations"][0]["item_variation_data"]
    data["item_option_values"] = chosen(ids, "size-Large", "colour-Red")
    item = seller.save(item)
    assert names(item) == ["Large, Red"]
    del item["item_data"]["variations"][0]["item_variation_data"]["name"]
    assert names(seller.save(item)) == ["Large, Red"]


def test_a_value_that_is_renamed_renames_the_variations_that_have_it(seller, ids):  # SQ-164
    item = seller.save(
        shirt(
            seller,
            ids,
            variant(seller, ids, "#a", "size-Small", "colour-Red"),
            variant(seller, ids, "#b", "size-Large", "colour-Red"),
            variant(seller, ids, "#c", "size-Large", "colour-Blue"),
        )
    )
    colour = seller.get(ids["#colour"])
    colour["item_option_data"]["values"][0]["item_option_value_data"]["name"] = "Crimson"
    seller.save(colour)
    after = seller.get(item["id"])
    assert names(after) == ["Small, Crimson", "Large, Crimson", "Large, Blue"]
    assert after["version"] == item["version"]


def test_a_variation_keeps_its_own_name_in_an_item_without_options(seller):
    item = seller.save(seller.item("#i"))
    item["item_data"]["variations"][0]["item_variation_data"]["name"] = "Mine"
    assert names(seller.save(item)) == ["Mine"]


def test_two_variations_of_an_item_have_different_values(seller, ids, codes):  # SQ-166
    same = ("size-Small", "colour-Red")
    reply = seller.upsert(
        shirt(seller, ids, variant(seller, ids, "#a", *same), variant(seller, ids, "#b", *same))
    )
    assert codes(reply) == [("INVALID_VALUE", "item_option_values")]
    assert "`#a` has the same item option values" in details(reply)[0]


def test_a_combination_that_was_given_up_can_be_taken(seller, ids, codes):  # SQ-166
    item = seller.save(
        shirt(
            seller,
            ids,
            variant(seller, ids, "#a", "size-Small", "colour-Red"),
            variant(seller, ids, "#b", "size-Large", "colour-Red"),
        )
    )
    first, second = item["item_data"]["variations"]
    taking = {**second, "item_variation_data": dict(second["item_variation_data"])}
    taking["item_variation_data"]["item_option_values"] = chosen(ids, "size-Small", "colour-Red")
    assert codes(seller.upsert(taking)) == [("INVALID_VALUE", "item_option_values")]
    first["item_variation_data"]["item_option_values"] = chosen(ids, "size-Small", "colour-Blue")
    seller.save(first)
    assert seller.save(taking)["item_variation_data"]["name"] == "Small, Red"


def test_two_items_may_have_variations_with_the_same_values(seller, ids):  # SQ-166
    item = shirt(seller, ids, variant(seller, ids, "#a", "size-Small", "colour-Red"))
    assert [seller.upsert(item).status, seller.upsert(item).status] == [200, 200]


def test_values_stand_in_the_order_of_the_options(seller, ids, codes):  # SQ-167
    swapped = variant(seller, ids, "#a", "colour-Red", "size-Small")
    reply = seller.upsert(shirt(seller, ids, swapped))
    assert codes(reply) == [("BAD_REQUEST", ""), ("BAD_REQUEST", "")]
    assert details(reply)[0] == (
        f"Expected ItemVariation #a to have a value of item option {ids['#size']} at index 0,"
        f" got one of {ids['#colour']}"
    )


def test_names_of_item_options_differ_whatever_the_case(seller, ids, codes):  # SQ-168
    reply = seller.upsert(option(seller, "SIZE"))
    assert codes(reply) == [("INVALID_VALUE", "")]
    assert details(reply)[0].endswith('An existing Item Option has name "size".')
    other = seller.save(option(seller, "length"))
    other["item_option_data"]["name"] = "Size"
    assert codes(seller.upsert(other)) == [("INVALID_VALUE", "")]
    seller.delete(ids["#size"])
    assert seller.upsert(other).status == 200


def test_two_item_options_of_one_batch_have_different_names(seller, codes):  # SQ-168
    same = [option(seller, "size"), {**option(seller, "Size"), "id": "#other"}]
    reply = seller.batches(same)
    assert codes(reply) == [("INVALID_VALUE", ""), ("INVALID_VALUE", "")]


def test_an_item_option_keeps_its_name_in_another_case_and_other_sellers_have_theirs(seller, ids):
    # SQ-168
    mine = seller.get(ids["#size"])
    mine["item_option_data"]["name"] = "SIZE"
    assert seller.upsert(mine).status == 200
    assert seller.other("seller-b").upsert(option(seller, "size")).status == 200


@pytest.mark.parametrize(("length", "fault"), [(65, []), (66, ["VALUE_TOO_LONG"])])
def test_the_name_of_an_item_option_has_65_characters(seller, length, fault):  # SQ-169
    reply = seller.upsert(option(seller, "x" * length))
    assert [error["code"] for error in reply.body.get("errors", [])] == fault


def test_an_item_option_has_250_values(seller, codes):  # SQ-169
    stored = seller.save(option(seller, "size", *map(str, range(250))))
    over = option(seller, "other", *map(str, range(251)))
    assert codes(seller.upsert(over)) == [
        ("ARRAY_LENGTH_TOO_LONG", "object.item_option_data.values")
    ]
    alone = seller.make("ITEM_OPTION_VAL", "#v", {"name": "250", "item_option_id": stored["id"]})
    reply = seller.upsert(alone)
    assert codes(reply) == [("ARRAY_LENGTH_TOO_LONG", "values")]
    assert f"`{stored['id']}` of type ITEM_OPTION" in details(reply)[0]


def test_values_are_white_where_colours_are_shown_and_none_was_sent(seller):  # SQ-182
    red = seller.make("ITEM_OPTION_VAL", "#r", {"name": "red", "color": "#ff0000"})
    bare = seller.make("ITEM_OPTION_VAL", "#b", {"name": "bare"})
    data = {"name": "colour", "values": [red, bare], "show_colors": True}
    stored = seller.save(seller.make("ITEM_OPTION", "#o", data))
    values = stored["item_option_data"]["values"]
    assert [one["item_option_value_data"]["color"] for one in values] == ["#ff0000", "#ffffff"]
    plain = seller.save(
        seller.make("ITEM_OPTION", "#o", {**data, "name": "c", "show_colors": False})
    )
    assert "color" not in plain["item_option_data"]["values"][1]["item_option_value_data"]
