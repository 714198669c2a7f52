"""What only a real request shows: routes, tokens, media types, broken bodies, addresses."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from live import Live, serving

from mockserver.contract import load_contract
from mockserver.providers.propeller import PROVIDER

CONTRACT = load_contract("propeller")
ROUTES = [
    (operation.method, operation.path.replace("{", "").replace("}", ""))
    for operation in CONTRACT.operations.values()
    if operation.secured
]
JSON = {"Content-Type": "application/json"}
BULK = "/customers/bulk/id"
BODIES = [
    ("POST", BULK),
    ("POST", "/customers/bulk/sourceId"),
    ("POST", "/customers/"),
    ("POST", "/customers/search"),
    ("PATCH", "/customers/id/1"),
    ("POST", "/customers/id/1/addresses/"),
    ("POST", "/customers/id/1/addresses/bulk"),
    ("PATCH", "/customers/id/1/addresses/1"),
    ("POST", "/customers/id/1/attributes"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[Live]:
    with serving([(CONTRACT, PROVIDER)]) as live:
        yield live


@pytest.fixture
def http(server: Live, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    tenant = f"client-{abs(hash(request.node.name)):x}"
    with server.client(Authorization=f"Bearer {tenant}") as client:
        client.base_url = f"{server.url}/propeller"
        yield client


def error_of(answer: httpx.Response) -> tuple[int, int, str]:
    """Status, code and first message; the whole error object is checked on the way."""
    assert answer.headers["Content-Type"] == "application/json"
    assert set(answer.json()) == {"error"}
    error = answer.json()["error"]
    assert set(error) - {"moreInfo"} == {"code", "messages", "status", "type"}
    assert error["status"] == answer.status_code
    assert ("moreInfo" in error) == (error["code"] >= 10005)
    return answer.status_code, error["code"], error["messages"][0]


def nested(depth: int) -> bytes:
    return b'{"customers":' + b"[" * depth + b"]" * depth + b"}"


def test_what_was_written_is_read_back(http: httpx.Client):
    # PRP-01, PRP-06, PRP-21
    customer = {"id": 25494, "firstName": "Iris", "source": "SHOP", "sourceId": "3002196"}
    saved = http.post(BULK, json={"customers": [customer]})
    assert saved.status_code == 200
    assert saved.headers["Content-Type"] == "application/json"
    assert saved.json()["data"][0]["action"] == "create"
    found = http.get("/customers/sourceId/3002196", params={"source": "SHOP"})
    assert (found.status_code, found.json()["data"]["id"]) == (200, 25494)


def test_every_call_has_a_request_id_of_its_own(http: httpx.Client):
    # PRP-50
    answers = [
        http.post(BULK, json={"customers": []}),
        http.post(BULK, json={}),
        http.get("/nowhere"),
        http.get("/customers/id/1", headers={"Authorization": ""}),
    ]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 4


def test_addresses_with_and_without_the_version_are_the_same(http: httpx.Client):
    http.post(f"/v2{BULK}", json={"customers": [{"id": 1}]})
    for address in ("/customers/id/1", "/v2/customers/id/1"):
        assert http.get(address).json()["data"]["id"] == 1, address
    for address in (
        "/attributes/customers/id/1/attributes",
        "/v2/attributes/customers/id/1/attributes",
        "/customers/id/1/attributes",
    ):
        assert http.get(address).json()["itemsFound"] == 0, address
    assert http.get("/v1/customers/id/1").status_code == 404


def test_addresses_that_end_in_a_slash_are_served_without_it_too(http: httpx.Client):
    created = http.post("/v2/customers", json={"firstName": "Iris"}).json()["data"]["id"]
    home = {"type": "delivery", "street": "Havenkade", "city": "Utrecht", "country": "NL"}
    for end in ("", "/"):
        path = f"/customers/id/{created}/addresses{end}"
        assert http.post(path, json=home).status_code == 201, path
        assert http.get(path, params={"type": "delivery"}).status_code == 200, path


@pytest.mark.parametrize("key", ["email", "debtorId", "sourceid"])
def test_a_bulk_by_another_key_is_refused_whatever_its_body(http: httpx.Client, key: str):
    # PRP-37
    for body in (b'{"customers":[]}', b"{", b""):
        answer = http.post(f"/customers/bulk/{key}", content=body, headers=JSON)
        assert error_of(answer)[:2] == (400, 10006)


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
def test_search_is_no_lookup_key_and_bulk_takes_posts_only(http: httpx.Client, method: str):
    # PRP-39
    assert error_of(http.request(method, "/customers/search/5", json={}))[:2] == (400, 10006)
    assert error_of(http.request(method, "/customers/bulk/5", json={}))[:2] == (405, 405)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_operation_but_the_tokens_wants_a_token(server: Live, method: str, path: str):
    # PRP-35
    with server.client() as client:
        answer = client.request(method, f"{server.url}/propeller{path}")
    assert error_of(answer) == (401, 401, "A valid access token is required")


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Bearer", "A valid access token is required"),
        ("Bearer a b", "A valid access token is required"),
        ("Bearer x", "A valid access token is required"),
        ("Basic d2Vic2hvcDpz", "A valid access token is required"),
        ("webshop-one", "A valid access token is required"),
        ("Bearer revoked-webshop", "The access token was revoked"),
        ("Bearer webshop-one~1", "The access token has expired"),
    ],
)
def test_a_token_that_is_none_opens_nothing(server: Live, header: str, message: str):
    # PRP-35
    with server.client(Authorization=header) as client:
        answer = client.get(f"{server.url}/propeller/customers/id/1")
    assert error_of(answer) == (401, 401, message)


def test_a_reading_client_reads_and_does_not_write(http: httpx.Client):
    # PRP-36
    http.post(BULK, json={"customers": [{"id": 1}]})
    name = http.headers["Authorization"].removeprefix("Bearer ")
    headers = {"Authorization": f"Bearer read-only-{name}"}
    assert http.get("/customers/id/1", headers=headers).status_code == 200
    refused = http.post(BULK, json={"customers": []}, headers=headers)
    assert error_of(refused) == (403, 403, "The access token may not write")


def buy(client: httpx.Client, **more: Any) -> httpx.Response:
    return client.post("/oauth2/token", data={"grant_type": "client_credentials"}, **more)


def test_a_bought_token_opens_the_clients_environment_for_thirty_minutes():
    with serving([(CONTRACT, PROVIDER)]) as live, live.client() as client:
        live.clock.freeze(1_790_000_000_000)
        client.base_url = f"{live.url}/propeller"
        bought = buy(client, auth=("webshop-one", "s3cr3t"))
        assert bought.status_code == 200
        assert bought.json() == {
            "access_token": "webshop-one~1790001800",
            "expires_in": 1800,
            "token_type": "Bearer",
            "scope": "profile",
        }
        headers = {"Authorization": f"Bearer {bought.json()['access_token']}"}
        live.clock.advance(1_799_999)
        assert client.post(BULK, json={"customers": [{"id": 1}]}, headers=headers).is_success
        plain = {"Authorization": "Bearer webshop-one"}
        assert client.get("/customers/id/1", headers=plain).status_code == 200
        live.clock.advance(1)
        expired = client.get("/customers/id/1", headers=headers)
        assert error_of(expired) == (401, 401, "The access token has expired")


def test_a_token_is_bought_with_a_form_and_with_nothing_else(http: httpx.Client):
    fields = {
        "grant_type": "client_credentials",
        "client_id": "webshop-one",
        "client_secret": "s",
    }
    for path in ("/oauth2/token", "/v2/oauth2/token"):
        assert http.post(path, data=fields, headers={"Authorization": ""}).status_code == 200
    assert error_of(http.post("/oauth2/token", json=fields))[:2] == (415, 415)
    multipart = http.post("/oauth2/token", files={"grant_type": (None, "client_credentials")})
    assert error_of(multipart)[:2] == (415, 415)
    assert error_of(http.post("/oauth2/token", data=fields | {"grant_type": "password"}))[:2] == (
        400,
        10007,
    )
    assert error_of(buy(http, auth=("revoked-one", "s")))[:2] == (401, 401)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/customers/id", "/customers/id/1/orders", "/customers/id/1/2/3/4", "//"]
)
def test_an_unknown_address_is_a_404_in_the_vendors_shape(http: httpx.Client, path: str):
    assert error_of(http.get(path)) == (404, 10008, "Resource not found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/customers/id/1"),
        ("GET", BULK + "/"),
        ("DELETE", "/customers/search"),
        ("GET", "/customers/"),
        ("PATCH", "/customers/id/1/addresses/"),
        ("GET", "/oauth2/token"),
    ],
)
def test_a_method_that_an_address_does_not_have_is_refused(
    http: httpx.Client, method: str, path: str
):
    status = error_of(http.request(method, path))[0]
    assert status == (404 if path.startswith(BULK) else 405)


@pytest.mark.parametrize(("method", "path"), BODIES)
@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"{", "EOF while parsing"),
        (b"", "the body is empty"),
        (b'{"customers": [],}', "trailing comma"),
        (b'{"debtorId": NaN}', "expected value"),
        (b'{"debtorId": 1e999}', "too large"),
        (b'{"debtorId": 123456789012345678901234567890}', "64 bits"),
        (b'{"a": 1, "a": 2}', "Detected duplicate key"),
        (b'{"title": "\xff"}', "invalid unicode"),
        (b"\xef\xbb\xbf{}", "expected value"),
        (nested(5000), "recursion"),
    ],
    ids=["cut", "empty", "comma", "nan", "huge", "long", "twice", "latin", "mark", "deep"],
)
def test_a_body_that_is_no_json_is_refused(
    http: httpx.Client, method: str, path: str, body: bytes, said: str
):
    # PRP-19
    http.post(BULK, json={"customers": [{"id": 1}]})
    status, code, message = error_of(http.request(method, path, content=body, headers=JSON))
    assert (status, code) == (400, 10005)
    assert message.startswith("The body cannot be read: ")
    assert said.lower() in message.lower()


@pytest.mark.parametrize(("method", "path"), BODIES)
@pytest.mark.parametrize("media", ["text/plain", "application/xml", "application/jsonx"])
def test_another_media_type_is_refused(http: httpx.Client, method: str, path: str, media: str):
    answer = http.request(method, path, content=b"{}", headers={"Content-Type": media})
    assert error_of(answer) == (415, 415, "The media type of the body is not supported")


@pytest.mark.parametrize(
    "media", ["application/json; charset=utf-8", "APPLICATION/JSON", "application/json;v=1"]
)
def test_json_may_be_announced_in_any_spelling(http: httpx.Client, media: str):
    answer = http.post(BULK, content=b'{"customers":[]}', headers={"Content-Type": media})
    assert answer.status_code == 200


def test_a_chunked_upload_is_read_whole(http: httpx.Client):
    pieces = iter([b'{"customers":[', b'{"id":1},', b'{"id":2}', b"]}"])
    answer = http.post(BULK, content=pieces, headers=JSON)
    assert (answer.status_code, answer.json()["total"]) == (200, 2)


def test_a_body_beyond_the_limit_is_refused_and_nothing_is_stored(http: httpx.Client):
    head = b'{"customers":[{"id":1}]}'
    body = head + b" " * (64 * 1024 * 1024 + 1 - len(head))
    expected = (413, 413, "The body is larger than 67108864 bytes")
    assert error_of(http.post(BULK, content=body, headers=JSON)) == expected
    half = len(body) // 2
    pieces = iter([body[:half], body[half:]])
    assert error_of(http.post(BULK, content=pieces, headers=JSON)) == expected
    assert http.get("/customers/id/1").status_code == 404


@pytest.mark.parametrize(
    ("customer", "start"),
    [
        ({"id": 9223372036854775808}, "#/customers/0/id: "),
        ({"id": -1}, "#/customers/0/id: "),
        ({"id": "1"}, "#/customers/0/id: expected type: Integer, found: String"),
        ({"id": 1, "a/b~c": 1}, "#/customers/0: extraneous key [a/b~c] is not permitted"),
        ({"id": 1, "addresses": [5]}, "#/customers/0/addresses/0: expected type: JSONObject"),
    ],
)
def test_a_fault_of_the_schema_points_at_its_place(
    http: httpx.Client, customer: dict[str, Any], start: str
):
    # PRP-17, PRP-23
    status, code, message = error_of(http.post(BULK, json={"customers": [{"id": 2}, customer]}))
    assert (status, code) == (400, 10007)
    assert message.startswith(start.replace("customers/0", "customers/1"))
    assert http.get("/customers/id/2").status_code == 404


def test_a_refusal_never_repeats_a_long_value(http: httpx.Client):
    answer = http.post(BULK, json={"customers": [{"id": 1, "email": "x" * 100_000}]})
    assert error_of(answer)[:2] == (400, 10007)
    assert len(answer.content) < 1000


@pytest.mark.parametrize("value", ["%00", "%F0%9F%8D%B5", "a%20b", "-1", "1.0", "9" * 400])
def test_any_lookup_value_is_just_not_found(http: httpx.Client, value: str):
    assert error_of(http.get(f"/customers/id/{value}"))[0] == 404


def test_a_source_id_may_be_any_text(http: httpx.Client):
    text = "käse & co? #1"
    http.post(
        BULK, json={"customers": [{"id": 1, "source": "SHOP", "sourceId": text}]}
    ).raise_for_status()
    found = http.get("/customers/sourceId/k%C3%A4se%20%26%20co%3F%20%231")
    assert (found.status_code, found.json()["data"]["id"]) == (200, 1)


def test_two_clients_never_meet(server: Live):
    for name in ("alpha", "beta-"):
        with server.client(Authorization=f"Bearer {name}") as client:
            customer = {"id": 1, "firstName": name}
            client.post(f"{server.url}/propeller{BULK}", json={"customers": [customer]})
    with server.client(Authorization="Bearer alpha") as client:
        found = client.get(f"{server.url}/propeller/customers/id/1").json()
    assert found["data"]["firstName"] == "alpha"


def test_writers_at_the_same_time_all_store_their_customers(server: Live, http: httpx.Client):
    gate = threading.Barrier(4)

    def write(part: int) -> list[int]:
        with server.client(Authorization=http.headers["Authorization"]) as client:
            gate.wait()
            customers = [{"id": 0, "title": str(part)} for _ in range(50)]
            answer = client.post(f"{server.url}/propeller{BULK}", json={"customers": customers})
            return [row["id"] for row in answer.json()["data"]]

    with ThreadPoolExecutor(4) as pool:
        numbers = [number for part in pool.map(write, range(4)) for number in part]
    assert len(set(numbers)) == 200
    assert http.post("/customers/search", json={}).json()["itemsFound"] == 200
