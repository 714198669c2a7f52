from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT


@pytest.fixture(scope="module")
def server() -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)], strict=False) as served:
        yield served


@pytest.fixture
def live(server: Live) -> Live:
    """A sandbox of books as new; its time stands still, so that rates count."""
    with server.client() as connection:
        for what in ("faults", "limits", "requests"):
            connection.delete(f"/__admin/{what}").raise_for_status()
        connection.post("/__admin/reset").raise_for_status()
    server.clock.freeze(1_790_000_000_000)
    return server


@pytest.fixture
def client(live: Live) -> Iterator[httpx.Client]:
    with live.client(**{"X-Key": "abc"}) as connection:
        yield connection
