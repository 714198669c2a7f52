"""Searching objects of any type."""

from __future__ import annotations

import pytest


@pytest.fixture
def ids(seller):
    return seller.create(
        seller.item(
            "#oolong",
            seller.variation("#cup", data={"name": "Cup", "sku": "OOL-C"}),
            data={"name": "Oolong tea", "description": "half oxidised", "tax_ids": ["#vat"]},
        ),
        seller.item(
            "#green",
            seller.variation("#pot", data={"name": "Pot", "upc": "4006381333931"}),
            data={
                "name": "Green Tea",
                "abbreviation": "GT",
                "tax_ids": ["#gst"],
                "modifier_list_info": [{"modifier_list_id": "#milk"}],
            },
        ),
        seller.item("#cake", data={"name": "Cake"}),
        seller.category("#hot", "Hot teas"),
        seller.tax("#vat", "VAT"),
        seller.tax("#gst", "GST"),
        seller.modifier_list("#milk"),
        seller.make("IMAGE", "#picture", {"caption": "a cup"}),
    )


def named(ids, found):
    names = {object_id: name for name, object_id in ids.items()}
    return [names[object_id] for object_id in found]


def query(kind, attribute, **value):
    return {f"{kind}_query": {"attribute_name": attribute, **value}}


@pytest.mark.parametrize(
    ("asked", "types", "expected"),
    [
        (query("prefix", "name", attribute_prefix="GREEN"), ["ITEM"], ["#green"]),
        (query("prefix", "name", attribute_prefix="hot"), ["ITEM", "CATEGORY"], ["#hot"]),
        (query("exact", "name", attribute_value="green tea"), ["ITEM"], ["#green"]),
        (query("exact", "name", attribute_value="green"), ["ITEM"], []),  # A20
        (query("exact", "sku", attribute_value="ool-c"), ["ITEM_VARIATION"], ["#cup"]),
        (query("exact", "upc", attribute_value="4006381333931"), ["ITEM_VARIATION"], ["#pot"]),
        (query("exact", "caption", attribute_value="A CUP"), ["IMAGE"], ["#picture"]),
        (query("exact", "abbreviation", attribute_value="gt"), ["ITEM"], ["#green"]),
        (
            query("set", "name", attribute_values=["VAT", "cake"]),
            ["ITEM", "TAX"],
            ["#cake", "#vat"],
        ),
        ({"text_query": {"keywords": ["TEA", "oolong"]}}, ["ITEM"], ["#oolong"]),
        ({"text_query": {"keywords": ["oxidised"]}}, ["ITEM"], ["#oolong"]),
        ({"text_query": {"keywords": ["tea", "zz"]}}, ["ITEM"], ["#oolong", "#green"]),
        ({"text_query": {"keywords": ["t-e", "cake"]}}, ["ITEM"], ["#cake"]),
        ({"text_query": {"keywords": ["tea", "coffee"]}}, ["ITEM"], []),
        ({"text_query": {"keywords": ["olong"]}}, ["ITEM"], []),
        (query("exact", "sku", attribute_value="ool-c"), ["ITEM"], []),
    ],
)
def test_attributes_are_searched_in_any_case(seller, ids, asked, types, expected):
    # SQ-122, SQ-123
    assert named(ids, seller.found(query=asked, object_types=types)) == expected


def test_more_than_three_keywords_are_refused(seller, codes):  # SQ-123
    reply = seller.search(query={"text_query": {"keywords": ["one", "two", "three", "four"]}})
    assert codes(reply) == [("ARRAY_LENGTH_TOO_LONG", "query.text_query.keywords")]


def test_more_than_250_values_are_refused(seller, codes):
    reply = seller.search(query=query("set", "name", attribute_values=["x"] * 251))
    assert codes(reply) == [("ARRAY_LENGTH_TOO_LONG", "query.set_query.attribute_values")]


