"""How a tenant reads what its vendor leaves open."""

from __future__ import annotations

import pytest
from live import serving

from mockserver.requests.vendor import load_vendors

QUICK = {"customer_id": "c-1", "email": "ada@example.com", "first_name": "Ada"}


@pytest.fixture(scope="module")
def live():
    with serving(load_vendors(["shopimind", "square"])) as running:
        yield running


def tenant(live, vendor, name, **readings):
    with live.client() as client:
        return client.post(
            f"/__admin/tenants?vendor={vendor}&tenant={name}",
            json={"profile": {"readings": readings}},
        )


def save(live, key, customer):
    with live.client(**{"spm-api-key": key}) as client:
        return client.post("/shopimind/v1/customers", json=[customer])


def tea(live, token, key, **data):
    item = {"name": "Tea", "variations": [{"type": "ITEM_VARIATION", "id": "#v"}], **data}
    item["variations"][0]["item_variation_data"] = {}
    body = {
        "idempotency_key": key,
        "object": {"type": "ITEM", "id": "#tea", "item_data": item},
    }
    with live.client(Authorization=f"Bearer {token}") as client:
        return client.post("/square/v2/catalog/object", json=body)


def test_a_tenant_says_how_it_reads(live):
    assert tenant(live, "square", "reads-a").json()["readings"] == {"refused-key": "free"}
    chosen = tenant(live, "square", "reads-b", **{"refused-key": "spent"})
    assert chosen.json()["readings"] == {"refused-key": "spent"}


@pytest.mark.parametrize(
    ("readings", "detail"),
    [
        ({"colour": "red"}, "there is no reading 'colour' of square; there are: refused-key"),
        ({"refused-key": "red"}, "the reading 'refused-key' is free or spent, not 'red'"),
    ],
)
def test_a_reading_that_there_is_not_is_refused_with_those_that_there_are(live, readings, detail):
    name = f"reads-{len(detail)}"
    answer = tenant(live, "square", name, **readings)
    assert (answer.status_code, answer.json()["detail"]) == (422, detail)
    assert answer.json()["pointer"] == f"/profile/readings/{next(iter(readings))}"
    assert tenant(live, "square", name).status_code == 201


def test_a_key_that_the_database_refused_is_free_or_spent(live):  # A5
    wrong = {"tax_ids": ["NONE"]}
    for token, choice, status in (("keys-a", "free", 200), ("keys-b", "spent", 400)):
        tenant(live, "square", token, **{"refused-key": choice})
        assert tea(live, token, "k", **wrong).status_code == 400
        second = tea(live, token, "k")
        assert second.status_code == status
        if choice == "spent":
            assert second.json()["errors"][0]["code"] == "IDEMPOTENCY_KEY_REUSED"
            again = tea(live, token, "k", **wrong).json()["errors"][0]
            assert again["detail"].endswith("in attr tax_ids")


def test_a_key_that_the_schema_refused_is_free_in_either_reading(live):  # A5
    tenant(live, "square", "keys-c", **{"refused-key": "spent"})
    assert tea(live, "keys-c", "k", name=5).status_code == 400
    assert tea(live, "keys-c", "k").status_code == 200


def test_the_customer_of_the_quick_start_is_accepted_where_it_is_read_so(live):
    refused = save(live, "shop-reads-000000000000", QUICK).json()
    assert refused["rejected_items"][0]["errors"][0] == {
        "field": "last_name",
        "message": "is required, unless the reading new-customer is quick-start",
    }
    tenant(live, "shopimind", "shop-reads-111111111111", **{"new-customer": "quick-start"})
    assert save(live, "shop-reads-111111111111", QUICK).json()["sent_count"] == 1
    with live.client(**{"spm-api-key": "shop-reads-111111111111"}) as client:
        [row] = client.get("/shopimind/v1/customers").json()["data"]
    assert {name: row[name] for name in QUICK} == QUICK
    assert (row["last_name"], row["lang"], row["created_at"]) == (None, None, None)


