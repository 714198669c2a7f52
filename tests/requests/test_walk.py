"""
How many files one request enters, and how often it comes back to one.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from live import serving
from miniature import BOOKS, CONTRACT
from walking import Walk, watched_threads


@pytest.fixture(scope="module")
def walks() -> Iterator[dict[str, Walk]]:
    """An upsert of one record with a key, and a read of it, both by a tenant that exists."""
    with (
        watched_threads() as walker,
        serving([(CONTRACT, BOOKS)]) as live,
        live.client(**{"X-Key": "abc"}) as client,
    ):

        def upsert(key: str) -> None:
            body = {"books": [{"isbn": "1"}], "key": key}
            assert client.put("/books/books", json=body).status_code == 200

        def read() -> None:
            assert client.get("/books/books/1").status_code == 200

        upsert("first")
        yield {"upsert": walker.walk_of(lambda: upsert("second")), "read": walker.walk_of(read)}


@pytest.mark.parametrize(("request_", "most"), [("upsert", 40), ("read", 30)])
def test_the_shell_is_entered_so_often_for_one_request(
    walks: dict[str, Walk], request_: str, most: int
):
    assert walks[request_].shell <= most, walks[request_].files


@pytest.mark.parametrize(
    ("request_", "file", "most"),
    [
        ("upsert", "tenants/limit_overrides.py", 6),
        ("read", "tenants/limit_overrides.py", 5),
        ("upsert", "requests/service.py", 3),
        ("read", "requests/service.py", 2),
        ("upsert", "requests/execution.py", 1),
        ("read", "requests/execution.py", 1),
    ],
)
def test_a_file_is_entered_so_often_for_one_request(
    walks: dict[str, Walk], request_: str, file: str, most: int
):
    assert walks[request_].files[file] <= most, walks[request_].entries
