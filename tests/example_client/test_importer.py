"""
The import client, tested with nothing but the fixtures of the pytest plugin.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from example_client.importer import GaveUp, Import

from mockserver import Sandbox

pytestmark = pytest.mark.sandbox(vendor="square")

UPSERT = "BatchUpsertCatalogObjects"
ROWS = [{"name": f"tax {number}", "percentage": str(number)} for number in range(1, 9)]
NAMES = [f"tax {number}" for number in range(1, 9)]


@pytest.fixture
def waits() -> list[float]:
    return []


@pytest.fixture
def job(sandbox: Sandbox, waits: list[float]) -> Iterator[Import]:
    with httpx.Client(base_url=sandbox.url, headers=sandbox.headers, trust_env=False) as client:
        yield Import(client, wait=waits.append)


def names(sandbox: Sandbox) -> list[str]:
    return sorted(body["tax_data"]["name"] for body in sandbox.state["objects"].values())


def test_rows_are_imported_in_batches(sandbox: Sandbox, job: Import):
    job.size = 3
    assert job.run(ROWS) == {}
    assert names(sandbox) == NAMES
    sandbox.verify(UPSERT, times=3, outcome="accepted")


def test_importing_again_writes_nothing(sandbox: Sandbox, job: Import):
    job.run(ROWS)
    sandbox.snapshot("imported")
    job.run(ROWS)
    assert sandbox.diff("imported") == {}
    sandbox.verify(UPSERT, times=1)


def test_a_throttled_request_waits_and_is_sent_again(
    sandbox: Sandbox, job: Import, waits: list[float]
):
    with sandbox.fault("throttle", retry_after_s=7) as throttle:
        job.run(ROWS)
        assert throttle.hits == 1
    assert waits == [7]
    assert names(sandbox) == NAMES


def test_a_lost_answer_doubles_nothing(sandbox: Sandbox, job: Import):
    with sandbox.fault("commit-then-drop", operation=UPSERT):
        job.run(ROWS)
    assert names(sandbox) == NAMES
    sandbox.verify(UPSERT, times=2)
    sandbox.verify(UPSERT, times=1, outcome="replayed")


def test_half_a_batch_is_completed_and_nothing_is_sent_twice(sandbox: Sandbox, job: Import):
    with sandbox.fault("half-batch", operation=UPSERT):
        job.run(ROWS)
    assert names(sandbox) == NAMES
    [half, rest] = sandbox.requests(UPSERT)
    assert (half["status"], half["records"]) == (500, {"created": 4})
    assert (rest["status"], rest["records"]) == (200, {"created": 4})


def test_a_bad_row_costs_no_neighbour(sandbox: Sandbox, job: Import):
    sandbox.fault(key="#tax 6")
    assert job.run(ROWS) == {"tax 6": "INVALID_VALUE"}
    assert names(sandbox) == [name for name in NAMES if name != "tax 6"]
    sandbox.verify(UPSERT, items={"#tax 6": "rejected"})
    assert [event["what"] for event in sandbox.history("objects", "#tax 6")] == ["rejected"] * 4


def test_a_smaller_limit_makes_smaller_batches(sandbox: Sandbox, job: Import):
    sandbox.limit(UPSERT, records_per_batch=3)
    assert job.run(ROWS) == {}
    assert names(sandbox) == NAMES
    sandbox.verify(UPSERT, times=4, outcome="accepted")


def test_an_outage_that_does_not_end_is_reported(sandbox: Sandbox, job: Import):
    sandbox.fault("outage", operation=UPSERT)
    with pytest.raises(GaveUp, match="8 rows are not stored after 5 tries"):
        job.run(ROWS)
    assert names(sandbox) == []


@pytest.mark.sandbox(faults=["outage"])
def test_nothing_is_sent_while_nothing_can_be_read(sandbox: Sandbox, job: Import):
    with pytest.raises(GaveUp, match="cannot be read back"):
        job.run(ROWS)
    sandbox.verify(UPSERT, times=0)


@pytest.mark.sandbox(seed="example")
def test_rows_that_are_there_already_are_left_alone(sandbox: Sandbox, job: Import):
    job.run([{"name": "VAT", "percentage": "20"}])
    sandbox.verify(UPSERT, times=0)


def test_two_shops_at_once_do_not_meet(sandbox_factory):
    first, second = sandbox_factory(), sandbox_factory(faults=["throttle"])
    for shop in (first, second):
        with httpx.Client(base_url=shop.url, headers=shop.headers, trust_env=False) as client:
            Import(client, wait=lambda _: None).run(ROWS[:2])
        assert names(shop) == ["tax 1", "tax 2"]
    first.verify(UPSERT, times=1)
    second.verify(injected=True, times=1)
