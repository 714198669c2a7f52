"""``mockserver doctor``: what it finds in a state folder, and what it saves."""

import json

import pytest
from click.testing import CliRunner
from store.examples import put, record, stored

from mockserver.cli import main
from mockserver.store import open_store


@pytest.fixture
def folder(tmp_path):
    """Two tenants with three commits each."""
    store = open_store(tmp_path / "state")
    for tenant in ("one", "two"):
        for one in ("A", "B", "C"):
            put(store.tenant("square", tenant), record(one))
    store.close()
    return tmp_path / "state"


def journal_of(folder, tenant):
    name = f'"{tenant}"'.encode()
    (path,) = (path for path in folder.glob("*/*.journal") if name in path.read_bytes())
    return path


def doctor(*arguments):
    return CliRunner().invoke(main, ["doctor", *map(str, arguments)])


def reports(*arguments):
    answer = doctor(*arguments, "--json")
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    return answer.exit_code, {line["tenant"]: line for line in lines}


def test_a_sound_folder_is_reported_sound_and_left_as_it_is(folder):
    before = {path: path.read_bytes() for path in folder.glob("*/*")}
    code, found = reports(folder)
    assert code == 0
    assert sorted(found) == ["one", "two"]
    assert found["one"] == {
        "file": str(journal_of(folder, "one")),
        "vendor": "square",
        "tenant": "one",
        "version": 2,
        "lines": 4,
        "records": 3,
        "unfinished_bytes": 0,
        "damaged_line": None,
        "damage": None,
    }
    assert {path: path.read_bytes() for path in folder.glob("*/*")} == before


@pytest.mark.parametrize(
    ("place", "line", "kept"),
    [(0, 1, ["A", "B", "C"]), (1, 1, ["A", "B", "C"]), (b'"id":"B"', 3, ["A"])],
    ids=["first byte", "second byte", "third line"],
)
def test_a_damaged_journal_is_named_with_its_line_and_saved_up_to_there(
    folder, tmp_path, place, line, kept
):
    path = journal_of(folder, "one")
    whole = path.read_bytes()
    at = place if isinstance(place, int) else whole.index(place) + 6
    damaged = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
    path.write_bytes(damaged)
    code, found = reports(folder)
    assert code == 5
    assert found["one"]["damaged_line"] == line
    assert found["one"]["damage"].startswith(f"{path}: line {line} is damaged")
    assert found["two"]["damage"] is None

    code, found = reports(folder, "--repair", tmp_path / "out")
    assert (code, found["one"]["records"]) == (0, len(kept))
    assert path.read_bytes() == damaged
    store = open_store(tmp_path / "out")
    assert stored(store.tenant("square", "one")) == kept
    assert stored(store.tenant("square", "two")) == ["A", "B", "C"]
    store.close()


def test_a_journal_that_says_nothing_of_its_owner_is_reported_by_its_file_only(folder, tmp_path):
    path = journal_of(folder, "one")
    path.write_bytes(b"\0" * 100)
    code, found = reports(folder, "--repair", tmp_path / "out")
    assert code == 0
    assert found[None]["file"] == str(path)
    assert [one.name for one in (tmp_path / "out").glob("*/*")] == [journal_of(folder, "two").name]


def test_an_unfinished_commit_is_no_damage(folder):
    path = journal_of(folder, "one")
    path.write_bytes(path.read_bytes() + b"0123")
    code, found = reports(folder)
    assert (code, found["one"]["unfinished_bytes"]) == (0, 4)


def test_words_say_the_same(folder):
    path = journal_of(folder, "one")
    path.write_bytes(path.read_bytes().replace(b'"B"', b'"X"', 1))
    answer = doctor(folder)
    assert "damaged square/one: 1 records in 2 lines can be trusted. " in answer.stdout
    assert "sound   square/two: 3 records in 4 lines, version 2. " in answer.stdout
    assert f"1 damaged; mockserver doctor {folder} --repair OUT copies" in answer.stderr


def test_a_folder_that_is_served_missing_or_full_is_refused(folder, tmp_path):
    assert doctor(tmp_path / "nothing").exit_code == 2
    assert not (tmp_path / "nothing").exists()
    full = doctor(folder, "--repair", folder)
    assert (full.exit_code, "is not empty" in full.stderr) == (2, True)
    store = open_store(folder)
    served = doctor(folder)
    assert (served.exit_code, "another process uses this state" in served.stderr) == (5, True)
    store.close()
