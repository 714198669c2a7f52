"""
Clocks and limits, set from outside and kept by the sandbox.
"""

from __future__ import annotations

import httpx
import pytest
from live import Live
from miniature import CONTRACT

from mockserver.tenants.limit_overrides import LimitOverrides, Override, Rate, Unit

ME = {"tenant": "abc"}


def write(client: httpx.Client, *isbns: str) -> httpx.Response:
    return client.put("/books/books", json={"books": [{"isbn": isbn} for isbn in isbns]})


def test_an_eventual_write_is_seen_when_the_clock_of_its_tenant_is_advanced(client: httpx.Client):
    write(client, "1")
    client.post("/__admin/clock/advance", params={"tenant": "other"}, json={"seconds": 5})
    assert client.get("/books/books/1").status_code == 404
    client.post("/__admin/clock/advance", params=ME, json={"seconds": 4.999})
    assert client.get("/books/books/1").status_code == 404
    client.post("/__admin/clock/advance", params=ME, json={"seconds": 0.001})
    seen = client.get("/books/books/1")
    assert (seen.status_code, seen.headers["Date"]) == (200, "Mon, 21 Sep 2026 14:13:25 GMT")


def test_settling_advances_exactly_to_the_last_hidden_write(client: httpx.Client):
    write(client, "1")
    settled = client.post("/__admin/clock/settle").json()["settled"]
    assert settled == [{"vendor": "books", "tenant": "abc", "advanced_s": 5.0}]
    assert client.get("/books/books/1").status_code == 200
    assert client.post("/__admin/clock/settle").json()["settled"] == []


def test_the_retention_of_a_key_follows_the_clock(client: httpx.Client):
    body = {"books": [{"isbn": "1"}], "key": "k"}
    client.put("/books/books", json=body)
    day = {"seconds": 24 * 3600 - 0.001}
    client.post("/__admin/clock/advance", params=ME, json=day)
    assert client.put("/books/books", json=body).headers["X-Replay"] == "1"
    client.post("/__admin/clock/advance", params=ME, json={"seconds": 0.001})
    assert "X-Replay" not in client.put("/books/books", json=body).headers


@pytest.mark.parametrize(("year", "day"), [(2031, "Wed"), (1931, "Thu")])
def test_a_token_expires_by_the_clock_of_the_tenant_it_is_for(vendors: Live, year: int, day: str):
    shop = {"vendor": "propeller", "tenant": "my-shop"}
    form = {"grant_type": "client_credentials", "client_id": "my-shop", "client_secret": "x"}
    with vendors.client() as client:
        frozen = {"mode": "frozen", "now": f"{year}-01-01T00:00:00Z"}
        client.put("/__admin/clock", params=shop, json=frozen)
        answer = client.post("/propeller/oauth2/token", data=form)
        token = answer.json()["access_token"]
        me = {"Authorization": f"Bearer {token}"}
        address = "/propeller/customers/id/1/addresses/"
        assert answer.headers["Date"] == f"{day}, 01 Jan {year} 00:00:00 GMT"
        assert client.get(address, headers=me).status_code == 404
        client.post("/__admin/clock/advance", params=shop, json={"seconds": 1799})
        assert client.get(address, headers=me).status_code == 404
        client.post("/__admin/clock/advance", params=shop, json={"seconds": 1})
        assert client.get(address, headers=me).status_code == 401


def test_a_clock_runs_from_a_moment_and_goes_back_to_real_time(client: httpx.Client, live: Live):
    live.clock.restore()
    client.put("/__admin/clock", json={"mode": "offset", "now": "2001-01-01T00:00:00Z"})
    shown = client.get("/__admin/clock").json()
    assert (shown["mode"], shown["now"][:16]) == ("offset", "2001-01-01T00:00")
    assert client.delete("/__admin/clock").json()["mode"] == "real"


