"""ShopiMind's two official JavaScript packages against the sandbox (SPM-102, SPM-103)."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

import pytest
from live import Live, serving

from mockserver.contract import load_contract
from mockserver.messages import Delay, HttpRequest, HttpResponse
from mockserver.providers.shopimind import PROVIDER
from mockserver.tenants.limit_overrides import EffectiveLimits

pytestmark = [pytest.mark.sdk, pytest.mark.npm]

OLDER, NEWER = "@shopimind/sdk-shopimind", "@shopimind/sdk-js"
REFUSED = {"records.bulkSave while inactive", "definitions.get after delete"}
CALLS = {
    "customers.bulkSave",
    "customers.bulkUpdate",
    "customers.get",
    "customers.list",
    "customers.delete",
    "customers.bulkDelete",
    "contacts.get",
    "contacts.list",
    "contacts.listCustomDataDefinitions",
    "definitions.create",
    "definitions.get",
    "definitions.list",
    "definitions.extend",
    "definitions.update",
    "definitions.deactivate",
    "definitions.activate",
    "definitions.delete",
    "definitions.updateOverrides",
    "definitions.listOverrides",
    "records.bulkSave",
    "records.bulkSave in chunks",
    "records.list",
    "records.update",
    "records.delete",
    "records.bulkDelete",
    "records.bulkDelete in chunks",
    "products.bulkSave",
    "products.bulkUpdate",
    "products.list",
    "products.delete",
    "products.bulkDelete",
}
NEWER_ONLY = {"contacts.create"}


@pytest.fixture(scope="module")
def server():
    with serving([(load_contract("shopimind"), PROVIDER)]) as live:
        yield live


@pytest.fixture(scope="module", params=[OLDER, NEWER])
def package(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture(scope="module")
def results(server: Live, run_with: Any, package: str) -> dict[str, dict[str, Any]]:
    """What each call of the package came to, by its step."""
    run = run_with(package)
    key = f"sdk-calls-{package.rpartition('/')[2]}-0000000"
    lines = run("shopimind_calls.mjs", f"{server.url}/shopimind", key)
    return {line["step"]: line for line in lines}


def test_every_call_of_the_package_succeeds(package: str, results: dict[str, dict[str, Any]]):
    # SPM-102
    expected = CALLS | REFUSED | (NEWER_ONLY if package == NEWER else set())
    assert set(results) == expected
    failed = {step: line for step, line in results.items() if not line["ok"]}
    assert set(failed) == REFUSED


def test_refusals_reach_the_caller_with_the_vendors_words(results: dict[str, dict[str, Any]]):
    # SPM-40, SPM-45
    refused = [results[step] for step in sorted(REFUSED)]
    assert [line["statusCode"] for line in refused] == [400, 400]
    assert refused[0]["data"]["message"] == "Custom data definition not found"


def test_a_mixed_batch_is_counted_as_the_package_counts(results: dict[str, dict[str, Any]]):
    # SPM-55, SPM-68
    data = results["records.bulkSave"]["data"]
    assert (data["sent_count"], data["rejected_count"]) == (2, 1)
    assert data["rejected_items"][0]["index"] == 2


def test_chunks_of_twenty_add_up(results: dict[str, dict[str, Any]]):
    # SPM-51, SPM-85
    saved = results["records.bulkSave in chunks"]["data"]
    assert [chunk["sent_count"] for chunk in saved["chunks"]] == [20, 20, 5]
    assert (saved["sent_count"], saved["failed_count"]) == (45, 0)
    deleted = results["records.bulkDelete in chunks"]["data"]
    assert [chunk["sent_count"] for chunk in deleted["chunks"]] == [20, 10]


def test_the_queries_of_the_package_are_understood(results: dict[str, dict[str, Any]]):
    # SPM-20, SPM-66
    assert results["records.list"]["data"]["data"] == [
        {"id": 1, "contact_id": 1, "price": 64},
        {"id": 2, "contact_id": 2, "price": 71},
    ]
    assert results["definitions.list"]["data"]["data"] == [
        {"id_definition": 1, "name": "Negotiated"}
    ]
    assert results["customers.get"]["data"]["data"] == {
        "customer_id": "c-1",
        "first_name": "Augusta",
    }


def test_what_the_package_wrote_is_what_it_reads(results: dict[str, dict[str, Any]]):
    # SPM-89, SPM-97, SPM-100
    overrides = results["definitions.listOverrides"]["data"]["data"]
    assert [row["custom_field_name"] for row in overrides] == ["price"]
    assert [row["price"] for row in results["products.list"]["data"]["data"]] == [70]
    held = results["contacts.listCustomDataDefinitions"]["data"]["data"]
    assert [row["name"] for row in held] == ["Negotiated"]


class Stumbling:
    """Answers the first call of each kind with a 503, as a server in trouble does."""

    def __init__(self, live: Live, retry_after: str) -> None:
        self._respond = live.sandbox.respond
        self._retry_after = retry_after
        self.times: dict[str, list[float]] = {}

    def respond(
        self, vendor: str, http: HttpRequest, limits: EffectiveLimits
    ) -> Generator[Delay, None, HttpResponse]:
        times = self.times.setdefault(http.operation_id, [])
        times.append(time.monotonic())
        if len(times) > 1:
            return (yield from self._respond(vendor, http, limits))
        headers = {"Content-Type": "application/json", "Retry-After": self._retry_after}
        body = b'{"statusCode":503,"message":"Service Unavailable","error":"Service Unavailable"}'
        return HttpResponse(503, headers, body)


def stumble(
    server: Live, run: Any, package: str, monkeypatch: pytest.MonkeyPatch, retry_after: str
) -> tuple[list[dict[str, Any]], Stumbling]:
    """What a package makes of a server that fails its first answers."""
    key = f"sdk-retry-{package.rpartition('/')[2]}-0000000"
    body = {
        "name": "Thing",
        "fields": [{"name": "code", "label": "Code", "type": "text", "required": True}],
    }
    with server.client(**{"spm-api-key": key}) as client:
        url = f"{server.url}/shopimind/v1/custom-data-definitions"
        number = client.post(url, json=body).json()["data"]["id_definition"]
    trouble = Stumbling(server, retry_after)
    monkeypatch.setattr(server.sandbox, "respond", trouble.respond)
    return run("shopimind_retries.mjs", f"{server.url}/shopimind", key, str(number)), trouble


def test_the_newer_package_waits_as_told_and_does_not_repeat_a_post(
    server: Live, run_with: Any, monkeypatch: pytest.MonkeyPatch
):
    # SPM-103
    lines, trouble = stumble(server, run_with(NEWER), NEWER, monkeypatch, "0.3")
    assert [(line["step"], line["statusCode"]) for line in lines] == [("list", 200), ("save", 503)]
    first, second = trouble.times["listCustomDataRecords"]
    assert second - first >= 0.3
    assert len(trouble.times["saveCustomDataRecords"]) == 1


def test_the_older_package_repeats_everything_in_its_own_time(
    server: Live, run_with: Any, monkeypatch: pytest.MonkeyPatch
):
    # SPM-103: it would not end in time if it waited as told
    lines, trouble = stumble(server, run_with(OLDER), OLDER, monkeypatch, "600")
    assert [(line["step"], line["statusCode"]) for line in lines] == [("list", 200), ("save", 200)]
    assert len(trouble.times["saveCustomDataRecords"]) == 2