@pytest.mark.parametrize(
    "asked",
    [
        query("set", "name", attribute_values=["x"])
        | query("prefix", "name", attribute_prefix="x"),
        query("exact", "name", attribute_value="x") | {"items_for_tax_query": {"tax_ids": []}},
    ],
)
def test_queries_that_stand_alone_exclude_others(seller, codes, asked):  # SQ-124
    reply = seller.search(query=asked)
    assert (reply.status, codes(reply)) == (400, [("CONFLICTING_PARAMETERS", "query")])


def test_combined_queries_must_all_hold(seller, ids):  # SQ-124
    asked = query("prefix", "name", attribute_prefix="g") | {"text_query": {"keywords": ["tea"]}}
    found = seller.found(query=asked, object_types=["ITEM", "TAX"])
    assert named(ids, found) == ["#green"]


def test_a_query_may_be_null(seller, ids):  # SQ-25
    asked = {"set_query": None, **query("exact", "name", attribute_value="cake")}
    assert named(ids, seller.found(query=asked, include_related_objects=None)) == ["#cake"]
    assert len(seller.found(query=None)) == 7


@pytest.mark.parametrize(
    ("keywords", "found"),
    [
        (["small red"], ["one", "two"]),
        (["red small"], ["one", "two"]),
        (["small", "red"], ["one", "two"]),
        (["RED, sma!"], ["one", "two"]),
        (["small blue"], []),
        (["mall red"], []),
        (["shirt"], ["one"]),
        (["hirt"], []),
        (["t-shirt small"], ["one"]),
    ],
)
def test_a_phrase_is_its_words(seller, keywords, found):  # SQ-171
    seller.create(
        seller.item("#one", data={"name": "one", "description": "T-shirt, Small (red)"}),
        seller.item("#two", data={"name": "two", "description": "red/small"}),
    )
    reply = seller.search(query={"text_query": {"keywords": keywords}}, object_types=["ITEM"])
    names = [item["item_data"]["name"] for item in reply.body.get("objects", [])]
    assert names == found


@pytest.mark.parametrize("data", ["category_id", "categories", "reporting_category"])
def test_items_are_found_by_their_category(seller, data):  # SQ-181
    ids = seller.create(seller.category("#in"), seller.category("#out", "Food"))
    for category in (ids["#in"], ids["#out"]):
        value = {"category_id": category, "categories": [{"id": category}]}.get(
            data, {"id": category}
        )
        seller.save(seller.item("#i", data={"name": category, data: value}))
    seller.save(seller.item("#i", data={"name": "bare", data: value}))
    for kind, value in (
        ("exact", {"attribute_value": ids["#in"]}),
        ("set", {"attribute_values": ["x", ids["#in"]]}),
        ("prefix", {"attribute_prefix": ids["#in"][:12]}),
    ):
        reply = seller.search(query=query(kind, "category_id", **value), object_types=["ITEM"])
        assert [item["item_data"]["name"] for item in reply.body["objects"]] == [ids["#in"]]
    words = seller.search(query={"text_query": {"keywords": [ids["#out"]]}}).body["objects"]
    assert [item["item_data"]["name"] for item in words] == [ids["#out"]]


@pytest.mark.parametrize("kind", ["exact", "prefix", "set", "range", "sorted_attribute"])
def test_an_attribute_that_there_is_not_is_refused_as_such(seller, codes, kind):  # SQ-181
    value = {"attribute_value": "x", "attribute_prefix": "x", "attribute_values": ["x"]}
    reply = seller.search(query=query(kind, "no_such", **value))
    assert codes(reply) == [("INVALID_VALUE", f"query.{kind}_query.attribute_name")]
    assert reply.body["errors"][0]["detail"] == "Attribute `no_such` does not exist."


