"""Whatever a target sends as an answer, or never finishes: a verdict, a report, no traceback."""

from __future__ import annotations

import gzip
import io
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from specimen import SPECIMEN

from conformance.catalogue.profile import read_profile
from conformance.cli.console import Console
from conformance.expectations import ABSENT
from conformance.http.answer_json import read_json
from conformance.http.wire import AnswerBounds, Message, Wire
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Broken, Untested
from conformance.reports import FORMATS
from conformance.reports.json_report import read_report
from conformance.reports.report import Report
from conformance.runner.run import Run
from conformance.runner.run_settings import RunSettings

JSON = b"content-type: application/json\r\n"
LIST = b'{"things": []}'

Part = Callable[[], Iterator[bytes]]


def plain(body: bytes, headers: bytes = JSON) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n" + headers + b"content-length: %d\r\n\r\n" % len(body) + body


def endless() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n"
    while True:
        yield b"[" * 2**16


def bomb() -> Iterator[bytes]:
    """A megabyte that unpacks to a gigabyte."""
    packed = gzip.compress(bytes(2**20)) * 1024
    yield from plain(packed, JSON + b"content-encoding: gzip\r\n")


def dripping_body() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n" + JSON + b"\r\n"
    yield from dripping()


def dripping() -> Iterator[bytes]:
    for _piece in range(250):  # five seconds in all
        time.sleep(0.02)  # less than any time-out of a single read
        yield b" "


def dripping_headers() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nx-drip: "
    yield from dripping()


ANSWERS: dict[str, Part] = {
    "an endless body": endless,
    "a body that unpacks to a gigabyte": bomb,
    "a body that drips": dripping_body,
    "headers that drip": dripping_headers,
    "no HTTP": lambda: iter([b"hello\r\n\r\n"]),
    "nothing": lambda: iter([]),
    "gzip that is none": lambda: plain(b"no", JSON + b"content-encoding: gzip\r\n"),
    "an unknown encoding": lambda: plain(b"\x00\xff", JSON + b"content-encoding: zz\r\n"),
    "an unknown charset": lambda: plain(
        b"\xff{}", b"content-type: application/json; charset=x\r\n"
    ),
    "100,000 brackets": lambda: plain(b"[" * 100_000 + b"]" * 100_000),
    "an object nested 500 times": lambda: plain(b'{"things":' * 500 + b"1" + b"}" * 500),
    "a lone surrogate": lambda: plain(rb'{"name": "\ud800", "size": "\udfff", "error": "\ud83d"}'),
    "a surrogate in UTF-8": lambda: plain(b'{"name": "\xed\xa0\x80"}'),
    "a list": lambda: plain(b'["x"]'),
    "lists in place of objects": lambda: plain(b'{"error": ["x"], "things": [["x"]]}'),
    "null": lambda: plain(b"null"),
    "infinity": lambda: plain(b'{"size": Infinity, "name": 1e999}'),
    "a number of 5,000 digits": lambda: plain(b'{"size": ' + b"9" * 5000 + b"}"),
    "a broken redirect": lambda: iter([b"HTTP/1.1 302 x\r\nlocation: http://[\r\n\r\n"]),
    "control characters without JSON": lambda: plain(b"\x1b[31m\x00\x08[/red]"),
    "control characters": lambda: plain(b'{"error": {"code": "\\u001b[31m\\u0000[/red]"}}'),
}


@contextmanager
def answering(parts: Part, first: int = 0) -> Iterator[str]:
    """A server whose every answer is this; the ``first`` ones are lists of things."""
    over = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))
    left = [first]

    def serve(connection: socket.socket) -> None:
        with connection:
            connection.settimeout(5)
            try:
                connection.recv(2**16)
                left[0] -= 1
                for part in (
                    parts() if left[0] < 0 else plain(LIST, JSON + b"connection: close\r\n")
                ):
                    if over.is_set():
                        return
                    connection.sendall(part)
            except OSError:
                return  # the client has had enough

    def accept() -> None:
        while not over.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.fixture
def quick(monkeypatch):
    """Answers have little time and little room."""
    monkeypatch.setitem(Wire.__init__.__kwdefaults__, "answers", AnswerBounds(0.8, 2**20))


