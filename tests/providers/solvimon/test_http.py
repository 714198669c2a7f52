"""What only a socket shows: credentials, routes, methods, media types, malformed bodies."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from live import Live, serving

from mockserver.contract import load_contract
from mockserver.providers.solvimon import PROVIDER

CONTRACT = load_contract("solvimon")
PRODUCTS = "/solvimon/v1/products"
JSON = {"Content-Type": "application/json"}
BODY = {"reference": "router", "name": "Router"}

ROUTES = [
    (operation.method.upper(), re.sub(r"\{resource\w+\}", "any", operation.path))
    for operation in CONTRACT.operations.values()
]


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving([(CONTRACT, PROVIDER)]) as served:
        yield served


@pytest.fixture
def key(request: pytest.FixtureRequest) -> str:
    """A platform of its own for every test."""
    return f"platform-{abs(hash(request.node.name))}"


@pytest.fixture
def client(live: Live, key: str) -> Iterator[httpx.Client]:
    with live.client(**{"X-API-KEY": key}) as opened:
        yield opened


def fault_of(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, held to the shape that all of them have."""
    assert response.headers["content-type"] == "application/json"
    assert re.fullmatch(r"reqr_[A-Za-z0-9]{20}", response.headers["x-request-id"])  # SLV-59
    body = response.json()
    assert CONTRACT.schemas.component("ApiError")(body, ()) == ((), 0)  # SLV-23
    return response.status_code, body["code"]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_wants_a_credential(live, method, path):  # SLV-18
    with live.client() as stranger:
        answer = stranger.request(method, "/solvimon" + path.replace("{version}", "1"))
    assert fault_of(answer) == (401, "UNAUTHORISED")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-KEY": "short"},
        {"X-API-KEY": "revoked-platform"},
        {"Authorization": "platform-one"},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer revoked-platform"},
        {"Authorization": "Basic cGxhdGZvcm06YQ=="},
    ],
)
def test_a_bad_credential_is_unauthorised(live, headers):  # SLV-19
    with live.client(**headers) as stranger:
        assert fault_of(stranger.get(PRODUCTS)) == (401, "UNAUTHORISED")
        assert fault_of(stranger.put(PRODUCTS, json=BODY)) == (401, "UNAUTHORISED")


def test_a_token_opens_the_same_platform_as_a_key(live, client, key):  # SLV-20
    stored = client.put(PRODUCTS, json=BODY).json()
    with live.client(Authorization=f"Bearer {key}") as bearer:
        assert bearer.get(f"{PRODUCTS}/router").json() == stored
        assert bearer.put(PRODUCTS, json=BODY).json()["id"] == stored["id"]


def test_one_good_credential_beside_a_bad_one_is_enough(live, key):  # SLV-20
    with live.client(**{"X-API-KEY": "revoked-x", "Authorization": f"Bearer {key}"}) as both:
        assert both.put(PRODUCTS, json=BODY).status_code == 201
    with live.client(**{"X-API-KEY": key}) as alone:
        assert len(alone.get(PRODUCTS).json()["data"]) == 1


def test_a_token_with_three_parts_is_well_formed(live):  # SLV-20
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJwbGF0In0.c2lnbmF0dXJl-_"
    with live.client(Authorization=f"Bearer {token}") as bearer:
        assert bearer.put(PRODUCTS, json=BODY).status_code == 201


def test_a_key_that_only_reads_cannot_write(live, client, key):  # SLV-21, SLV-22
    with live.client(**{"X-API-KEY": f"read-only-{key}"}) as reader:
        assert fault_of(reader.put(PRODUCTS, json=BODY)) == (403, "USER_NOT_ALLOWED")
        assert client.get(PRODUCTS).json()["data"] == []
        client.put(PRODUCTS, json=BODY)
        assert reader.get(f"{PRODUCTS}/router").status_code == 200
        assert len(reader.post(f"{PRODUCTS}/search", json={}).json()["data"]) == 1
        refused = reader.post(f"{PRODUCTS}/router/activate")
        assert fault_of(refused) == (403, "USER_NOT_ALLOWED")