@pytest.mark.parametrize("kind", ["exact", "prefix", "set", "sorted_attribute"])
def test_an_attribute_that_is_not_searchable_is_refused(seller, codes, kind):  # SQ-125
    value = {"attribute_value": "x", "attribute_prefix": "x", "attribute_values": ["x"]}
    for name in ("id", "tax_ids"):
        reply = seller.search(query=query(kind, name, **value))
        field = f"query.{kind}_query.attribute_name"
        assert (reply.status, codes(reply)) == (400, [("INVALID_VALUE", field)])
    assert reply.body["errors"][0]["detail"] == "Attribute `tax_ids` is not searchable."


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({}, ["#cake", "#green", "#oolong"]),
        ({"sort_order": "DESC"}, ["#oolong", "#green", "#cake"]),
        ({"initial_attribute_value": "green tea"}, ["#green", "#oolong"]),
        ({"sort_order": "DESC", "initial_attribute_value": "Green Tea"}, ["#green", "#cake"]),
    ],
)
def test_a_search_is_sorted_by_an_attribute(seller, ids, more, expected):  # SQ-126
    asked = query("sorted_attribute", "name", **more)
    assert named(ids, seller.found(query=asked, object_types=["ITEM"])) == expected


def test_a_range_is_inclusive(seller):
    for name, amount in [("a", 1), ("b", 2), ("c", 3), ("d", 4)]:
        money = {"amount": amount, "currency": "USD"}
        seller.save(seller.make("DISCOUNT", "#d", {"name": name, "amount_money": money}))
    asked = query("range", "amount_money", attribute_min_value=2, attribute_max_value=3)
    found = seller.search(query=asked, object_types=["DISCOUNT"]).body["objects"]
    assert [entry["discount_data"]["name"] for entry in found] == ["b", "c"]


def test_begin_time_is_exclusive(seller):  # SQ-127
    first = seller.save(seller.tax("#a"))
    seller.next_moment()
    second = seller.save(seller.tax("#b"))
    assert seller.found(begin_time=first["updated_at"]) == [second["id"]]
    assert seller.found(begin_time=second["updated_at"]) == []
    assert seller.found(begin_time="2026-09-21T16:13:19+02:00") == [first["id"], second["id"]]


@pytest.mark.parametrize("time", ["yesterday", "2026-09-21T14:13:20"])
def test_a_begin_time_that_is_no_time_is_refused(seller, codes, time):
    assert codes(seller.search(begin_time=time)) == [("INVALID_TIME", "begin_time")]


@pytest.mark.parametrize(
    ("limit", "size"), [(0, 100), (-1, 100), (1001, 100), (None, 100), (1, 1), (1000, 150)]
)
def test_a_limit_out_of_range_is_ignored(seller, limit, size):  # SQ-128
    seller.create(*(seller.tax(f"#{number}") for number in range(150)))
    assert len(seller.found(limit=limit)) == size


def test_pages_of_a_search_follow_their_cursor(seller):
    ids = seller.create(*(seller.tax(f"#{number}", f"{number}") for number in range(5)))
    first = seller.search(limit=2).body
    second = seller.search(limit=2, cursor=first["cursor"]).body
    third = seller.search(limit=2, cursor=second["cursor"]).body
    pages = [first, second, third]
    assert [found["id"] for page in pages for found in page["objects"]] == list(ids.values())
    assert "cursor" not in third


def test_a_cursor_of_another_search_is_refused(seller, codes):  # SQ-120
    seller.create(*(seller.tax(f"#{number}") for number in range(3)))
    cursor = seller.search(limit=2).body["cursor"]
    reply = seller.search(limit=2, cursor=cursor, object_types=["TAX"])
    assert codes(reply) == [("INVALID_CURSOR", "cursor")]


def test_deleted_objects_exclude_ways_to_the_root(seller, codes):  # SQ-129
    reply = seller.search(include_deleted_objects=True, include_category_path_to_root=True)
    assert (reply.status, codes(reply)) == (
        400,
        [("CONFLICTING_PARAMETERS", "include_category_path_to_root")],
    )


