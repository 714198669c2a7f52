"""
How many tenants there may be, who makes way for whom, and who is discarded for idleness.
"""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from harness import NOON, Bench
from miniature import BOOKS, CONTRACT

from mockserver.core.reasons import Reason, Refusal
from mockserver.errors import StateError, TooManyTenants
from mockserver.faulting import FaultBook
from mockserver.providers import load_provider
from mockserver.requests.service import SandboxService, SandboxSettings
from mockserver.requests.sweeping import sweeping
from mockserver.store import open_store
from mockserver.tenants.clock import Clock
from mockserver.tenants.limit_overrides import Override
from mockserver.tenants.registry import Tenants
from mockserver.tenants.tenant import Part, Tenant, Terms

SEED: Any = {"books": {"B": {"id": "B", "kind": "book", "body": {}, "version": 1}}}


def tenants_of(most: int, directory: Path | None = None, **terms: Any) -> Tenants:
    clock = Clock()
    clock.freeze(NOON)
    made = Tenants(
        "books", open_store(directory), clock, FaultBook(CONTRACT, BOOKS), Terms(**terms)
    )
    made.most = most
    return made


def write(tenant: Tenant) -> None:
    with tenant.state.transaction() as stage:
        stage.meter("x", 1)


@pytest.mark.parametrize("seed", [{}, SEED], ids=["no seed", "seed"])
def test_the_least_recently_used_without_a_state_of_its_own_makes_way(seed: Any):
    tenants = tenants_of(3, seed=seed)
    for name in ("a", "b", "c"):
        tenants.get(name)
    tenants.get("a")
    tenants.get("d")
    assert tenants.names() == ["a", "c", "d"]
    tenants.get("e")
    assert tenants.names() == ["a", "d", "e"]


def test_a_tenant_with_a_state_of_its_own_never_makes_way():
    tenants = tenants_of(2, seed=SEED)
    write(tenants.get("a"))
    tenants.get("b")
    tenants.get("c")
    assert tenants.names() == ["a", "c"]
    write(tenants.get("c"))
    with pytest.raises(TooManyTenants, match="there are 2 tenants of books"):
        tenants.get("d")
    assert tenants.names() == ["a", "c"]
    assert tenants.get("a").name == "a"
    tenants.discard("a")
    assert tenants.get("d").name == "d"


def set_limit(tenant: Tenant) -> None:
    tenant.limits.set("upsertBooks", Override({"bytes": 1}))


def freeze(tenant: Tenant) -> None:
    tenant.clock.freeze(0)


def save(tenant: Tenant) -> None:
    tenant.snapshots["x"] = {}


def inject(tenant: Tenant) -> None:
    tenant.faults.append([{"effect": {"status": 503}}], 0)


@pytest.mark.parametrize("own", [set_limit, freeze, save, inject])
def test_what_a_user_set_is_kept_too(own: Any):
    tenants = tenants_of(2)
    own(tenants.get("a"))
    tenants.get("b")
    tenants.get("c")
    assert tenants.names() == ["a", "c"]


def test_a_tenant_that_was_made_on_purpose_is_kept():
    tenants = tenants_of(2)
    tenants.create("a", Terms())
    tenants.get("b")
    tenants.get("c")
    assert tenants.names() == ["a", "c"]


def test_a_reset_to_the_seed_leaves_nothing_of_its_own():
    tenants = tenants_of(1)
    write(tenants.get("a"))
    tenants.reset("a", only=frozenset({Part.LIMITS}))
    with pytest.raises(TooManyTenants):
        tenants.get("b")
    tenants.reset("a")
    assert tenants.get("b").name == "b"


def test_tenants_of_an_earlier_run_count_and_are_never_refused(tmp_path: Path):
    before = tenants_of(0, tmp_path)
    for name in ("a", "b"):
        write(before.get(name))
    before._store.close()  # noqa: SLF001 as the end of a process does
    tenants = tenants_of(2, tmp_path)
    with pytest.raises(TooManyTenants):
        tenants.get("c")
    assert [tenants.get(name).name for name in ("b", "a")] == ["b", "a"]
    with pytest.raises(TooManyTenants):
        tenants.get("c")


def test_what_was_evicted_leaves_neither_file_nor_object_and_writes_no_more(tmp_path: Path):
    tenants = tenants_of(1, tmp_path, seed=SEED)
    evicted = tenants.get("a")
    for number in range(20):
        tenants.get(f"b{number}")
    assert len(list(tmp_path.glob("*/*.journal"))) == 1
    assert len(tenants._store._states) == 1  # type: ignore[attr-defined] # noqa: SLF001 no leak
    with pytest.raises(StateError):
        write(evicted)
    assert len(list(tmp_path.glob("*/*.journal"))) == 1