def test_a_product_lives_from_its_draft_to_its_archive(client):  # SLV-54, SLV-55, SLV-56
    stored = client.put(PRODUCTS, json=BODY)
    assert (stored.status_code, stored.json()["status"]) == (201, "DRAFT")
    one = f"{PRODUCTS}/{stored.json()['id']}"
    for verb, status in (
        ("activate", "ACTIVE"),
        ("deprecate", "DEPRECATED"),
        ("archive", "ARCHIVED"),
    ):
        moved = client.post(f"{one}/{verb}")
        assert (moved.status_code, moved.json()["status"]) == (200, status)
    assert fault_of(client.delete(one)) == (400, "COULD_NOT_DELETE_RESOURCE")
    assert client.patch(one, json={"status": "DRAFT"}).status_code == 200
    assert client.delete(one).status_code == 200
    assert fault_of(client.get(one)) == (404, "RESOURCE_NOT_FOUND")


def test_the_address_of_the_search_is_no_reference(client):
    stored = client.put(PRODUCTS, json={"reference": "search", "name": "Search"}).json()
    refused = client.get(f"{PRODUCTS}/search")
    assert (*fault_of(refused), refused.headers["allow"]) == (405, "INVALID_OPERATION", "POST")
    assert client.post(f"{PRODUCTS}/search").json()["data"] == [stored]
    assert client.get(f"{PRODUCTS}/{stored['id']}").json() == stored


@pytest.mark.parametrize("reference", ["a%b", "ä", "a?b#c", "a+b", "a:b"])
def test_a_reference_is_read_from_an_encoded_path(client, reference):  # SLV-48
    client.put(PRODUCTS, json={"reference": reference, "name": "Odd"})
    encoded = "".join(f"%{byte:02X}" for byte in reference.encode())
    assert client.get(f"{PRODUCTS}/{encoded}").json()["reference"] == reference


@pytest.mark.parametrize("path", ["/v99/products", "/v99/products/router", "/v2/features"])
def test_another_version_is_unsupported(client, path):  # SLV-60
    assert fault_of(client.get(f"/solvimon{path}")) == (400, "UNSUPPORTED_VERSION")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/solvimon"),
        ("GET", "/solvimon/products"),
        ("GET", "/solvimon/v1/nothing"),
        ("GET", "/solvimon/v1/products/a/b"),
        ("POST", "/solvimon/v1/products/a/launch"),
        ("PUT", "/solvimon/v1/products//"),
    ],
)
def test_an_unknown_address_is_not_found(client, method, path):
    assert fault_of(client.request(method, path, json={})) == (404, "RESOURCE_NOT_FOUND")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/products", {"GET", "POST", "PUT"}),
        ("PUT", "/products/router", {"GET", "PATCH", "DELETE"}),
        ("GET", "/products/router/activate", {"POST"}),
        ("PUT", "/custom-fields", {"GET", "POST"}),
    ],
)
def test_a_wrong_method_names_the_right_ones(client, method, path, allowed):
    answer = client.request(method, f"/solvimon/v1{path}", json={})
    assert fault_of(answer) == (405, "INVALID_OPERATION")
    assert allowed <= set(answer.headers["allow"].split(", "))


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"]
)
def test_another_media_type_is_unsupported(client, kind):  # SLV-61
    answer = client.put(PRODUCTS, content=json.dumps(BODY), headers={"Content-Type": kind})
    assert fault_of(answer) == (415, "UNSUPPORTED_MEDIA_TYPE")
    assert client.get(PRODUCTS).json()["data"] == []


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_spelled_in_full(client, kind):
    answer = client.put(PRODUCTS, content=json.dumps(BODY), headers={"Content-Type": kind})
    assert answer.status_code == 201


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"{'name': 'a'}",
        b'{"name": "a",}',
        b'{"name": NaN}',
        b'{"display_order": Infinity}',
        b'{"name": "a", "name": "b"}',
        b'{"name": "\xff"}',
        b'{"name": "\xed\xa0\x80"}',
        b'{"name": "\\ud800"}',
        b"\xfe\xff\x00{\x00}",
        b'{"display_order": 1' + b"0" * 400 + b"}",
        b'{"display_order": 1e999}',
        b"[" * 100_000,
        b'{"odd": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
    ],
)
def test_what_is_not_json_is_a_400(client, content):  # SLV-37
    answer = client.put(PRODUCTS, content=content, headers=JSON)
    assert fault_of(answer) == (400, "UNABLE_TO_PROCESS_INSTRUCTIONS")
    assert client.get(PRODUCTS).json()["data"] == []


@pytest.mark.parametrize("content", [b"[]", b"null", b"1", b'"a"', b"true"])
def test_json_that_is_no_object_is_a_400(client, content):  # SLV-38
    assert fault_of(client.put(PRODUCTS, content=content, headers=JSON)) == (400, "BAD_REQUEST")


