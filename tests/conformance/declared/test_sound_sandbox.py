"""The sandbox serves what a contract declares, and the suite finds it so by the same contract."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from contract_judging import FILES, alarms, judge

from conformance.reports.report import Report
from mockserver.testing import Server

CONTRACTS = {
    "orders": FILES / "orders.yaml",
    "library": FILES / "library.yaml",
    "zoo": FILES / "zoo" / "zoo.yaml",
    "notes": FILES / "notes.yaml",
    "shop": FILES / "shop.yaml",
    "volumes": FILES / "volumes.yaml",
    "stock": FILES / "stock.yaml",
}
LASTING = {
    "orders": set(),
    "library": {"notes"},
    "zoo": {"animals"},
    "notes": set(),
    "shop": set(),
    "volumes": set(),
    "stock": set(),
}
"""Collections that no operation of the contract removes from."""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    hooks = [f"zoo={FILES / 'zoo' / 'zoo_hooks.py'}"]
    with Server.start(contract=list(CONTRACTS.values()), hooks=hooks) as running:
        yield running


@pytest.fixture(scope="module")
def reports(server: Server) -> dict[str, Report]:
    """What the suite says of each API, judged once."""
    return {name: judge(f"{server.url}/{name}", file) for name, file in CONTRACTS.items()}


@pytest.mark.parametrize("name", CONTRACTS)
def test_what_is_declared_and_served_is_conformant(reports: dict[str, Report], name: str):
    assert alarms(reports[name]) == []
    assert reports[name].claim == "conformant"


@pytest.mark.parametrize("name", CONTRACTS)
def test_only_what_nothing_removes_is_left(reports: dict[str, Report], name: str):
    assert {entry.kind for entry in reports[name].left} == LASTING[name]


def test_what_is_not_declared_is_characterised_with_the_line_that_declares_it(
    reports: dict[str, Report],
):
    found = reports["orders"]["UPS-09"]
    assert found.verdict == "NOTE"
    assert found.reason == (
        "upsertOrders: record; declare it at paths['/orders'].post: x-upsert: { group: record }"
    )
    assert reports["orders"]["UPS-02"].rule.level == "MUST"


def test_a_rule_without_means_is_untested_with_its_reason(reports: dict[str, Report]):
    found = reports["orders"]
    assert found["UPS-19"].reason == "no operation has a place for an idempotency key"
    assert found["UPS-32"].reason == "the contract asks for no credential"


def test_another_overlay_is_another_demand(server: Server, tmp_path: Path):
    overlay = tmp_path / "over.yaml"
    overlay.write_text(
        "overlay: 1.0.0\ninfo: { title: Whole, version: '1' }\nactions:\n"
        "  - { target: \"$.paths['/orders'].post\", update: { x-upsert: { group: request } } }\n"
    )
    url = f"{server.url}/orders"
    found = judge(url, CONTRACTS["orders"], overlays=[overlay], only=["UPS-09"])
    assert found["UPS-09"].verdict == "FAIL"
    assert found["UPS-09"].differences[0].wanted == "'request'"


@pytest.mark.parametrize("rule", ["UPS-09", "UPS-12"])
def test_a_list_of_batches_that_stand_or_fall_each_is_judged_by_the_batch(
    reports: dict[str, Report], rule: str
):
    assert reports["volumes"][rule].verdict == "PASS"


def test_a_batch_that_costs_the_request_is_seen_where_the_batch_alone_was_declared(
    tmp_path: Path,
):
    served = tmp_path / "volumes.yaml"
    text = CONTRACTS["volumes"].read_text()
    served.write_text(text.replace("group: batch", "group: request"))
    with Server.start(contract=[served]) as other:
        found = judge(f"{other.url}/volumes", CONTRACTS["volumes"], only=["UPS-09"])
    assert found["UPS-09"].verdict == "FAIL"
    assert [each.wanted for each in found["UPS-09"].differences] == ["'batch'"]
