"""What only a real request shows: routes, keys, content types, raw queries."""

import pytest
from live import serving

from mockserver.contract import load_contract
from mockserver.providers.shopimind import PROVIDER

CONTRACT = load_contract("shopimind")
KEY = {"spm-api-key": "shop-over-http-00000"}
JSON = {"content-type": "application/json"}
FIELDS = [{"name": "code", "label": "Code", "type": "text", "required": True}]

ROUTES = [
    (operation.method, operation.path.replace("{", "").replace("}", ""))
    for operation in CONTRACT.operations.values()
]


@pytest.fixture(scope="module")
def server():
    with serving([(CONTRACT, PROVIDER)]) as live:
        yield live


@pytest.fixture
def http(server):
    server.sandbox.vendors["shopimind"].tenants.get(KEY["spm-api-key"]).state.replace({})
    with server.client(**KEY) as client:
        client.base_url = f"{server.url}/shopimind/v1"
        yield client


@pytest.fixture
def number(http):
    body = {"name": "Thing", "fields": FIELDS, "unique_keys": ["code"]}
    found: int = http.post("/custom-data-definitions", json=body).json()["data"]["id_definition"]
    return found


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_every_route_wants_a_key(server, method, path):
    # SPM-01, SPM-02
    with server.client() as client:
        answer = client.request(method, f"{server.url}/shopimind{path}")
    assert answer.status_code == 401
    assert answer.json() == {
        "statusCode": 401,
        "message": "Missing API key.",
        "error": "Unauthorized",
    }


@pytest.mark.parametrize("key", ["short", "under_score_000000000000", "a" * 65])
def test_a_malformed_key_opens_nothing(server, key):
    # SPM-03
    with server.client(**{"spm-api-key": key}) as client:
        answer = client.get(f"{server.url}/shopimind/v1/customers")
    assert (answer.status_code, answer.json()["statusCode"]) == (401, 401)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/custom-data-definitions/1"),
        ("PATCH", "/custom-data-definitions/1"),
        ("GET", "/custom-data-records/1/1"),
        ("GET", "/products/42"),
        ("GET", "/nowhere"),
    ],
)
def test_what_does_not_exist_is_a_404_in_json(http, method, path):
    # SPM-38, SPM-88
    answer = http.request(method, path, json={})
    assert answer.status_code == 404
    assert (answer.json()["statusCode"], answer.json()["error"]) == (404, "Not Found")


def test_the_overrides_are_not_taken_for_an_id(http):
    # SPM-49
    answer = http.get("/custom-data-definitions/overrides")
    assert (answer.status_code, answer.json()["data"]) == (200, [])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/custom-data-definitions/{}/activate"),
        ("PATCH", "/custom-data-definitions/{}/deactivate"),
        ("DELETE", "/custom-data-records/{}?id=1"),
        ("DELETE", "/custom-data-definitions/{}"),
    ],
)
def test_an_empty_body_that_claims_to_be_json_is_accepted(http, number, method, path):
    # SPM-39, SPM-81
    answer = http.request(method, path.format(number), headers=JSON, content=b"")
    assert answer.status_code == 200


@pytest.mark.parametrize("content", [b"", b"[", b"{'a': 1}", b"\xff"])
def test_malformed_json_is_a_400_in_json(http, number, content):
    # SPM-104
    answer = http.post(f"/custom-data-records/{number}", content=content, headers=JSON)
    assert (answer.status_code, answer.json()["error"]) == (400, "Bad Request")


def test_another_content_type_is_a_415_in_json(http, number):
    answer = http.post(
        f"/custom-data-records/{number}", content=b"[]", headers={"content-type": "text/plain"}
    )
    assert (answer.status_code, answer.json()["statusCode"]) == (415, 415)


def test_bracketed_queries_survive_the_wire(http, number):
    # SPM-20
    http.post(f"/custom-data-records/{number}", json=[{"code": "a&b"}, {"code": "c"}])
    query = {
        "filters[0][field]": "code",
        "filters[0][operator]": "IN",
        "filters[0][values][0]": "a&b",
        "fields[]": ["code"],
        "order[0][field]": "id",
    }
    answer = http.get(f"/custom-data-records/{number}", params=query)
    assert answer.json()["data"] == [{"code": "a&b"}]


def test_records_are_saved_and_read_back(http, number):
    # SPM-54, SPM-61
    for _ in range(2):
        saved = http.post(f"/custom-data-records/{number}", json=[{"code": "a"}])
        assert saved.json()["sent_count"] == 1
    listed = http.get(f"/custom-data-records/{number}").json()
    assert [row["code"] for row in listed["data"]] == ["a"]


def test_two_keys_are_two_shops(http, number):
    # SPM-04
    other = {"spm-api-key": "another-shop-0000000"}
    assert http.get("/custom-data-definitions", headers=other).json()["data"] == []
    assert http.get(f"/custom-data-definitions/{number}", headers=other).status_code == 400


def test_an_id_that_is_not_encoded_is_two_segments(http):
    assert http.get("/customers/a/b c").status_code == 404
    assert http.get("/customers/a%20b").json()["message"] == "Customer not found"


def test_the_printed_example_works(http):
    assert PROVIDER.example.startswith("curl -sS '{url}/v1/custom-data-definitions'")
    body = PROVIDER.example.partition("-d '")[2].removesuffix("'")
    answer = http.post("/custom-data-definitions", content=body, headers=JSON)
    assert answer.status_code == 201
