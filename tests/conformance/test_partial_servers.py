"""Servers that have a part of an API: judged on that part, and asked for nothing else."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from click.testing import CliRunner
from defects.planting import Ask, Benign, Forward, Reply, planted

import conformance
from conformance import Claim, Mode, Verdict
from conformance.catalogue.profile import read_profile
from conformance.cli import main
from conformance.errors import TargetError
from conformance.judging.vendors import SHIPPED, find_vendor
from conformance.reports import FORMATS
from conformance.runner.planned_requests import ALLOWED_FOR
from conformance.runner.rule_costs import read_calls

PAGE = b"<h1>Not here</h1>"


class PartialServer:
    """
    A wrap around the sandbox that serves the operations with these ids and no other.

    What it does not serve is answered with a status and a page of HTML; ``asked`` is what came.
    """

    def __init__(self, vendor: str, *served: str, status: int = 405) -> None:
        self.contract = find_vendor(vendor).operations
        self.served, self.status = served, status
        self.asked: list[str] = []

    def __call__(self, ask: Ask, forward: Forward) -> Reply:
        operation = self.contract.called_by(ask.method, ask.path)
        name = operation.id if operation else "no operation"
        self.asked.append(name)
        if name in self.served:
            return forward(ask)
        return Reply(self.status, {"content-type": "text/html"}, PAGE)

    def asked_in_vain(self) -> dict[str, int]:
        """How often each operation that is not served was asked for."""
        return {name: self.asked.count(name) for name in self.asked if name not in self.served}


PARTS = {
    "square": ("BatchUpsertCatalogObjects", "RetrieveCatalogObject", "ListCatalog"),
    "shopimind": (
        "createCustomDataDefinition",
        "getCustomDataDefinition",
        "activateCustomDataDefinition",
        "saveCustomDataRecords",
        "listCustomDataRecords",
    ),
    "propeller": ("createToken", "bulkCustomersById", "getCustomer"),
    "hubspot": ("batchUpsert", "read"),
    "solvimon": ("putProducts", "getProductsByResourceIdOrReference"),
}
"""A write, a read, and what these need; no deletion, and not always what identifies the vendor."""


@pytest.mark.parametrize("status", [404, 405, 501])
@pytest.mark.parametrize("vendor", PARTS)
def test_a_run_stays_within_its_plan_and_asks_once_for_what_is_not_there(vendor, status):
    server = PartialServer(vendor, *PARTS[vendor], status=status)
    with planted(vendor, Benign("partial", wrap=server)) as url:
        report = conformance.check(url, vendor=vendor)
    times, more = ALLOWED_FOR
    assert len(server.asked) <= times * report.planned + more
    assert not any("more requests" in notice for notice in report.notices)
    in_vain = server.asked_in_vain()
    in_vain.pop("no operation", None)  # rules about addresses that no contract has
    assert set(in_vain.values()) == {1}
    counts = report.counts
    assert counts[Verdict.PASS] > 10
    assert counts[Verdict.FAIL] == counts[Verdict.ERROR] == 0
    assert report.claim is Claim.PARTIAL
    assert report.exit_code == 3


SQUARE = PARTS["square"]
DETAIL = b'{"detail": "Not Found"}'
OWN_404 = Reply(404, {"content-type": "application/json"}, DETAIL)
"""The 404 of a framework that has one for addresses and records."""


def test_a_404_in_a_shape_of_its_own_does_not_hide_an_operation():
    def wrap(ask: Ask, forward: Forward) -> Reply:
        reply = forward(ask)
        return replace(OWN_404, headers=dict(OWN_404.headers)) if reply.status == 404 else reply

    with planted("square", Benign("own 404", wrap=wrap)) as url:
        report = conformance.check(url, vendor="square", only=["SQ-27", "SQ-07", "family:deletes"])
    assert report.notices == []
    assert report["SQ-07"].verdict is Verdict.FAIL
    assert report.counts[Verdict.PASS] > 5


def test_an_operation_that_only_ever_answers_as_an_unknown_address_is_not_served():
    asked = []

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if ask.method == "DELETE":
            asked.append(ask.path)
        there = ask.method != "DELETE" and "nowhere" not in ask.path
        return forward(ask) if there else replace(OWN_404, headers=dict(OWN_404.headers))

    with planted("square", Benign("no deletion", wrap=wrap)) as url:
        report = conformance.check(url, vendor="square", only=["family:deletes"])
    assert report.notices == ["not served: DeleteCatalogObject (404)"]
    assert len(asked) == 5  # at first, at an address that is none, and three times for rules


@pytest.fixture(scope="module")
def console(tmp_path_factory):
    """What the command says of a partial server, and its reports by format."""
    folder = tmp_path_factory.mktemp("reports")
    words = ["--vendor", "square", "--only", "SQ-27,SQ-139,SQ-141,family:deletes"]
    for name in FORMATS:
        words += ["--report", f"{name}={folder}/run.{name}"]
    with planted("square", Benign("partial", wrap=PartialServer("square", *SQUARE))) as url:
        result = CliRunner().invoke(main, ["check", url, *words], catch_exceptions=False)
    return result, {name: (folder / f"run.{name}").read_text() for name in FORMATS}


def test_what_is_not_served_is_said_once_on_top_of_the_console(console):
    result, _ = console
    assert result.exit_code == 3
    lines = result.output.splitlines()
    line = "not served: DeleteCatalogObject (405)"
    assert lines.count(line) == 1
    first = next(n for n, each in enumerate(lines) if each.startswith(("UNTESTED", "NOTE", "FAIL")))
    assert lines.index(line) < first


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_not_served_is_said_in_every_report(console, name):
    _, reports = console
    assert "not served: DeleteCatalogObject (405)" in reports[name]


def test_rules_that_share_a_reason_are_told_together(console):
    result, _ = console
    groups = [
        line for line in result.output.splitlines() if "rules, one cause: not served:" in line
    ]
    assert groups


def test_only_on_what_is_served_works():
    server = PartialServer("square", *SQUARE)
    with planted("square", Benign("partial", wrap=server)) as url:
        report = conformance.check(url, vendor="square", only=["SQ-27", "SQ-108"])
    assert [each.verdict for each in report.results] == [Verdict.PASS, Verdict.PASS]


def test_a_server_that_has_nothing_of_the_vendor_is_refused_unless_forced():
    server = PartialServer("square", status=404)
    with planted("square", Benign("nothing", wrap=server)) as url:
        with pytest.raises(TargetError, match=r"does not answer as square: .*; --force judges it"):
            conformance.check(url, vendor="square")
        report = conformance.check(url, vendor="square", force=True, only=["family:limits"])
    assert {each.verdict for each in report.results} == {Verdict.UNTESTED}
    assert report.notices[0].endswith("judged all the same")


def test_a_stranger_elsewhere_is_refused_whatever_it_serves(monkeypatch):
    monkeypatch.setattr("conformance.runner.run.is_loopback", lambda _url: False)
    with planted("square", Benign("partial", wrap=PartialServer("square", *SQUARE))) as url:
        with pytest.raises(TargetError, match="--force judges it all the same"):
            conformance.check(url, vendor="square", only=["SQ-27"])
        forced = conformance.check(url, vendor="square", only=["SQ-27"], force=True, keep=True)
    assert forced["SQ-27"].verdict is Verdict.PASS


def test_only_reads_are_asked_for_where_nothing_may_be_written():
    server = PartialServer("square", "CatalogInfo", "ListCatalog")
    profile = replace(read_profile(find_vendor("square").profile), modes=frozenset({Mode.READ}))
    with planted("square", Benign("partial", wrap=server)) as url:
        conformance.check(url, vendor="square", profile=profile)
    writes = {"UpsertCatalogObject", "BatchDeleteCatalogObjects", "DeleteCatalogObject"}
    assert writes.isdisjoint(server.asked)
    assert server.asked_in_vain()["RetrieveCatalogObject"] == 1


def test_a_hint_names_an_address_only_if_the_vendor_answers_there():
    with planted("square", Benign("sound")) as url:
        above = url.removesuffix("/square")
        with pytest.raises(TargetError, match=f"; {url} does; --force"):
            conformance.check(above, vendor="square")
        with pytest.raises(TargetError) as refused:
            conformance.check(f"{above}/nowhere", vendor="square")
    assert "does;" not in str(refused.value)


@pytest.mark.parametrize("vendor", SHIPPED)
def test_measured_calls_are_operations_of_the_contract(vendor):
    parts = SHIPPED[vendor]
    calls = {rule: names for rule, names in read_calls().items() if rule in parts.catalogue}
    assert calls
    assert {name for names in calls.values() for name in names} <= parts.operations.by_id.keys()


@pytest.mark.parametrize(
    ("request_line", "operation"),
    [
        ("GET /v2/customers/id/1", "getCustomer"),
        ("POST /customers/bulk/id", "bulkCustomersById"),
        ("POST /customers/bulk/email?x=1", "bulkCustomersByOtherKey"),
        ("GET /customers/id/1/addresses/", "listAddresses"),
        ("PUT /customers/id/1", None),
        ("GET /v3/customers/id/1", None),
    ],
)
def test_a_request_is_held_against_the_paths_of_the_contract(request_line, operation):
    found = find_vendor("propeller").operations.called_by(*request_line.split())
    assert (found and found.id) == operation


REFUSALS = {"hubspot": 1, "square": 2, "shopimind": 1, "propeller": 1, "solvimon": 1}
"""Requests to delete after one rule until it is clear: Square's has two operations for it."""
RULES = {
    "hubspot": "HUB-38",
    "square": "SQ-38",
    "shopimind": "SPM-16",
    "propeller": "PRP-12",
    "solvimon": "SLV-12",
}


@pytest.mark.parametrize("vendor", REFUSALS)
def test_deleting_is_given_up_at_the_first_clear_refusal(vendor):
    deletions: list[str] = []

    def wrap(ask: Ask, forward: Forward) -> Reply:
        if ask.method != "DELETE" and not re.search("delete|archive", ask.path):
            return forward(ask)
        if "-none" not in ask.path and (ask.body or ask.method == "DELETE"):
            deletions.append(f"{ask.method} {ask.path}")
        return Reply(403, {"content-type": "application/json"}, b"{}")

    profile = replace(read_profile(find_vendor(vendor).profile), numbers={"patience": 0.05})
    with planted(vendor, Benign("keeps everything", wrap=wrap)) as url:
        report = conformance.check(url, vendor=vendor, only=[RULES[vendor]], profile=profile)
    assert report.left
    assert len(deletions) == REFUSALS[vendor], deletions