def test_three_instead_of_a_thousand_for_one_tenant(vendors: Live):
    tax = {"type": "TAX", "tax_data": {"name": "VAT", "percentage": "20"}}
    objects = [{**tax, "id": f"#{number}"} for number in range(4)]

    def send(client: httpx.Client, seller: str, count: int) -> httpx.Response:
        body = {"idempotency_key": f"{seller}{count}", "batches": [{"objects": objects[:count]}]}
        me = {"Authorization": f"Bearer {seller}"}
        return client.post("/square/v2/catalog/batch-upsert", json=body, headers=me)

    with vendors.client() as client:
        address = "/__admin/limits/BatchUpsertCatalogObjects"
        mine = {"tenant": "small-seller", "vendor": "square"}
        client.put(address, params=mine, json={"records-per-batch": 3})
        assert send(client, "small-seller", 3).status_code == 200
        over = send(client, "small-seller", 4)
        assert "(4, max 3)" in over.json()["errors"][0]["detail"]
        assert over.headers["X-Sandbox-Limit-Override"] == "1"
        assert send(client, "other-seller", 4).status_code == 200
        client.delete(address, params=mine)
        assert send(client, "small-seller", 4).status_code == 200


def test_what_is_set_for_all_yields_to_what_is_set_for_one(client: httpx.Client):
    client.put("/__admin/limits/saveBooks", json={"records-per-batch": 1})
    client.put("/__admin/limits/saveBooks", params=ME, json={"records-per-batch": 2})
    assert write(client, "1", "2").status_code == 200
    other = client.put(
        "/books/books",
        json={"books": [{"isbn": "1"}, {"isbn": "2"}]},
        headers={"X-Key": "other"},
    )
    assert other.json()["reason"] == "over-batch-limit"


def test_a_smaller_limit_of_bytes_is_kept_before_the_body_is_read(client: httpx.Client):
    write(client, "1")
    client.put("/__admin/limits/saveBooks", params=ME, json={"bytes": 25})
    assert write(client, "1").status_code == 200
    assert write(client, "12345").status_code == 413


@pytest.mark.parametrize(
    ("unit", "most", "passing"), [("requests", 2, 2), ("records", 5, 2), ("bytes", 70, 1)]
)
def test_a_rate_counts_requests_records_or_bytes(
    live: Live, client: httpx.Client, unit: str, most: int, passing: int
):
    rate = {"rate": {"unit": unit, "most": most, "per_s": 10}}
    client.put("/__admin/limits/saveBooks", params=ME, json=rate)
    live.clock.advance(1)
    answers = [write(client, "1", "2") for _ in range(4)]
    assert [a.status_code for a in answers] == [200] * passing + [429] * (4 - passing)
    assert answers[-1].headers["Retry-After"] == "10"
    assert answers[-1].json()["reason"] == "rate-limited"
    live.clock.advance(9_999)
    assert write(client, "1", "2").status_code == 429
    live.clock.advance(1)
    assert write(client, "1", "2").status_code == 200


def test_a_rate_over_all_operations_counts_them_together(client: httpx.Client):
    rate = {"rate": {"unit": "requests", "most": 2, "per_s": 10}}
    client.put("/__admin/limits/*", params=ME, json=rate)
    assert write(client, "1").status_code == 200
    assert client.get("/books/books/1").status_code == 404
    assert client.get("/books/books/1").status_code == 429
    assert client.get("/__admin/state", params=ME).status_code == 200, "admin is never limited"


def test_a_refused_amount_is_not_counted():
    overrides = LimitOverrides()
    overrides.set("saveBooks", Override(rate=Rate(Unit.RECORDS, 10, 1000)))
    limits = overrides.resolve(CONTRACT.operations["saveBooks"])

    def spend(amount: int, now: int) -> int | None:
        return overrides.spend(limits, Unit.RECORDS, amount, now)

    assert spend(8, 0) is None
    assert spend(3, 400) == 600
    assert spend(2, 400) is None
    assert spend(11, 5000) == 1000, "larger than a whole window"
