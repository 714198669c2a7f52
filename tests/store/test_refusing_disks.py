"""A disk that is full or fails: what was refused never comes back."""

import os
import resource
import stat
from contextlib import contextmanager

import pytest
from store.examples import ids, journal_of, put, record, stored

from mockserver.errors import StateWriteError
from mockserver.store import open_store


@contextmanager
def no_space_beyond(size):
    """No file may grow beyond ``size`` bytes: writes stop half way, then fail."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


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


def test_a_refused_commit_does_not_come_back_when_it_could_not_be_cut_off(reopen, monkeypatch):
    state = reopen()
    put(state, record("A"))
    with monkeypatch.context() as patch:
        broken = iter([True])

        def fail_once(_descriptor):
            if next(broken, False):
                fail_to_write()

        patch.setattr(os, "fdatasync", fail_once)
        patch.setattr(os, "ftruncate", fail_to_write)
        with pytest.raises(StateWriteError):
            put(state, record("B"))
    assert stored(reopen()) == ["A"]


def directories_fail(descriptor):
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        fail_to_write()


def test_a_refused_replacement_does_not_come_back(directory, reopen, monkeypatch):
    state = reopen()
    put(state, record("A"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", directories_fail)
        with pytest.raises(StateWriteError, match="nothing was changed"):
            state.replace({"objects": {"B": record("B")}})
    put(state, record("C"))
    assert [path.suffix for path in directory.glob("square/*")] == [".journal"]
    assert stored(reopen()) == ["A", "C"]


def test_a_refused_first_commit_does_not_come_back(directory, reopen, monkeypatch):
    put(reopen(), record("A"))
    store = open_store(directory.parent / "second")
    (directory.parent / "second" / "square").mkdir()
    state = store.tenant("square", "token")
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", directories_fail)
        with pytest.raises(StateWriteError, match="nothing was changed"):
            put(state, record("B"))
    store.close()
    store = open_store(directory.parent / "second")
    assert stored(store.tenant("square", "token")) == []
    store.close()


def test_a_refused_discard_leaves_the_state(directory, reopen, monkeypatch):
    state = reopen()
    put(state, record("A"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", directories_fail)
        with pytest.raises(StateWriteError, match="nothing was changed"):
            state.discard()
    assert stored(state) == ["A"]
    put(state, record("B"))
    assert stored(reopen()) == ["A", "B"]


def test_a_disk_that_refuses_is_logged_once_and_told_until_it_takes_a_write(
    directory, caplog, monkeypatch
):
    store = open_store(directory)
    state = store.tenant("square", "token")
    put(state, record("A"))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", fail_to_write)
        for _ in range(3):
            with pytest.raises(StateWriteError):
                put(state, record("B"))
    assert len(caplog.records) == 1
    assert caplog.records[0].exc_info is None
    assert list(store.unwritten("square")) == ["token"]
    assert "Input/output error" in store.unwritten("square")["token"]
    put(state, record("C"))
    assert store.unwritten("square") == {}
    store.close()


def fail_to_write(*_arguments):
    raise OSError(5, "Input/output error")
