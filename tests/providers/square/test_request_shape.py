"""What a request must look like, and what its objects must look like."""

from __future__ import annotations

import pytest


def test_a_body_that_is_not_json_is_refused(seller, codes):  # SQ-11
    reply = seller.call("BatchUpsertCatalogObjects", raw=b"[")
    assert (reply.status, codes(reply)) == (400, [("EXPECTED_JSON_BODY", "")])


def test_a_body_that_is_not_an_object_is_refused(seller, codes):  # SQ-11
    reply = seller.call("BatchUpsertCatalogObjects", [])
    assert (reply.status, codes(reply)) == (400, [("EXPECTED_JSON_BODY", "")])


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        (None, ("EXPECTED_STRING", "idempotency_key")),
        (5, ("EXPECTED_STRING", "idempotency_key")),
        ("", ("VALUE_EMPTY", "idempotency_key")),
        ("k" * 129, ("VALUE_TOO_LONG", "idempotency_key")),
    ],
)
def test_an_idempotency_key_is_a_string_of_1_to_128_characters(seller, codes, key, fault):
    # SQ-13, SQ-14
    body = {"idempotency_key": key, "object": seller.tax("#t")}
    reply = seller.call("UpsertCatalogObject", body)
    assert (reply.status, codes(reply)) == (400, [fault])


@pytest.mark.parametrize("key", ["k", "k" * 128])
def test_keys_at_both_ends_of_the_range_are_accepted(seller, key):  # SQ-13
    assert seller.upsert(seller.tax("#t"), key=key).status == 200


def test_wrong_strings_are_refused_in_square_words(seller):  # SQ-13, SQ-14
    blank = seller.call("UpsertCatalogObject", {"idempotency_key": "", "object": seller.tax("#t")})
    assert blank.body["errors"][0]["detail"] == "Field must not be blank."
    number = seller.call("UpsertCatalogObject", {"idempotency_key": 5, "object": seller.tax("#t")})
    assert number.body["errors"][0]["detail"] == "Expected a string value."


@pytest.mark.parametrize(
    ("operation", "body", "field"),
    [
        ("BatchUpsertCatalogObjects", {"batches": [{"objects": [1]}]}, "idempotency_key"),
        ("BatchUpsertCatalogObjects", {"idempotency_key": "k"}, "batches"),
        (
            "BatchUpsertCatalogObjects",
            {"idempotency_key": "k", "batches": [{}]},
            "batches[0].objects",
        ),
        ("UpsertCatalogObject", {"object": {}}, "idempotency_key"),
        ("UpsertCatalogObject", {"idempotency_key": "k"}, "object"),
        ("BatchDeleteCatalogObjects", {}, "object_ids"),
        ("BatchRetrieveCatalogObjects", {}, "object_ids"),
    ],
)
def test_a_missing_field_of_the_envelope_is_named(seller, codes, operation, body, field):
    # SQ-12, SQ-15, SQ-16, SQ-143
    reply = seller.call(operation, body)
    assert (reply.status, codes(reply)) == (400, [("MISSING_REQUIRED_PARAMETER", field)])


@pytest.mark.parametrize(
    ("batches", "field"), [([], "batches"), ([{"objects": []}], "batches[0].objects")]
)
def test_empty_batches_are_refused(seller, codes, batches, field):  # A15
    body = {"idempotency_key": "k", "batches": batches}
    reply = seller.call("BatchUpsertCatalogObjects", body)
    assert (reply.status, codes(reply)) == (400, [("ARRAY_EMPTY", field)])


def test_an_unknown_field_at_the_top_is_refused(seller):  # SQ-26
    reply = seller.batches([seller.tax("#t")], foo=1)
    assert (reply.status, reply.body["errors"]) == (
        400,
        [
            {
                "category": "INVALID_REQUEST_ERROR",
                "code": "BAD_REQUEST",
                "detail": "The field named 'foo' is unrecognized",
                "field": "foo",
            }
        ],
    )


def test_unknown_fields_inside_an_object_are_ignored(seller):  # A6
    stored = seller.save(seller.make("TAX", "#t", {"name": "VAT", "shape": "round"}, colour="red"))
    assert "colour" not in stored
    assert set(stored["tax_data"]) == {"name", "applies_to_custom_amounts"}


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        ({"id": "#t", "tax_data": {}}, ("MISSING_REQUIRED_PARAMETER", "object.type")),
        ({"type": "TAX", "tax_data": {}}, ("MISSING_REQUIRED_PARAMETER", "object.id")),
        ({"type": "TAX", "id": "", "tax_data": {}}, ("VALUE_EMPTY", "object.id")),
        ({"type": "FOO", "id": "#t"}, ("INVALID_ENUM_VALUE", "object.type")),
        ({"type": 5, "id": "#t"}, ("EXPECTED_STRING", "object.type")),
        (
            {"type": "TAX", "id": "#t", "tax_data": {"name": 5}},
            ("EXPECTED_STRING", "object.tax_data.name"),
        ),
        (
            {"type": "TAX", "id": "#t", "tax_data": {"enabled": "yes"}},
            ("EXPECTED_BOOLEAN", "object.tax_data.enabled"),
        ),
        ({"type": "TAX", "id": "#t", "tax_data": []}, ("EXPECTED_OBJECT", "object.tax_data")),
        ({"type": "TAX", "id": "#t", "version": "1"}, ("EXPECTED_INTEGER", "object.version")),
        (
            {"type": "ITEM", "id": "#t", "item_data": {"tax_ids": "a"}},
            ("EXPECTED_ARRAY", "object.item_data.tax_ids"),
        ),
        (
            {"type": "TAX", "id": "#t", "tax_data": {"inclusion_type": "SOME"}},
            ("INVALID_ENUM_VALUE", "object.tax_data.inclusion_type"),
        ),
    ],
)
def test_a_malformed_object_is_refused_where_it_is_wrong(seller, codes, broken, fault):
    # SQ-17, SQ-18, SQ-19
    reply = seller.upsert(broken)
    assert (reply.status, codes(reply)) == (400, [fault])


