"""Views run in a pool of threads: nothing is lost, torn or waited for without need."""

import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from store.examples import put, record, stored

THREADS = 8


@pytest.fixture
def eager_switching():
    """Threads change places as often as the interpreter allows."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(interval)


def together(work, threads=THREADS):
    """Run ``work(number)`` in several threads that start at the same time."""
    start = Barrier(threads)

    def run(number):
        start.wait(timeout=30)
        return work(number)

    with ThreadPoolExecutor(threads) as pool:
        return [job.result(timeout=60) for job in [pool.submit(run, n) for n in range(threads)]]


def test_no_count_is_lost_when_threads_count_at_once(state, eager_switching):
    def count(_number):
        for _ in range(25):
            with state.transaction() as stage:
                stage.serial("ids")

    together(count)
    with state.transaction() as stage:
        assert stage.read_meter("ids") == 200


def test_no_document_is_lost_when_threads_insert_through_tinydb(state, eager_switching):
    table = state.database.table("objects")
    together(lambda number: [table.insert({"n": number}) for _ in range(25)])
    assert len(table) == 200
    assert sorted(map(int, (one.doc_id for one in table))) == list(range(1, 201))


def test_a_reader_never_sees_half_a_commit(state, eager_switching):
    put(state, record("A", version=500), record("B", version=500, refs=["X"]))

    def move(number):
        for _ in range(25):
            with state.transaction() as stage:
                left = stage.get("objects", "A")["version"] - number
                stage.put("objects", record("A", version=left))
                stage.put("objects", record("B", version=1000 - left, refs=[f"X{left % 2}"]))

    def watch(_number):
        sums = set()
        for _ in range(100):
            with state.reading() as view:
                sums.add(sum(one["version"] for one in view.all("objects")))
                sums.add(view.get("objects", "A")["version"] + view.get("objects", "B")["version"])
                found = [*view.find("objects", "refs", "X0"), *view.find("objects", "refs", "X1")]
                first = list(view.find("objects", "refs", "X"))
                sums.add(view.get("objects", "A")["version"] + (found + first)[0]["version"])
        return sums

    seen = together(lambda number: move(number) if number < THREADS / 2 else watch(number))
    assert [sums for sums in seen if sums] == [{1000}] * 4


def test_a_reader_does_not_wait_for_a_transaction_that_is_deciding(state):
    put(state, record("A"))
    deciding, done = Event(), Event()

    def decide():
        with state.transaction() as stage:
            stage.put("objects", record("B"))
            deciding.set()
            assert done.wait(timeout=30)

    with ThreadPoolExecutor(2) as pool:
        writer = pool.submit(decide)
        assert deciding.wait(timeout=30)
        try:
            assert pool.submit(stored, state).result(timeout=10) == ["A"]
        finally:
            done.set()
        writer.result(timeout=30)
    assert stored(state) == ["A", "B"]


def test_a_commit_does_not_wait_for_a_reader(state):
    with ThreadPoolExecutor(1) as pool, state.reading() as view:
        pool.submit(put, state, record("A")).result(timeout=10)
        assert list(view.all("objects")) == []
    assert stored(state) == ["A"]


def test_a_tenant_does_not_wait_for_another_ones_transaction(store, state):
    with ThreadPoolExecutor(1) as pool, state.transaction():
        pool.submit(put, store.tenant("square", "other"), record("A")).result(timeout=10)
    assert stored(store.tenant("square", "other")) == ["A"]


def test_threads_that_ask_for_a_new_tenant_at_once_get_one_object(store, eager_switching):
    def ask(_number):
        return [store.tenant("square", f"new-{one}").database.storage for one in range(50)]

    first, *others = together(ask)
    for found in others:
        assert [id(storage) for storage in found] == [id(storage) for storage in first]
