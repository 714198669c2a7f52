"""
The state from outside: reset, records, snapshots, export and import.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from live import Live
from miniature import BOOKS, CONTRACT

from mockserver.admin.state_diff import differences, state_differences
from mockserver.core.record import Record
from mockserver.faulting import FaultBook
from mockserver.store import indexed, open_store
from mockserver.tenants.clock import Clock
from mockserver.tenants.registry import DEFERRED_FREE, Tenants
from mockserver.tenants.tenant import Terms

ME = {"tenant": "abc"}


def tenants_of(seed: Any) -> Tenants:
    faults = FaultBook(CONTRACT, BOOKS)
    return Tenants("books", open_store(None), Clock(), faults, Terms(seed=seed))


def write(client: httpx.Client, *isbns: str, **more: Any) -> httpx.Response:
    return client.put("/books/books", json={"books": [{"isbn": i, **more} for i in isbns]})


def isbns(client: httpx.Client) -> list[str]:
    held = client.get("/__admin/state/books", params=ME).json()
    return [record["body"]["isbn"] for record in held["records"]]


def row(number: int, title: str = "Tea") -> Record:
    return {
        "id": f"B{number}",
        "kind": "book",
        "body": {"isbn": str(number), "title": title, "tags": ["a", {"b": [1, 2, 3]}]},
        "version": 1,
        "created": 1,
        "updated": 1,
        "keys": [str(number)],
    }


def rows(count: int, title: str = "Tea") -> dict[str, dict[str, Record]]:
    return {"books": {f"B{number}": row(number, title) for number in range(count)}}


@pytest.mark.parametrize(("to", "left"), [("seed", 10_000), ("empty", 0), ("snapshot", 10_000)])
def test_ten_thousand_records_are_reset_in_under_five_milliseconds(to: str, left: int):
    # The work of this thread, the best of several: other processes share the machine.
    tenants = tenants_of(indexed(rows(10_000)))
    snapshot = indexed(rows(10_000))
    goals = {"seed": None, "empty": {}, "snapshot": snapshot}
    took = []
    for _ in range(5):
        tenants.get("abc").state.replace(rows(10_000, "Coffee"))
        DEFERRED_FREE.free(10_000)  # as the requests between two resets do
        began = time.thread_time()
        tenants.reset("abc", goals[to])
        took.append(time.thread_time() - began)
    held = tenants.get("abc").state.contents().get("books", {})
    assert len(held) == left
    assert not held or held["B7"]["body"]["title"] == "Tea"
    assert min(took) < 0.005


def test_a_reset_is_seen_whole_or_not_at_all():
    tenants = tenants_of(indexed(rows(50)))
    state = tenants.get("abc").state
    state.replace(rows(50, "Coffee"))
    stop = threading.Event()
    mixed: list[set[str]] = []

    def look() -> None:
        while not stop.is_set():
            with state.reading() as view:
                titles = {record["body"]["title"] for record in view.all("books")}
            if len(titles) != 1:
                mixed.append(titles)

    reader = threading.Thread(target=look)
    reader.start()
    for _ in range(200):
        tenants.reset("abc")
        state.replace(rows(50, "Coffee"))
    stop.set()
    reader.join()
    assert mixed == []


def test_records_of_a_seed_stay_as_they_are_when_a_tenant_writes():
    seed = indexed(rows(3))
    tenants = tenants_of(seed)
    with tenants.get("abc").state.transaction() as stage:
        stage.put("books", row(0, "ChangedRecords"))
        stage.put("books", row(7))
        stage.drop("books", "B2")
    assert list(seed["books"]) == ["B0", "B1", "B2"]
    assert seed["books"]["B0"]["body"]["title"] == "Tea"
    tenants.reset("abc")
    with tenants.get("abc").state.reading() as view:
        assert [r["id"] for r in view.find("books", "keys", "2")] == ["B2"]
        assert list(view.find("books", "keys", "7")) == []


def test_only_the_named_parts_are_reset(client: httpx.Client):
    client.put("/books/books", json={"books": [{"isbn": "1"}], "key": "k"})
    client.put("/__admin/limits/saveBooks", params=ME, json={"bytes": 900})
    client.post("/__admin/reset", params={**ME, "only": "state"})
    assert isbns(client) == []
    assert len(client.get("/__admin/idempotency", params=ME).json()["keys"]) == 1
    client.post("/__admin/reset", params={**ME, "only": ["ledger", "journal"]})
    assert client.get("/__admin/idempotency", params=ME).json()["keys"] == []
    assert client.get("/__admin/requests", params=ME).json()["total"] == 0
    shown = client.get("/__admin/limits/saveBooks", params=ME).json()
    assert shown["limits"]["books"]["saveBooks"]["set"] == {"bytes": 900}
    client.post("/__admin/reset", params=ME)
    shown = client.get("/__admin/limits/saveBooks", params=ME).json()
    assert "set" not in shown["limits"]["books"]["saveBooks"]


def test_a_record_is_set_past_every_check_and_found_by_the_vendor(live: Live, client: httpx.Client):
    write(client, "1")
    live.clock.advance(5000)
    body = {"kind": "book", "keys": ["9"], "body": {"isbn": "9", "title": "x" * 50}}
    made = client.put("/__admin/state/books/B9", params=ME, json=body)
    assert (made.status_code, made.json()["record"]["updated"]) == (201, 1_790_000_005_000)
    assert client.get("/books/books/9").json() == {"isbn": "9", "title": "x" * 50}
    changed = client.put("/__admin/state/books/B9", params=ME, json={"body": {"isbn": "9"}})
    assert (changed.status_code, changed.json()["record"]["keys"]) == (200, ["9"])
    by_key = client.get("/__admin/state/books/9", params=ME).json()
    assert by_key["record"]["id"] == "B9"
    client.delete("/__admin/state/books/9", params=ME)
    assert client.get("/books/books/9").status_code == 404


def test_a_collection_and_a_whole_state_are_replaced(client: httpx.Client):
    write(client, "1", "2")
    records = [{"id": "B7", "kind": "book", "body": {"isbn": "7"}, "keys": ["7"]}]
    client.put("/__admin/state/books", params=ME, json={"records": records})
    assert isbns(client) == ["7"]
    client.put("/__admin/state", params=ME, json={"collections": {"books": records * 1}})
    assert client.get("/__admin/state", params=ME).json()["collections"] == {"books": 1}
    client.delete("/__admin/state/books", params=ME)
    assert isbns(client) == []


def test_a_snapshot_is_restored_compared_and_forgotten(client: httpx.Client):
    write(client, "1", "2", title="Tea")
    client.put("/__admin/snapshots/before", params=ME)
    write(client, "2", title="Coffee")
    write(client, "3")
    client.delete("/__admin/state/books/1", params=ME)
    diff = client.get("/__admin/snapshots/before/diff", params=ME).json()["collections"]["books"]
    assert (diff["created"], diff["removed"]) == (["B3"], ["B1"])
    assert [entry["id"] for entry in diff["changed"]] == ["B2"]
    told = {found["pointer"]: found for found in diff["changed"][0]["differences"]}
    assert told["/body/title"] == {"pointer": "/body/title", "before": "Tea", "after": "Coffee"}
    client.post("/__admin/snapshots/before/restore", params=ME)
    assert isbns(client) == ["1", "2"]
    again = client.get("/__admin/snapshots/before/diff", params=ME).json()
    assert again["collections"] == {}
    assert client.post("/__admin/reset", params={**ME, "to": "empty"}).status_code == 200
    assert client.post("/__admin/reset", params={**ME, "to": "snapshot:before"}).status_code == 200
    assert isbns(client) == ["1", "2"], "snapshots outlive a reset"
    assert client.delete("/__admin/snapshots/before", params=ME).status_code == 200
    assert client.post("/__admin/snapshots/before/restore", params=ME).status_code == 404


def test_an_export_comes_back_as_it_was(client: httpx.Client):
    client.put("/books/books", json={"books": [{"isbn": "1"}, {"isbn": "é\n"}], "key": "k"})
    lines = client.get("/__admin/export", params=ME)
    assert lines.headers["Content-Type"] == "application/x-ndjson"
    assert lines.text.count("\n") == 5  # two books, a key, counters of both
    kind = {"Content-Type": "application/x-ndjson"}
    there = {"tenant": "other"}
    client.post("/__admin/import", params=there, content=lines.content, headers=kind)
    assert client.get("/__admin/export", params=there).content == lines.content


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        (b'{"collection": "books"}\n', 422, "/0/record is missing"),
        (b'{"collection": "books", "record": {"id": "1"}}\n', 422, "/0/record/body is missing"),
        (b'{"collection": "books", "record": {"id": "1", "body": {}, "keys": 5}}\n', 422, "/keys"),
        (b'{"collection": "idempotency", "record": {"id": "k", "body": {}}}\n', 422, "fingerprint"),
        (
            b'{"collection": "idempotency", "record": {"id": "k", "body": {"end": "x", %s}}}\n'
            % b'"fingerprint": "", "status": 200, "headers": {}, "text": ""',
            422,
            "/body/end",
        ),
        (b'{"collection": "meters", "record": {"id": "k", "body": {}}}\n', 422, "/body/value"),
        (b'{"collection": "a/b", "record": {"id": "1", "body": {}}}\n', 422, "/0/collection"),
        (b'[{"collection": "books"}]\n', 422, "/0: must be of type object"),
        (b'\n{"collection": \n', 400, "line 2"),
    ],
)
def test_a_line_that_is_no_record_changes_nothing(
    client: httpx.Client, text: bytes, status: int, words: str
):
    write(client, "1")
    kind = {"Content-Type": "application/x-ndjson"}
    answer = client.post("/__admin/import", params=ME, content=text, headers=kind)
    assert answer.status_code == status
    assert words in answer.json()["detail"]
    assert isbns(client) == ["1"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "b/c", "~"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b/c", "~"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(before=JSON, after=JSON)
def test_differences_are_empty_exactly_for_equal_values(before: Any, after: Any):
    found = list(differences(before, after))
    assert (not found) == (repr_of(before) == repr_of(after))
    assert list(differences(before, before)) == []
    swapped = [(f["pointer"], f.get("after"), f.get("before")) for f in differences(after, before)]
    assert sorted(map(repr, swapped)) == sorted(
        repr((f["pointer"], f.get("before"), f.get("after"))) for f in found
    )


def repr_of(value: Any) -> str:
    """Text in which True and 1 differ, and the order of properties does not count."""
    if isinstance(value, dict):
        return "{" + ",".join(f"{name!r}:{repr_of(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(repr_of, value)) + "]"
    return repr(value)


STATES = st.dictionaries(st.integers(0, 5), st.sampled_from(["Tea", "Coffee"]), max_size=6).map(
    lambda books: {"books": {f"B{n}": row(n, title) for n, title in books.items()}}
)


@given(before=STATES, after=STATES)
def test_the_difference_of_two_states_leads_from_one_to_the_other(before: Any, after: Any):
    found = state_differences(before, after, frozenset({"books"})).get("books", {})
    created, removed = set(found.get("created", ())), set(found.get("removed", ()))
    changed = {entry["id"] for entry in found.get("changed", ())}
    old, new = before["books"], after["books"]
    assert set(old) - removed | created == set(new)
    assert changed == {key for key in set(old) & set(new) if old[key] != new[key]}


@given(states=st.lists(STATES, min_size=1, max_size=4))
def test_every_snapshot_keeps_the_moment_it_was_taken(states: list[Any]):
    state = open_store(None).tenant("books", "abc")
    kept = []
    for contents in states:
        state.replace(contents)
        kept.append(indexed(state.contents()))
        with state.transaction() as stage:
            for record in list(stage.all("books")):
                stage.put("books", {**record, "body": {}})
    for snapshot, contents in zip(kept, states, strict=True):
        state.replace(snapshot)
        assert state.contents().get("books", {}) == contents["books"]
