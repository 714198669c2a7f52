"""
How many files one request enters, and how often it comes back to one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live import serving
from miniature import BOOKS, CONTRACT
from walking import Walk, watched_threads

from mockserver.tenants.registry import DEFERRED_FREE


@pytest.fixture(scope="module")
def walks() -> Iterator[dict[str, Walk]]:
    """An upsert of one record with a key, and a read of it, both by a tenant that exists."""
    with (
        watched_threads() as walker,
        serving([(CONTRACT, BOOKS)], strict=False) as live,
        live.client(**{"X-Key": "abc"}) as client,
    ):

        def upsert(key: str) -> None:
            body = {"books": [{"isbn": "1"}], "key": key}
            assert client.put("/books/books", json=body).status_code == 200

        def read() -> None:
            assert client.get("/books/books/1").status_code == 200

        upsert("first")
        # What other tests let go of is freed a little by each request.
        DEFERRED_FREE.free(len(DEFERRED_FREE.held))
        yield {"upsert": walker.walk_of(lambda: upsert("second")), "read": walker.walk_of(read)}


@pytest.mark.parametrize(("request_", "most"), [("upsert", 21), ("read", 15)])
def test_the_shell_is_entered_so_often_for_one_request(
    walks: dict[str, Walk], request_: str, most: int
):
    assert walks[request_].shell <= most, walks[request_].entries


@pytest.mark.parametrize("request_", ["upsert", "read"])
@pytest.mark.parametrize(
    "file",
    [
        "requests/vendor.py",
        "requests/service.py",
        "requests/steps.py",
        "requests/decoding.py",
        "tenants/limit_overrides.py",
        "faulting/fault_book.py",
    ],
)
def test_a_file_is_entered_once_for_one_request(walks: dict[str, Walk], request_: str, file: str):
    assert walks[request_].files[file] == 1, walks[request_].entries


@pytest.mark.parametrize("request_", ["upsert", "read"])
def test_nothing_below_calls_back_into_the_way_of_a_request(walks: dict[str, Walk], request_: str):
    callers = {
        caller for file, _, caller in walks[request_].entries if file.startswith("requests/")
    }
    assert "requests/steps.py" in callers, "the walk was seen"
    assert all(caller.startswith(("requests/", "transport/")) for caller in callers), callers