@pytest.mark.parametrize("parts", ANSWERS.values(), ids=ANSWERS)
@pytest.mark.usefixtures("quick")
def test_every_rule_gets_a_verdict_and_every_report_is_written(command, tmp_path, parts):
    words = [word for name in FORMATS for word in ("--report", f"{name}={tmp_path}/run.{name}")]
    started = time.monotonic()
    with answering(parts, first=1) as url:
        result = command("check", url, "--vendor", "specimen", "--skip", "SPC-09", *words)
    assert result.exit_code in {1, 3}, result.output
    assert time.monotonic() - started < 30
    report = read_report(tmp_path / "run.json")
    assert len(report.results) == len(SPECIMEN.catalogue)
    assert [each.reason for each in report.results if each.verdict == "ERROR"] == []
    assert all((tmp_path / f"run.{name}").stat().st_size for name in FORMATS)
    assert "Traceback" not in result.output
    assert "\x1b" not in result.output


STRANGERS = {name: parts for name, parts in ANSWERS.items() if name != "lists in place of objects"}
"""Answers that are no list of things."""


@pytest.mark.parametrize("parts", STRANGERS.values(), ids=STRANGERS)
@pytest.mark.usefixtures("quick")
def test_a_target_that_greets_so_is_refused_in_one_line(command, parts):
    with answering(parts) as url:
        result = command("check", url, "--vendor", "specimen")
    assert result.exit_code == 2
    assert len(result.output.splitlines()) == 1


def test_what_a_target_calls_its_records_is_printed_as_it_is(serve):
    run = Run(RunSettings(serve(), SPECIMEN, read_profile(SPECIMEN.profile)))
    left = [LedgerEntry("thing", "cf-1", "[/red]\x1b[2J")]
    report = Report("specimen", run.as_json(), {}, [], "", "", left=left)
    printed = io.StringIO()
    with closing(run):
        console = Console(run)
        console.out.file = printed
        console.summary(report)
    assert "left behind: thing cf-1 [/red][2J\n" in printed.getvalue()


def sent(parts: Part, **bounds: float) -> bytes:
    answers = AnswerBounds(**bounds)  # type: ignore[arg-type] # a size is an int
    with answering(parts) as url, closing(Wire(url, answers=answers)) as wire:
        return wire.send(Message("GET", "/things")).answer


@pytest.mark.parametrize("parts", [endless, bomb])
def test_an_answer_is_read_up_to_its_largest_size(parts):
    with pytest.raises(Untested, match="the answer to GET /things is longer than 1000000 bytes"):
        sent(parts, size=1_000_000)
    assert sent(lambda: plain(b"x" * 1000, b"connection: close\r\n"), size=1000) == b"x" * 1000


@pytest.mark.parametrize("parts", [dripping_body, dripping_headers])
def test_an_answer_has_one_deadline_as_a_whole(parts):
    started = time.monotonic()
    with pytest.raises(Untested, match="no answer to GET /things in time"):
        sent(parts, seconds=0.2)
    assert time.monotonic() - started < 2


def test_a_body_that_is_not_encoded_as_it_says_is_the_fault_of_the_target():
    with pytest.raises(Broken, match="not encoded as its headers say"):
        sent(ANSWERS["gzip that is none"])


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"\xff", b"[" * 100_000, b"[" * 201 + b"]" * 201, b"NaN", b"[-Infinity]", b"1e999"],
    ids=["empty", "cut", "no text", "brackets", "201 levels", "NaN", "-Infinity", "1e999"],
)
def test_what_is_no_json_that_can_be_used_is_absent(text):
    assert read_json(text) is ABSENT


def test_what_can_be_used_is_read_as_it_is():
    assert read_json(b'{"a": [1, 2.5, "\xc3\xa9", "\\ud83d\\ude00"]}') == {"a": [1, 2.5, "é", "😀"]}
    assert read_json(b"[" * 200 + b"]" * 200) is not ABSENT


def test_lone_surrogates_become_replacement_characters():
    found = read_json(rb'{"\ud800a": ["\udfffb", {"c": "\ud83d\ude00\ud83d"}]}')
    assert found == {"\ufffda": ["\ufffdb", {"c": "😀\ufffd"}]}
    assert json.dumps(found, ensure_ascii=False).encode()
