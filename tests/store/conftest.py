"""Every test of the seam runs over every implementation of it."""

import pytest

from mockserver.store import open_store


@pytest.fixture(params=["memory", "journal"])
def store(request, tmp_path):
    opened = open_store(tmp_path / "state" if request.param == "journal" else None)
    yield opened
    opened.close()


@pytest.fixture
def state(store):
    return store.tenant("square", "token")
