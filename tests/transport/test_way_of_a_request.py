"""
From bytes to an answer, over a real socket, with the smallest vendor.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT

JSON = {"Content-Type": "application/json"}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)], root="books", strict=False) as served:
        yield served


@pytest.fixture
def client(live: Live, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    letters = f"{abs(hash(request.node.name)):x}"
    tenant = "t-" + "".join(chr(ord("a") + int(digit, 16)) for digit in letters)
    with live.client(**{"X-Key": tenant}) as connection:
        yield connection


def book(isbn: str, **more: Any) -> dict[str, Any]:
    return {"books": [{"isbn": isbn, **more}]}


def test_what_was_written_is_read_back(client: httpx.Client):
    saved = client.put("/books/books", json=book("1", title="Tea"))
    assert (saved.status_code, saved.json()["books"]) == (200, ["created"])
    assert client.get("/books/books/1").json() == {"isbn": "1", "title": "Tea"}
    assert saved.headers["Content-Type"] == "application/json"
    assert len(saved.headers["X-Request-Id"]) == 32


def test_a_vendor_is_also_served_at_the_root_and_under_its_aliases(client: httpx.Client):
    client.put("/books", json=book("1"))
    assert client.get("/books/books/1").status_code == 404, "/books is the vendor's own address"
    client.put("/v2/books", json=book("2"))
    for address in ("/books/books/2", "/books/v2/books/2", "/v2/books/2"):
        assert client.get(address).json() == {"isbn": "2"}, address


@pytest.mark.parametrize(
    ("method", "address", "status", "reason"),
    [
        ("GET", "/books/nowhere", 404, "no-route"),
        ("GET", "/books/books/", 404, "no-route"),
        ("GET", "/books//books/1", 404, "no-route"),
        ("GET", "/books/books/1/2", 404, "no-route"),
        ("GET", "/books/books", 405, "wrong-method"),
        ("DELETE", "/books/books/1", 405, "wrong-method"),
        ("OPTIONS", "/books/books/1", 405, "wrong-method"),
        ("GET", "/nowhere", 404, "no-route"),
        ("GET", "/books/books/1%0A2", 404, "no-route"),
        ("GET", "/books/books/%00", 404, "no-route"),
        ("PUT", "/books/%0Abooks", 404, "no-route"),
    ],
)
def test_unknown_addresses_and_methods_are_refused_in_the_vendors_shape(
    client: httpx.Client, method: str, address: str, status: int, reason: str
):
    answer = client.request(method, address, headers={"X-Echo": "hello"})
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert answer.headers["X-Echo"] == "hello"


def test_a_wrong_method_is_told_the_right_ones(client: httpx.Client):
    assert client.post("/books/books").headers["Allow"] == "PUT"
    assert client.put("/books/books/1").headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("key", "status", "reason"),
    [
        (None, 401, "unauthenticated"),
        ("", 401, "unauthenticated"),
        ("UPPER", 401, "unauthenticated"),
        ("revoked-abc", 401, "revoked"),
        ("read-only-abc", 403, "forbidden"),
    ],
)
def test_a_credential_that_may_not_write_is_refused_before_anything_is_read(
    live: Live, key: str | None, status: int, reason: str
):
    with live.client(**({} if key is None else {"X-Key": key})) as connection:
        answer = connection.put("/books/books", content=b"{", headers=JSON)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)


def test_a_reader_sees_the_tenant_that_its_credential_names_and_no_other(live: Live):
    with live.client(**{"X-Key": "owner"}) as owner:
        owner.put("/books/books", json=book("1"))
    for key, status in (("read-only-owner", 200), ("owner", 200), ("stranger", 404)):
        with live.client(**{"X-Key": key}) as connection:
            assert connection.get("/books/books/1").status_code == status, key


DEEP = b'{"books":' + b"[" * 5000 + b"]" * 5000 + b"}"


@pytest.mark.parametrize(
    ("body", "headers", "status", "reason"),
    [
        (b'{"books"', JSON, 400, "not-json"),
        (b"", JSON, 400, "not-json"),
        (b"", {}, 400, "not-json"),
        (b'{"books": NaN}', JSON, 400, "not-json"),
        (b'{"books": [], "books": []}', JSON, 400, "not-json"),
        (b'{"books": [{"isbn": "\xff"}]}', JSON, 400, "not-json"),
        (b'{"books": [{"isbn": "1", "pages": 1e999}]}', JSON, 400, "not-json"),
        (b'{"books": [{"isbn": "1", "pages": 123456789012345678901}]}', JSON, 400, "not-json"),
        (b'{"books": [{"isbn": "1", "pages": 9223372036854775808}]}', JSON, 400, "invalid-record"),
        (b"[]", JSON, 400, "invalid"),
        (b"null", JSON, 400, "invalid"),
        (b'{"books": {}}', JSON, 400, "invalid"),
        (b'{"books": [], "more": 1}', JSON, 400, "invalid"),
        (b"books=1", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "media-type"),
        (b"{}", {"Content-Type": "text/plain"}, 415, "media-type"),
        (b"{}", {"Content-Type": "nonsense"}, 415, "media-type"),
        (b"\x1f\x8b", {**JSON, "Content-Encoding": "gzip"}, 415, "media-type"),
        (b"x" * 2000, {**JSON, "Content-Encoding": "x" * 2000}, 415, "media-type"),
        (b'{"books": "%s"}' % (b"x" * 2000), JSON, 413, "too-large"),
        (DEEP[:900], JSON, 400, "not-json"),
    ],
)
def test_a_bad_body_is_refused_in_the_vendors_shape_without_an_echo(
    client: httpx.Client, body: bytes, headers: dict[str, str], status: int, reason: str
):
    answer = client.put("/books/books", content=body, headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (status, reason)
    assert len(answer.content) < 400
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("named", ["", "identity", "Identity"])
def test_a_body_that_is_not_encoded_may_say_so(client: httpx.Client, named: str):
    headers = {"Content-Encoding": named}
    assert client.put("/books/books", json=book("1"), headers=headers).status_code == 200


def test_a_request_without_a_body_may_name_an_encoding(client: httpx.Client):
    client.put("/books/books", json=book("1"))
    answer = client.get("/books/books/1", headers={"Content-Encoding": "gzip"})
    assert answer.status_code == 200


def test_an_encoded_upload_in_pieces_is_refused(client: httpx.Client):
    headers = {**JSON, "Content-Encoding": "br"}
    answer = client.put("/books/books", content=iter([b"{", b"}"]), headers=headers)
    assert (answer.status_code, answer.json()["reason"]) == (415, "media-type")


def test_a_media_type_may_carry_a_charset(client: httpx.Client):
    headers = {"Content-Type": "application/json; charset=utf-8"}
    assert client.put("/books/books", json=book("1"), headers=headers).status_code == 200


def test_a_chunked_upload_is_read_whole_and_limited_like_any_other(client: httpx.Client):
    pieces = [b'{"books":', b'[{"isbn": "1"}]', b"}"]
    assert client.put("/books/books", content=iter(pieces), headers=JSON).status_code == 200
    endless = client.put("/books/books", content=iter([b" " * 400] * 5), headers=JSON)
    assert (endless.status_code, endless.json()["reason"]) == (413, "too-large")


def test_parameters_are_checked_by_name_and_type(client: httpx.Client):
    for query, keyword in (("depth=9", "maximum"), ("depth=x", "type"), ("fail=1", "type")):
        answer = client.get(f"/books/books/1?{query}")
        name = query.split("=")[0]
        assert answer.status_code == 400
        assert (answer.json()["where"], answer.json()["faults"]) == (name, [[name, keyword]])


def test_a_bug_is_answered_with_the_vendors_500_and_none_of_its_words(client: httpx.Client):
    answer = client.get("/books/books/1?fail=true")
    assert (answer.status_code, answer.json()["reason"]) == (500, "internal")
    assert "secret" not in answer.text


def test_a_key_is_replayed_marked_and_refused_for_another_body(client: httpx.Client):
    first = client.put("/books/books", json={**book("1", title="a"), "key": "k"})
    client.put("/books/books", json=book("1", title="later"))
    again = client.put(
        "/books/books", content=b'{"key":"k", "books":[{"title":"a","isbn":"1"}]}', headers=JSON
    )
    assert (again.status_code, again.json()) == (200, first.json())
    assert (first.headers.get("X-Replay"), again.headers["X-Replay"]) == (None, "1")
    assert client.get("/books/books/1").json()["title"] == "later"
    other = client.put("/books/books", json={**book("1", title="b"), "key": "k"})
    assert (other.status_code, other.json()["reason"]) == (400, "key-reuse")


def test_a_refused_request_does_not_consume_its_key(client: httpx.Client):
    bad = {"books": [{"isbn": ""}], "key": "k"}
    assert client.put("/books/books", json=bad).status_code == 400
    assert client.put("/books/books", json={**book("1"), "key": "k"}).status_code == 200


def test_a_second_writer_is_refused_not_queued_and_others_are_not_disturbed(
    live: Live, client: httpx.Client
):
    tenant = live.sandbox.vendors["books"].tenants.get(client.headers["X-Key"])
    assert tenant.gate.enter()
    try:
        locked = client.put("/books/books", json={**book("1"), "key": "k"})
        assert (locked.status_code, locked.json()["reason"]) == (429, "locked")
        assert client.get("/books/books/1").status_code == 404, "reads go on"
        with live.client(**{"X-Key": "somebody-else"}) as other:
            assert other.put("/books/books", json=book("1")).status_code == 200
    finally:
        tenant.gate.leave()
    changed = client.put("/books/books", json={**book("2"), "key": "k"})
    assert changed.json()["reason"] == "key-reuse", "a key is bound when its request is turned away"
    assert client.put("/books/books", json={**book("1"), "key": "k"}).status_code == 200


def test_the_gate_is_free_again_after_a_refusal_and_after_a_bug(client: httpx.Client):
    for _ in range(3):
        assert client.put("/books/books", content=b"{", headers=JSON).status_code == 400
    assert client.put("/books/books", json=book("1")).status_code == 200


def test_parallel_identical_requests_write_once(live: Live, client: httpx.Client):
    start = threading.Barrier(8)

    def send(_number: int) -> httpx.Response:
        with live.client(**{"X-Key": client.headers["X-Key"]}) as connection:
            start.wait(10)
            return connection.put("/books/books", json={**book("1"), "key": "k"})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(8)))
    assert {answer.status_code for answer in answers} <= {200, 429}
    written = [answer for answer in answers if answer.status_code == 200]
    assert len({answer.text for answer in written}) == 1
    assert sum("X-Replay" not in answer.headers for answer in written) == 1


def test_time_is_what_makes_an_eventual_write_visible():
    with (
        serving([(CONTRACT, BOOKS)], visibility_delay=5000) as live,
        live.client(**{"X-Key": "abc"}) as client,
    ):
        live.clock.freeze()
        client.put("/books/books", json=book("1"))
        assert client.get("/books/books/1").status_code == 404
        live.clock.advance(4999)
        assert client.get("/books/books/1").status_code == 404
        live.clock.advance(1)
        assert client.get("/books/books/1").status_code == 200


def test_the_contract_is_served_as_it_is_and_with_a_page_that_shows_it(client: httpx.Client):
    contract = client.get("/books/openapi.json")
    assert contract.json()["paths"] == CONTRACT.document["paths"]
    assert contract.json()["servers"][0]["url"].endswith("/books")
    page = client.get("/books/ui/")
    assert "/books/openapi.json" in page.text
    for name, kind in (("swagger-ui.css", "text/css"), ("swagger-ui-bundle.js", "javascript")):
        asset = client.get(f"/__ui/{name}")
        assert asset.status_code == 200
        assert kind in asset.headers["Content-Type"]
    assert client.get("/__ui/other").status_code == 404


def test_health_says_what_is_served_and_reset_empties_what_it_is_asked_to(client: httpx.Client):
    client.put("/books/books", json=book("1"))
    health = client.get("/__admin/health").json()
    assert health["status"] == "ok"
    assert health["vendors"]["books"]["operations"] == 2
    other = client.post("/__admin/reset", params={"tenant": "nobody"})
    assert other.json() == {"reset": {"vendors": ["books"], "tenants": 0}}
    assert client.get("/books/books/1").status_code == 200
    mine = client.post("/__admin/reset", params={"tenant": client.headers["X-Key"]})
    assert mine.json() == {"reset": {"vendors": ["books"], "tenants": 1}}
    assert client.get("/books/books/1").status_code == 404


def test_a_reset_forgets_idempotency_keys(client: httpx.Client):
    client.put("/books/books", json={**book("1"), "key": "k"})
    client.post("/__admin/reset", params={"tenant": client.headers["X-Key"]})
    again = client.put("/books/books", json={**book("2"), "key": "k"})
    assert again.json()["books"] == ["created"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("POST", "/__admin/reset?vendor=nobody", 422),
        ("POST", "/__admin/reset?tennant=x", 422),
        ("GET", "/__admin/reset", 405),
        ("GET", "/__admin/nowhere", 404),
    ],
)
def test_a_bad_admin_request_is_a_problem(
    client: httpx.Client, method: str, address: str, status: int
):
    answer = client.request(method, address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status


def test_without_a_root_vendor_the_root_lists_what_is_served():
    with serving([(CONTRACT, BOOKS)]) as live, live.client() as client:
        listed = client.get("/").json()
        assert listed["vendors"]["books"]["url"] == f"{live.url}/books"
        nowhere = client.get("/nowhere")
        assert nowhere.status_code == 404
        assert nowhere.headers["Content-Type"] == "application/problem+json"
