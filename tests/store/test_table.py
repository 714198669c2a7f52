"""A key table answers as a stock TinyDB table does, and writes by what it touches."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from store.examples import CountedLatch
from tinydb import TinyDB, operations, where
from tinydb.middlewares import CachingMiddleware
from tinydb.storages import MemoryStorage
from tinydb.table import Document, Table

from mockserver.errors import StateWriteError
from mockserver.store import JournalStorage, KeyDatabase, KeyTable, LiveStorage

DOCUMENTS = st.fixed_dictionaries(
    {"n": st.integers(0, 3)},
    optional={
        "kind": st.sampled_from(["x", "yy", 1]),
        "refs": st.lists(st.sampled_from(["x", "yy"]), max_size=2),
    },
)
CONDITIONS = st.sampled_from(
    [
        where("kind") == "x",
        where("kind") == 1,
        where("refs").any(["yy"]),
        where("refs").any(["x"]),
        (where("kind") == "x") & (where("n") == 1),
        (where("kind") == "yy") | (where("n") == 2),
        where("n") > 1,
        where("kind").exists(),
    ]
)
FIELDS = st.sampled_from(
    [{"kind": "x"}, {"kind": "yy", "n": 0}, operations.add("n", 1), operations.delete("n")]
)
NUMBERS = st.lists(st.integers(1, 6), max_size=3, unique=True)


def update_where_n_is_there(table, fields, condition):
    return table.update(fields, where("n").exists() & condition)


def update_numbers(table, numbers):
    return table.update({"kind": "yy"}, doc_ids=numbers)


def get_numbers(table, numbers):
    return [(int(one.doc_id), dict(one)) for one in table.get(doc_ids=numbers)]


def update_pairs(table, pairs):
    return table.update_multiple([(fields, cond & where("n").exists()) for fields, cond in pairs])


OPERATIONS = st.one_of(
    st.tuples(st.just(Table.insert), DOCUMENTS),
    st.tuples(st.just(Table.insert_multiple), st.lists(DOCUMENTS, max_size=3)),
    st.tuples(st.just(update_where_n_is_there), FIELDS, CONDITIONS),
    st.tuples(st.just(update_numbers), NUMBERS),
    st.tuples(st.just(update_pairs), st.lists(st.tuples(FIELDS, CONDITIONS), max_size=3)),
    st.tuples(st.just(Table.upsert), DOCUMENTS, CONDITIONS),
    st.tuples(st.just(Table.remove), CONDITIONS),
    st.tuples(st.just(get_numbers), NUMBERS),
    st.tuples(st.just(Table.search), CONDITIONS),
    st.tuples(st.just(Table.get), CONDITIONS),
    st.tuples(st.just(Table.contains), CONDITIONS),
    st.tuples(st.just(Table.count), CONDITIONS),
    st.tuples(st.just(Table.truncate)),
)


def perform(table, operation):
    function, *arguments = operation
    method = getattr(table, function.__name__, None)
    answer = method(*arguments) if method else function(table, *arguments)
    if function in (Table.insert, Table.upsert):
        return json.dumps(answer).replace('"', "")
    return [str(one) for one in answer] if isinstance(answer, list) else answer


@given(st.lists(OPERATIONS, max_size=12))
def test_random_use_gives_what_stock_tinydb_gives(sequence):
    stock = TinyDB(storage=MemoryStorage).table("anything", cache_size=0)
    ours = KeyDatabase().table("anything")
    for operation in sequence:
        assert perform(ours, operation) == perform(stock, operation)
        assert ours.all() == stock.all()
        assert [int(one.doc_id) for one in ours] == [one.doc_id for one in stock]
        assert len(ours) == len(stock)


@pytest.fixture(params=["memory", "journal"])
def table(request, tmp_path):
    if request.param == "memory":
        database = KeyDatabase()
    else:
        database = KeyDatabase(tmp_path / "one.journal", storage=JournalStorage)
    yield database.table("objects")
    database.close()


def test_a_documents_own_string_id_is_its_id(table):
    assert table.insert({"id": "A", "n": 1}) == "A"
    assert table.get(doc_id="A") == {"id": "A", "n": 1}
    assert table.get(doc_id="A").doc_id == "A"
    assert table.contains(where("id") == "A")
    assert not table.contains(doc_id="B")


def test_a_document_with_a_doc_id_is_stored_under_it(table):
    assert table.insert(Document({"n": 1}, doc_id="A")) == "A"
    assert table.upsert(Document({"n": 2}, doc_id="A")) == ["A"]
    assert table.upsert(Document({"n": 3}, doc_id=7)) == ["7"]
    assert [(one.doc_id, dict(one)) for one in table] == [("A", {"n": 2}), ("7", {"n": 3})]


@pytest.mark.parametrize(
    "write",
    [
        lambda table: table.insert_multiple([{"id": "B"}, {"id": "A"}]),
        lambda table: table.insert_multiple([{"id": "B"}, {"id": "B"}]),
        lambda table: table.insert_multiple([{"id": "B"}, "no document"]),
        lambda table: table.insert(Document({"id": "B"}, doc_id="C")),
        lambda table: table.update({"id": "B"}, where("id") == "A"),
    ],
)
def test_a_write_that_is_refused_changes_nothing(table, write):
    table.insert({"id": "A"})
    with pytest.raises(ValueError, match="Document"):
        write(table)
    assert table.all() == [{"id": "A"}]


def test_removing_without_saying_what_is_refused(table):
    with pytest.raises(RuntimeError, match="truncate"):
        table.remove()
    with pytest.raises(RuntimeError, match="cond or doc_id"):
        table.get()


def test_named_documents_that_are_not_there_are_passed_over(table):
    table.insert_multiple([{"id": "A"}, {"id": "B"}])
    assert table.update({"n": 1}, doc_ids=["B", "C"]) == ["B"]
    assert table.remove(doc_ids=["C", "A"]) == ["A"]
    assert table.all() == [{"id": "B", "n": 1}]


def test_a_function_that_changes_what_is_nested_changes_a_copy(table):
    table.insert({"id": "A", "body": {"tags": ["x"]}})
    (held,) = table.all()
    table.update(lambda document: document["body"]["tags"].append("y"))
    assert held == {"id": "A", "body": {"tags": ["x"]}}
    assert table.all() == [{"id": "A", "body": {"tags": ["x", "y"]}}]


def test_a_function_that_fails_half_way_changes_nothing(table):
    table.insert_multiple([{"id": "A", "n": 1}, {"id": "B"}])
    with pytest.raises(KeyError):
        table.update(operations.add("n", 1))
    assert table.all() == [{"id": "A", "n": 1}, {"id": "B"}]


def test_a_condition_may_read_the_table_itself(table):
    table.insert_multiple([{"id": "A", "parent": "B"}, {"id": "B"}])
    parent_is_there = where("parent").test(lambda key: table.contains(doc_id=key))
    assert table.search(parent_is_there) == [{"id": "A", "parent": "B"}]


def test_what_was_returned_stays_when_the_table_changes(table):
    table.insert_multiple([{"id": "A"}, {"id": "B"}])
    documents = iter(table)
    table.truncate()
    assert list(documents) == [{"id": "A"}, {"id": "B"}]
    assert table.all() == []


def test_tables_are_named_dropped_and_persisted_when_empty(table):
    database = KeyDatabase(storage=lambda: table.storage)
    database.table("empty", persist_empty=True)
    table.insert({"id": "A"})
    assert database.tables() == {"objects", "empty"}
    database.drop_table("empty")
    assert database.tables() == {"objects"}
    database.drop_tables()
    assert table.all() == []


def test_a_table_that_cannot_be_dropped_from_the_file_stays(tmp_path):
    database = KeyDatabase(tmp_path / "gone" / "one.journal", storage=JournalStorage)
    database.table("objects").insert({"id": "A"})
    (tmp_path / "gone" / "one.journal").unlink()
    (tmp_path / "gone").rmdir()
    (tmp_path / "gone").write_text("no directory")
    with pytest.raises(StateWriteError):
        database.drop_table("objects")
    assert database.table("objects").all() == [{"id": "A"}]


def test_a_later_update_of_several_sees_what_an_earlier_one_did_and_happens_once(table):
    table.insert_multiple([{"id": "A", "kind": "xx", "n": 0}, {"id": "B", "kind": "yy", "n": 0}])
    updates = [
        (operations.add("n", 1), where("kind") == "yy"),
        (operations.add("n", 10), where("id").one_of(["A", "B"])),
        ({"kind": "zz"}, where("n") == 11),
        (operations.add("n", 100), where("kind") == "zz"),
    ]
    assert table.update_multiple(updates) == ["A", "B", "B", "B", "B"]
    assert table.all() == [
        {"id": "A", "kind": "xx", "n": 10},
        {"id": "B", "kind": "zz", "n": 111},
    ]


@pytest.mark.parametrize(
    "read",
    [
        list,
        lambda table: table.all(),
        lambda table: table.search(where("kind") == "x"),
        lambda table: table.get(where("n") == 1),
        lambda table: table.get(doc_ids=["A"]),
    ],
)
def test_whoever_reads_several_documents_keeps_commits_away_meanwhile(table, read):
    latch = table.storage.latch = CountedLatch()
    read(table)
    assert latch.entered == 1


def test_stock_code_that_updates_the_whole_table_still_works(table):
    table.insert_multiple([{"id": "A", "kind": "xx"}, {"id": "B"}, {"id": "C"}])

    def change(documents):
        documents["A"]["kind"] = "yy"
        del documents["B"]
        documents["D"] = {"id": "D"}

    table._update_table(change)  # noqa: SLF001 - what extensions of TinyDB call
    assert table.all() == [{"id": "A", "kind": "yy"}, {"id": "C"}, {"id": "D"}]
    assert table.count(where("kind") == "yy") == 1


STOCK_WRITES = ["insert", "insert_multiple", "update", "update_multiple", "remove", "truncate"]


@pytest.mark.parametrize("name", [*STOCK_WRITES, "upsert", "search", "__iter__", "get"])
def test_no_stock_method_that_walks_the_table_is_left(name):
    assert getattr(KeyTable, name) is not getattr(Table, name)


def test_the_stock_methods_that_are_left_are_known():
    own = set(vars(KeyTable))
    left = {name for name, value in vars(Table).items() if callable(value)} - own
    assert left - {"document_class", "query_cache_class"} == {
        "__len__",
        "__repr__",
        "_get_next_id",
        "all",
        "clear_cache",
        "contains",
        "count",
    }


@pytest.mark.parametrize("number", [1, 1000])
def test_a_write_puts_only_what_it_touches_into_the_journal(tmp_path, number):
    database = KeyDatabase(tmp_path / "one.journal", storage=JournalStorage)
    table = database.table("objects")
    table.insert_multiple({"id": f"A{n}", "kind": f"K{n}"} for n in range(number))
    before = database.storage.path.stat().st_size
    table.update({"kind": "L"}, where("kind") == "K0")
    table.upsert({"id": "B"}, where("id") == "B")
    table.remove(where("id") == "B")
    added = database.storage.path.read_bytes()[before:]
    assert [line[11:] for line in added.splitlines()] == [
        b'{"objects":{"A0":{"id":"A0","kind":"L"}}}',
        b'{"objects":{"B":{"id":"B"}}}',
        b'{"objects":{"B":null}}',
    ]


def test_the_query_cache_is_off(table):
    table.insert({"id": "A", "kind": "x"})
    table.search(where("kind") == "x")
    assert len(table._query_cache) == 0  # noqa: SLF001 - TinyDB shows it nowhere else


@pytest.mark.parametrize("storage", [MemoryStorage, CachingMiddleware(LiveStorage)])
def test_a_storage_that_takes_no_changes_is_refused(storage):
    with pytest.raises(TypeError, match="LiveStorage or a JournalStorage"):
        KeyDatabase(storage=storage).table("objects")


def test_a_commit_that_cannot_be_written_leaves_the_table_as_it_was(tmp_path):
    table = KeyDatabase(tmp_path / "one.journal", storage=JournalStorage).table("objects")
    table.insert({"id": "A", "kind": "x"})
    (tmp_path / "one.journal").unlink()
    with pytest.raises(StateWriteError):
        table.update({"kind": "y"})
    assert table.all() == [{"id": "A", "kind": "x"}]
    assert table.count(where("kind") == "x") == 1
