"""Atomic batches, their order, and idempotency keys."""

from __future__ import annotations


def bad(seller, name="#bad"):
    return seller.item(name, data={"tax_ids": ["#none"]})


def names(objects):
    return [found["tax_data"]["name"] for found in objects]


def test_one_bad_object_rejects_its_whole_batch(seller):  # SQ-83
    reply = seller.batches([seller.tax("#a"), bad(seller), seller.category("#c")])
    assert reply.status == 400
    assert seller.listing() == []


def test_a_failing_batch_leaves_its_neighbours_alone(seller, codes):  # SQ-84, SQ-85, SQ-86
    reply = seller.batches(
        [seller.tax("#a", "one")], [seller.tax("#b"), bad(seller)], [seller.tax("#c", "three")]
    )
    assert (reply.status, codes(reply)) == (200, [("INVALID_VALUE", "")])
    assert names(reply.body["objects"]) == names(seller.listing()) == ["one", "three"]
    pairs = [pair["client_object_id"] for pair in reply.body["id_mappings"]]
    assert pairs == ["#a", "#c"]
    assert reply.body["updated_at"] == "2026-09-21T14:13:20Z"


def test_each_failing_batch_reports_an_error(seller, codes):  # SQ-85, A22
    stale = {**seller.save(seller.tax("#t")), "version": 1}
    reply = seller.batches([bad(seller)], [seller.tax("#a")], [stale])
    assert codes(reply) == [("INVALID_VALUE", ""), ("VERSION_MISMATCH", "version")]


def test_when_every_batch_fails_there_are_errors_only(seller):  # SQ-87
    reply = seller.batches([bad(seller)], [bad(seller)])
    assert (reply.status, set(reply.body), len(reply.body["errors"])) == (400, {"errors"}, 2)


def test_batches_are_processed_in_order(seller, codes):  # SQ-88
    stored = seller.save(seller.tax("#t", "old"))
    reply = seller.batches(
        [{**stored, "tax_data": {"name": "first"}}], [{**stored, "tax_data": {"name": "second"}}]
    )
    assert (reply.status, codes(reply)) == (200, [("VERSION_MISMATCH", "version")])
    assert names(seller.listing()) == ["first"]


def test_a_later_batch_may_refer_to_what_stood_before(seller):  # SQ-88
    stored = seller.save(seller.tax("#t"))
    reply = seller.batches(
        [{**stored, "tax_data": {"name": "GST"}}],
        [seller.item("#i", data={"tax_ids": [stored["id"]]})],
    )
    assert "errors" not in reply.body


def test_the_same_object_twice_in_a_batch_is_refused(seller):  # SQ-90
    stored = seller.save(seller.tax("#t"))
    reply = seller.batches([stored, stored])
    assert reply.status == 400
    assert f"Duplicate object {stored['id']}" in reply.body["errors"][0]["detail"]


def test_a_replay_answers_as_before_and_creates_nothing(seller):  # SQ-91
    first = seller.batches([seller.item("#i")], key="k")
    seller.next_moment()
    again = seller.batches([seller.item("#i")], key="k")
    assert (again.status, again.body) == (first.status, first.body)
    assert len(seller.listing()) == 1


def test_a_replay_of_a_mixed_answer_is_mixed(seller):  # SQ-91
    first = seller.batches([seller.tax("#t")], [bad(seller)], key="k")
    assert seller.batches([seller.tax("#t")], [bad(seller)], key="k").body == first.body
    assert len(seller.listing()) == 1


def test_a_key_with_another_body_is_refused(seller):  # SQ-92
    seller.batches([seller.tax("#t", "one")], key="k")
    reply = seller.batches([seller.tax("#t", "two")], key="k")
    assert (reply.status, reply.body) == (
        400,
        {
            "errors": [
                {
                    "category": "INVALID_REQUEST_ERROR",
                    "code": "IDEMPOTENCY_KEY_REUSED",
                    "detail": "The idempotency key can only be retried with the same request data.",
                    "field": "idempotency_key",
                }
            ]
        },
    )
    assert names(seller.listing()) == ["one"]


def test_a_replay_does_not_take_back_what_came_later(seller):  # SQ-93
    created = seller.upsert(seller.tax("#t", "one"), key="k")
    stored = created.body["catalog_object"]
    seller.save({**stored, "tax_data": {"name": "two"}})
    assert seller.upsert(seller.tax("#t", "one"), key="k").body == created.body
    assert names(seller.listing()) == ["two"]


def test_the_order_of_keys_makes_no_other_request(seller):  # SQ-94
    plain = b'{"idempotency_key":"k","object":{"type":"TAX","id":"#t","tax_data":{"name":"VAT"}}}'
    other = b'{ "object":{"id":"#t","tax_data":{"name":"VAT"},"type":"TAX"}, "idempotency_key":"k"}'
    first = seller.call("UpsertCatalogObject", raw=plain)
    assert seller.call("UpsertCatalogObject", raw=other).body == first.body
    assert len(seller.listing()) == 1


def test_a_key_belongs_to_its_seller(seller):  # SQ-95
    seller.upsert(seller.tax("#t", "one"), key="k")
    other = seller.other("seller-b")
    assert other.upsert(other.tax("#t", "two"), key="k").status == 200


def test_both_upserts_share_their_keys(seller, codes):  # SQ-96, A5
    seller.upsert(seller.tax("#t"), key="k")
    reply = seller.batches([seller.tax("#t")], key="k")
    assert codes(reply) == [("IDEMPOTENCY_KEY_REUSED", "idempotency_key")]


def test_a_refused_request_does_not_use_its_key_up(seller):  # SQ-97, A5
    assert seller.batches([bad(seller)], key="k").status == 400
    assert seller.batches([seller.tax("#t")] * 1001, key="k").status == 400
    assert seller.batches([seller.tax("#t")], key="k").status == 200


def test_deletes_need_no_key(seller):  # SQ-100
    stored = seller.save(seller.tax("#t"))
    body = {"object_ids": [stored["id"]]}
    assert seller.call("BatchDeleteCatalogObjects", body).status == 200
