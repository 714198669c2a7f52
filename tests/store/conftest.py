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


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def reopen(directory):
    """Open the directory, after closing what this fixture opened before."""
    opened = []

    def again(**options):
        while opened:
            opened.pop().close()
        opened.append(open_store(directory, **options))
        return opened[-1].tenant("square", "token")

    yield again
    while opened:
        opened.pop().close()
