"""Servers that others wrote, once for all tests of a worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from foreign import servers


@pytest.fixture(scope="session")
def datasette(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ForeignServer]:
    with servers.datasette(tmp_path_factory.mktemp("datasette")) as server:
        yield server


@pytest.fixture(scope="session")
def kinto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ForeignServer]:
    with servers.kinto(tmp_path_factory.mktemp("kinto")) as server:
        yield server
