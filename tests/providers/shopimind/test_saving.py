"""Saving records: batches, partial acceptance, unique keys."""

import pytest


@pytest.fixture
def number(shop, make_field):
    return shop.define([make_field("code", required=True), make_field("points", "number")])


@pytest.mark.parametrize("body", [b'{"code": "a"}', b'"a"', b"null", b"1", b""])
def test_the_body_must_be_an_array(shop, number, body):
    # SPM-50
    reply = shop.on("saveCustomDataRecords", number, raw=body)
    assert reply.status == 400
    assert reply.body["statusCode"] == 400


def test_malformed_json_is_a_400_in_json(shop, number):
    # SPM-104
    reply = shop.on("saveCustomDataRecords", number, raw=b'[{"code": "a"')
    assert reply.status == 400
    assert reply.body["error"] == "Bad Request"
    assert reply.body["message"].startswith("the body is not valid JSON")


@pytest.mark.parametrize("count", [20, 50])
def test_up_to_fifty_records_are_accepted(shop, number, count):
    # SPM-51, SPM-53
    reply = shop.save(number, *({"code": f"c{index}"} for index in range(count)))
    assert (reply.status, reply.body["sent_count"]) == (200, count)
    assert len(shop.rows(number)) == count


def test_fifty_one_records_are_refused_and_nothing_is_written(shop, number):
    # SPM-52
    reply = shop.save(number, *({"code": f"c{index}"} for index in range(51)))
    assert reply.status == 400
    assert reply.body["message"] == "at most 50 items are allowed, 51 were sent"
    assert shop.rows(number) == []


def test_a_clean_batch_has_empty_rejections(shop, number):
    # SPM-08, SPM-54
    reply = shop.save(number, {"code": "a"}, {"code": "b", "points": 2})
    assert reply.status == 200
    assert reply.body == {
        "statusCode": 200,
        "sent_count": 2,
        "rejected_count": 0,
        "rejected_items": [],
    }
    assert shop.rows(number) == [
        {
            "id": 1,
            "code": "a",
            "points": None,
            "created_at": "2026-09-21T14:13:20.000Z",
            "updated_at": "2026-09-21T14:13:20.000Z",
        },
        {
            "id": 2,
            "code": "b",
            "points": 2,
            "created_at": "2026-09-21T14:13:20.000Z",
            "updated_at": "2026-09-21T14:13:20.000Z",
        },
    ]


def test_invalid_records_cost_themselves_only(shop, number):
    # SPM-09, SPM-55, SPM-56, SPM-58, SPM-60
    batch = [
        {"code": "a"},
        {"points": 1},
        {"code": "b"},
        {"code": "c", "zzz": 1, "points": "many"},
        {"code": "d"},
        "no object",
    ]
    reply = shop.save(number, *batch)
    assert reply.status == 200
    assert (reply.body["sent_count"], reply.body["rejected_count"]) == (3, 3)
    assert reply.body["rejected_items"] == [
        {
            "index": 1,
            "item": {"points": 1},
            "errors": [{"field": "code", "message": "is required"}],
        },
        {
            "index": 3,
            "item": {"code": "c", "zzz": 1, "points": "many"},
            "errors": [
                {"field": "zzz", "message": "should not exist"},
                {"field": "points", "message": "must be a number"},
            ],
        },
        {
            "index": 5,
            "item": "no object",
            "errors": [{"field": None, "message": "must be an object"}],
        },
    ]
    assert shop.column(number, "code") == ["a", "b", "d"]


def test_a_batch_without_a_valid_record_is_a_400(shop, number):
    # SPM-57
    reply = shop.save(number, {"points": 1}, {"code": 1})
    assert reply.status == 400
    assert reply.body["message"] == [
        "items[0].code: is required",
        "items[1].code: must be a string",
    ]
    assert reply.body["error"] == "Bad Request"
    assert (reply.body["sent_count"], reply.body["rejected_count"]) == (0, 2)
    assert shop.rows(number) == []


def test_an_empty_array_is_nothing_to_do(shop, number):
    reply = shop.save(number)
    assert (reply.status, reply.body["sent_count"]) == (200, 0)


def test_a_required_field_may_not_be_null(shop, number):
    # SPM-58
    assert shop.save(number, {"code": None}).status == 400


