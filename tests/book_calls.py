"""What a client of the smallest vendor sends, and what is planned for it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from live import Live

JSON = {"Content-Type": "application/json"}

NOT_JSON = b'{"books"'

TOO_LARGE = b'{"books": "%s"}' % (b"x" * 2000)

INVALID_RECORD = {"isbn": ""}

OUTAGE = {"effect": {"status": 503}, "times": 1}

LATE_OUTAGE = {**OUTAGE, "phase": "after"}


def save(client: httpx.Client, *isbns: str, **more: Any) -> httpx.Response:
    return client.put("/books/books", json={"books": [{"isbn": isbn} for isbn in isbns], **more})


def send(client: httpx.Client, body: bytes, **headers: str) -> httpx.Response:
    return client.put("/books/books", content=body, headers={**JSON, **headers})


def found(answer: httpx.Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("reason")


def set_rate(client: httpx.Client, unit: str, most: int, operation: str = "saveBooks") -> None:
    rate = {"rate": {"unit": unit, "most": most, "per_s": 10}}
    client.put(f"/__admin/limits/{operation}", json=rate).raise_for_status()


def use_up(client: httpx.Client, unit: str) -> None:
    """Let the next request be one too many: a rate of one, and the one was sent."""
    set_rate(client, unit, 1)
    assert save(client, "first").status_code == 200


def plan(client: httpx.Client, *rules: dict[str, Any]) -> None:
    client.put("/__admin/faults", json={"faults": list(rules)}).raise_for_status()


def hits(client: httpx.Client) -> list[int]:
    rules = client.get("/__admin/faults").json()["faults"]["books"]
    return [rule["hits"] for rule in rules]


@contextmanager
def locked(live: Live) -> Iterator[None]:
    """Another writer of the same tenant, at work for as long as the block runs."""
    gate = live.sandbox.vendors["books"].tenants.get("abc").gate
    assert gate.enter()
    try:
        yield
    finally:
        gate.leave()
