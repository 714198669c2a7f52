"""
A tenant whose journal is damaged: told with file and line, discarded; all others go on.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from live import serving
from miniature import BOOKS, CONTRACT

from mockserver.store import open_store
from mockserver.store.seam import Store

HEALTH, TENANTS = "/__admin/health", "/__admin/tenants"


def write(client: httpx.Client, key: str, isbn: str) -> httpx.Response:
    body = {"books": [{"isbn": isbn}]}
    return client.put("/books/books", json=body, headers={"X-Key": key})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A state with three tenants, each with two books."""
    store = open_store(tmp_path / "state")
    with serving([(CONTRACT, BOOKS)], store=store) as live, live.client() as client:
        for key in ("first", "middle", "sound"):
            for isbn in ("1", "2"):
                assert write(client, key, isbn).status_code == 200
    return tmp_path / "state"


def journal_of(folder: Path, tenant: str) -> Path:
    name = f'"{tenant}"'.encode()
    (path,) = (path for path in folder.glob("*/*.journal") if name in path.read_bytes())
    return path


@pytest.fixture
def damaged(folder: Path) -> dict[str, Path]:
    """The files of a tenant without its first byte, and of one with a flip in its second line."""
    first, middle = journal_of(folder, "first"), journal_of(folder, "middle")
    first.write_bytes(b"X" + first.read_bytes()[1:])
    middle.write_bytes(middle.read_bytes().replace(b'"isbn":"1"', b'"isbn":"7"', 1))
    return {"first": first, "middle": middle}


@pytest.fixture
def client(folder: Path, damaged: dict[str, Path]) -> Iterator[httpx.Client]:
    with serving([(CONTRACT, BOOKS)], store=open_store(folder)) as live, live.client() as client:
        yield client


def told(client: httpx.Client) -> list[tuple[str, str, int]]:
    found = client.get(TENANTS).json().get("damaged", [])
    return [(one["tenant"], one["file"], one["line"]) for one in found]


def test_the_tenants_are_listed_and_the_damaged_ones_with_file_and_line(client, damaged):
    assert [one["tenant"] for one in client.get(TENANTS).json()["tenants"]] == ["sound"]
    assert told(client) == [
        ("first", str(damaged["first"]), 1),
        ("middle", str(damaged["middle"]), 2),
    ]
    health = client.get(HEALTH)
    assert (health.status_code, health.json()["status"]) == (200, "degraded")
    found = health.json()["vendors"]["books"]["damaged"]
    assert [(one["tenant"], one["line"]) for one in found] == [("first", 1), ("middle", 2)]


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", HEALTH),
        ("GET", TENANTS),
        ("GET", "/__admin/requests"),
        ("GET", "/__admin/clock"),
        ("GET", "/__admin/limits"),
        ("GET", "/__admin/faults"),
        ("GET", "/__admin/state?tenant=sound"),
        ("GET", "/__admin/export?tenant=sound"),
        ("GET", "/__admin/snapshots?tenant=sound"),
        ("PUT", "/__admin/snapshots/now?tenant=sound"),
        ("POST", "/__admin/reset"),
        ("POST", "/__admin/reset?tenant=sound"),
        ("DELETE", "/__admin/requests"),
        ("DELETE", "/__admin/tenants?tenant=sound"),
    ],
)
def test_everything_else_works(client, method, address):
    answer = client.request(method, address)
    assert answer.status_code == 200, answer.text


def test_a_call_that_names_a_damaged_tenant_says_why_not(client, damaged):
    for address in ("/__admin/state", "/__admin/export", "/__admin/snapshots"):
        for tenant, line in (("first", 1), ("middle", 2)):
            answer = client.get(f"{address}?tenant={tenant}")
            assert answer.status_code == 409
            assert answer.json()["damaged"]["line"] == line
            assert str(damaged[tenant]) in answer.json()["detail"]


def test_its_own_client_gets_the_vendors_500_and_the_log_one_line(client, caplog):
    for tenant in ("first", "middle"):
        caplog.clear()
        answers = [write(client, tenant, "3") for _ in range(3)]
        assert {answer.status_code for answer in answers} == {500}
        assert len(caplog.records) == 1
        assert caplog.records[0].exc_info is None
    assert write(client, "sound", "3").status_code == 200


def test_a_damaged_tenant_can_be_discarded_and_begins_anew(client, damaged):
    answer = client.delete(f"{TENANTS}?tenant=first&tenant=middle")
    assert answer.json() == {"deleted": ["first", "middle"]}
    assert not damaged["first"].exists()
    assert not damaged["middle"].exists()
    assert told(client) == []
    assert client.get(HEALTH).json()["status"] == "ok"
    assert write(client, "first", "3").status_code == 200
    assert sum(one["records"]["books"] for one in client.get(TENANTS).json()["tenants"]) == 3


def test_one_that_does_not_say_whose_it_is_goes_by_its_file(client, damaged):
    damaged["first"].write_bytes(b"\0" * 50)
    name = damaged["first"].stem
    assert {tenant for tenant, _, _ in told(client)} == {name, "middle"}
    assert client.delete(f"{TENANTS}?tenant={name}").json() == {"deleted": [name]}
    assert not damaged["first"].exists()


def test_a_disk_that_refuses_is_told_by_health_and_logged_once(folder, caplog, monkeypatch):
    store: Store = open_store(folder)
    with serving([(CONTRACT, BOOKS)], store=store) as live, live.client() as client:
        with monkeypatch.context() as patch:
            patch.setattr(os, "fdatasync", no_space)
            patch.setattr(os, "fsync", no_space)
            for isbn in ("3", "4", "5"):
                assert write(client, "sound", isbn).status_code == 500
            assert len(caplog.records) == 1
            assert caplog.records[0].exc_info is None
            health = client.get(HEALTH).json()
            assert health["status"] == "degraded"
            (unwritten,) = health["vendors"]["books"]["unwritten"]
            assert unwritten["tenant"] == "sound"
            assert "No space left on device" in unwritten["detail"]
            refused = client.post("/__admin/reset?tenant=sound")
            assert (refused.status_code, "No space left" in refused.json()["detail"]) == (503, True)
        assert write(client, "sound", "6").status_code == 200
        assert client.get(HEALTH).json()["status"] == "ok"
        (sound,) = client.get(f"{TENANTS}?tenant=sound").json()["tenants"]
        assert sound["records"] == {"books": 3}


def no_space(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_health_says_how_many_journals_nobody_has_read_yet(client: httpx.Client):
    def unchecked() -> tuple[int, int]:
        books = client.get(HEALTH).json()["vendors"]["books"]
        return books["unchecked"], len(books["damaged"])

    # The first line of "first" is damaged; the second of "middle", which nobody has read.
    assert unchecked() == (2, 1)
    write(client, "sound", "1")
    assert unchecked() == (1, 1)
    write(client, "middle", "1")
    assert unchecked() == (0, 2)
    write(client, "new", "1")
    assert unchecked() == (0, 2)
