"""
What was asked and what came of it: requests, verification, history, ledger, explanation.
"""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from live import Live

from mockserver.admin.operations.request_queries import is_expected
from mockserver.core.upsert_types import BatchOutcome, Item, Outcome, Stamp, Status, WriteResult
from mockserver.tenants.request_log import (
    MOST_DETAILS,
    MOST_ENTRIES,
    LoggedRequest,
    RequestLog,
    Text,
    Trace,
)

ME = {"tenant": "abc"}


def write(client: httpx.Client, *books: dict[str, Any], **more: Any) -> httpx.Response:
    return client.put("/books/books", json={"books": list(books), **more})


def entry(number: int, results: int = 0) -> LoggedRequest:
    rejected = [WriteResult(Item((), None), Status.REJECTED)] * results
    outcome = Outcome([BatchOutcome(rejected)], Stamp(0, 0)) if results else None
    text, trace = Text(b"", 0), Trace(outcome)
    return LoggedRequest(
        str(number),
        number,
        0,
        "books",
        "abc",
        "save",
        "PUT",
        "/",
        {},
        text,
        200,
        {},
        text,
        0,
        trace,
    )


def test_every_answer_is_found_by_its_request_id(client: httpx.Client):
    answer = write(client, {"isbn": "1"}, {"isbn": ""}, key="k")
    found = client.get(f"/__admin/requests/{answer.headers['X-Request-Id']}", params=ME).json()
    assert (found["operation"], found["status"], found["outcome"]) == ("saveBooks", 200, "partial")
    assert found["records"] == {"created": 1, "rejected": 1}
    assert found["request"]["body"]["key"] == "k"
    assert found["answer"]["body"]["books"] == ["created", "rejected"]
    assert found["results"][1]["reasons"][0]["violations"][0]["keyword"] == "minLength"
    assert found["changed"] == {"books": {"B1": "created"}}


def test_requests_without_a_tenant_are_kept_apart(client: httpx.Client):
    client.get("/books/books/1", headers={"X-Key": "revoked-abc"})
    client.get("/books/nowhere")
    found = client.get("/__admin/requests").json()["requests"]
    assert [(r["tenant"], r["status"], r["target"]) for r in found] == [
        (None, 404, "/books/nowhere"),
        (None, 401, "/books/books/1"),
    ]


def test_admin_calls_are_not_logged(client: httpx.Client):
    write(client, {"isbn": "1"})
    client.get("/__admin/state", params=ME)
    assert client.get("/__admin/requests").json()["total"] == 1


def test_secrets_are_taken_out_wherever_they_stand(vendors: Live):
    form = {
        "grant_type": "client_credentials",
        "client_id": "a-shop",
        "client_secret": "pa55word-1",
    }
    with vendors.client() as client:
        answer = client.post("/propeller/oauth2/token?note=pa55word-1", data=form)
        address = f"/__admin/requests/{answer.headers['X-Request-Id']}"
        shown = client.get(address, params={"vendor": "propeller"}).text
        assert "a-shop" in shown
        assert "pa55word-1" not in shown
        assert answer.json()["access_token"] not in shown
        me = {"Authorization": "Bearer seller-with-secret"}
        answer = client.get("/square/v2/catalog/list?cursor=seller-with-secret", headers=me)
        address = f"/__admin/requests/{answer.headers['X-Request-Id']}"
        found = client.get(address, params={"vendor": "square"}).json()
        assert found.pop("tenant") == "seller-with-secret"
        assert "seller-with-secret" not in str(found)
        assert found["request"]["headers"]["authorization"] == "[redacted]"


def test_a_long_body_is_cut_and_says_so():
    assert Text.of(b"x" * 20_000) == Text(b"x" * 16_384, 20_000)


def test_the_log_forgets_the_oldest_first():
    log = RequestLog()
    for number in range(MOST_ENTRIES + 5):
        log.add(entry(number))
    kept = log.entries()
    assert (len(kept), kept[0].number, kept[-1].number) == (1000, 5, 1004)


