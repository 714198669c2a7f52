"""What a journal keeps, and how its lines look."""

import gc
import logging
import stat

import pytest
from store.examples import drop, journal_of, put, record, stored

from mockserver.errors import StateError, StateWriteError, UsageError
from mockserver.store import JournalStorage, open_store
from mockserver.store.journal_file import JournalFile
from mockserver.store.journal_lines import encode


@pytest.mark.parametrize("fsync", ["commit", "none"])
def test_a_restart_brings_back_what_was_committed(reopen, fsync):
    state = reopen(fsync=fsync)
    put(state, record("A"), record("B"))
    put(state, record("A", version=2))
    drop(state, "B")
    put(state, record("C"), collection="others")
    assert reopen(fsync=fsync).contents() == {
        "objects": {"A": record("A", version=2)},
        "others": {"C": record("C")},
    }


def test_a_restart_lists_the_tenants_that_have_a_file(directory):
    store = open_store(directory)
    put(store.tenant("square", "one"), record("A"))
    put(store.tenant("square", "two"), record("A"))
    store.tenant("square", "never written")
    put(store.tenant("propeller", "three"), record("A"))
    store.discard("square", "two")
    store.close()
    store = open_store(directory)
    assert store.tenants("square") == ["one"]
    assert store.tenants("propeller") == ["three"]
    store.discard("square", "one")
    assert list(directory.glob("square/*")) == []
    store.close()


def test_reading_a_new_tenant_writes_no_file(directory, reopen):
    assert stored(reopen()) == []
    assert list(directory.glob("*/*")) == []


def test_an_empty_transaction_writes_nothing(directory, reopen):
    with reopen().transaction():
        pass
    assert list(directory.glob("*/*")) == []


def test_names_are_credentials_and_stand_in_private_files_only(directory):
    store = open_store(directory)
    put(store.tenant("square", "EAAA-secret"), record("A"))
    path = journal_of(directory)
    assert "secret" not in str(path)
    assert b"EAAA-secret" in path.read_bytes()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    store.close()


def test_one_commit_is_one_line(directory, reopen):
    with reopen().transaction() as stage:
        stage.put("objects", {"id": "A"})
        stage.put("others", {"id": "B"})
        stage.drop("objects", "C")
    lines = journal_of(directory).read_bytes().splitlines()
    assert [line[9:] for line in lines] == [
        (
            b'1 {"format":"upsert-sandbox journal","version":2,'
            b'"label":{"vendor":"square","tenant":"token"}}'
        ),
        b'2 {"objects":{"A":{"id":"A"},"C":null},"others":{"B":{"id":"B"}}}',
    ]


def test_the_checksum_of_a_line_is_crc_32():
    # As gzip writes it at the end of a compressed "1 123456789", the other way round.
    assert encode(123456789, 1) == b"e0c30b68 1 123456789\n"


def test_numbers_and_texts_that_orjson_does_not_write_survive(reopen):
    odd = record("A", body={"big": 2**70, "half": "\ud800", "small": 0.1})
    put(reopen(), odd)
    assert reopen().contents() == {"objects": {"A": odd}}


def test_what_is_no_json_is_refused_before_anything_is_written(directory, reopen):
    state = reopen()
    put(state, record("A"))
    before = journal_of(directory).read_bytes()
    for value in ({1}, object()):
        with pytest.raises(TypeError):
            put(state, record("B", body=value))
    assert journal_of(directory).read_bytes() == before
    assert stored(state) == ["A"]


def test_a_file_that_somebody_else_moved_or_changed_is_noticed(directory, reopen):
    state = reopen()
    put(state, record("A"))
    path = journal_of(directory)
    whole = path.read_bytes()
    path.unlink()
    with pytest.raises(StateWriteError, match="No such file"):
        put(state, record("B"))
    path.write_bytes(whole + b"x")
    with pytest.raises(StateWriteError, match="changed by somebody else"):
        put(state, record("B"))
    assert path.read_bytes() == whole + b"x"
    assert stored(state) == ["A"]


def test_replacing_leaves_nothing_of_the_old_state_in_the_file(directory, reopen):
    state = reopen()
    for number in range(50):
        put(state, record("OLD", version=number))
    state.replace({"objects": {"NEW": record("NEW")}})
    assert b"OLD" not in journal_of(directory).read_bytes()
    assert len(journal_of(directory).read_bytes().splitlines()) == 2
    put(state, record("C"))
    assert stored(reopen()) == ["NEW", "C"]


def test_what_a_broken_compaction_left_behind_is_removed(directory, reopen):
    put(reopen(), record("A"))
    left = journal_of(directory).with_suffix(".new")
    left.write_bytes(b"half a journal")
    assert stored(reopen()) == ["A"]
    assert not left.exists()


def test_loading_leaves_the_garbage_collector_as_it_was(tmp_path, monkeypatch):
    storage = JournalStorage(tmp_path / "one.journal")
    storage.commit({"objects": {"A": record("A")}})
    seen = []
    load = JournalFile.load

    def watch(file):
        seen.append(gc.isenabled())
        yield from load(file)

    monkeypatch.setattr(JournalFile, "load", watch)
    JournalStorage(storage.path)
    assert gc.isenabled()
    gc.disable()
    try:
        JournalStorage(storage.path)
        assert not gc.isenabled()
    finally:
        gc.enable()
    assert seen == [False, False]


def test_a_directory_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "state").write_text("")
    with pytest.raises(StateError, match="cannot be used for state"):
        open_store(tmp_path / "state")


def test_a_vendors_name_that_is_no_name_is_refused(directory):
    store = open_store(directory)
    with pytest.raises(UsageError, match="no vendor's name"):
        store.tenant("../elsewhere", "token")
    store.close()


def test_a_quiet_start_logs_nothing(reopen, caplog):
    caplog.set_level(logging.INFO)
    put(reopen(), record("A"))
    assert stored(reopen()) == ["A"]
    assert caplog.text == ""
