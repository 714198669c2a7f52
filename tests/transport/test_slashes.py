"""
Paths that a contract writes with a slash at the end.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from live import serving
from miniature import BOOKS, DOCUMENT

from mockserver.contract.document import check_contract

SLASHED: dict[str, Any] = copy.deepcopy(DOCUMENT)
SLASHED["paths"] = {f"{path}/": item for path, item in DOCUMENT["paths"].items()}
CONTRACT = check_contract("books", Path(__file__), SLASHED)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    provider = replace(BOOKS, aliases=("/v2",))
    with serving([(CONTRACT, provider)]) as live, live.client(**{"X-Key": "alice"}) as connection:
        connection.put("/books/books/", json={"books": [{"isbn": "1"}]})
        yield connection


@pytest.mark.parametrize(
    "address", ["/books/books/1/", "/books/books/1", "/books/v2/books/1", "/books/v2/books/1/"]
)
def test_a_path_with_a_slash_is_served_with_and_without_it(client: httpx.Client, address: str):
    assert client.get(address).json() == {"isbn": "1"}


def test_a_body_reaches_the_path_without_the_slash(client: httpx.Client):
    answer = client.put("/books/books", json={"books": [{"isbn": "2"}]})
    assert (answer.status_code, answer.json()["books"]) == (200, ["created"])


@pytest.mark.parametrize("address", ["/books/books/1/2", "/books/books/1//", "/books/book"])
def test_no_other_address_is_taken_for_one_with_a_slash(client: httpx.Client, address: str):
    answer = client.get(address)
    assert (answer.status_code, answer.json()["reason"]) == (404, "no-route")
