"""
Calls that name an operation or a collection and no vendor: it is the vendor that has it.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from live import Live

UPSERT = "BatchUpsertCatalogObjects"
ME = {"tenant": "a-seller-that-is-new"}


@pytest.fixture
def client(vendors: Live) -> Iterator[httpx.Client]:
    with vendors.client() as connection:
        connection.post("/__admin/reset")
        for each in connection.get("/__admin/tenants").json()["tenants"]:
            connection.delete(
                "/__admin/tenants", params={"vendor": each["vendor"], "tenant": each["tenant"]}
            )
        yield connection


def tenants(client: httpx.Client) -> list[tuple[str, str]]:
    listed = client.get("/__admin/tenants").json()["tenants"]
    return [(each["vendor"], each["tenant"]) for each in listed]


@pytest.mark.parametrize("query", [{}, ME], ids=["all tenants", "a new tenant"])
def test_a_fault_is_for_the_vendor_of_its_operation(client: httpx.Client, query: dict[str, str]):
    rules = [{"preset": "outage", "match": {"operation": UPSERT}}, {"id": "b", "preset": "slow"}]
    planted = client.patch("/__admin/faults", json={"faults": rules}, params=query)
    assert planted.status_code == 200, planted.text
    standing = client.get("/__admin/faults", params=query).json()["faults"]
    assert {vendor: len(found) for vendor, found in standing.items() if found} == {"square": 2}
    assert tenants(client) == ([("square", ME["tenant"])] if query else [])


def test_rules_for_operations_of_two_vendors_are_refused(client: httpx.Client):
    rules = [{"preset": "slow", "match": {"operation": name}} for name in (UPSERT, "putProduct")]
    refused = client.put("/__admin/faults", json={"faults": rules})
    assert refused.status_code == 422
    assert refused.json()["pointer"].startswith("/faults/")


def test_a_limit_makes_a_tenant_of_the_vendor_of_its_operation(client: httpx.Client):
    address = f"/__admin/limits/{UPSERT}"
    assert client.put(address, json={"records-per-batch": 1}, params=ME).status_code == 200
    assert tenants(client) == [("square", ME["tenant"])]


def test_an_explanation_is_for_the_vendor_of_its_operation(client: httpx.Client):
    for vendor in ("square", "solvimon"):
        client.post("/__admin/tenants", params={**ME, "vendor": vendor})
    told = client.post("/__admin/explain", json={"operation": UPSERT, "body": {}}, params=ME)
    assert (told.status_code, told.json()["vendor"]) == (200, "square")


def test_a_collection_is_that_of_the_vendor_that_has_it(client: httpx.Client):
    for vendor in ("square", "solvimon"):
        client.post("/__admin/tenants", params={**ME, "vendor": vendor})
    told = client.get("/__admin/state/objects", params=ME).json()
    assert (told["vendor"], told["total"]) == ("square", 0)
    unclear = client.get("/__admin/state/nothing", params=ME)
    assert unclear.status_code == 404
    assert {"objects", "customers", "features"} <= set(unclear.json()["known"])
