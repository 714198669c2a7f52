"""What a client of the smallest vendor sends in the tests of faults."""

from __future__ import annotations

from typing import Any

import httpx

TENANT = "abc"


def plant(client: httpx.Client, *rules: dict[str, Any], **query: str) -> httpx.Response:
    return client.put("/__admin/faults", json={"faults": list(rules)}, params=query)


def save(client: httpx.Client, *names: str, **more: Any) -> httpx.Response:
    books = [{"isbn": name} for name in names]
    return client.put("/books/books", json={"books": books, **more})


def stored(client: httpx.Client, *names: str) -> list[bool]:
    return [client.get(f"/books/books/{name}").status_code == 200 for name in names]