def test_label_source_is_an_unknown_field_of_a_record(shop, number):
    # SPM-60, SPM-101
    assert shop.save(number, {"code": "a", "label_source": "web"}).status == 400


def test_without_a_unique_key_every_record_is_inserted(shop, number):
    # SPM-63, SPM-64
    shop.save(number, {"code": "a"}, {"code": "a"})
    shop.save(number, {"code": "a"})
    assert shop.column(number, "id") == [1, 2, 3]


def test_a_known_key_updates_in_place_and_keeps_what_is_left_out(shop, make_field):
    # SPM-61
    fields = [make_field("code", required=True), make_field("a"), make_field("b")]
    number = shop.define(fields, unique_keys=["code"])
    shop.save(number, {"code": "x", "a": "1", "b": "1"})
    shop.bench.advance(1)
    shop.save(number, {"code": "x", "a": "2"})
    assert shop.rows(number) == [
        {
            "id": 1,
            "code": "x",
            "a": "2",
            "b": "1",
            "created_at": "2026-09-21T14:13:20.000Z",
            "updated_at": "2026-09-21T14:13:21.000Z",
        }
    ]


def test_an_explicit_null_clears_an_optional_field(shop, make_field):
    number = shop.define([make_field("code"), make_field("a")], unique_keys=["code"])
    shop.save(number, {"code": "x", "a": "1"})
    shop.save(number, {"code": "x", "a": None})
    assert shop.column(number, "a") == [None]


def test_the_key_is_composite(shop, make_field):
    # SPM-62
    fields = [make_field("n", "number"), make_field("t"), make_field("v")]
    number = shop.define(fields, unique_keys=["n", "t"])
    shop.save(number, {"n": 1, "t": "a"}, {"n": 1, "t": "b"}, {"n": 2, "t": "a"})
    shop.save(number, {"n": 1.0, "t": "b", "v": "new"})
    assert shop.column(number, "v") == [None, "new", None]


def test_the_same_key_twice_in_a_batch_is_one_record_and_the_last_wins(shop, make_field):
    # SPM-61
    number = shop.define([make_field("code"), make_field("a")], unique_keys=["code"])
    reply = shop.save(number, {"code": "x", "a": "1"}, {"code": "x", "a": "2"})
    assert reply.body["sent_count"] == 2
    assert shop.column(number, "a") == ["2"]


def test_a_null_in_the_key_never_matches(shop, make_field):
    number = shop.define([make_field("code"), make_field("a")], unique_keys=["code"])
    shop.save(number, {"a": "1"}, {"a": "1"}, {"code": None, "a": "1"})
    assert len(shop.rows(number)) == 3


@pytest.mark.parametrize(("one", "other"), [("a", "A"), ("1", "01"), ("a", "a ")])
def test_text_keys_are_compared_exactly(shop, make_field, one, other):
    number = shop.define([make_field("code")], unique_keys=["code"])
    shop.save(number, {"code": one}, {"code": other})
    assert len(shop.rows(number)) == 2


def test_the_same_key_in_two_definitions_is_two_records(shop, make_field):
    # SPM-61
    first = shop.define([make_field("code")], name="A", unique_keys=["code"])
    second = shop.define([make_field("code")], name="B", unique_keys=["code"])
    shop.save(first, {"code": "x"})
    shop.save(second, {"code": "x"})
    assert (shop.column(first, "id"), shop.column(second, "id")) == ([1], [2])


def test_defaults_fill_new_records_only(shop, make_field):
    fields = [make_field("code"), make_field("tier", default="silver")]
    number = shop.define(fields, unique_keys=["code"])
    shop.save(number, {"code": "x"}, {"code": "y", "tier": "gold"})
    assert shop.column(number, "tier") == ["silver", "gold"]
    shop.save(number, {"code": "y"})
    assert shop.column(number, "tier") == ["silver", "gold"]


def test_records_that_share_a_key_with_a_deleted_one_are_new(shop, make_field):
    # SPM-61, SPM-81
    number = shop.define([make_field("code")], unique_keys=["code"])
    shop.save(number, {"code": "x"})
    shop.on("deleteCustomDataRecord", number, query="id=1")
    shop.save(number, {"code": "x"})
    assert shop.column(number, "id") == [2]
