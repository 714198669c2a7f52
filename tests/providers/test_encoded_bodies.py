"""A body with a content encoding that the sandbox does not read, at every vendor."""

from __future__ import annotations

import gzip
from collections.abc import Iterator

import pytest
from live import Live, serving

from mockserver.requests.vendor import load_vendors

CALLS = {
    "propeller": ("POST", "/customers/bulk/id", {"Authorization": "Bearer shop-a-000000000000"}),
    "shopimind": ("POST", "/v1/customers", {"spm-api-key": "shop-a-0000000000000"}),
    "solvimon": ("PUT", "/v1/products", {"X-API-KEY": "platform-a"}),
    "square": ("POST", "/v2/catalog/batch-upsert", {"Authorization": "Bearer seller-a"}),
    "__admin": ("POST", "/tenants", {}),
}


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    names = [name for name in CALLS if name != "__admin"]
    with serving(load_vendors(names)) as running:
        yield running


@pytest.mark.parametrize("vendor", CALLS)
def test_an_encoding_that_is_not_read_is_named(live: Live, vendor: str):
    method, path, headers = CALLS[vendor]
    with live.client(**headers) as client:
        answer = client.request(
            method,
            f"/{vendor}{path}",
            content=gzip.compress(b"{}"),
            headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
        )
    assert answer.status_code == 415
    assert "the content encoding 'gzip' is not supported" in answer.text
