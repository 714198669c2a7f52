"""Where variations are, and where their items are."""

from __future__ import annotations

import pytest

EVERYWHERE = {"present_at_all_locations": True}


def but(*places):
    return {"present_at_all_locations": True, "absent_at_location_ids": list(places)}


def only(*places):
    return {"present_at_all_locations": False, "present_at_location_ids": list(places)}


@pytest.mark.parametrize(
    ("item", "variation", "outside"),
    [
        (EVERYWHERE, EVERYWHERE, None),
        (EVERYWHERE, only("LA", "LB"), None),
        (EVERYWHERE, but("LA"), None),
        (but("LA"), EVERYWHERE, "LA"),
        (but("LA"), but("LA"), None),
        (but("LA"), but("LA", "LB"), None),
        (but("LA", "LB"), but("LA"), "LB"),
        (but("LA"), only("LB"), None),
        (but("LB"), only("LA", "LB"), "LB"),
        (only("LA"), only("LA"), None),
        (only("LA"), only("LA", "LB"), "LB"),
        (only("LA", "LB"), only("LB"), None),
        (only("LA"), only(), None),
        (only(), only(), None),
        (only(), only("LA"), "LA"),
        (only("LA"), EVERYWHERE, "future"),
        (only("LA"), but("LA"), "future"),
        ({**only("LA"), "absent_at_location_ids": ["LA"]}, only("LA"), None),
        ({**but(), "present_at_location_ids": ["LB"]}, only("LA"), None),
    ],
)
def test_a_variation_is_only_where_its_item_is(seller, item, variation, outside):
    # SQ-156, SQ-170
    reply = seller.upsert(seller.item("#i", seller.variation("#v", **variation), **item))
    if outside is None:
        assert reply.status == 200, reply.body
        return
    [error] = reply.body["errors"]
    assert (reply.status, error["code"], error["field"]) == (400, "INVALID_VALUE", "item_id")
    expected = {
        "future": "Object '#v' of type ITEM_VARIATION is enabled at all future locations, but the"
        " referenced object with token '#i' of type ITEM is not.",
    }.get(
        outside,
        f"Object `#v` of type ITEM_VARIATION is enabled at unit `{outside}`, but the referenced"
        " object with token `#i` of type ITEM is not.",
    )
    assert error["detail"] == expected


def test_an_item_cannot_leave_a_place_where_one_of_its_variations_is(seller):  # SQ-170
    item = seller.save(
        seller.item(
            "#i", seller.variation("#a", **only("LA")), seller.variation("#b", **only("LB"))
        )
    )
    for place, variation in (("LA", 0), ("LB", 1)):
        named = item["item_data"]["variations"][variation]["id"]
        [error] = seller.upsert({**item, **but(place)}).body["errors"]
        assert f"`{named}` of type ITEM_VARIATION is enabled at unit `{place}`" in error["detail"]
    assert seller.upsert({**item, **but("LC")}).status == 200


def test_a_variation_by_itself_cannot_go_where_its_item_is_not(seller):  # SQ-170
    item = seller.save(seller.item("#i", seller.variation("#v", **only("LA")), **only("LA")))
    [variation] = item["item_data"]["variations"]
    [error] = seller.upsert({**variation, **only("LA", "LB")}).body["errors"]
    assert f"token `{item['id']}` of type ITEM" in error["detail"]
    new = seller.variation("#n", data={"item_id": item["id"]}, **only("LB"))
    assert "`#n`" in seller.upsert(new).body["errors"][0]["detail"]
    assert seller.get(item["id"]) == item
