"""
Who may call the control plane, and what it says about itself.
"""

from __future__ import annotations

import copy
from pathlib import Path

import httpx
import pytest
from live import Live
from miniature import BOOKS, DOCUMENT

from mockserver.admin.access import kept_out
from mockserver.contract import load_contract
from mockserver.contract.document import check_contract
from mockserver.contract.validation import check_standard
from mockserver.errors import ContractError
from mockserver.requests.service import SandboxService
from mockserver.store import open_store

HERE = {"host": "127.0.0.1:8080"}


@pytest.mark.parametrize(
    ("caller", "headers"),
    [
        ("127.0.0.1", HERE),
        ("127.8.8.8", {"host": "localhost:8080"}),
        ("::1", {"host": "[::1]:8080"}),
        ("127.0.0.1", {**HERE, "origin": "http://127.0.0.1:8080"}),
    ],
)
def test_this_machine_may_call(caller: str, headers: dict[str, str]):
    assert kept_out("/__admin/state", caller, headers, None) is None


@pytest.mark.parametrize(
    ("caller", "headers"),
    [
        ("10.0.0.7", HERE),
        ("", HERE),
        ("127.0.0.1", {"host": "rebound.example"}),
        ("127.0.0.1", {**HERE, "origin": "http://elsewhere.example"}),
        ("127.0.0.1", {**HERE, "origin": "null"}),
    ],
)
def test_other_machines_and_pages_of_other_sites_may_not(caller: str, headers: dict[str, str]):
    refusal = kept_out("/__admin/state", caller, headers, None)
    assert refusal is not None
    assert refusal.reason.value == "forbidden"


@pytest.mark.parametrize("sent", ["", "Bearer wrong", "Bearer s3cre", "s3cret"])
def test_with_a_token_only_the_token_counts(sent: str):
    good = kept_out("/__admin/state", "10.0.0.7", {"authorization": "Bearer s3cret"}, "s3cret")
    assert good is None
    refusal = kept_out("/__admin/state", "127.0.0.1", {"authorization": sent}, "s3cret")
    assert refusal is not None
    assert refusal.reason.value == "unauthenticated"


def test_a_page_of_another_site_is_refused_over_http_and_gets_no_cors(client: httpx.Client):
    answer = client.post("/__admin/reset", headers={"Origin": "http://elsewhere.example"})
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_the_contract_is_sound_and_served_with_a_page(client: httpx.Client):
    contract = load_contract("admin")
    check_standard(contract)
    served = client.get("/__admin/openapi.json").json()
    assert served["paths"] == contract.document["paths"]
    assert "/__admin/openapi.json" in client.get("/__admin/ui/").text


def test_a_contract_that_claims_the_prefix_stops_the_start():
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/__admin/books"] = document["paths"].pop("/books")
    contract = check_contract("books", Path("books.yaml"), document)
    with pytest.raises(ContractError, match=r"saveBooks: /__admin belongs to the sandbox itself"):
        SandboxService([(contract, BOOKS)], open_store(None))


