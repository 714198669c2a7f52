"""Faults that a test in Python plants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from testing.calls import PLAIN, UPSERT, save, tax

from mockserver.errors import UsageError
from mockserver.testing import Refused, Sandbox


def test_a_fault_stands_for_the_length_of_its_block(sandbox: Sandbox):
    with sandbox.fault("outage", operation=UPSERT) as outage:
        assert save(sandbox, "k", tax("VAT")).status_code == 503
        assert (outage.met, outage.hits) == (1, 1)
    assert save(sandbox, "k", tax("VAT")).status_code == 200
    assert (outage.met, outage.hits) == (1, 1), "still readable"
    outage.remove()
    assert outage.hits == 1


def test_a_fault_that_a_reset_took_out_counts_nothing(sandbox: Sandbox):
    outage = sandbox.fault("outage")
    sandbox.reset()
    outage.remove()
    with pytest.raises(UsageError, match="outage-1 does not stand any more"):
        _ = outage.hits


def test_a_fault_without_a_block_stands_until_it_is_removed(sandbox: Sandbox):
    fault = sandbox.fault("throttle", retry_after_s=7)
    answer = save(sandbox, "k", tax("VAT"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    fault.remove()
    sandbox.fault({"effect": {"status": 500}}, nth=2, method="POST")
    assert [save(sandbox, key, tax("VAT")).status_code for key in "abc"] == [200, 500, 200]


@pytest.mark.parametrize(
    "rule", [503, "503", "outage", '{"effect": {"status": 503}}', {"effect": {"status": 503}}]
)
def test_a_fault_is_spelled_as_on_the_command_line(sandbox: Sandbox, rule: Any):
    with sandbox.fault(rule, times=1):
        statuses = [save(sandbox, key, tax("VAT")).status_code for key in "ab"]
    assert statuses == [503, 200]


def test_a_rule_may_stand_in_a_file(sandbox: Sandbox, tmp_path: Path):
    (tmp_path / "rule.json").write_text('{"effect": {"status": 500}}')
    with sandbox.fault(f"@{tmp_path / 'rule.json'}"):
        assert save(sandbox, "a", tax("VAT")).status_code == 500
    with pytest.raises(UsageError, match="No such file"):
        sandbox.fault("@nowhere.json")


def test_a_status_of_too_many_requests_says_when_to_come_again(sandbox: Sandbox):
    with sandbox.fault(429):
        assert save(sandbox, "a", tax("VAT")).headers["Retry-After"] == "1"


def test_fields_choose_single_records(sandbox: Sandbox):
    sandbox.fault(key="#bad")
    batches = [{"objects": [tax("A", "#good")]}, {"objects": [tax("B", "#bad")]}]
    httpx.post(
        f"{sandbox.url}/v2/catalog/batch-upsert",
        headers=sandbox.headers,
        json={"idempotency_key": "k", "batches": batches},
        **PLAIN,
    )
    sandbox.verify(UPSERT, outcome="partial", items={"#good": "created", "#bad": "rejected"})


def test_a_fault_that_cannot_be_is_refused_with_its_place(sandbox: Sandbox):
    with pytest.raises(Refused) as caught:
        sandbox.fault("throttle", operation="Upsert")
    assert caught.value.place == "/faults/0/match/operation"
    assert caught.value.status == 422
    assert "must be one of BatchUpsert" in caught.value.detail
    with pytest.raises(UsageError, match="no field 'stauts'; there are: after_items"):
        sandbox.fault(stauts=500)
