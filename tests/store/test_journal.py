"""What a journal keeps, cuts, refuses and survives."""

import gc
import json
import logging
import os
import resource
import stat
from contextlib import contextmanager
from zlib import crc32

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


@pytest.mark.parametrize(
    ("arranged", "line", "found"),
    [
        ((0, 1, 3), 3, 4),
        ((0, 2, 1, 3), 2, 3),
        ((0, 1, 2, 2, 3), 4, 3),
        ((0, 1, 2, 2), 4, 3),
        ((0, 2, 3), 2, 3),
    ],
    ids=["missing", "swapped", "doubled", "doubled at the end", "second missing"],
)
def test_a_line_that_is_missing_swapped_or_doubled_is_noticed(
    directory, reopen, arranged, line, found
):
    state = reopen()
    for one in ("A", "B", "C"):
        put(state, record(one))
    path = journal_of(directory)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[index] for index in arranged))
    with pytest.raises(StateCorrupt, match=f"line {line} bears the number '{found}'") as caught:
        reopen()
    assert (caught.value.file, caught.value.line) == (str(path), line)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([], "holds no collections"),
        ("objects", "holds no collections"),
        ({"objects": []}, "holds a collection that is none"),
        ({"objects": None}, "holds a collection that is none"),
        ({"objects": {"A": 5}}, "holds a record that is none"),
        ({"objects": {"A": None, "B": []}}, "holds a record that is none"),
    ],
)
def test_a_line_of_the_wrong_shape_is_damage_even_at_the_end(directory, reopen, value, message):
    put(reopen(), record("A"))
    path = journal_of(directory)
    whole = path.read_bytes()
    path.write_bytes(whole + encode(value, 3))
    with pytest.raises(StateCorrupt, match=f"line 3 {message}, at byte {len(whole)}"):
        reopen()


@pytest.mark.parametrize("text", [b"2 {", b"2 " + b"[" * 100_000, b"2", b"", b"two {}"])
@pytest.mark.parametrize("mark", [b" ", b"+"])
def test_a_line_that_proves_itself_and_is_no_json_is_damage(directory, reopen, text, mark):
    put(reopen(), record("A"))
    path = journal_of(directory)
    head = path.read_bytes().splitlines(keepends=True)[0]
    path.write_bytes(head + b"%08x%b%b\n" % (crc32(text), mark, text))
    with pytest.raises(StateCorrupt, match="line 2 "):
        reopen()


def test_a_compaction_numbers_its_lines_anew_and_commits_go_on_from_there(directory, reopen):
    state = reopen()
    for number in range(5):
        put(state, record("A", version=number))
    state.replace({"objects": {"A": record("A")}, "others": {"B": record("B")}})
    put(state, record("C"))
    lines = journal_of(directory).read_bytes().splitlines()
    assert [line[9:11] for line in lines] == [b"1 ", b"2 ", b"3 ", b"4 "]
    assert stored(reopen()) == ["A", "C"]


def unnumbered(value):
    text = json.dumps(value).encode()
    return b"%08x %b\n" % (crc32(text), text)


HEADER_1 = {
    "format": "upsert-sandbox journal",
    "version": 1,
    "label": {"vendor": "square", "tenant": "token"},
}


def test_a_journal_of_version_1_is_read_and_rewritten_in_version_2(directory, reopen):
    put(reopen(), record("A"))
    path = journal_of(directory)
    old = [HEADER_1, {"objects": {"B": record("B"), "C": record("C")}}, {"objects": {"B": None}}]
    path.write_bytes(b"".join(map(unnumbered, old)) + b"torn")
    assert stored(reopen()) == ["C"]
    assert b'1 {"format":"upsert-sandbox journal","version":2,' in path.read_bytes()
    put(reopen(), record("D"))
    assert stored(reopen()) == ["C", "D"]


def test_a_damaged_journal_of_version_1_is_refused_and_left_as_it_is(directory, reopen):
    put(reopen(), record("A"))
    path = journal_of(directory)
    old = unnumbered(HEADER_1) + b"damage\n" + unnumbered({"objects": {}})
    path.write_bytes(old)
    with pytest.raises(StateCorrupt, match="line 2 is damaged"):
        reopen()
    assert path.read_bytes() == old


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
    for content in (b"", b"deadbeef {}\n", encode({"format": "other"}, 1), encode([], 1)):
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


def test_a_damaged_tenant_is_told_with_file_and_line_and_its_neighbours_are_listed(directory):
    store = open_store(directory)
    for name in ("first", "middle", "sound"):
        for one in ("A", "B"):
            put(store.tenant("square", name), record(one))
    paths = {path: path.read_bytes() for path in directory.glob("square/*.journal")}
    store.close()
    files = {}
    for path, whole in paths.items():
        if b'"first"' in whole:
            path.write_bytes(b"X" + whole[1:])
            files["first"] = path
        elif b'"middle"' in whole:
            path.write_bytes(whole.replace(b'"A"', b'"Z"', 1))
            files["middle"] = path
    store = open_store(directory)
    assert store.tenants("square") == ["middle", "sound"]
    with pytest.raises(StateCorrupt):
        store.tenant("square", "middle")
    assert [(one.tenant, one.error.file, one.error.line) for one in store.damaged("square")] == [
        ("first", str(files["first"]), 1),
        ("middle", str(files["middle"]), 2),
    ]
    store.discard("square", "middle")
    store.discard("square", "first")
    assert store.damaged("square") == []
    assert store.tenants("square") == ["sound"]
    store.close()


def test_a_journal_whose_tenant_cannot_be_read_goes_by_the_name_of_its_file(directory):
    store = open_store(directory)
    put(store.tenant("square", "token"), record("A"))
    path = journal_of(directory)
    store.close()
    path.write_bytes(b"\0" * 300)
    store = open_store(directory)
    assert [one.tenant for one in store.damaged("square")] == [path.stem]
    store.discard("square", path.stem)
    assert store.damaged("square") == []
    assert not path.exists()
    store.close()


def test_another_version_of_the_format_is_refused(directory, reopen):
    put(reopen(), record("A"))
    path = journal_of(directory)
    path.write_bytes(encode({"format": "upsert-sandbox journal", "version": 3, "new": []}, 1))
    with pytest.raises(
        StateError, match="in version 3 of the journal; this program reads version 2 and before"
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
                "version": 2,
                "label": {"vendor": "square", "tenant": "other"},
            },
            1,
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
