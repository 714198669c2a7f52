"""How much a request, an object and a field may hold."""

from __future__ import annotations

import pytest


def taxes(seller, number, start=0):
    return [seller.tax(f"#t{index}") for index in range(start, start + number)]


def test_a_batch_of_1000_objects_is_accepted(seller):  # SQ-27
    assert seller.batches(taxes(seller, 1000)).status == 200


def test_a_batch_of_1001_objects_is_refused_and_nothing_is_written(seller):  # SQ-28, SQ-32
    reply = seller.batches(taxes(seller, 1001))
    assert reply.status == 400
    assert reply.body == {
        "errors": [
            {
                "category": "INVALID_REQUEST_ERROR",
                "code": "ARRAY_LENGTH_TOO_LONG",
                "detail": "Too many objects (1001, max 1000) in a single batch"
                " in BatchUpsertCatalogObjects request.",
            }
        ]
    }
    assert seller.listing() == []


def test_ten_full_batches_are_accepted_and_one_object_more_is_not(seller):  # SQ-29, SQ-30
    full = [taxes(seller, 1000) for _ in range(10)]
    over = seller.batches(*full, taxes(seller, 1))
    assert (over.status, seller.listing()) == (400, [])
    assert over.body["errors"][0]["detail"] == (
        "Too many objects (10001, max 10000) in BatchUpsertCatalogObjects request."
    )
    assert len(seller.batches(*full).body["objects"]) == 10_000


def test_nested_objects_count(seller):  # SQ-31
    items = [seller.item(f"#i{index}") for index in range(501)]
    assert "(1002, max 1000)" in seller.batches(items).body["errors"][0]["detail"]
    assert seller.batches(items[:500]).status == 200


def test_a_batch_that_is_too_large_stops_the_one_before_it(seller):  # SQ-33
    assert seller.batches(taxes(seller, 1), taxes(seller, 1001)).status == 400
    assert seller.listing() == []


@pytest.mark.parametrize(
    ("operation", "most", "body"),
    [
        ("BatchDeleteCatalogObjects", 200, {"object_ids": "*"}),
        ("BatchRetrieveCatalogObjects", 1000, {"object_ids": "*"}),
        ("UpdateItemTaxes", 1000, {"item_ids": "*", "taxes_to_enable": []}),
        ("UpdateItemTaxes", 1000, {"item_ids": [], "taxes_to_enable": "*"}),
        ("UpdateItemTaxes", 1000, {"item_ids": [], "taxes_to_disable": "*"}),
        ("UpdateItemModifierLists", 1000, {"item_ids": "*", "modifier_lists_to_enable": []}),
        ("UpdateItemModifierLists", 1000, {"item_ids": [], "modifier_lists_to_enable": "*"}),
        ("UpdateItemModifierLists", 1000, {"item_ids": [], "modifier_lists_to_disable": "*"}),
    ],
)
def test_lists_of_ids_have_a_limit(seller, codes, operation, most, body):
    # SQ-34, SQ-35, SQ-36
    field = next(name for name, value in body.items() if value == "*")
    full = seller.call(operation, {**body, field: ["X"] * most})
    over = seller.call(operation, {**body, field: ["X"] * (most + 1)})
    assert ("ARRAY_LENGTH_TOO_LONG", field) not in codes(full)
    assert (over.status, codes(over)) == (400, [("ARRAY_LENGTH_TOO_LONG", field)])


def test_an_item_has_at_most_250_variations(seller, codes):  # SQ-37
    many = [seller.variation(f"#v{index}") for index in range(251)]
    assert codes(seller.upsert(seller.item("#i", *many))) == [
        ("ARRAY_LENGTH_TOO_LONG", "object.item_data.variations")
    ]
    assert len(seller.save(seller.item("#i", *many[:250]))["item_data"]["variations"]) == 250


def test_a_251st_variation_by_itself_is_refused_too(seller, codes):  # SQ-37
    many = [seller.variation(f"#v{index}") for index in range(250)]
    item = seller.save(seller.item("#i", *many))
    reply = seller.upsert(seller.variation("#more", data={"item_id": item["id"]}))
    assert codes(reply) == [("ARRAY_LENGTH_TOO_LONG", "variations")]


LENGTHS = [
    ("ITEM", "name", 512),
    ("ITEM", "abbreviation", 24),
    ("ITEM", "description", 4096),
    ("ITEM", "description_html", 65535),
    ("ITEM_VARIATION", "name", 255),
    ("ITEM_VARIATION", "user_data", 255),
    ("CATEGORY", "name", 255),
    ("TAX", "name", 255),
    ("DISCOUNT", "name", 255),
    ("MODIFIER_LIST", "name", 255),
    ("MODIFIER_LIST", "internal_name", 512),
    ("MODIFIER", "name", 255),
]


