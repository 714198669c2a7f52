"""
Tenants: made, seeded, set, discarded, and unrouted_log to each other.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.requests.service import SandboxService, SandboxSettings
from mockserver.store import open_store
from mockserver.tenants.clock import Clock

ALPHABET = "abcdefghijklmnopqrst"


def write(client: httpx.Client, key: str, *isbns: str) -> httpx.Response:
    body = {"books": [{"isbn": isbn} for isbn in isbns]}
    return client.put("/books/books", json=body, headers={"X-Key": key})


def test_a_tenant_is_made_with_a_name_that_opens_it(client: httpx.Client):
    made = client.post("/__admin/tenants", json={}).json()
    assert made["headers"] == {"X-Key": made["tenant"]}
    assert write(client, made["tenant"], "1").status_code == 200
    listed = client.get("/__admin/tenants").json()["tenants"]
    assert [(t["tenant"], t["records"], t["requests"]) for t in listed] == [
        (made["tenant"], {"books": 1}, 1)
    ]


def test_a_tenant_is_made_once_and_discarded_with_everything(client: httpx.Client):
    assert client.post("/__admin/tenants?tenant=mine").status_code == 201
    assert client.post("/__admin/tenants?tenant=mine").status_code == 409
    write(client, "mine", "1")
    assert client.delete("/__admin/tenants?tenant=mine").json() == {"deleted": ["mine"]}
    assert client.get("/__admin/tenants").json() == {"tenants": []}
    assert client.post("/__admin/tenants?tenant=mine").json()["records"] == {}


def test_a_profile_sets_limits_clock_and_delay_of_one_tenant_only(client: httpx.Client):
    profile = {
        "async_delay_s": 60,
        "clock": {"mode": "frozen", "now": "2026-01-01T00:00:00Z"},
        "limits": {"saveBooks": {"records-per-batch": 1}},
    }
    client.post("/__admin/tenants?tenant=mine", json={"profile": profile})
    refused = write(client, "mine", "1", "2")
    assert refused.json()["reason"] == "over-batch-limit"
    assert refused.headers["X-Sandbox-Limit-Override"] == "1"
    assert refused.headers["Date"] == "Thu, 01 Jan 2026 00:00:00 GMT"
    assert write(client, "mine", "1").json()["at"] == 1_767_225_600_000
    accepted = write(client, "other", "1", "2")
    assert accepted.json()["at"] == 1_790_000_000_000
    assert "X-Sandbox-Limit-Override" not in accepted.headers


def test_two_hundred_tenants_at_once_never_meet():
    names = [f"t-{a}{b}" for a in ALPHABET for b in ALPHABET][:200]
    with serving([(CONTRACT, BOOKS)]) as live, live.client() as client:

        def work(index: int) -> tuple[str, int, int, str, str]:
            name = names[index]
            chosen = {"tenant": name}
            sizes = {"records-per-batch": index % 3 + 1}
            client.put("/__admin/limits/saveBooks", params=chosen, json=sizes)
            now = f"20{index % 80 + 10}-01-01T00:00:00Z"
            client.put("/__admin/clock", params=chosen, json={"mode": "frozen", "now": now})
            books = [f"{index}-{number}" for number in range(index % 3 + 1)]
            assert write(client, name, *books).status_code == 200
            over = write(client, name, *books, "more")
            held = client.get("/__admin/state/books", params=chosen).json()
            seen = client.get("/__admin/requests", params=chosen).json()
            mine = sorted(record["body"]["isbn"] for record in held["records"])
            assert mine == books, name
            return name, over.status_code, seen["total"], over.headers["Date"][12:16], now[:4]

        with ThreadPoolExecutor(16) as pool:
            found = list(pool.map(work, range(200)))
    assert [row[:3] for row in found] == [(name, 400, 2) for name in names]
    assert [row[3] for row in found] == [row[4] for row in found]


def test_a_tenant_that_nobody_uses_is_discarded_when_its_time_is_over():
    clock = Clock()
    clock.freeze(0)
    sandbox = SandboxService(
        [(CONTRACT, BOOKS)], open_store(None), clock, SandboxSettings(idle=1000)
    )
    tenants = sandbox.vendors["books"].tenants
    with tenants.get("abc").state.transaction() as stage:
        stage.meter("x", 1)
    clock.advance(999)
    assert tenants.names() == ["abc"]
    tenants.get("abc")
    clock.advance(999)
    assert tenants.names() == ["abc"], "use begins the time anew"
    clock.advance(1)
    assert tenants.names() == []
    assert tenants.get("abc").state.contents() == {}


def test_the_clock_of_a_tenant_follows_the_sandbox_until_it_is_moved(live: Live):
    tenants = live.sandbox.vendors["books"].tenants
    mine, other = tenants.get("mine"), tenants.get("other")
    mine.clock.freeze(5)
    live.clock.advance(1000)
    assert (mine.clock.now(), other.clock.now()) == (5, 1_790_000_001_000)
    mine.clock.restore()
    assert mine.clock.now() == 1_790_000_001_000