def test_the_nameless_tenant_always_has_a_place():
    tenants = tenants_of(1)
    write(tenants.get("a"))
    assert tenants.get("").name == ""


def test_zero_is_no_bound():
    tenants = tenants_of(0)
    for number in range(50):
        write(tenants.get(str(number)))
    assert len(tenants.names()) == 50


def test_a_step_costs_the_same_however_many_tenants_there_are(monkeypatch):
    tenants = tenants_of(500)
    for number in range(500):
        write(tenants.get(str(number)))
    looked = []
    monkeypatch.setattr(
        "mockserver.tenants.registry.is_plain",
        lambda tenant, _usual: looked.append(tenant) or False,
    )
    for name in ("x", "y", "z"):
        with pytest.raises(TooManyTenants):
            tenants.get(name)
    assert len(looked) == 500, "each is looked at once, not at every refusal"


@pytest.mark.parametrize("vendor", ["hubspot", "propeller", "shopimind", "solvimon", "square"])
def test_one_too_many_is_503_in_the_vendors_words_and_names_the_option(vendor: str):
    message = "there are 1 tenants, serve with a larger --max-tenants"
    refusal = Refusal(Reason.UNAVAILABLE, facts={"message": message})
    answer = load_provider(vendor).refuse(refusal)
    assert answer.status == 503
    assert message in str(answer.body)


def test_a_request_of_one_too_many_is_answered_and_logged():
    bench = Bench("square", "my-seller")
    bench.sandbox.vendors["square"].tenants.most = 1
    upsert = {
        "idempotency_key": "k",
        "object": {"type": "TAX", "id": "#t", "tax_data": {"name": "VAT", "percentage": "20"}},
    }
    assert bench.call("UpsertCatalogObject", upsert).status == 200
    reply = bench.call("CatalogInfo", credential="somebody-else")
    assert reply.status == 503
    assert reply.body["errors"][0]["code"] == "SERVICE_UNAVAILABLE"
    assert "--max-tenants" in reply.body["errors"][0]["detail"]
    assert bench.call("CatalogInfo").status == 200
    (entry,) = bench.sandbox.vendors["square"].unrouted_log.entries()
    assert entry.status == 503


def idle_sandbox(directory: Path | None = None) -> SandboxService:
    clock = Clock()
    clock.freeze(NOON)
    settings = SandboxSettings(idle=1000)
    return SandboxService([(CONTRACT, BOOKS)], open_store(directory), clock, settings)


def test_a_sweep_discards_what_is_idle_and_what_nobody_came_back_to(tmp_path: Path):
    first = idle_sandbox(tmp_path)
    for name in ("a", "b"):
        write(first.vendors["books"].tenants.get(name))
    first.store.close()
    sandbox = idle_sandbox(tmp_path)
    tenants = sandbox.vendors["books"].tenants
    sandbox.clock.advance(600)
    tenants.get("b")
    sandbox.sweep()
    assert tenants.names() == ["a", "b"]
    sandbox.clock.advance(400)
    sandbox.sweep()
    assert tenants.names() == ["b"], "nobody came back to a since the start"
    sandbox.clock.advance(600)
    sandbox.sweep()
    assert list(tmp_path.glob("*/*.journal")) == []


def test_sweeping_goes_on_by_itself_and_survives_a_failure(caplog):
    called = [0]
    again = Event()

    def sweep() -> None:
        called[0] += 1
        if called[0] == 1:
            raise ValueError("a bug")
        again.set()

    with sweeping(sweep, every=0.001):
        assert again.wait(10)
    assert "idle tenants could not be discarded" in caplog.text


def test_a_tenant_that_the_disk_does_not_let_go_keeps_its_state(tmp_path: Path, monkeypatch):
    sandbox = idle_sandbox(tmp_path)
    tenants = sandbox.vendors["books"].tenants
    write(tenants.get("a"))
    sandbox.clock.advance(1000)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        sandbox.sweep()
    assert len(list(tmp_path.glob("*/*.journal"))) == 1
    sandbox.sweep()
    assert list(tmp_path.glob("*/*.journal")) == []


def fail(_descriptor: int) -> None:
    raise OSError(5, "Input/output error")
