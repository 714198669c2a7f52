"""A declared API has everything that a vendor of the sandbox has: doors, faults, seeds, control."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mockserver import Sandbox
from mockserver.testing import Server

HERE = Path(__file__).parent
ORDERS, LIBRARY = HERE / "orders.yaml", HERE / "library.yaml"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server.start("square", contract=[ORDERS, f"books={LIBRARY}"]) as running:
        yield running


@pytest.fixture
def books(server: Server) -> Iterator[Sandbox]:
    with server.tenant("books") as tenant:
        yield tenant


def save(sandbox: Sandbox, *books: object, **headers: str) -> httpx.Response:
    url = f"{sandbox.url}/books/batch"
    return httpx.post(url, json={"books": list(books)}, headers={**sandbox.headers, **headers})


def test_contracts_are_served_beside_named_vendors_under_their_names(server: Server):
    assert set(server.vendors) == {"square", "orders", "books"}


def test_an_api_without_security_has_one_tenant_that_can_be_looked_at(server: Server):
    url = f"{server.url}/orders/orders"
    first = httpx.post(url, json=[{"number": "A-1"}, {"number": "A-2", "total": -1}])
    assert [row["outcome"] for row in first.json()] == ["created", "refused"]
    assert httpx.get(f"{url}/A-1").json()["status"] == "open"
    everybody = server.control.call("GET", "/state", vendor="orders", tenant="everybody")
    assert everybody["collections"] == {"orders": 1}


def test_a_fault_meets_an_operation_and_the_log_tells_of_each_record(books: Sandbox):
    with books.fault("throttle", operation="saveBooks", times=1):
        assert save(books, {"isbn": "1"}).status_code == 429
        assert save(books, {"isbn": "1"}, **{"X-Key": books.headers["X-Key"]}).status_code == 200
    books.verify("saveBooks", items={"isbn=1": "created"})


def test_half_a_batch_is_stored_where_a_fault_says_so(books: Sandbox):
    with books.fault({"preset": "half-batch", "match": {"operation": "saveBooks"}}):
        save(books, {"isbn": "1"}, {"isbn": "2"})
    assert len(books.state["books"]) == 1


def test_an_answer_that_is_explained_writes_nothing(books: Sandbox):
    told = books.explain("saveBooks", {"books": [{"isbn": "1"}, {"pages": 1}]})
    assert [record["verdict"] for record in told["records"]] == ["created", "rejected"]
    assert told["would_write"] is True
    assert httpx.get(f"{books.url}/books", headers=books.headers).json()["total"] == 0


def test_a_snapshot_brings_the_state_back(books: Sandbox):
    save(books, {"isbn": "1"})
    books.snapshot("before")
    save(books, {"isbn": "2"})
    books.restore("before")
    assert httpx.get(f"{books.url}/books", headers=books.headers).json()["total"] == 1


def test_limits_can_be_set_under_the_contracts(books: Sandbox):
    books.limit("saveBooks", records_per_batch=1)
    assert save(books, {"isbn": "1"}, {"isbn": "2"}).status_code == 400


def test_a_seed_goes_through_the_declared_operations(tmp_path: Path):
    folder = tmp_path / "small" / "library"
    folder.mkdir(parents=True)
    (folder / "authors.json").write_text('[{"code": "eco"}]')
    (folder / "books.json").write_text(
        json.dumps([{"isbn": str(n), "author": "eco"} for n in range(6)])
    )
    with Server.start(contract=LIBRARY, seed_dir=tmp_path, seed="small") as server:
        headers = {"X-Key": "anyone"}
        found = httpx.get(f"{server.url}/library/books", headers=headers).json()
    assert found["total"] == 6


def test_the_state_survives_a_restart(tmp_path: Path):
    for expected in (1, 2):
        with Server.start(contract=ORDERS, state=tmp_path) as server:
            url = f"{server.url}/orders/orders"
            httpx.post(url, json=[{"number": str(expected)}])
            assert len(httpx.get(url).json()) == expected


def test_errors_have_an_id_of_their_own_each(server: Server):
    headers = [httpx.get(f"{server.url}/orders/orders/none").headers for _ in range(2)]
    assert headers[0]["x-request-id"] != headers[1]["x-request-id"]


def test_a_sandbox_of_a_contract_starts_in_one_line():
    with Sandbox.start("shop", contract=LIBRARY, seed={"authors": [{"code": "eco"}]}) as shop:
        assert save(shop, {"isbn": "1", "author": "eco"}).status_code == 200
        assert shop.vendor == "shop"
