from __future__ import annotations

from collections.abc import Iterator

import pytest

from mockserver.testing import Sandbox, Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with Server.start("square", "shopimind") as started:
        yield started


@pytest.fixture
def sandbox(server: Server) -> Iterator[Sandbox]:
    with server.tenant("square") as opened:
        yield opened
