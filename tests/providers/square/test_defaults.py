"""What an object holds that its client left open, and what its client wrote another way."""

from __future__ import annotations

import re

import pytest

SOUND = {
    "TAX": {"name": "VAT"},
    "MODIFIER_LIST": {"name": "Note", "modifier_type": None, "modifiers": None},
    "CATEGORY": {"name": "Tea"},
}


def data(stored):
    [found] = [value for name, value in stored.items() if name.endswith("_data")]
    return found


def test_a_tax_applies_to_custom_amounts(seller):  # SQ-178
    assert data(seller.save(seller.tax("#t")))["applies_to_custom_amounts"] is True
    never = seller.make("TAX", "#t", {"name": "VAT", "applies_to_custom_amounts": False})
    stored = seller.save(never)
    assert data(stored)["applies_to_custom_amounts"] is False
    del stored["tax_data"]["applies_to_custom_amounts"]
    assert data(seller.save(stored))["applies_to_custom_amounts"] is True


def test_a_modifier_list_offers_choices_of_any_number_to_customers(seller):  # SQ-178
    stored = data(seller.save(seller.modifier_list("#l")))
    assert {name: stored[name] for name in stored if name not in {"name", "modifiers"}} == {
        "modifier_type": "LIST",
        "min_selected_modifiers": -1,
        "max_selected_modifiers": -1,
        "hidden_from_customer": False,
    }


def test_settings_of_a_definition_are_complete_and_of_its_type(seller):  # SQ-178
    def saved(kind, **more):
        sound = {"type": kind, "name": kind, "allowed_object_types": ["ITEM"], **more}
        stored = data(seller.save(seller.make("CUSTOM_ATTRIBUTE_DEFINITION", "#d", sound)))
        return {name: value for name, value in stored.items() if name.endswith("_config")}

    every = {
        "string_config": {"enforce_uniqueness": True},
        "number_config": {"precision": 2},
        "selection_config": {"max_allowed_selections": 3},
    }
    assert saved("NUMBER") == {"number_config": {"precision": 5}}
    assert saved("SELECTION") == {"selection_config": {"max_allowed_selections": 1}}
    assert saved("BOOLEAN", **every) == {}
    assert saved("STRING", **every) == {"string_config": {"enforce_uniqueness": True}}


@pytest.mark.parametrize(
    ("sent", "stored"),
    [
        ({}, "0"),
        ({"quantity_exact": 2}, None),
        ({"quantity_max": 2}, None),
        ({"quantity_min": 1}, "1"),
    ],
)
def test_a_product_set_is_of_any_number(seller, sent, stored):  # SQ-182
    made = seller.make("PRODUCT_SET", "#s", {"all_products": True, **sent})
    found = data(seller.save(made)).get("quantity_min")
    assert (None if found is None else str(found)) == stored


def test_the_cheapest_are_excluded_where_something_is(seller):  # SQ-182
    ids = seller.create(seller.make("PRODUCT_SET", "#s", {"all_products": True}))
    plain = seller.make("PRICING_RULE", "#r", {"name": "Deal"})
    excluding = seller.make("PRICING_RULE", "#r", {"exclude_products_id": ids["#s"]})
    dear = seller.make(
        "PRICING_RULE",
        "#r",
        {"exclude_products_id": ids["#s"], "exclude_strategy": "MOST_EXPENSIVE"},
    )
    found = [data(seller.save(rule)).get("exclude_strategy") for rule in (plain, excluding, dear)]
    assert found == [None, "LEAST_EXPENSIVE", "MOST_EXPENSIVE"]


def test_local_times_have_no_fraction_of_a_second(seller):  # SQ-182
    rule = seller.make(
        "PRICING_RULE",
        "#r",
        {"valid_from_local_time": "08:30:00.25", "valid_until_local_time": "21:00:00"},
    )
    period = seller.make(
        "AVAILABILITY_PERIOD", "#a", {"start_local_time": "8:30:00.999", "day_of_week": "MON"}
    )
    assert data(seller.save(rule)) == {
        "valid_from_local_time": "08:30:00",
        "valid_until_local_time": "21:00:00",
    }
    assert data(seller.save(period))["start_local_time"] == "8:30:00"


@pytest.mark.parametrize(
    ("unit", "kind"),
    [
        ({"weight_unit": "IMPERIAL_POUND"}, "TYPE_WEIGHT"),
        ({"weight_unit": "IMPERIAL_POUND", "type": "TYPE_AREA"}, "TYPE_WEIGHT"),
        ({"custom_unit": {"name": "bushel", "abbreviation": "bsh"}}, "TYPE_CUSTOM"),
        ({"generic_unit": "UNIT"}, "TYPE_GENERIC"),
        ({"time_unit": "GENERIC_HOUR", "type": "TYPE_AREA"}, None),
    ],
)
def test_the_type_of_a_unit_follows_from_the_unit(seller, unit, kind):  # SQ-182
    made = seller.make("MEASUREMENT_UNIT", "#u", {"measurement_unit": unit})
    assert data(seller.save(made))["measurement_unit"].get("type") == kind


def test_amounts_that_people_chose_rank_highest(seller):  # SQ-182
    money = {"amount": 500, "currency": "USD"}
    amounts = [
        {"type": "QUICK_AMOUNT_TYPE_AUTO", "amount": money, "score": 7},
        {"type": "QUICK_AMOUNT_TYPE_MANUAL", "amount": money, "score": 7},
        {"type": "QUICK_AMOUNT_TYPE_MANUAL", "amount": money},
    ]
    settings = seller.make("QUICK_AMOUNTS_SETTINGS", "#q", {"option": "MANUAL", "amounts": amounts})
    stored = data(seller.save(settings))["amounts"]
    assert [amount["score"] for amount in stored] == [7, 100, 100]


