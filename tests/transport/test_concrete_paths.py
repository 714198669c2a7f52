"""
A path that stands beside a more general one: its other methods are not taken for the general one's.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from live import serving
from miniature import BOOKS, DOCUMENT

from mockserver.contract.document import check_contract

BESIDE: dict[str, Any] = copy.deepcopy(DOCUMENT)
BESIDE["paths"]["/books/all"] = BESIDE["paths"].pop("/books")
CONTRACT = check_contract("books", Path(__file__), BESIDE)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with serving([(CONTRACT, BOOKS)]) as live, live.client(**{"X-Key": "alice"}) as connection:
        yield connection


def test_a_method_that_a_concrete_path_lacks_is_not_looked_for_in_a_general_one(
    client: httpx.Client,
):
    client.put("/books/books/all", json={"books": [{"isbn": "all"}, {"isbn": "1"}]})
    answer = client.get("/books/books/all")
    assert (answer.status_code, answer.json()["reason"]) == (405, "wrong-method")
    assert answer.headers["Allow"] == "PUT"


def test_the_general_path_keeps_every_other_address(client: httpx.Client):
    client.put("/books/books/all", json={"books": [{"isbn": "1"}]})
    assert client.get("/books/books/1").json() == {"isbn": "1"}
