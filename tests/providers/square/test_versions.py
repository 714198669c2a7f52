"""Versions: who must name one, what moves one."""

from __future__ import annotations

import pytest

MISMATCH = {
    "category": "INVALID_REQUEST_ERROR",
    "code": "VERSION_MISMATCH",
    "detail": "Object version does not match latest database version.",
    "field": "version",
}


def test_a_correct_version_is_accepted_and_grows_even_within_a_millisecond(seller):  # SQ-54, A19
    first = seller.save(seller.tax("#t"))
    second = seller.save({**first, "tax_data": {"name": "GST"}})
    third = seller.save({**second, "tax_data": {"name": "PST"}})
    assert first["version"] == 1_790_000_000_000
    assert [second["version"], third["version"]] == [1_790_000_000_001, 1_790_000_000_002]


@pytest.mark.parametrize(
    "version",
    [
        pytest.param(-1, id="stale"),  # SQ-55
        pytest.param(1, id="future"),  # SQ-57
        pytest.param(None, id="missing"),  # SQ-56
    ],
)
def test_any_other_version_is_refused_and_nothing_changes(seller, version):
    first = seller.save(seller.tax("#t"))
    stored = seller.save({**first, "tax_data": {"name": "GST"}})
    sent = None if version is None else stored["version"] + version
    reply = seller.upsert({**stored, "tax_data": {"name": "PST"}, "version": sent})
    assert (reply.status, reply.body) == (400, {"errors": [MISMATCH]})
    assert seller.get(stored["id"]) == stored


def test_a_nested_variation_needs_its_own_version(seller):  # SQ-58
    item = seller.save(seller.item("#i"))
    [variation] = item["item_data"]["variations"]
    del variation["version"]
    reply = seller.upsert(item)
    assert (reply.status, reply.body["errors"]) == (400, [MISMATCH])


def test_the_version_of_a_new_object_is_ignored(seller):  # SQ-59
    assert seller.save(seller.tax("#t", version=5))["version"] == 1_790_000_000_000


def test_the_version_is_the_time_of_the_update(seller):  # SQ-60
    stored = seller.save(seller.tax("#t"))
    seller.bench.advance(0.25)
    again = seller.save({**stored, "tax_data": {"name": "GST"}})
    assert (again["version"], again["updated_at"]) == (
        1_790_000_000_250,
        "2026-09-21T14:13:20.25Z",
    )


def test_time_follows_the_version_when_they_would_part(seller):  # SQ-60, A19
    stored = seller.save(seller.tax("#t"))
    again = seller.save({**stored, "tax_data": {"name": "GST"}})
    assert (again["version"], again["updated_at"]) == (
        1_790_000_000_001,
        "2026-09-21T14:13:20.001Z",
    )


def test_one_request_stamps_all_its_objects_alike(seller):  # SQ-61
    reply = seller.batches([seller.item("#i")], [seller.tax("#t"), seller.category("#c")])
    item = reply.body["objects"][0]
    stamped = [*reply.body["objects"], *item["item_data"]["variations"]]
    assert {(found["version"], found["updated_at"]) for found in stamped} == {
        (1_790_000_000_000, "2026-09-21T14:13:20Z")
    }
    assert reply.body["updated_at"] == "2026-09-21T14:13:20Z"


def test_a_change_of_a_variation_moves_its_item(seller):  # SQ-62
    item = seller.save(seller.item("#i"))
    [variation] = item["item_data"]["variations"]
    seller.next_moment()
    changed = seller.save({**variation, "item_variation_data": {"name": "Pot"}})
    after = seller.get(item["id"])
    assert after["version"] == changed["version"] == 1_790_000_001_000
    assert after["item_data"]["variations"] == [changed]
    assert changed["item_variation_data"]["item_id"] == item["id"]


def test_a_change_of_a_modifier_moves_its_list(seller):  # SQ-62
    parent = seller.save(seller.modifier_list("#l"))
    [modifier] = parent["modifier_list_data"]["modifiers"]
    seller.next_moment()
    seller.save({**modifier, "modifier_data": {"name": "Soy"}})
    assert seller.get(parent["id"])["version"] == 1_790_000_001_000


def test_a_change_of_an_item_leaves_unchanged_variations_alone(seller):  # SQ-63
    item = seller.save(seller.item("#i", seller.variation("#a"), seller.variation("#b")))
    seller.next_moment()
    item["item_data"]["name"] = "Green tea"
    item["item_data"]["variations"][1]["item_variation_data"]["name"] = "Pot"
    after = seller.save(item)
    assert after["version"] == 1_790_000_001_000
    assert [variation["version"] for variation in after["item_data"]["variations"]] == [
        1_790_000_000_000,
        1_790_000_001_000,
    ]


def test_items_and_categories_do_not_move_each_other(seller):  # SQ-64
    ids = seller.create(
        seller.category("#c"), seller.item("#i", data={"categories": [{"id": "#c"}]})
    )
    seller.next_moment()
    category = seller.save({**seller.get(ids["#c"]), "category_data": {"name": "Teas"}})
    assert seller.get(ids["#i"])["version"] == 1_790_000_000_000
    item = seller.get(ids["#i"])
    item["item_data"]["name"] = "Green tea"
    seller.save(item)
    assert seller.get(ids["#c"]) == category


def test_of_two_clients_with_the_same_version_one_wins(seller):  # SQ-65
    read = seller.save(seller.tax("#t"))
    assert seller.upsert({**read, "tax_data": {"name": "mine"}}).status == 200
    assert seller.upsert({**read, "tax_data": {"name": "yours"}}).status == 400
    assert seller.get(read["id"])["tax_data"]["name"] == "mine"


def test_a_mismatch_rejects_the_whole_batch(seller, codes):  # SQ-66
    stored = seller.save(seller.tax("#t"))
    stale = {**stored, "version": 1}
    reply = seller.batches([seller.category("#c"), stale])
    assert (reply.status, codes(reply)) == (400, [("VERSION_MISMATCH", "version")])
    assert [found["type"] for found in seller.listing()] == ["TAX"]
