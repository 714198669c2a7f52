"""A journal stays in proportion to what it keeps, whatever happens to its compaction."""

from itertools import pairwise

from store.examples import record

from mockserver.errors import StateWriteError
from mockserver.store import JournalStorage
from mockserver.store.journal_file import JournalFile


def commit(storage, *records):
    storage.commit({"objects": {one["id"]: one for one in records}})


def test_a_journal_stays_in_proportion_to_what_it_keeps(tmp_path):
    storage = JournalStorage(tmp_path / "one.journal", fsync="none", floor=2_000)
    lengths = []
    for number in range(2_000):
        commit(storage, record(f"A{number % 20}", version=number))
        lengths.append(storage.path.stat().st_size)
    # Twenty records of about 90 bytes, twice, and one line more.
    assert max(lengths) < 5_000
    rewritten = sum(later < earlier for earlier, later in pairwise(lengths))
    assert 20 < rewritten < 150
    storage.close()
    again = JournalStorage(tmp_path / "one.journal")
    assert [one["version"] for one in again.read()["objects"].values()] == list(range(1980, 2000))


def test_a_compaction_keeps_the_order_of_the_records(tmp_path):
    storage = JournalStorage(tmp_path / "one.journal")
    commit(storage, record("B"), record("A"), record("C"))
    commit(storage, record("B", version=2))
    storage.compact()
    commit(storage, record("D"))
    storage.close()
    assert list(JournalStorage(storage.path).read()["objects"]) == ["B", "A", "C", "D"]


def test_a_large_state_is_rewritten_in_lines_of_limited_length(tmp_path):
    storage = JournalStorage(tmp_path / "one.journal")
    storage.replace({"objects": {f"A{n}": record(f"A{n}") for n in range(2_500)}})
    assert len(storage.path.read_bytes().splitlines()) == 4
    assert len(JournalStorage(storage.path).read()["objects"]) == 2_500


def test_journals_below_the_floor_are_left_alone(tmp_path):
    storage = JournalStorage(tmp_path / "one.journal", fsync="none", floor=10_000)
    for number in range(50):
        commit(storage, record("A", version=number))
    assert len(storage.path.read_bytes().splitlines()) == 51


def test_a_journal_that_only_grows_is_never_rewritten(tmp_path):
    storage = JournalStorage(tmp_path / "one.journal", fsync="none", floor=500)
    for number in range(100):
        commit(storage, record(f"A{number}"))
    storage.close()
    storage = JournalStorage(storage.path, fsync="none", floor=500)
    commit(storage, record("A0", version=2))
    assert len(storage.path.read_bytes().splitlines()) == 102


def test_dropping_records_makes_a_compaction_due(tmp_path):
    storage = JournalStorage(tmp_path / "one.journal", floor=500)
    commit(storage, *(record(f"A{n}") for n in range(100)))
    storage.commit({"objects": {f"A{n}": None for n in range(98)}})
    assert storage.path.stat().st_size < 500
    assert list(storage.read()["objects"]) == ["A98", "A99"]


def test_a_compaction_that_fails_does_not_fail_the_commit_that_caused_it(
    tmp_path, monkeypatch, caplog
):
    storage = JournalStorage(tmp_path / "one.journal", floor=500)
    commit(storage, record("A"))
    tried = []

    def refuse(_file, _lines):
        tried.append(1)
        raise StateWriteError("no space")

    with monkeypatch.context() as patch:
        patch.setattr(JournalFile, "rewrite", refuse)
        for number in range(12):
            commit(storage, record("A", version=number))
    assert storage.read()["objects"]["A"]["version"] == 11
    assert "stays as long as it is: no space" in caplog.text
    # Tried again when the journal had doubled, not at each commit.
    assert len(tried) == 2
    assert JournalStorage(storage.path).read()["objects"]["A"]["version"] == 11
