"""Indexes against a scan, over random histories: same records, same order, at every moment."""

from contextlib import ExitStack

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from store.examples import record
from tinydb import where

from mockserver.core.record import INDEXES, index_values
from mockserver.core.view import Tables
from mockserver.store import JournalStorage, KeyDatabase, LiveStorage
from mockserver.store.collection import StoredCollection, index_strings

IDS = st.sampled_from(["A", "B", "C", "D", "E"])
VALUES = st.sampled_from(["x", "y", "zz", ""])
FIELDS = {
    "kind": VALUES,
    "parent": VALUES,
    "refs": st.lists(VALUES, max_size=3),
    "keys": st.lists(VALUES, max_size=3),
    "deleted": st.booleans(),
    "visible_at": st.integers(0, 3),
    "was": st.none(),
}
STATES = st.fixed_dictionaries({}, optional=FIELDS).map(lambda fields: record("?", **fields))
LAYERS = st.lists(STATES, min_size=1, max_size=3)
COMMITS = st.dictionaries(IDS, st.none() | LAYERS, max_size=4)
HISTORIES = st.lists(COMMITS, max_size=6)


def layered(record_id, states):
    """A record with earlier states under ``was``."""
    built = None
    for state in states:
        earlier = {} if built is None else {"was": built}
        built = {**state, **earlier, "id": record_id}
    return built


def change(table, commit):
    """The oracle: a plain dictionary."""
    for record_id, states in commit.items():
        if states is None:
            table.pop(record_id, None)
        else:
            table[record_id] = layered(record_id, states)


def changes(commit):
    built = {
        key: None if states is None else layered(key, states) for key, states in commit.items()
    }
    return {"objects": built}


def lookups(view):
    """Everything that a view answers about the collection."""
    answers = [("all", list(view.all("objects")))]
    answers += [(key, view.get("objects", key)) for key in ("A", "B", "C", "D", "E")]
    for index in INDEXES:
        for value in ("x", "y", "zz", ""):
            answers.append((index, value, list(view.find("objects", index, value))))
            answers.append((index, value, list(view.candidates("objects", index, value))))
    return answers


@given(HISTORIES)
def test_every_view_answers_like_a_scan_of_its_own_moment(history):
    storage, table, views = LiveStorage(), {}, []
    with ExitStack() as open_views:
        for commit in history:
            snapshot = open_views.enter_context(storage.reading())
            views.append((snapshot, lookups(Tables({"objects": dict(table)}))))
            storage.commit(changes(commit))
            change(table, commit)
            expected = lookups(Tables({"objects": table}))
            assert lookups(storage.view()) == expected
            with storage.reading() as now:
                assert lookups(now) == expected
        for snapshot, expected in views:
            assert lookups(snapshot) == expected


CONDITIONS = [
    (where("kind") == "x", lambda one: one["kind"] == "x"),
    (where("keys") == "x", lambda _one: False),
    (where("parent") == "", lambda one: one.get("parent") == ""),
    (where("refs").any(["zz", "x"]), lambda one: {"zz", "x"} & set(one.get("refs", []))),
    (where("refs").any(["zz", ""]), lambda one: {"zz", ""} & set(one.get("refs", []))),
    (where("kind").any(["z"]), lambda one: "z" in one["kind"]),
    (where("kind").any([]), lambda _one: False),
    (where("kind").one_of(["x", "zz"]), lambda one: one["kind"] in ("x", "zz")),
    (where("id") == "C", lambda one: one["id"] == "C"),
    (where("id").one_of(["D", "B", "Q"]), lambda one: one["id"] in ("D", "B")),
    (
        (where("kind") == "x") & where("keys").any(["y", "zz"]) & (where("deleted") == True),  # noqa: E712 - a query
        lambda one: (
            one["kind"] == "x" and {"y", "zz"} & set(one.get("keys", [])) and one.get("deleted")
        ),
    ),
    (
        (where("kind") == "x") | (where("id") == "A"),
        lambda one: one["kind"] == "x" or one["id"] == "A",
    ),
    (~(where("kind") == "x"), lambda one: one["kind"] != "x"),
    (where("visible_at") == 1, lambda one: one.get("visible_at") == 1),
]


