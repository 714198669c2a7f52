from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from faulting.calls import TENANT
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.transport import delays


@pytest.fixture(scope="module")
def server() -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)], strict=False) as served:
        yield served


@pytest.fixture
def live(server: Live) -> Live:
    with server.client() as connection:
        connection.post("/__admin/reset")
    server.clock.freeze(1_790_000_000_000)
    return server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    waited: list[float] = []

    async def note(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(delays, "sleep", note)
    return waited


@pytest.fixture
def client(live: Live, waits: list[float]) -> Iterator[httpx.Client]:
    with live.client(**{"X-Key": TENANT}) as connection:
        yield connection
