"""Reading objects by id: children, related objects, earlier versions, the place of a category."""

from __future__ import annotations

import pytest


def shop(seller):
    return seller.create(
        seller.category("#up", "All"),
        seller.category("#c", "Tea", data={"parent_category": {"id": "#up"}}),
        seller.tax("#t"),
        seller.make("MEASUREMENT_UNIT", "#u", {"measurement_unit": {"generic_unit": "UNIT"}}),
        seller.make("IMAGE", "#p", {"caption": "cup"}),
        seller.modifier_list("#l"),
        seller.item(
            "#i",
            seller.variation("#v1", data={"measurement_unit_id": "#u"}),
            seller.variation("#v2"),
            data={
                "categories": [{"id": "#c"}],
                "tax_ids": ["#t"],
                "image_ids": ["#p"],
                "modifier_list_info": [{"modifier_list_id": "#l"}],
            },
        ),
    )


def ids_of(objects):
    return [found["id"] for found in objects]


def test_an_item_is_read_with_its_variations(seller):  # SQ-107
    ids = shop(seller)
    nested = seller.get(ids["#i"])["item_data"]["variations"]
    assert ids_of(nested) == [ids["#v1"], ids["#v2"]]


@pytest.mark.parametrize(("name", "kind"), [("#v1", "ITEM_VARIATION"), ("#m-l", "MODIFIER")])
def test_children_are_read_by_their_own_ids(seller, name, kind):  # SQ-108
    ids = shop(seller)
    assert seller.get(ids[name])["type"] == kind


def test_an_unknown_id_is_not_found(seller):  # SQ-109
    reply = seller.read("UJZDEGXDNCF32EPF3DHODZDO")
    assert (reply.status, reply.body) == (
        404,
        {
            "errors": [
                {
                    "category": "INVALID_REQUEST_ERROR",
                    "code": "NOT_FOUND",
                    "detail": "Catalog object with ID `UJZDEGXDNCF32EPF3DHODZDO` not found.",
                }
            ]
        },
    )


def test_a_deleted_object_is_not_found(seller):  # SQ-110
    stored = seller.save(seller.tax("#t"))
    seller.delete(stored["id"])
    assert seller.read(stored["id"]).status == 404


def test_what_an_item_refers_to_comes_with_it_one_level_deep(seller):  # SQ-111
    ids = shop(seller)
    reply = seller.read(ids["#i"], "include_related_objects=true")
    assert set(ids_of(reply.body["related_objects"])) == {
        ids["#c"],
        ids["#t"],
        ids["#p"],
        ids["#l"],
    }


def test_the_item_comes_with_a_variation(seller):  # SQ-112
    ids = shop(seller)
    reply = seller.read(ids["#v1"], "include_related_objects=true")
    assert ids_of(reply.body["related_objects"]) == [ids["#i"]]


def test_nothing_related_is_shown_unless_asked_for_or_when_there_is_none(seller):  # A16
    ids = shop(seller)
    assert set(seller.read(ids["#i"]).body) == {"object"}
    assert set(seller.read(ids["#t"], "include_related_objects=true").body) == {"object"}


def test_an_object_is_read_as_it_was_at_a_version(seller):  # SQ-113
    item = seller.save(seller.item("#i"))
    seller.next_moment()
    changed = seller.get(item["id"])
    changed["item_data"]["name"] = "Green tea"
    changed["item_data"]["variations"][0]["item_variation_data"]["name"] = "Pot"
    changed = seller.save(changed)
    assert seller.get(item["id"], f"catalog_version={item['version']}") == item
    assert seller.get(item["id"], f"catalog_version={changed['version']}") == changed


def test_between_two_versions_an_object_is_read_as_it_was_at_the_first(seller):  # SQ-113
    first = seller.save(seller.tax("#t"))
    seller.next_moment()
    second = seller.save({**first, "tax_data": {"name": "Duty"}})
    for version, wanted in (
        (first["version"] + 1, first),
        (second["version"] - 1, first),
        (second["version"] + 1, second),
    ):
        assert seller.get(first["id"], f"catalog_version={version}") == wanted


def test_the_last_twenty_superseded_versions_of_an_object_can_be_read(seller, codes):  # SQ-113
    states = [seller.save(seller.tax("#t"))]
    other = seller.save(seller.tax("#u"))
    seller.save({**other, "tax_data": {"name": "Duty"}})
    for number in range(60):
        states.append(seller.save({**states[-1], "tax_data": {"name": f"VAT {number}"}}))
        for state in (states[-1], states[-2], states[max(-len(states), -21)]):
            assert seller.get(state["id"], f"catalog_version={state['version']}") == state
    for state in states[:-40]:
        reply = seller.read(state["id"], f"catalog_version={state['version']}")
        assert (reply.status, codes(reply)) == (404, [("NOT_FOUND", "")])
    assert seller.get(other["id"], f"catalog_version={other['version']}") == other