@pytest.mark.parametrize(
    ("method", "address", "body", "status", "place"),
    [
        ("PUT", "/clock", {"mode": "frozn"}, 422, "/mode"),
        ("PUT", "/clock", {"mode": "frozen", "now": "noon"}, 422, "/now"),
        ("PUT", "/clock", {"mode": "frozen", "then": "noon"}, 422, "/then"),
        ("POST", "/clock/advance", {"seconds": -1}, 422, "/seconds"),
        ("PUT", "/limits/saveBooks", {"records-per-request": "3"}, 422, "/records-per-request"),
        ("PUT", "/limits/getBook", {"records-per-batch": 3}, 422, "/records-per-batch"),
        ("PUT", "/limits/saveBook", {"records-per-batch": 3}, 422, "operation"),
        ("POST", "/tenants?tenant=UPPER", {}, 422, "tenant"),
        ("POST", "/tenants", {"seed": "nowhere"}, 422, "/seed"),
        (
            "POST",
            "/tenants",
            {"profile": {"limits": {"x": {"bytes": 1}}}},
            422,
            "/profile/limits/x",
        ),
        ("POST", "/explain", {"operation": "nothing"}, 422, "/operation"),
        ("POST", "/requests/find", {"where": {"key": 1}}, 422, "/where"),
        ("GET", "/requests?status=teapot", None, 422, "status"),
        ("POST", "/reset?to=yesterday", None, 422, "to"),
        ("POST", "/reset?only=stat", None, 422, "only"),
        ("GET", "/state?tenant=nobody", None, 404, "tenant"),
        ("GET", "/state/nothing", None, 404, "collection"),
        ("GET", "/state/meters/x", None, 404, "collection"),
        ("PUT", "/state", {"collections": {"nothing": []}}, 404, "/collections/nothing"),
        ("GET", "/requests?operation=save", None, 422, "operation"),
        ("POST", "/requests/count", {"operation": "save"}, 422, "/operation"),
        ("POST", "/verify", {"operation": "save", "times": {"exactly": 0}}, 422, "/operation"),
        ("POST", "/explain", {"operation": "getBook"}, 422, "/path/isbn"),
        ("POST", "/explain", {"operation": "saveBooks", "path": {"x": "1"}}, 422, "/path/x"),
        ("POST", "/explain", {"operation": "getBook", "path": {"isbn": 1}}, 422, "/path/isbn"),
        ("POST", "/explain", {"operation": "saveBooks", "query": {"a": {}}}, 422, "/query/a"),
        ("POST", "/explain", {"operation": "saveBooks", "headers": {"a": "\n"}}, 422, "/headers/a"),
        ("POST", "/explain", {"operation": "saveBooks", "headers": {"a b": ""}}, 422, "/headers"),
        ("POST", "/tenants", {"seed": "x" * 5000}, 422, "/seed"),
        ("POST", "/tenants", {"seed": "../example"}, 422, "/seed"),
        ("POST", "/tenants", {"seed": {"books": {}}}, 422, "/seed/books"),
        ("POST", "/tenants", {"seed": {"books": ["x"]}}, 422, "/seed/books/0"),
        ("PUT", f"/snapshots/{'x' * 5000}", None, 422, "name"),
        ("PUT", "/state/books/x", {"body": []}, 422, "/body"),
        ("PUT", "/state/books/x", {"keys": "a"}, 422, "/keys"),
        ("PUT", "/state/books/x", {"refs": [1]}, 422, "/refs/0"),
        ("PUT", "/state/books/x", {"version": 10**17}, 422, "/version"),
        ("PUT", "/state/books/x", {"was": {"keys": 5}}, 422, "/was/id"),
        ("PUT", "/state/books", {"records": [{"id": "a"}]}, 422, "/records/0/body"),
        ("POST", "/clock/advance", {"seconds": 10**10}, 422, "/seconds"),
        ("PUT", "/clock", {"mode": "frozen", "now": "2026-02-30"}, 422, "/now"),
        ("DELETE", "/faults/nothing", None, 404, "fault"),
        ("GET", f"/requests?since={10**25}", None, 422, "since"),
        ("POST", "/requests/find", {"where": {"/a~2": 1}}, 422, "/where"),
        ("POST", "/insights/none", [], 422, ""),
    ],
)
def test_bad_input_is_a_problem_with_its_place(
    client: httpx.Client, method: str, address: str, body: object, status: int, place: str
):
    client.put("/books/books", json={"books": [{"isbn": "1"}]}).raise_for_status()
    answer = client.request(method, f"/__admin{address}", json=body)
    problem = answer.json()
    assert answer.status_code == status, problem
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert place in {problem.get("pointer"), problem.get("parameter")}, problem


def test_a_pattern_is_told_in_the_words_of_the_contract(client: httpx.Client):
    told = client.put("/__admin/clock", json={"mode": "frozen", "now": "noon"}).json()["detail"]
    assert told == (
        "/now: must be a date or a moment in ISO 8601, of the years 1 to 9999;"
        " UTC without a zone, now by default, not 'noon'"
    )
    told = client.post("/__admin/reset?to=yesterday").json()["detail"]
    assert told == "/to: must be `seed`, `empty`, or `snapshot:NAME`, not 'yesterday'"


def test_of_many_names_the_closest_are_listed(vendors: Live):
    with vendors.client() as client:
        told = client.post("/__admin/verify", json={"operation": "BatchUpsert"}).json()
    assert told["known"][0] == "BatchUpsertCatalogObjects"
    assert (len(told["known"]), told["total"] > 80) == (20, True)
