"""What is cut from a damaged journal, what refuses it, and what its neighbours notice."""

import json
import os
from zlib import crc32

import pytest
from store.examples import journal_of, put, record, stored

from mockserver.errors import StateCorrupt, StateError
from mockserver.store import open_store
from mockserver.store.journal_lines import encode


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