def test_deep_nesting_where_nobody_looks_is_harmless(client):
    odd: Any = 1
    for _ in range(50):
        odd = [odd]
    answer = client.put(PRODUCTS, json={**BODY, "odd": odd})
    assert (answer.status_code, "odd" in answer.json()) == (201, False)


@pytest.mark.parametrize("number", [2**63, -(2**63) - 1, 1e300, 1.5])
def test_a_huge_number_is_named(client, number):
    answer = client.put(PRODUCTS, json={**BODY, "display_order": number})
    assert fault_of(answer)[0] == 400


def test_a_body_in_chunks_is_read_whole(client):
    text = json.dumps(BODY).encode()
    pieces = (text[index : index + 3] for index in range(0, len(text), 3))
    answer = client.put(PRODUCTS, content=pieces, headers=JSON)
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.json()["name"]) == (201, "Router")


def test_a_body_that_announces_too_much_is_refused_before_it_is_sent(live, key):
    head = (
        f"PUT {PRODUCTS} HTTP/1.1\r\nHost: sandbox\r\nX-API-KEY: {key}\r\n"
        "Content-Type: application/json\r\nContent-Length: 999999999999\r\n"
        "Connection: close\r\n\r\n{"
    )
    port = int(live.url.rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(head.encode())
        answer = connection.makefile("rb").read().decode()
    assert answer.startswith("HTTP/1.1 413 ")
    assert '"code":"BAD_REQUEST"' in answer


def test_a_query_is_read_encoded_and_plain(client):  # SLV-57
    client.put(PRODUCTS, json=BODY)
    for query in ("statuses[]=DRAFT", "statuses%5B%5D=DRAFT"):
        assert len(client.get(f"{PRODUCTS}?{query}").json()["data"]) == 1
    answer = client.get(f"{PRODUCTS}?statuses[]=LIVE")
    assert (*fault_of(answer), answer.json()["field"]) == (400, "INVALID_FIELD", "statuses[].0")
    assert fault_of(client.get(f"{PRODUCTS}?page=%FF")) == (400, "INVALID_FIELD")


def test_field_actions_survive_the_wire(client):  # SLV-62
    answer = client.put(
        PRODUCTS, json=BODY, params={"field_actions[custom_fields]": "MERGE", "other": "x"}
    )
    assert answer.status_code == 201


def test_the_links_of_a_page_lead_to_its_neighbours(live, client):  # SLV-57
    for reference in "abc":
        client.put(PRODUCTS, json={"reference": reference, "name": reference})
    first = client.get(PRODUCTS, params={"limit": 2}).json()
    assert first["links"]["current"].startswith(f"{live.url}{PRODUCTS}?")
    second = client.get(first["links"]["next"]).json()
    assert [row["reference"] for row in first["data"] + second["data"]] == ["c", "b", "a"]
    assert client.get(second["links"]["previous"]).json()["data"] == first["data"]


def test_identical_requests_at_once_create_one_product(client):  # SLV-07, SLV-65
    def put(_number: int) -> httpx.Response:
        return client.put(PRODUCTS, json=BODY)

    def post(_number: int) -> httpx.Response:
        body = {"reference": "other", "name": "Other"}
        return client.post(PRODUCTS, json=body, headers={"Idempotency-Key": "k"})

    with ThreadPoolExecutor(8) as pool:
        for send in (put, post):
            answers = list(pool.map(send, range(8)))
            assert {answer.status_code for answer in answers} == {201}
            assert len({answer.json()["id"] for answer in answers}) == 1
    assert len(client.get(PRODUCTS).json()["data"]) == 2


def test_a_replayed_answer_says_so(client):  # SLV-65
    headers = {"Idempotency-Key": "k"}
    first = client.post(PRODUCTS, json=BODY, headers=headers)
    again = client.post(PRODUCTS, json=BODY, headers=headers)
    assert again.json() == first.json()
    assert ("idempotent-replayed" in first.headers, again.headers["idempotent-replayed"]) == (
        False,
        "true",
    )
    changed = client.post(PRODUCTS, json={**BODY, "name": "x"}, headers=headers)
    assert fault_of(changed) == (409, "IDEMPOTENCY_CHECK_FAILED")


def test_every_answer_has_one_name(client):  # SLV-59
    for answer in (client.put(PRODUCTS, json=BODY), client.get("/solvimon/v1/nothing")):
        assert len(answer.headers.get_list("x-request-id")) == 1
        assert answer.headers["x-request-id"].startswith("reqr_")
