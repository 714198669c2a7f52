"""What only a socket shows: credentials, routes, methods, media types, the writer lock."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from live import Live, serving

from mockserver.contract import load_contract
from mockserver.providers.square import PROVIDER

UPSERT = "/square/v2/catalog/object"
BATCH = "/square/v2/catalog/batch-upsert"
LIST = "/square/v2/catalog/list"


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving([(load_contract("square"), PROVIDER)]) as served:
        yield served


@pytest.fixture
def token(request: pytest.FixtureRequest) -> str:
    """A seller of its own for every test."""
    return f"seller-{abs(hash(request.node.name))}"


@pytest.fixture
def client(live: Live, token: str) -> Iterator[httpx.Client]:
    with live.client(Authorization=f"Bearer {token}") as opened:
        yield opened


def tax(key: str, name: str = "VAT") -> dict[str, Any]:
    return {
        "idempotency_key": key,
        "object": {"type": "TAX", "id": "#t", "tax_data": {"name": name}},
    }


def error_of(response: httpx.Response) -> tuple[int, str, str]:
    [error] = response.json()["errors"]
    assert response.headers["content-type"] == "application/json"  # SQ-07
    return response.status_code, error["category"], error["code"]


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "UNAUTHORIZED"),  # SQ-01
        ({"Authorization": "seller-a"}, "UNAUTHORIZED"),  # SQ-02
        ({"Authorization": "Bearer a b"}, "UNAUTHORIZED"),  # SQ-02
        ({"Authorization": "Basic c2VsbGVyOmE="}, "UNAUTHORIZED"),  # SQ-02
        ({"Authorization": "Bearer revoked-a"}, "ACCESS_TOKEN_REVOKED"),  # SQ-02
    ],
)
def test_a_request_without_a_good_token_is_not_authorized(live, headers, code):
    with live.client(**headers) as client:
        for response in (client.get(LIST), client.post(BATCH, json={})):
            assert error_of(response) == (401, "AUTHENTICATION_ERROR", code)
            assert response.json()["errors"][0]["detail"] == (
                "This request could not be authorized."
            )


def test_a_token_that_only_reads_cannot_write(live, client, token):  # SQ-03
    client.post(UPSERT, json=tax("k"))
    with live.client(Authorization=f"Bearer read-only-{token}") as reader:
        refused = reader.post(UPSERT, json=tax("k2"))
        assert error_of(refused) == (403, "AUTHENTICATION_ERROR", "INSUFFICIENT_SCOPES")
        assert len(reader.get(LIST).json()["objects"]) == 1
        assert reader.post("/square/v2/catalog/search", json={}).status_code == 200


def test_the_version_comes_back_also_with_errors(client):  # SQ-06
    headers = {"Square-Version": "2025-08-20"}
    for path in (LIST, "/square/v2/catalog/object/NONE"):
        assert client.get(path, headers=headers).headers["square-version"] == "2025-08-20"


def test_a_malformed_version_is_refused(client):  # SQ-05
    response = client.get(LIST, headers={"Square-Version": "abc"})
    assert error_of(response) == (400, "INVALID_REQUEST_ERROR", "INVALID_SQUARE_VERSION_FORMAT")


def test_an_unknown_route_is_not_found(client):  # SQ-10
    response = client.get("/square/v2/catalog/nothing")
    assert error_of(response) == (404, "INVALID_REQUEST_ERROR", "NOT_FOUND")
    assert response.json()["errors"][0]["detail"] == "Resource not found."


def test_a_wrong_method_is_not_allowed(client):  # SQ-10
    assert error_of(client.get(BATCH)) == (405, "INVALID_REQUEST_ERROR", "METHOD_NOT_ALLOWED")


def test_another_media_type_is_not_supported(client):
    headers = {"Content-Type": "text/plain"}
    response = client.post(UPSERT, content=b"{}", headers=headers)
    assert error_of(response) == (415, "INVALID_REQUEST_ERROR", "UNSUPPORTED_MEDIA_TYPE")


def test_an_object_is_found_by_its_id_in_the_path(client):
    stored = client.post(UPSERT, json=tax("k")).json()["catalog_object"]
    path = f"{UPSERT}/{stored['id']}"
    assert client.get(path).json()["object"] == stored
    assert client.delete(path).json()["deleted_object_ids"] == [stored["id"]]
    assert error_of(client.get(path)) == (404, "INVALID_REQUEST_ERROR", "NOT_FOUND")


def gate_of(live: Live, token: str) -> Any:
    return live.sandbox.vendors["square"].tenants.get(token).gate


def test_a_write_during_a_write_is_turned_away(live, client, token):  # SQ-101, SQ-102, SQ-106
    stored = client.post(UPSERT, json=tax("first")).json()["catalog_object"]
    link = {"item_ids": [], "taxes_to_enable": [stored["id"]]}
    gate = gate_of(live, token)
    assert gate.enter()
    try:
        answers = [
            client.post(UPSERT, json=tax("second")),
            client.post(BATCH, json={"idempotency_key": "third", "batches": []}),
            client.delete(f"{UPSERT}/{stored['id']}"),
            client.post("/square/v2/catalog/batch-delete", json={"object_ids": [stored["id"]]}),
            client.post("/square/v2/catalog/update-item-taxes", json=link),
        ]
        listed = client.get(LIST)
    finally:
        gate.leave()
    for answer in answers:
        assert error_of(answer) == (429, "RATE_LIMIT_ERROR", "RATE_LIMITED")
        assert answer.json()["errors"][0]["detail"] == "Catalog locked by prior request"
    assert listed.json()["objects"] == [stored]  # SQ-104
    assert client.get(LIST).json()["objects"] == [stored]


def test_the_lock_of_one_seller_does_not_stop_another(live, token):  # SQ-103
    gate = gate_of(live, token)
    assert gate.enter()
    try:
        with live.client(Authorization=f"Bearer other-{token}") as other:
            assert other.post(UPSERT, json=tax("k")).status_code == 200
    finally:
        gate.leave()


def test_the_lock_is_free_after_a_failure(client):  # SQ-105
    assert client.post(UPSERT, json={"idempotency_key": "k", "object": {}}).status_code == 400
    assert client.post(UPSERT, content=b"{").status_code in {400, 415}
    assert client.post(UPSERT, json=tax("k")).status_code == 200


def test_a_request_that_was_turned_away_can_be_sent_again(live, client, token):  # SQ-98
    gate = gate_of(live, token)
    assert gate.enter()
    try:
        assert client.post(UPSERT, json=tax("k")).status_code == 429
    finally:
        gate.leave()
    changed = client.post(UPSERT, json=tax("k", "GST"))
    assert error_of(changed) == (400, "INVALID_REQUEST_ERROR", "IDEMPOTENCY_KEY_REUSED")
    assert client.post(UPSERT, json=tax("k")).status_code == 200


def test_identical_requests_at_once_create_one_object(client):  # SQ-99
    with ThreadPoolExecutor(10) as pool:
        sent = [pool.submit(client.post, UPSERT, json=tax("k")) for _ in range(10)]
        answers = [future.result() for future in sent]
    accepted = [answer.json() for answer in answers if answer.status_code == 200]
    assert {answer.status_code for answer in answers} <= {200, 429}
    assert accepted
    assert all(answer == accepted[0] for answer in accepted)
    assert len(client.get(LIST).json()["objects"]) == 1


def test_two_clients_at_once_with_one_version_do_not_both_win(client):  # SQ-65
    stored = client.post(UPSERT, json=tax("k")).json()["catalog_object"]

    def rename(name: str) -> int:
        changed = {**stored, "tax_data": {"name": name}}
        body = {"idempotency_key": name, "object": changed}
        return client.post(UPSERT, json=body).status_code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(rename, ["a", "b", "c", "d"]))
    assert statuses.count(200) == 1
    assert set(statuses) <= {200, 400, 429}
