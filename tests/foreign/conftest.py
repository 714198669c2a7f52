"""Servers that others wrote, started anew for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from foreign import servers


@pytest.fixture
def datasette(tmp_path: Path) -> Iterator[servers.ForeignServer]:
    with servers.datasette(tmp_path) as server:
        yield server


@pytest.fixture
def kinto(tmp_path: Path) -> Iterator[servers.ForeignServer]:
    with servers.kinto(tmp_path) as server:
        yield server