@pytest.mark.parametrize(("kind", "field", "most"), LENGTHS)
def test_texts_are_limited_in_code_points(seller, codes, kind, field, most):  # SQ-148, SQ-149
    nests = {"ITEM_VARIATION": seller.item, "MODIFIER": seller.modifier_list}

    def sent(text):
        if kind in nests:
            return nests[kind]("#p", seller.make(kind, "#x", {field: text}))
        if kind == "ITEM":
            return seller.item("#x", data={field: text})
        if kind == "MODIFIER_LIST":
            return seller.modifier_list("#x", **{field: text})
        return seller.make(kind, "#x", {field: text})

    assert seller.upsert(sent("\N{TEACUP WITHOUT HANDLE}" * most)).status == 200
    [(code, place)] = codes(seller.upsert(sent("x" * (most + 1))))
    assert (code, place.rpartition(".")[2]) == ("VALUE_TOO_LONG", field)


def definition(seller, **data):
    sound = {"type": "STRING", "name": "Origin", "allowed_object_types": ["ITEM"]}
    return seller.make("CUSTOM_ATTRIBUTE_DEFINITION", "#d", {**sound, **data})


@pytest.mark.parametrize(
    ("field", "good", "bad", "code"),
    [
        ("name", "n" * 255, "n" * 256, "VALUE_TOO_LONG"),
        ("name", "n", "", "VALUE_EMPTY"),
        ("key", "k" * 60, "k" * 61, "VALUE_TOO_LONG"),
        ("key", "a-Z_9", "a key", "VALUE_REGEX_MISMATCH"),
        ("key", "k", "", "VALUE_EMPTY"),
        ("description", "d" * 255, "d" * 256, "VALUE_TOO_LONG"),
        ("allowed_object_types", ["MODIFIER"], [], "ARRAY_EMPTY"),
        ("allowed_object_types", ["CATEGORY"], ["TAX"], "INVALID_ENUM_VALUE"),
        ("number_config", {"precision": 5}, {"precision": 6}, "VALUE_TOO_HIGH"),
        (
            "selection_config",
            {"max_allowed_selections": 100},
            {"max_allowed_selections": 101},
            "VALUE_TOO_HIGH",
        ),
    ],
)
def test_custom_attribute_definitions_are_limited(seller, codes, field, good, bad, code):  # SQ-150
    assert codes(seller.upsert(definition(seller, **{field: bad})))[0][0] == code
    assert seller.upsert(definition(seller, **{field: good})).status == 200


def test_money_is_not_negative(seller, codes):  # SQ-152
    def priced(amount):
        money = {"amount": amount, "currency": "USD"}
        return seller.item("#i", seller.variation("#v", data={"price_money": money}))

    [(code, place)] = codes(seller.upsert(priced(-1)))
    assert (code, place.rpartition(".")[2]) == ("VALUE_TOO_LOW", "amount")
    assert seller.upsert(priced(0)).status == 200


def test_an_unknown_currency_is_refused(seller, codes):  # SQ-154
    money = {"amount": 1, "currency": "XXQ"}
    item = seller.item("#i", seller.variation("#v", data={"price_money": money}))
    [(code, place)] = codes(seller.upsert(item))
    assert (code, place.rpartition(".")[2]) == ("INVALID_ENUM_VALUE", "currency")


def test_an_item_has_at_most_6_options(seller, codes):  # SQ-158
    options = [{"item_option_id": "X"}] * 7
    assert codes(seller.upsert(seller.item("#i", data={"item_options": options}))) == [
        ("ARRAY_LENGTH_TOO_LONG", "object.item_data.item_options")
    ]


def test_a_large_number_survives(seller):
    money = {"amount": 9_007_199_254_740_993, "currency": "USD"}
    stored = seller.save(seller.make("DISCOUNT", "#d", {"amount_money": money}))
    assert seller.get(stored["id"])["discount_data"]["amount_money"] == money


def test_thousands_of_errors_are_counted_and_not_all_listed(seller):
    bad = [{"type": "TAX", "id": f"#t{n}", "tax_data": {"name": 5}} for n in range(300)]
    answer = seller.batches(bad[:150], bad[150:])
    assert answer.status == 400
    assert len(answer.body["errors"]) == 251
    assert answer.body["errors"][-1]["detail"] == "50 further errors are not listed."