@given(HISTORIES)
def test_a_query_answers_like_a_scan(history):
    database, table = KeyDatabase(), {}
    for commit in history:
        database.storage.commit(changes(commit))
        change(table, commit)
    for query, wanted in CONDITIONS:
        found = database.table("objects").search(query)
        assert found == [one for one in table.values() if wanted(one)]
        assert database.table("objects").count(query) == len(found)


@settings(deadline=None)  # each compaction waits for the disk
@given(HISTORIES)
def test_a_journal_brings_back_records_order_and_indexes(tmp_path_factory, history):
    path = tmp_path_factory.mktemp("journals") / "one.journal"
    storage, table = JournalStorage(path, fsync="none", floor=300), {}
    for commit in history:
        storage.commit(changes(commit))
        change(table, commit)
    storage.close()
    assert lookups(JournalStorage(path).view()) == lookups(Tables({"objects": table}))


@given(LAYERS, st.sampled_from(INDEXES))
def test_a_record_is_indexed_under_what_the_core_says(states, index):
    built = layered("A", states)
    assert set(index_strings(built, index)) == set(index_values(built, index))


def test_a_record_that_gains_a_value_takes_its_place_among_those_that_have_it():
    table = StoredCollection(
        {key: record(key, kind=kind) for key, kind in [("A", "x"), ("B", "y")]}
    )
    assert list(table.ids("kind", "y")) == ["B"]
    table.apply({"A": record("A", kind="y"), "C": record("C", kind="y")})
    assert list(table.ids("kind", "y")) == ["A", "B", "C"]


def test_results_of_several_values_keep_the_order_of_the_table():
    table = KeyDatabase().table("objects")
    table.insert_multiple(record(key, refs=[f"to-{key}"]) for key in ("B", "C", "A"))
    found = table.search(where("refs").any(["to-A", "to-B", "to-C"]))
    assert [one.doc_id for one in found] == ["B", "C", "A"]


def test_a_record_that_is_dropped_leaves_nothing_behind():
    table = StoredCollection(
        {"A": record("A", kind="x", refs=["B", "B"], was=record("A", kind="y"))}
    )
    table.apply({"A": None})
    assert table == {}
    assert table.places == {}
    assert [list(table.ids(index, value)) for index in INDEXES for value in ("x", "y", "B")] == (
        [[]] * 12
    )


def test_repairing_the_order_does_not_disturb_an_iteration():
    table = StoredCollection({key: record(key, kind=key.lower()) for key in ("A", "B", "C")})
    table.apply({"C": record("C", kind="b"), "A": record("A", kind="b")})
    first = iter(table._buckets["kind"]["b"])  # noqa: SLF001 - an iteration from before the repair
    assert next(first) == "B"
    assert list(table.ids("kind", "b")) == ["A", "B", "C"]
    assert list(first) == ["C", "A"]


@pytest.mark.parametrize("value", [1, 1.5, True, {"a": 1}, [1, ["a"]], "text"])
def test_documents_that_are_no_records_are_found_by_a_scan(value):
    table = KeyDatabase().table("anything")
    table.insert({"kind": value, "was": value, "refs": value})
    table.insert({"kind": "other"})
    assert table.search(where("kind") == value) == [{"kind": value, "was": value, "refs": value}]


def test_one_and_true_are_found_as_python_compares_them():
    table = KeyDatabase().table("anything")
    table.insert_multiple([{"kind": 1}, {"kind": True}, {"kind": "1"}, {"kind": 1.0}])
    assert [one.doc_id for one in table.search(where("kind") == 1)] == ["1", "2", "4"]
