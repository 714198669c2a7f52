"""A library that a file declares, without a line of code for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from harness import Bench, Reply

from mockserver.declared import ContractFile, load_declared

HERE = Path(__file__).resolve().parent
LIBRARY = HERE / "library.yaml"
SERVED = load_declared(ContractFile("library", LIBRARY))


class Library(Bench):
    """Calls of one reader of the library; successes are held to the contract."""

    def __init__(self, credential: str = "reader-one", *, visibility_delay: int = 0) -> None:
        super().__init__(
            "library", credential, visibility_delay=visibility_delay, served=SERVED, strict=False
        )

    def save(self, *books: object, **how: object) -> Reply:
        return self.call("saveBooks", {"books": list(books)}, **how)

    def book(self, number: int, query: str = "") -> Reply:
        return self.call("getBook", path={"id": str(number)}, query=query)


@pytest.fixture
def library() -> Library:
    return Library()
