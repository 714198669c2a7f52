"""Listing the catalog page by page."""

from __future__ import annotations

import pytest


def page(seller, query=""):
    reply = seller.call("ListCatalog", query=query)
    assert reply.status == 200, reply.body
    return reply.body


def many(seller, number):
    return seller.create(*(seller.tax(f"#t{index}", f"{index}") for index in range(number)))


def test_pages_hold_100_objects_without_gaps_or_repetition(seller):  # SQ-116
    ids = list(many(seller, 250).values())
    first = page(seller)
    second = page(seller, f"cursor={first['cursor']}")
    third = page(seller, f"cursor={second['cursor']}")
    pages = [first["objects"], second["objects"], third["objects"]]
    assert [len(objects) for objects in pages] == [100, 100, 50]
    assert [found["id"] for objects in pages for found in objects] == ids
    assert "cursor" not in third


def test_a_full_last_page_has_no_cursor(seller):  # SQ-116
    many(seller, 100)
    assert "cursor" not in page(seller)


def test_deleting_what_was_listed_skips_nothing(seller):  # SQ-116
    many(seller, 150)
    first = page(seller)
    gone = {"object_ids": [found["id"] for found in first["objects"]]}
    assert seller.call("BatchDeleteCatalogObjects", gone).status == 200
    second = page(seller, f"cursor={first['cursor']}")
    assert [found["tax_data"]["name"] for found in second["objects"]] == [
        str(number) for number in range(100, 150)
    ]


def kinds(seller, query=""):
    return {found["type"] for found in seller.listing(query)}


def fill(seller):
    seller.create(
        seller.item("#i"),
        seller.tax("#t"),
        seller.modifier_list("#l"),
        seller.make("IMAGE", "#p", {}),
    )


@pytest.mark.parametrize(
    ("types", "expected"),
    [
        ("TAX", {"TAX"}),
        ("tax,Item", {"TAX", "ITEM"}),
        ("tax, image", {"TAX", "IMAGE"}),
        ("ITEM_VARIATION", {"ITEM_VARIATION"}),
        ("modifier", {"MODIFIER"}),
    ],
)
def test_types_select_in_any_case(seller, types, expected):  # SQ-117
    fill(seller)
    assert kinds(seller, f"types={types.replace(' ', '%20')}") == expected


def test_nested_types_and_images_are_not_listed_by_default(seller):  # SQ-118
    fill(seller)
    assert kinds(seller) == {"ITEM", "TAX", "MODIFIER_LIST"}


def test_deleted_objects_are_not_listed(seller):  # SQ-119
    seller.delete(seller.save(seller.tax("#t"))["id"])
    assert seller.listing() == []


@pytest.mark.parametrize("cursor", ["Fake", "%C3%A9", "MTAw", "AAAA"])
def test_a_cursor_that_was_not_given_is_refused(seller, cursor):  # SQ-120, A17
    reply = seller.call("ListCatalog", query=f"cursor={cursor}")
    [error] = reply.body["errors"]
    assert (reply.status, error["code"], error["field"]) == (400, "INVALID_CURSOR", "cursor")
    if cursor == "Fake":
        assert error["detail"] == "The provided cursor `Fake` was not found."


def test_a_cursor_belongs_to_the_question_that_it_was_given_for(seller, codes):
    many(seller, 101)
    cursor = page(seller, "types=TAX")["cursor"]
    assert len(page(seller, f"types=TAX&cursor={cursor}")["objects"]) == 1
    reply = seller.call("ListCatalog", query=f"types=ITEM&cursor={cursor}")
    assert codes(reply) == [("INVALID_CURSOR", "cursor")]


def test_an_unknown_type_is_refused(seller):  # SQ-121
    reply = seller.call("ListCatalog", query="types=TAX,FOO")
    [error] = reply.body["errors"]
    assert (reply.status, error["code"], error["field"]) == (400, "INVALID_ENUM_VALUE", "types")
    assert error["detail"] == "`FOO` is not a valid enum value for `types`."


def test_the_catalog_is_listed_as_it_was_at_a_version(seller):  # A21
    tax = seller.save(seller.tax("#t", "one"))
    doomed = seller.save(seller.tax("#d", "doomed"))
    seller.next_moment()
    seller.save({**tax, "tax_data": {"name": "two"}})
    seller.delete(doomed["id"])
    seller.save(seller.tax("#new", "new"))
    query = f"catalog_version={doomed['version']}"
    assert seller.listing(query) == [tax, doomed]
    assert [found["tax_data"]["name"] for found in seller.listing()] == ["two", "new"]


def test_every_version_in_between_can_be_listed(seller):  # A21
    states = [seller.save(seller.tax("#t", "one"))]
    for name in ("two", "three"):
        seller.next_moment()
        states.append(seller.save({**states[-1], "tax_data": {"name": name}}))
    for state in states:
        assert seller.listing(f"catalog_version={state['version']}") == [state]
    assert seller.listing(f"catalog_version={states[0]['version'] - 1}") == []


def test_the_limits_are_the_published_ones(seller):  # SQ-147
    assert seller.call("CatalogInfo").body == {
        "limits": {
            "batch_upsert_max_objects_per_batch": 1000,
            "batch_upsert_max_total_objects": 10000,
            "batch_retrieve_max_object_ids": 1000,
            "search_max_page_limit": 1000,
            "batch_delete_max_object_ids": 200,
            "update_item_taxes_max_item_ids": 1000,
            "update_item_taxes_max_taxes_to_enable": 1000,
            "update_item_taxes_max_taxes_to_disable": 1000,
            "update_item_modifier_lists_max_item_ids": 1000,
            "update_item_modifier_lists_max_modifier_lists_to_enable": 1000,
            "update_item_modifier_lists_max_modifier_lists_to_disable": 1000,
        }
    }
