"""
The commands that talk to a running sandbox, as a user meets them.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner, Result
from live import Live, serving
from miniature import BOOKS, CONTRACT

from mockserver.cli import main
from mockserver.requests.vendor import load_vendors


@pytest.fixture
def live() -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)]) as served, served.client(**{"X-Key": "abc"}) as client:
        client.put("/books/books", json={"books": [{"isbn": "1", "title": "Tea"}], "key": "k"})
        yield served


def run(live: Live, *arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, env={"MOCKSERVER_URL": live.url})


def told(live: Live, *arguments: str) -> Any:
    answer = run(live, *arguments, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.stdout)


def test_a_state_is_looked_at_exported_reset_and_imported(live: Live, tmp_path: Path):
    file = str(tmp_path / "state.ndjson")
    assert told(live, "state")["collections"] == {"books": 1}
    assert told(live, "state", "books", "1")["record"]["body"]["title"] == "Tea"
    assert told(live, "state", "books", "1", "--history")["events"][0]["what"] == "created"
    assert run(live, "state", "--export", file).exit_code == 0
    assert run(live, "reset").stdout == "reset 1 tenants of books to seed\n"
    assert told(live, "state")["collections"] == {}
    assert told(live, "state", "--import", file)["collections"]["books"] == 1


def test_snapshots_are_kept_compared_and_restored(live: Live):
    assert run(live, "snapshot", "save", "a").stdout == "saved a: 1 records\n"
    assert told(live, "snapshot", "list")["snapshots"] == {"a": 1}
    told(live, "state", "books", "B1", "--set", '{"body": {"isbn": "1"}}')
    changed = told(live, "snapshot", "diff", "a")["collections"]["books"]["changed"]
    assert changed[0]["id"] == "B1"
    told(live, "snapshot", "restore", "a")
    assert told(live, "snapshot", "diff", "a")["collections"] == {}
    missing = run(live, "snapshot", "delete", "b")
    assert missing.stderr == "mockserver: no snapshot 'b'; there are: a\n"


def test_requests_are_listed_and_verified_with_an_exit_code(live: Live):
    listed = run(live, "requests", "--operation", "saveBooks").stdout
    assert "PUT" in listed
    assert "created 1" in listed
    assert run(live, "verify", "saveBooks", "--exactly", "1").exit_code == 0
    assert run(live, "verify", "saveBooks", "--item", "1=created").exit_code == 0
    missed = run(live, "verify", "saveBooks", "--where", '/books/0/title="Coffee"')
    assert missed.exit_code == 1
    assert "/books/0/title: wanted 'Coffee', got 'Tea'" in missed.stdout


def test_what_does_not_exist_is_refused_with_what_does(live: Live):
    for arguments in (
        ("verify", "saveBook", "--exactly", "0"),
        ("requests", "--operation", "saveBook"),
        ("explain", "saveBook", "{}"),
        ("limits", "saveBook"),
        ("limits", "saveBook", "--batch", "1"),
    ):
        refused = run(live, *arguments)
        assert refused.exit_code == 1, arguments
        told = "mockserver: no operation 'saveBook'; there are: getBook, saveBooks\n"
        assert refused.stderr == told
    for arguments in (("state", "book"), ("state", "book", "1"), ("state", "meters")):
        refused = run(live, *arguments)
        assert refused.exit_code == 1
        assert refused.stderr.endswith("; there are: books\n")


def test_clock_and_limits_are_set(live: Live):
    shown = run(live, "clock", "freeze", "2026-01-01", "--tenant", "abc").stdout
    assert shown.splitlines()[1] == "books/abc: frozen 2026-01-01T00:00:00.000Z"
    advanced = told(live, "clock", "advance", "60", "--tenant", "abc")
    assert advanced["tenants"][0]["now"] == "2026-01-01T00:01:00.000Z"
    advanced = told(live, "clock", "advance", "1h30m", "--tenant", "abc")
    assert advanced["tenants"][0]["now"] == "2026-01-01T01:31:00.000Z"
    assert run(live, "clock", "advance", "soon").exit_code == 2
    assert run(live, "clock", "advance").exit_code == 2
    limits = ("limits", "saveBooks", "--batch", "1", "--rate", "5/requests/1")
    assert told(live, *limits)["set"] == {
        "records-per-batch": 1,
        "rate": {"unit": "requests", "most": 5, "per_s": 1},
    }
    assert run(live, "limits", "saveBooks", "--rate", "5").exit_code == 2
    assert "saveBooks" in run(live, "limits").stdout


def test_readings_are_shown_chosen_and_taken_back():
    with serving(load_vendors(["square"])) as live:
        chosen = told(live, "readings", "refused-key=spent", "--tenant", "abc")
        assert chosen == {"vendor": "square", "readings": {"refused-key": "spent"}}
        shown = run(live, "readings", "--tenant", "abc").stdout.splitlines()[1]
        assert shown.split()[:3] == ["square", "refused-key", "spent"]
        assert told(live, "readings", "--clear", "--tenant", "abc") == {"cleared": ["square"]}
        assert run(live, "readings", "--tenant", "abc").stdout.splitlines()[1].split()[2] == "free"
        misspelt = run(live, "readings", "refused-key")
        assert misspelt.exit_code == 2
        assert "'refused-key': write NAME=CHOICE, refused-key=spent" in misspelt.stderr


def test_a_body_is_explained(live: Live):
    body = json.dumps({"books": [{"isbn": "1"}, {"isbn": ""}]})
    shown = run(live, "explain", "saveBooks", body).stdout
    assert "unchanged" in shown.splitlines()[1]
    assert "invalid-record at books[1].isbn: minLength wants 1" in shown.splitlines()[2]


def test_the_address_is_printed_for_other_programs(live: Live):
    shown = run(live, "env", "--tenant", "abc", "--format", "dotenv").stdout.splitlines()
    assert shown == [
        f'MOCKSERVER_URL="{live.url}"',
        f'BOOKS_URL="{live.url}/books"',
        'BOOKS_KEY="abc"',
    ]


def test_where_nothing_answers_a_command_ends_in_one_line():
    answer = CliRunner().invoke(main, ["state", "--url", "http://127.0.0.1:1"])
    assert answer.exit_code == 1
    assert answer.stderr.startswith("mockserver: no sandbox answers at http://127.0.0.1:1 (")
    assert len(answer.stderr.splitlines()) == 1


def command(*arguments: str, url: str = "", token: str = "") -> subprocess.CompletedProcess[str]:
    environ = {**os.environ, "MOCKSERVER_URL": url, "MOCKSERVER_ADMIN_TOKEN": token}
    return subprocess.run(
        [sys.executable, "-m", "mockserver", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env=environ,
    )


def test_a_sandbox_goes_up_with_a_seed_and_a_token_and_down_again():
    options = ("--port", "0", "--seed", "example", "--admin-token", "s3cret")
    up = command("up", "--wait", "30", "square", *options)
    assert up.returncode == 0, up.stderr
    url = json.loads(up.stdout)["url"]
    try:
        with httpx.Client(trust_env=False) as client:
            address = f"{url}/square/v2/catalog/list?types=TAX"
            listed = client.get(address, headers={"Authorization": "Bearer seller-1"})
        assert listed.json()["objects"][0]["tax_data"]["name"] == "VAT"
        refused = command("state", url=url)
        assert (refused.returncode, "admin token" in refused.stderr) == (1, True)
    finally:
        down = command("down", url=url, token="s3cret")
    assert (down.returncode, json.loads(down.stdout)["event"]) == (0, "stopped")


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("square", "--seed", "nowhere"), 3, "nowhere: neither a seed of a served vendor nor"),
        (("square", "--seed-dir", "nowhere"), 3, "nowhere: no folder of seeds"),
    ],
)
def test_a_bad_seed_stops_the_start(options: tuple[str, ...], code: int, words: str):
    answer = command("serve", "--port", "0", *options)
    assert (answer.returncode, answer.stdout) == (code, "")
    assert words in answer.stderr


def test_a_sandbox_that_cannot_start_says_why():
    answer = command("up", "--detach", "--port", "0", "--seed", "nowhere")
    assert answer.returncode == 1
    assert answer.stderr.startswith("mockserver: nowhere: neither a seed")
