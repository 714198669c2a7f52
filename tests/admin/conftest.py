from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.requests.vendor import load_vendors


@pytest.fixture
def live() -> Iterator[Live]:
    """A sandbox of books whose time stands still; every answer is held to its contract."""
    with serving([(CONTRACT, BOOKS)], visibility_delay=5000) as served:
        served.clock.freeze(1_790_000_000_000)
        yield served


@pytest.fixture
def client(live: Live) -> Iterator[httpx.Client]:
    with live.client(**{"X-Key": "abc"}) as connection:
        yield connection


@pytest.fixture(scope="module")
def vendors() -> Iterator[Live]:
    """A sandbox of the real vendors, for what only they have."""
    with serving(load_vendors(["square", "shopimind", "propeller", "solvimon"])) as served:
        yield served