def test_an_unknown_type_is_quoted(seller):  # SQ-18
    reply = seller.upsert({"type": "FOO", "id": "#t"})
    assert reply.body["errors"][0]["detail"] == (
        "`FOO` is not a valid enum value for `object.type`."
    )


def test_all_faults_of_an_object_are_reported_together(seller, codes):  # SQ-19
    reply = seller.upsert(seller.make("TAX", "#t", {"name": 5, "enabled": 1}))
    assert sorted(codes(reply)) == [
        ("EXPECTED_BOOLEAN", "object.tax_data.enabled"),
        ("EXPECTED_STRING", "object.tax_data.name"),
    ]


def test_data_of_another_type_is_refused(seller, codes):  # SQ-20
    only = {"type": "ITEM", "id": "#i", "tax_data": {"name": "VAT"}}
    beside = {**seller.item("#i"), "tax_data": {"name": "VAT"}}
    assert codes(seller.upsert(only)) == [("INVALID_VALUE", "tax_data")]
    assert codes(seller.upsert(beside)) == [("INVALID_VALUE", "tax_data")]


def test_an_object_without_data_is_refused(seller, codes):  # SQ-20
    reply = seller.upsert({"type": "TAX", "id": "#t"})
    assert codes(reply) == [("INVALID_VALUE", "tax_data")]
    detail = 'Object of type TAX missing tax_data field: ID="#t".'
    assert reply.body["errors"][0]["detail"] == detail


def test_data_of_another_type_in_a_nested_object_is_refused(seller, codes):  # SQ-20
    nested = {**seller.variation("#v"), "tax_data": {"name": "VAT"}}
    assert codes(seller.upsert(seller.item("#i", nested))) == [("INVALID_VALUE", "tax_data")]


def test_data_of_another_type_may_be_null(seller):  # SQ-25
    assert seller.upsert({**seller.tax("#t"), "item_data": None}).status == 200


def test_a_malformed_object_costs_its_batch_only(seller, codes):  # SQ-21
    reply = seller.batches([seller.tax("#a")], [seller.make("TAX", "#b", {"name": 5})])
    assert reply.status == 200
    assert codes(reply) == [("EXPECTED_STRING", "batches[1].objects[0].tax_data.name")]
    assert [found["tax_data"]["name"] for found in seller.listing()] == ["VAT"]


def test_an_object_cannot_be_upserted_as_deleted(seller, codes):  # SQ-22
    assert codes(seller.upsert(seller.tax("#t", is_deleted=True))) == [
        ("INVALID_VALUE", "is_deleted")
    ]
    stored = seller.save(seller.tax("#t"))
    assert codes(seller.upsert({**stored, "is_deleted": True})) == [("INVALID_VALUE", "is_deleted")]


@pytest.mark.parametrize("sent", ["2000-01-01T00:00:00Z", "yesterday"])
def test_timestamps_that_a_client_sends_are_ignored(seller, sent):  # SQ-23, SQ-24
    stored = seller.save(seller.tax("#t", updated_at=sent, created_at=sent))
    assert stored["updated_at"] == "2026-09-21T14:13:20Z"
    assert stored["created_at"] == "2026-09-21T14:13:20Z"


def test_an_object_that_was_read_can_be_sent_back_as_it_is(seller):  # SQ-24
    ids = seller.create(
        seller.category("#up", "All"),
        seller.category("#c", data={"parent_category": {"id": "#up"}}),
        seller.tax("#t"),
        seller.modifier_list("#m"),
        seller.item(
            "#i",
            data={
                "categories": [{"id": "#c"}],
                "tax_ids": ["#t"],
                "modifier_list_info": [{"modifier_list_id": "#m"}],
                "description": "a < b",
            },
        ),
    )
    seller.next_moment()
    for object_id in ids.values():
        before = seller.get(object_id)
        after = seller.save(before)
        moving = {"version", "updated_at"}
        assert {name: after[name] for name in after.keys() - moving} == {
            name: before[name] for name in before.keys() - moving
        }


def test_null_means_absent(seller):  # SQ-25
    nulls = dict.fromkeys(["description", "tax_ids", "categories", "reporting_category"])
    stored = seller.save(seller.item("#i", data=nulls, custom_attribute_values=None))
    assert nulls.keys().isdisjoint(stored["item_data"])
    assert "custom_attribute_values" not in stored


def test_empty_arrays_mean_absent(seller):  # A16
    stored = seller.save(seller.item("#i", data={"tax_ids": []}, absent_at_location_ids=[]))
    assert "tax_ids" not in stored["item_data"]
    assert "absent_at_location_ids" not in stored


def test_a_type_that_is_no_text_costs_its_batch_and_not_the_server(seller, codes):  # SQ-18, SQ-21
    body = {"idempotency_key": "k", "batches": [{"objects": [{"type": {}, "id": "#t"}]}]}
    reply = seller.call("BatchUpsertCatalogObjects", body)
    assert (reply.status, len(codes(reply))) == (400, 1)