@pytest.mark.parametrize(
    ("sent", "html", "plain"),
    [
        ("a<br/>b", "a<br/>b", "a\nb"),
        ("a<br>b", "a<br>b", "a\nb"),
        ("a<hr/>b", "ab", "ab"),
        ('<a href="x"/>b', '<a href="x"/>b', "b"),
        ("<p>a</p><p></p><p></p><p>b</p>", "<p>a</p><p></p><p></p><p>b</p>", "a\n\nb"),
    ],
)
def test_marked_up_descriptions_stay_as_written(seller, sent, html, plain):  # SQ-179
    stored = data(seller.save(seller.item("#i", data={"description_html": sent})))
    found = (stored["description_html"], stored["description_plaintext"], stored["description"])
    assert found == (html, plain, plain)


def test_white_space_at_the_end_of_an_items_name_goes(seller, codes):  # SQ-179
    stored = seller.save(seller.item("#i", data={"name": " Tea \n"}))
    assert stored["item_data"]["name"] == " Tea"
    blank = seller.item("#i", data={"name": "  "})
    assert codes(seller.upsert(blank)) == [("MISSING_REQUIRED_PARAMETER", "")]


@pytest.mark.parametrize("make", ["category", "item"])
@pytest.mark.parametrize("name", ["absent", None])
def test_categories_and_items_need_a_name(seller, codes, make, name):  # SQ-173
    def named(value):
        changed = {**value, f"{make}_data": {**value[f"{make}_data"], "name": name}}
        if name == "absent":
            del changed[f"{make}_data"]["name"]
        return changed

    new = getattr(seller, make)("#new")
    stored = seller.save(new)
    for value, shown in ((new, "#new"), (stored, stored["id"])):
        reply = seller.upsert(named(value))
        assert (reply.status, codes(reply)) == (400, [("MISSING_REQUIRED_PARAMETER", "")])
        detail = f"Invalid object `{shown}`: Attribute name required."
        assert reply.body["errors"][0]["detail"] == detail


@pytest.mark.parametrize(
    ("event", "sound"),
    [
        ("DTSTART:20190707T180000\nDURATION:P2H\nRRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR", True),
        ("SUMMARY:Happy, hour; of: tea\r\nDTSTART:20190707T180000", True),
        ("BEGIN:VEVENT\nDTSTART:20190707T180000\nDURATION:PT2H\nEND:VEVENT", True),
        ("DTSTART:20190707T180000Z", False),
        ("DTSTART;TZID=Europe/Paris:20190707T180000", False),
        ("DTSTART:20190707T180000\nLOCATION:here", False),
        ("", False),
        ("hello", False),
    ],
)
def test_an_event_has_four_fields_and_no_zone(seller, codes, event, sound):  # SQ-182
    reply = seller.upsert(seller.make("TIME_PERIOD", "#p", {"event": event}))
    field = "object.time_period_data.event"
    assert codes(reply) == ([] if sound else [("VALUE_REGEX_MISMATCH", field)])
    if sound:
        stored = reply.body["catalog_object"]["time_period_data"]["event"]
        assert re.fullmatch(r"BEGIN:VEVENT\n.*\nEND:VEVENT", stored, re.DOTALL)
        again = seller.save(reply.body["catalog_object"] | {"id": "#again"})
        assert again["time_period_data"]["event"] == stored


@pytest.mark.parametrize(
    ("quantity", "sound"),
    [("1", True), ("1234567890.12345", True), ("0.123456", False), ("12345678901", False)],
)
def test_quantities_of_stock_have_five_decimals(seller, quantity, sound):  # SQ-182
    def stock(stored, counted):
        return {
            "stockable_item_variation_id": "#bottle",
            "stockable_quantity": stored,
            "nonstockable_quantity": counted,
        }

    for conversion in (stock(quantity, "5"), stock("1", quantity)):
        glass = seller.variation("#glass", data={"stockable_conversion": conversion})
        reply = seller.upsert(seller.item("#wine", seller.variation("#bottle"), glass))
        assert reply.status == (200 if sound else 400)


def test_stock_is_counted_by_a_stockable_variation_of_the_same_item(seller, codes):  # SQ-182
    def glass(target):
        conversion = {
            "stockable_item_variation_id": target,
            "stockable_quantity": "1",
            "nonstockable_quantity": "5",
        }
        return seller.variation("#glass", data={"stockable_conversion": conversion})

    other = seller.save(seller.item("#other", seller.variation("#v")))
    [foreign] = other["item_data"]["variations"]
    barred = seller.variation("#bottle", data={"stockable": False})
    for value in (
        seller.item("#wine", seller.variation("#bottle"), glass(foreign["id"])),
        seller.item("#wine", barred, glass("#bottle")),
    ):
        assert codes(seller.upsert(value)) == [("INVALID_VALUE", "stockable_conversion")]
    wine = seller.save(
        seller.item("#w", seller.variation("#bottle"), seller.variation("#box"), glass("#bottle"))
    )
    changed = wine["item_data"]["variations"][2]
    conversion = changed["item_variation_data"]["stockable_conversion"]
    conversion["stockable_item_variation_id"] = wine["item_data"]["variations"][1]["id"]
    assert codes(seller.upsert(changed)) == [("INVALID_VALUE", "stockable_conversion")]
