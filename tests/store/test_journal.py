"""What a journal keeps, cuts, refuses and survives."""

import gc
import logging
import os
import resource
import stat
from contextlib import contextmanager

import pytest
from store.examples import drop, ids, put, record, stored

from mockserver.errors import StateCorrupt, StateError, StateWriteError, UsageError
from mockserver.store import JournalStorage, open_store
from mockserver.store.journal_file import JournalFile
from mockserver.store.journal_lines import encode


@pytest.fixture
def directory(tmp_path):
    return tmp_path / "state"


@pytest.fixture
def reopen(directory):
    """Open the directory, after closing what this fixture opened before."""
    opened = []

    def again(**options):
        while opened:
            opened.pop().close()
        opened.append(open_store(directory, **options))
        return opened[-1].tenant("square", "token")

    yield again
    while opened:
        opened.pop().close()


def journal_of(directory):
    (path,) = (directory / "square").glob("*.journal")
    return path


@contextmanager
def no_space_beyond(size):
    """No file may grow beyond ``size`` bytes: writes stop half way, then fail."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


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
            b'{"format":"upsert-sandbox journal","version":1,'
            b'"label":{"vendor":"square","tenant":"token"}}'
        ),
        b'{"objects":{"A":{"id":"A"},"C":null},"others":{"B":{"id":"B"}}}',
    ]


def test_the_checksum_of_a_line_is_crc_32():
    # The check value of CRC-32 is defined over these nine digits.
    assert encode(123456789) == b"cbf43926 123456789\n"


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


def test_a_last_line_torn_at_any_byte_is_cut_and_earlier_commits_survive(directory, reopen):
    state = reopen()
    put(state, record("A"))
    put(state, record("B"))
    path = journal_of(directory)
    whole = path.read_bytes()
    kept = whole.rindex(b"\n", 0, -1) + 1
    for torn in range(kept, len(whole)):
        reopen()
        path.write_bytes(whole[:torn])
        assert stored(reopen()) == ["A"]
        assert path.stat().st_size == kept
    put(reopen(), record("C"))
    assert stored(reopen()) == ["A", "C"]


@pytest.mark.parametrize("damage", [b"\0" * 40 + b"\n", b"deadbeef {}\n", b"\n"])
def test_a_bad_last_line_with_an_end_is_cut_too(directory, reopen, caplog, damage):
    put(reopen(), record("A"))
    path = journal_of(directory)
    whole = path.read_bytes()
    path.write_bytes(whole + damage)
    assert stored(reopen()) == ["A"]
    assert path.read_bytes() == whole
    assert f"cut an unfinished commit of {len(damage)} bytes" in caplog.text


def test_damage_before_the_last_line_is_refused_with_file_line_and_remedy(directory, reopen):
    state = reopen()
    for one in ("A", "B", "C"):
        put(state, record(one))
    path = journal_of(directory)
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    offset = len(lines[0]) + len(lines[1])
    for place in (offset, offset + 8, offset + 20, offset + len(lines[2]) - 1):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(StateCorrupt) as caught:
            reopen()
        assert f"{path}: line 3 is damaged, at byte {offset}," in str(caught.value)
        assert f"truncate -s {offset} {path}" in str(caught.value)
    os.truncate(path, offset)
    assert stored(reopen()) == ["A"]


def test_a_damaged_first_line_is_refused_even_when_it_is_the_last(directory, reopen):
    put(reopen(), record("A"))
    path = journal_of(directory)
    for content in (b"", b"deadbeef {}\n", encode({"format": "other"}), encode([])):
        path.write_bytes(content)
        with pytest.raises(StateCorrupt, match="line 1 is damaged or this is no journal"):
            reopen()


def test_a_damaged_tenant_can_be_discarded_and_its_neighbours_used(directory):
    store = open_store(directory)
    put(store.tenant("square", "token"), record("A"))
    path = journal_of(directory)
    store.close()
    path.write_bytes(b"damage\n")
    store = open_store(directory)
    with pytest.raises(StateCorrupt):
        store.tenant("square", "token")
    put(store.tenant("square", "other"), record("B"))
    store.discard("square", "token")
    assert stored(store.tenant("square", "token")) == []
    store.close()


def test_another_version_of_the_format_is_refused(directory, reopen):
    put(reopen(), record("A"))
    path = journal_of(directory)
    path.write_bytes(encode({"format": "upsert-sandbox journal", "version": 2, "new": []}))
    with pytest.raises(
        StateError, match="in version 2 of the journal; this program reads version 1"
    ):
        reopen()


def test_the_file_of_somebody_else_is_refused(directory, reopen):
    put(reopen(), record("A"))
    path = journal_of(directory)
    path.write_bytes(path.read_bytes().replace(b"token", b"other"))
    with pytest.raises(StateCorrupt):
        reopen()
    path.write_bytes(
        encode(
            {
                "format": "upsert-sandbox journal",
                "version": 1,
                "label": {"vendor": "square", "tenant": "other"},
            }
        )
    )
    with pytest.raises(StateError, match="holds the state of somebody else"):
        reopen()


def test_a_full_disk_fails_the_commit_and_nothing_else(directory, reopen):
    state = reopen()
    put(state, record("A"))
    path = journal_of(directory)
    whole = path.read_bytes()
    with no_space_beyond(len(whole) + 10):
        with pytest.raises(StateWriteError, match="nothing was changed"):
            put(state, record("B"))
        assert path.read_bytes() == whole
        assert stored(state) == ["A"]
    put(state, record("C"))
    assert ids(reopen().contents()["objects"].values()) == ["A", "C"]


def test_a_full_disk_fails_a_replacement_and_nothing_else(directory, reopen):
    state = reopen()
    put(state, record("A"))
    with no_space_beyond(100), pytest.raises(StateWriteError):
        state.replace({"objects": {"B": record("B")}})
    assert stored(state) == ["A"]
    assert [path.suffix for path in directory.glob("square/*")] == [".journal"]
    assert stored(reopen()) == ["A"]


def test_a_full_disk_fails_the_first_commit_and_leaves_no_file(directory, reopen):
    state = reopen()
    with no_space_beyond(100), pytest.raises(StateWriteError):
        put(state, record("A"))
    assert list(directory.glob("square/*")) == []
    assert stored(state) == []
    put(state, record("B"))
    assert stored(reopen()) == ["B"]


def test_a_commit_that_the_disk_does_not_confirm_fails_and_is_cut_off(
    directory, reopen, monkeypatch
):
    state = reopen()
    put(state, record("A"))
    whole = journal_of(directory).read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fail_to_write)
        with pytest.raises(StateWriteError, match="Input/output error"):
            put(state, record("B"))
    assert journal_of(directory).read_bytes() == whole
    assert stored(state) == ["A"]


def test_the_policy_none_does_not_wait_for_the_disk_until_the_end(reopen, monkeypatch):
    state = reopen(fsync="none")
    waited = []
    monkeypatch.setattr(os, "fdatasync", waited.append)
    monkeypatch.setattr(os, "fsync", waited.append)
    put(state, record("A"))
    put(state, record("B"))
    # Only the new directory of the vendor, made once, is waited for.
    assert len(waited) == 1
    reopen()
    assert len(waited) > 1


def test_a_journal_that_cannot_be_cut_back_takes_nothing_more(reopen, monkeypatch):
    state = reopen()
    put(state, record("A"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fail_to_write)
        patch.setattr(os, "ftruncate", fail_to_write)
        with pytest.raises(StateWriteError):
            put(state, record("B"))
    with pytest.raises(StateWriteError, match="could not be cut off"):
        put(state, record("C"))
    assert stored(state) == ["A"]


def fail_to_write(*_arguments):
    raise OSError(5, "Input/output error")


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