def readings(live, method, query, json=None):
    with live.client() as client:
        return client.request(method, f"/__admin/readings?{query}", json=json)


def test_readings_are_changed_later_and_taken_back(live):
    tenant(live, "square", "later-a")
    mine = "vendor=square&tenant=later-a"
    wrong = {"tax_ids": ["NONE"]}
    assert tea(live, "later-a", "k1", **wrong).status_code == 400
    assert tea(live, "later-a", "k1").status_code == 200
    changed = readings(live, "PATCH", mine, {"refused-key": "spent"})
    assert changed.json() == {"vendor": "square", "readings": {"refused-key": "spent"}}
    assert tea(live, "later-a", "k2", **wrong).status_code == 400
    assert tea(live, "later-a", "k2").status_code == 400
    with live.client() as client:
        client.post("/__admin/reset?vendor=square&tenant=later-a")
    shown = {"refused-key": {"choices": ["free", "spent"], "chosen": "spent"}}
    assert readings(live, "GET", mine).json() == {"readings": {"square": shown}}
    assert readings(live, "DELETE", mine).json() == {"cleared": ["square"]}
    assert tea(live, "later-a", "k3", **wrong).status_code == 400
    assert tea(live, "later-a", "k3").status_code == 200


def test_the_neighbour_of_a_tenant_reads_as_before(live):
    tenant(live, "square", "later-b")
    readings(live, "PATCH", "vendor=square&tenant=later-c", {"refused-key": "spent"})
    for name, choice in (("later-b", "free"), ("later-c", "spent")):
        shown = readings(live, "GET", f"vendor=square&tenant={name}").json()["readings"]
        assert shown["square"]["refused-key"]["chosen"] == choice


def test_readings_of_a_vendor_are_those_of_every_tenant_and_of_new_ones():
    with serving(load_vendors(["shopimind", "square"])) as live:
        tenant(live, "square", "there-already")
        # The vendor need not be named: square alone has this reading.
        assert readings(live, "PATCH", "", {"refused-key": "spent"}).status_code == 200
        for name in ("there-already", "comes-later"):
            wrong = {"tax_ids": ["NONE"]}
            assert tea(live, name, "k", **wrong).status_code == 400
            assert tea(live, name, "k").status_code == 400
        assert tenant(live, "square", "made").json()["readings"] == {"refused-key": "spent"}


@pytest.mark.parametrize(
    ("query", "wish", "detail", "place"),
    [
        (
            "vendor=square",
            {"refused-key": "red"},
            "the reading 'refused-key' is free or spent, not 'red'",
            "/refused-key",
        ),
        (
            "vendor=square",
            {"a/b": "x"},
            "there is no reading 'a/b' of square; there are: refused-key",
            "/a~1b",
        ),
        ("", {"colour": "red"}, "no vendor has these readings", ""),
        (
            "vendor=square",
            {},
            "the body: must have at least 1 members, not 'object of 0 properties'",
            "",
        ),
        (
            "vendor=square",
            {"refused-key": 5},
            "/refused-key: must be of type string, not 5",
            "/refused-key",
        ),
    ],
)
def test_a_change_of_readings_that_cannot_be_meant_is_refused(live, query, wish, detail, place):
    answer = readings(live, "PATCH", query, wish)
    assert answer.status_code == 422
    assert (answer.json()["detail"], answer.json()["pointer"]) == (detail, place)


def test_a_tenant_that_reads_in_its_own_way_does_not_make_way():
    with serving(load_vendors(["square"])) as live:
        live.sandbox.vendors["square"].tenants.most = 2
        readings(live, "PATCH", "tenant=reads-so", {"refused-key": "spent"})
        for name in ("first", "second", "third"):
            assert tea(live, name, "k", tax_ids=["NONE"]).status_code == 400
        shown = readings(live, "GET", "tenant=reads-so").json()["readings"]["square"]
        assert shown["refused-key"]["chosen"] == "spent"
