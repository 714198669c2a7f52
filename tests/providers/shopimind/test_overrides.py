"""Overrides of product prices, and the price that comes of them."""

import pytest

from mockserver.providers.shopimind.pricing import effective

PRICE = "target_system_schema=products&system_field_name=price"


def source(number, name="price", priority=1):
    return {"id_custom_data_definition": number, "custom_field_name": name, "priority": priority}


def put(shop, *sources, query=PRICE):
    return shop.call("updateCustomDataOverrides", {"overrides": list(sources)}, query=query)


def listed(shop):
    return shop.call("listCustomDataOverrides").body["data"]


@pytest.fixture
def number(shop, make_field):
    return shop.define([make_field("price", "decimal"), make_field("low", "decimal")])


def test_a_set_is_replaced_shown_and_cleared(shop, number):
    # SPM-49, SPM-89
    reply = put(shop, source(number, priority=2), source(number, "low"))
    expected = [
        {
            "target_system_schema": "products",
            "system_field_name": "price",
            "id_custom_data_definition": number,
            "custom_field_name": name,
            "priority": priority,
        }
        for name, priority in (("low", 1), ("price", 2))
    ]
    assert reply.body == {"statusCode": 200, "data": expected}
    assert listed(shop) == expected
    put(shop, source(number))
    assert [row["custom_field_name"] for row in listed(shop)] == ["price"]
    assert put(shop).body["data"] == []
    assert listed(shop) == []


def test_each_native_field_has_a_set_of_its_own(shop, number):
    # SPM-89
    discount = "target_system_schema=products&system_field_name=price_discount"
    put(shop, source(number))
    put(shop, source(number, "low"), query=discount)
    put(shop, query=discount)
    assert [row["system_field_name"] for row in listed(shop)] == ["price"]


def test_three_sources_are_accepted_and_not_four(shop, number):
    # SPM-90
    three = [source(number, priority=priority) for priority in (1, 2, 3)]
    assert put(shop, *three).status == 200
    assert put(shop, *three, source(number, priority=4)).status == 400
    assert len(listed(shop)) == 3


@pytest.mark.parametrize(
    "query",
    [
        "target_system_schema=orders&system_field_name=amount",
        "target_system_schema=products&system_field_name=name",
        "target_system_schema=products",
        "system_field_name=price",
        "",
    ],
)
def test_only_the_two_prices_of_products_can_be_overridden(shop, number, query):
    # SPM-91
    assert put(shop, source(number), query=query).status == 400
    assert listed(shop) == []


def test_a_source_must_exist(shop, number):
    # SPM-92
    assert put(shop, source(999)).status == 400
    assert put(shop, source(number, "zzz")).status == 400
    shop.on("deleteCustomDataDefinition", number)
    assert put(shop, source(number)).status == 400


def test_a_priority_cannot_be_shared(shop, number):
    assert put(shop, source(number), source(number, "low")).status == 400


def link(name, target, kind="custom"):
    return {"sourceField": name, "targetSchemaType": kind, "targetSchema": str(target)}


def practice(shop, make_field, product):
    """The vendor's use case: prices by veterinarian, contacts assigned to veterinarians."""
    shop.call("bulkCreateProducts", [product])
    for number, name in enumerate(("ada", "bob", "eve"), start=7):
        shop.customer(customer_id=f"c-{number}", email=f"{name}@example.com")
    shop.bench.advance(2)
    vet = shop.define([make_field("nom", required=True)], name="Veterinarian", unique_keys=["nom"])
    pricing = shop.define(
        [
            make_field("veto_id", "number"),
            make_field("product_id"),
            make_field("price", "decimal"),
            make_field("special", "decimal"),
        ],
        name="Vet pricing",
        unique_keys=["veto_id", "product_id"],
        relationships=[link("veto_id", vet), link("product_id", "products", "system")],
    )
    assignment = shop.define(
        [make_field("contact_id", "number"), make_field("veto_id", "number")],
        name="Vet assignment",
        unique_keys=["contact_id"],
        relationships=[link("contact_id", "contacts", "system"), link("veto_id", vet)],
    )
    shop.save(vet, {"nom": "Martin"}, {"nom": "Durand"})
    shop.save(
        pricing,
        {"veto_id": 1, "product_id": "42", "price": 64},
        {"veto_id": 2, "product_id": "42", "price": 71},
    )
    shop.save(assignment, {"contact_id": 1, "veto_id": 1}, {"contact_id": 2, "veto_id": 2})
    put(shop, source(pricing))
    shop.bench.advance(2)
    return pricing, assignment


@pytest.fixture
def vets(shop, make_field, product):
    return practice(shop, make_field, product)


def prices(shop, product=42, name="price"):
    with shop.state.reading() as view:
        now = shop.bench.clock.now()
        return [
            effective(view, now, contact=contact, product=product, name=name)
            for contact in (1, 2, 3)
        ]


def test_each_contact_sees_the_price_of_its_veterinarian(shop, vets):
    # SPM-77, SPM-93
    assert prices(shop) == [64, 71, 79.9]
    assert prices(shop, product="42") == [64, 71, 79.9]
    assert prices(shop, product=99) == [None, None, None]
    assert prices(shop, name="price_discount") == [None, None, None]


def test_the_highest_priority_wins_and_falls_through_where_it_has_no_value(shop, vets):
    # SPM-93
    pricing, _ = vets
    put(shop, source(pricing, "special", 1), source(pricing, "price", 2))
    shop.save(pricing, {"veto_id": 1, "product_id": "42", "special": 50})
    assert prices(shop) == [50, 71, 79.9]


def test_an_inactive_source_takes_no_part(shop, vets):
    # SPM-93
    pricing, _ = vets
    shop.on("deactivateCustomDataDefinition", pricing)
    assert prices(shop) == [79.9, 79.9, 79.9]


def test_a_source_with_a_contact_of_its_own_needs_no_detour(shop, vets, make_field):
    # SPM-93
    personal = shop.define(
        [
            make_field("contact_id", "number"),
            make_field("product_id", "number"),
            make_field("price", "decimal"),
        ],
        name="Personal",
        relationships=[
            link("contact_id", "contacts", "system"),
            link("product_id", "products", "system"),
        ],
    )
    shop.save(personal, {"contact_id": 3, "product_id": 42, "price": 1})
    put(shop, source(personal), source(vets[0], priority=2))
    assert prices(shop) == [64, 71, 1]


def test_a_deleted_assignment_no_longer_counts(shop, vets):
    # SPM-93
    _, assignment = vets
    rows = shop.rows(assignment)
    shop.on("bulkDeleteCustomDataRecords", assignment, [rows[0]["id"]])
    assert prices(shop) == [79.9, 71, 79.9]


def test_a_price_changes_when_what_it_depends_on_becomes_visible(slow_shop, make_field, product):
    # SPM-54, SPM-93
    pricing, assignment = practice(slow_shop, make_field, product)
    slow_shop.save(pricing, {"veto_id": 2, "product_id": "42", "price": 60})
    rows = slow_shop.rows(assignment)
    slow_shop.on("bulkDeleteCustomDataRecords", assignment, [rows[0]["id"]])
    assert prices(slow_shop) == [64, 71, 79.9]
    slow_shop.bench.advance(2)
    assert prices(slow_shop) == [79.9, 60, 79.9]