def test_deleted_objects_are_found_on_request(seller):  # SQ-115
    stored = seller.save(seller.tax("#t"))
    seller.next_moment()
    seller.delete(stored["id"])
    assert seller.found() == []
    [dead] = seller.search(include_deleted_objects=True).body["objects"]
    assert (dead["is_deleted"], dead["updated_at"]) == (True, "2026-09-21T14:13:21Z")


def test_the_latest_time_is_the_time_of_the_last_change(seller):  # SQ-130
    stored = seller.save(seller.tax("#t"))
    assert seller.search().body["latest_time"] == "2026-09-21T14:13:20Z"
    seller.next_moment()
    assert seller.search().body["latest_time"] == "2026-09-21T14:13:20Z"
    seller.delete(stored["id"])
    assert seller.search().body["latest_time"] == "2026-09-21T14:13:21Z"


def test_the_catalog_of_a_new_seller_was_never_changed(seller):
    assert seller.search().body == {"latest_time": "1970-01-01T00:00:00Z"}


def test_items_are_found_by_any_of_their_taxes_or_modifier_lists(seller, ids):  # SQ-131
    by_tax = {"items_for_tax_query": {"tax_ids": [ids["#gst"], ids["#vat"], "NONE"]}}
    assert named(ids, seller.found(query=by_tax)) == ["#oolong", "#green"]
    by_list = {"items_for_modifier_list_query": {"modifier_list_ids": [ids["#milk"]]}}
    assert named(ids, seller.found(query=by_list)) == ["#green"]


def option(seller, name, *values):
    nested = [
        seller.make("ITEM_OPTION_VAL", f"{name}-{value}", {"name": value}) for value in values
    ]
    return seller.make("ITEM_OPTION", name, {"name": name, "values": nested})


def chosen(seller, variation, *pairs):
    values = [
        {"item_option_id": name, "item_option_value_id": f"{name}-{value}"} for name, value in pairs
    ]
    return seller.variation(variation, data={"item_option_values": values})


def test_items_are_found_by_all_of_their_options(seller):  # SQ-131
    both = [{"item_option_id": "#size"}, {"item_option_id": "#colour"}]
    ids = seller.create(
        option(seller, "#size", "S", "L"),
        option(seller, "#colour", "red"),
        seller.item(
            "#shirt",
            chosen(seller, "#s", ("#size", "S"), ("#colour", "red")),
            chosen(seller, "#l", ("#size", "L"), ("#colour", "red")),
            data={"item_options": both},
        ),
        seller.item("#sock", chosen(seller, "#x", ("#size", "S")), data={"item_options": both[:1]}),
    )
    options = {"item_option_ids": [ids["#size"], ids["#colour"]]}
    assert named(ids, seller.found(query={"items_for_item_options_query": options})) == ["#shirt"]
    values = {"item_option_value_ids": [ids["#size-L"], ids["#colour-red"]]}
    found = seller.found(query={"item_variations_for_item_option_values_query": values})
    assert named(ids, found) == ["#l"]
    option_and_value = {"item_option_value_ids": [ids["#size"], ids["#size-L"]]}
    asked = {"item_variations_for_item_option_values_query": option_and_value}
    assert seller.found(query=asked) == []


def test_modifiers_are_found_by_their_child_lists(seller):
    ids = seller.create(
        seller.modifier_list("#inner"),
        seller.modifier_list(
            "#outer",
            seller.modifier("#a", child_modifier_list_ids=["#inner"]),
            seller.modifier("#b"),
        ),
    )
    asked = {"modifiers_for_child_list_query": {"child_modifier_list_ids": [ids["#inner"]]}}
    assert named(ids, seller.found(query=asked)) == ["#a"]


def test_related_objects_come_with_a_search(seller, ids):
    asked = query("exact", "name", attribute_value="green tea")
    reply = seller.search(query=asked, include_related_objects=True)
    related = [found["id"] for found in reply.body["related_objects"]]
    assert named(ids, related) == ["#gst", "#milk"]
