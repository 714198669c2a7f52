"""Idempotency keys do not pile up: in the state, and in its journal on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.core import idempotency_ledger
from mockserver.requests.vendor import load_vendors
from mockserver.store import open_store

DAY = 86_400_000  # the retention of books
NOW = 1_790_000_000_000


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Live]:
    """A sandbox of books in a folder, whose time stands still."""
    with serving([(CONTRACT, BOOKS)], store=open_store(tmp_path / "state")) as live:
        live.clock.freeze(NOW)
        yield live


def save(live: Live, *keys: str, seller: str = "abc") -> list[str | None]:
    """Save a book under each key; which answers were replays."""
    with live.client(**{"X-Key": seller}) as client:
        body = {"books": [{"isbn": "1"}]}
        answers = [client.put("/books/books", json={**body, "key": key}) for key in keys]
    assert {answer.status_code for answer in answers} == {200}
    return [answer.headers.get("X-Replay") for answer in answers]


def bound(live: Live, seller: str = "abc") -> list[str]:
    with live.client() as client:
        found = client.get(f"/__admin/idempotency?tenant={seller}").json()["keys"]
    return [each["key"] for each in found]


def test_expired_keys_are_removed_when_the_clock_has_moved_on(kept: Live):
    save(kept, *(f"old-{number}" for number in range(120)))
    kept.clock.freeze(NOW + DAY // 2)
    save(kept, "young")
    save(kept, "other", seller="neighbour")
    assert len(bound(kept)) == 121
    kept.clock.freeze(NOW + DAY)
    save(kept, "new-1")
    assert len(bound(kept)) == 22
    save(kept, "new-2")
    assert bound(kept) == ["young", "new-1", "new-2"]
    assert save(kept, "young", "old-1") == ["1", None]
    assert bound(kept, "neighbour") == ["other"]


def test_removed_keys_are_gone_from_the_journal_once_it_is_compacted(kept: Live, tmp_path: Path):
    state = kept.sandbox.vendors["books"].tenants.get("abc").state
    save(kept, *(f"old-{number}" for number in range(80)))
    kept.clock.freeze(NOW + DAY)
    save(kept, "new")
    state.database.storage.compact()
    [journal] = (tmp_path / "state").rglob("*.journal")
    text = journal.read_text()
    assert ("old-" in text, '"new"' in text) == (False, True)


def test_keys_that_a_vendor_never_forgets_are_bounded_in_bytes(monkeypatch):
    monkeypatch.setattr(idempotency_ledger, "MOST_BYTES", 20_000)
    with serving(load_vendors(["square"])) as live:
        live.clock.freeze(NOW)
        with live.client(Authorization="Bearer seller") as client:

            def upsert(key: str) -> int:
                tax = {"type": "TAX", "id": "#t", "tax_data": {"name": "VAT", "percentage": "20"}}
                body = {"idempotency_key": key, "object": tax}
                return client.post("/square/v2/catalog/object", json=body).json()["catalog_object"][
                    "version"
                ]

            first = upsert("first")
            live.clock.freeze(NOW + 1000 * DAY)
            assert upsert("first") == first
            for number in range(30):
                upsert(f"k{number}")
            assert upsert("k29") < upsert("later")
            assert "first" not in bound(live, "seller")
            assert 5 < len(bound(live, "seller")) < 20


def test_a_reset_of_the_state_alone_keeps_the_keys(kept: Live):
    save(kept, "k-1", "k-2")
    with kept.client() as client:
        client.post("/__admin/reset?tenant=abc&only=state").raise_for_status()
    assert save(kept, "k-3", "k-1", "k-2") == [None, "1", "1"]
    assert bound(kept) == ["k-1", "k-2", "k-3"]