def history_of(seller):
    tenant = seller.bench.sandbox.vendors["square"].tenants.get(seller.token)
    return tenant.state, tenant.state.contents().get("history", {})


def test_a_history_stays_in_proportion_to_the_catalog(seller):
    taxes = [seller.save(seller.tax(f"#t{n}")) for n in range(3)]
    for number in range(100):
        for n, tax in enumerate(taxes):
            taxes[n] = seller.save({**tax, "tax_data": {"name": f"VAT {number}"}})
        assert len(history_of(seller)[1]) <= 3 * 39
    assert len(history_of(seller)[1]) >= 3 * 20


def test_a_history_that_was_written_without_a_bound_is_cut_with_the_next_write(seller):
    tax = seller.save(seller.tax("#t"))
    state, _ = history_of(seller)
    with state.transaction() as stage:
        for version in range(1, 101):
            kept = {"id": f"{tax['id']}@{version}", "kind": tax["id"], "version": version}
            stage.put("history", {**kept, "body": {}, "created": 0, "updated": 0})
    seller.save({**tax, "tax_data": {"name": "Duty"}})
    assert len(history_of(seller)[1]) == 20
    assert seller.get(tax["id"], f"catalog_version={tax['version']}") == tax


def test_before_its_first_version_and_after_its_end_an_object_is_not_found(seller, codes):
    stored = seller.save(seller.tax("#t"))  # SQ-113
    seller.next_moment()
    seller.delete(stored["id"])
    end = seller.bench.clock.now()
    for version in (1, stored["version"] - 1, end):
        reply = seller.read(stored["id"], f"catalog_version={version}")
        assert (reply.status, codes(reply)) == (404, [("NOT_FOUND", "")])
    assert seller.get(stored["id"], f"catalog_version={end - 1}") == stored


@pytest.mark.parametrize(
    ("query", "fault"),
    [
        ("catalog_version=now", ("EXPECTED_INTEGER", "catalog_version")),
        ("include_related_objects=maybe", ("EXPECTED_BOOLEAN", "include_related_objects")),
    ],
)
def test_query_parameters_have_types(seller, codes, query, fault):  # SQ-19
    reply = seller.read(seller.save(seller.tax("#t"))["id"], query)
    assert (reply.status, codes(reply)) == (400, [fault])


def test_a_category_shows_its_way_to_the_root_on_request(seller):
    ids = seller.create(
        seller.category("#a", "All"),
        seller.category("#b", "Tea", data={"parent_category": {"id": "#a"}}),
        seller.category("#c", "Green", data={"parent_category": {"id": "#b"}}),
    )
    query = "include_category_path_to_root=true"
    assert seller.get(ids["#c"], query)["category_data"]["path_to_root"] == [
        {"category_id": ids["#b"], "category_name": "Tea"},
        {"category_id": ids["#a"], "category_name": "All"},
    ]
    assert "path_to_root" not in seller.get(ids["#a"], query)["category_data"]
    assert "path_to_root" not in seller.get(ids["#c"])["category_data"]


def retrieve(seller, *ids, **more):
    reply = seller.call("BatchRetrieveCatalogObjects", {"object_ids": list(ids), **more})
    assert reply.status == 200
    return reply.body


def test_unknown_ids_are_left_out_of_a_batch(seller):  # SQ-114, A10
    ids = shop(seller)
    found = retrieve(seller, ids["#t"], "NONE", ids["#v2"], ids["#t"])
    assert ids_of(found["objects"]) == [ids["#t"], ids["#v2"]]
    assert retrieve(seller, "NONE") == {}


def test_deleted_objects_are_read_in_a_batch_on_request(seller):  # SQ-115
    item = seller.save(seller.item("#i"))
    seller.next_moment()
    seller.delete(item["id"])
    assert retrieve(seller, item["id"]) == {}
    [dead] = retrieve(seller, item["id"], include_deleted_objects=True)["objects"]
    assert (dead["is_deleted"], dead["updated_at"]) == (True, "2026-09-21T14:13:21Z")
    assert [nested["is_deleted"] for nested in dead["item_data"]["variations"]] == [True]


def test_a_batch_shows_related_objects_and_ways_to_the_root(seller):
    ids = shop(seller)
    found = retrieve(
        seller, ids["#i"], include_related_objects=True, include_category_path_to_root=True
    )
    related = {entry["id"]: entry for entry in found["related_objects"]}
    assert set(related) == {ids["#c"], ids["#t"], ids["#p"], ids["#l"]}
    assert len(related[ids["#c"]]["category_data"]["path_to_root"]) == 1


def test_a_batch_is_read_as_it_was_at_a_version(seller):
    first = seller.save(seller.tax("#t", "one"))
    seller.next_moment()
    seller.save({**first, "tax_data": {"name": "two"}})
    later = seller.save(seller.tax("#u"))
    found = retrieve(seller, first["id"], later["id"], catalog_version=first["version"] + 1)
    assert found["objects"] == [first]