def test_details_are_bounded_and_their_loss_is_told():
    log = RequestLog()
    for number in range(3):
        log.add(entry(number, results=MOST_DETAILS // 2))
    assert [kept.detailed for kept in log.entries()] == [False, True, True]
    assert log.entries()[0].trace.outcome is None


def test_requests_are_found_by_body_and_by_what_became_of_a_record(client: httpx.Client):
    write(client, {"isbn": "1", "title": "Tea"})
    write(client, {"isbn": "1", "title": "x" * 50}, {"isbn": "2"})

    def count(**wanted: Any) -> int:
        return client.post("/__admin/requests/count", params=ME, json=wanted).json()["count"]

    assert count() == 2
    assert count(where={"/books/0/title": "Tea"}) == 1
    assert count(items={"1": "rejected"}) == 1
    assert count(items={"1": "rejected", "2": "created"}) == 1
    assert count(items={"2": "updated"}) == 0
    assert count(outcome="partial", status=200) == 1
    found = client.post("/__admin/requests/find", params=ME, json={"limit": 1}).json()
    assert (found["total"], [r["outcome"] for r in found["requests"]]) == (2, ["partial"])


def test_a_failed_verification_explains_the_nearest_miss(client: httpx.Client):
    write(client, {"isbn": "1", "title": "Tea"})
    client.get("/books/books/1")
    wanted = {"operation": "saveBooks", "where": {"/books/0/title": "Coffee"}}
    good = {**wanted, "where": {"/books/0/title": "Tea"}, "times": {"exactly": 1}}
    assert client.post("/__admin/verify", params=ME, json=good).json()["verified"] is True
    missed = client.post("/__admin/verify", params=ME, json=wanted)
    assert missed.status_code == 422
    assert missed.json()["detail"] == "0 requests match, expected at least 1"
    assert missed.json()["nearest"][0]["differences"] == [
        {"where": "/books/0/title", "wanted": "Coffee", "got": "Tea"}
    ]
    twice = client.post("/__admin/verify", params=ME, json={**good, "times": {"exactly": 2}})
    assert (twice.status_code, len(twice.json()["matching"])) == (422, 1)


@given(count=st.integers(0, 5), least=st.integers(0, 5), most=st.integers(0, 5))
def test_a_number_of_times_is_a_range(count: int, least: int, most: int):
    assert is_expected(count, {"at_least": least, "at_most": most}) == (least <= count <= most)
    assert is_expected(count, {"exactly": least}) == (count == least)


def test_the_history_of_a_record_tells_who_made_changed_and_failed_to_change_it(
    client: httpx.Client,
):
    first = write(client, {"isbn": "1", "title": "Tea"}).headers["X-Request-Id"]
    second = write(client, {"isbn": "1", "title": "Coffee"}).headers["X-Request-Id"]
    third = write(client, {"isbn": "1", "title": "x" * 50}, {"isbn": "2"}).headers["X-Request-Id"]
    for key in ("B1", "1"):
        told = client.get(f"/__admin/state/books/{key}/history", params=ME).json()
        assert [(e["request"], e["what"]) for e in told["events"]] == [
            (first, "created"),
            (second, "changed"),
            (third, "rejected"),
        ], key
        assert told["complete"] is True
    assert told["events"][0]["before"] is None
    assert told["events"][1]["differences"] == [
        {"pointer": "/title", "before": "Tea", "after": "Coffee"}
    ]
    assert told["events"][2]["reasons"][0]["violations"][0]["limit"] == 20
    assert client.get("/__admin/state/books/9/history", params=ME).status_code == 404


def test_the_ledger_shows_replays_and_mismatches_and_forgets_a_key(client: httpx.Client):
    for _ in range(3):
        write(client, {"isbn": "1"}, key="k")
    write(client, {"isbn": "2"}, key="k")
    keys = client.get("/__admin/idempotency", params=ME).json()["keys"]
    assert [(k["key"], k["status"], k["replays"], k["mismatches"]) for k in keys] == [
        ("k", 200, 2, 1)
    ]
    client.delete("/__admin/idempotency/k", params=ME)
    assert write(client, {"isbn": "2"}, key="k").json()["books"] == ["created"]


def test_an_explanation_judges_every_record_and_writes_nothing(client: httpx.Client):
    write(client, {"isbn": "1", "title": "Tea"})
    before = client.get("/__admin/export", params=ME).content
    body = {"books": [{"isbn": "1", "title": "Coffee"}, {"isbn": "2"}, {"isbn": ""}], "key": "k"}
    wish = {"operation": "saveBooks", "body": body}
    told = client.post("/__admin/explain", params=ME, json=wish).json()
    assert [(r["place"], r["verdict"]) for r in told["records"]] == [
        ("books[0]", "updated"),
        ("books[1]", "created"),
        ("books[2]", "rejected"),
    ]
    assert told["records"][2]["reasons"][0]["violations"][0]["keyword"] == "minLength"
    assert told["answer"]["body"]["books"] == ["updated", "created", "rejected"]
    assert (told["would_write"], told["replay"]) == (True, False)
    assert client.get("/__admin/export", params=ME).content == before
    assert client.get("/__admin/requests", params=ME).json()["total"] == 1
    broken = {"operation": "saveBooks", "body": {"books": 1}}
    told = client.post("/__admin/explain", params=ME, json=broken).json()
    assert (told["would_write"], told["reason"]["reason"]) == (False, "invalid")


@pytest.mark.parametrize(
    ("asked", "price"),
    [
        ({"contact": 1, "product": 42}, 64),
        ({"contact": 1, "product": 42, "lang": "en"}, 64),
        ({"contact": 2, "product": 42}, 79.9),
        ({"contact": 1, "product": 43}, 12.5),
        ({"contact": 1, "product": 99}, None),
    ],
)
def test_the_price_that_a_contact_sees_comes_from_the_overrides(
    vendors: Live, asked: dict[str, Any], price: float | None
):
    # SPM-93
    shop = {"vendor": "shopimind", "tenant": "insight-shop-00000000"}
    with vendors.client() as client:
        client.post("/__admin/seeds", params=shop, json={"seed": "example"})
        told = client.post("/__admin/insights/effective-price", params=shop, json=asked).json()
        assert told["answer"] == {"price": price, "price_discount": None}
        wrong = client.post("/__admin/insights/effective-price", params=shop, json={"contact": 1})
        assert (wrong.status_code, "product" in wrong.json()["detail"]) == (422, True)


def test_a_verdict_names_the_documented_rule_behind_it(vendors: Live):
    tax = {"type": "TAX", "id": "NOWHERE", "version": 1, "tax_data": {"name": "VAT"}}
    body = {"idempotency_key": "k", "batches": [{"objects": [tax]}]}
    wish = {"operation": "BatchUpsertCatalogObjects", "body": body}
    asked = {"vendor": "square", "tenant": "explained-seller"}
    with vendors.client() as client:
        told = client.post("/__admin/explain", params=asked, json=wish).json()
    [reason] = told["records"][0]["reasons"]
    assert (reason["reason"], reason["rule"]["id"]) == ("unknown-record", "SQ-49")
    assert told["would_write"] is False
