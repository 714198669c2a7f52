"""One record at a time, and deletions."""

import pytest


@pytest.fixture
def number(shop, make_field):
    found = shop.define([make_field("code", required=True), make_field("points", "number")])
    shop.save(found, {"code": "a", "points": 1}, {"code": "b", "points": 2})
    return found


def delete(shop, number, query):
    return shop.on("deleteCustomDataRecord", number, query=query)


def test_an_update_changes_only_what_it_names(shop, number):
    # SPM-78
    reply = shop.update(number, 1, {"points": 9})
    assert reply.body == {
        "statusCode": 200,
        "sent_count": 1,
        "rejected_count": 0,
        "rejected_items": [],
    }
    assert [(row["code"], row["points"]) for row in shop.rows(number)] == [("a", 9), ("b", 2)]


@pytest.mark.parametrize(
    "body", [{"zzz": 1}, {"points": "x"}, {"code": None}, {"points": 3, "zzz": 1}, ["code"], 1]
)
def test_a_faulty_update_changes_nothing(shop, number, body):
    # SPM-79
    assert shop.update(number, 1, body).status == 400
    assert shop.column(number, "points") == [1, 2]


@pytest.mark.parametrize("record_id", ["999", "abc", "0"])
def test_an_unknown_record_cannot_be_updated(shop, number, record_id):
    # SPM-80
    assert shop.update(number, record_id, {"points": 1}).status == 400


def test_a_record_cannot_be_updated_through_another_definition(shop, number, make_field):
    # SPM-80, SPM-87
    other = shop.define([make_field("code")], name="Other")
    assert shop.update(other, 1, {"code": "z"}).status == 400
    assert shop.column(number, "code") == ["a", "b"]


def test_an_update_that_changes_the_key_is_found_by_the_new_one(shop, make_field):
    # SPM-61, SPM-78
    number = shop.define([make_field("code"), make_field("v")], unique_keys=["code"])
    shop.save(number, {"code": "a"}, {"code": "b"})
    shop.update(number, 1, {"code": "c"})
    shop.save(number, {"code": "c", "v": "1"}, {"code": "a", "v": "2"})
    assert [(row["id"], row["code"], row["v"]) for row in shop.rows(number)] == [
        (1, "c", "1"),
        (2, "b", None),
        (3, "a", "2"),
    ]


def test_an_update_cannot_take_the_key_of_another_record(shop, make_field):
    # SPM-61
    number = shop.define([make_field("code")], unique_keys=["code"])
    shop.save(number, {"code": "a"}, {"code": "b"})
    assert shop.update(number, 2, {"code": "a"}).status == 400
    assert shop.update(number, 2, {"code": "b"}).status == 200
    assert shop.column(number, "code") == ["a", "b"]


def test_one_record_is_deleted_by_the_query(shop, number):
    # SPM-08, SPM-81
    reply = delete(shop, number, "id=1")
    assert reply.body["sent_count"] == 1
    assert shop.column(number, "id") == [2]


def test_deleting_twice_succeeds_twice(shop, number):
    # SPM-82
    assert delete(shop, number, "id=1").status == 200
    assert delete(shop, number, "id=1").status == 200
    assert shop.column(number, "id") == [2]


@pytest.mark.parametrize("query", ["", "id=", "id=abc", "id=0", "id=-1"])
def test_without_a_sound_id_nothing_is_deleted(shop, number, query):
    # SPM-83
    assert delete(shop, number, query).status == 400
    assert shop.column(number, "id") == [1, 2]


def test_bulk_delete_takes_a_bare_array_and_passes_over_unknown_ids(shop, number):
    # SPM-84
    for _ in range(2):
        reply = shop.on("bulkDeleteCustomDataRecords", number, [1, "2", 999999])
        assert (reply.status, reply.body["sent_count"]) == (200, 3)
        assert reply.body["rejected_items"] == []
    assert shop.rows(number) == []


def test_bulk_delete_takes_twenty_and_not_twenty_one(shop, number):
    # SPM-85
    many = list(range(1, 22))
    assert shop.on("bulkDeleteCustomDataRecords", number, many).status == 400
    assert shop.column(number, "id") == [1, 2]
    assert shop.on("bulkDeleteCustomDataRecords", number, many[:20]).status == 200
    assert shop.rows(number) == []


@pytest.mark.parametrize("body", [{"ids": [1]}, 1, "1"])
def test_bulk_delete_refuses_anything_but_an_array(shop, number, body):
    # SPM-86
    assert shop.on("bulkDeleteCustomDataRecords", number, body).status == 400
    assert shop.column(number, "id") == [1, 2]


def test_what_is_no_id_is_rejected_by_itself(shop, number):
    # SPM-09
    reply = shop.on("bulkDeleteCustomDataRecords", number, [1, "x", True, {"id": 2}])
    assert (reply.status, reply.body["sent_count"]) == (200, 1)
    assert [item["index"] for item in reply.body["rejected_items"]] == [1, 2, 3]
    assert shop.column(number, "id") == [2]
    assert shop.on("bulkDeleteCustomDataRecords", number, ["x"]).status == 400


def test_ids_of_another_definition_are_left_alone(shop, number, make_field):
    # SPM-87
    other = shop.define([make_field("code")], name="Other")
    assert shop.on("bulkDeleteCustomDataRecords", other, [1, 2]).status == 200
    assert delete(shop, other, "id=1").status == 200
    assert shop.column(number, "id") == [1, 2]


def test_ids_are_not_used_again(shop, number):
    # SPM-64
    shop.on("bulkDeleteCustomDataRecords", number, [1, 2])
    shop.save(number, {"code": "c"})
    assert shop.column(number, "id") == [3]
