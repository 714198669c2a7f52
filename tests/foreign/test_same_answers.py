"""
The sandbox answers from a contract as the real server does that the contract describes.

Each call is sent to both. Statuses are the same and bodies have the same form; sentences and
moments are each one's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
from foreign.servers import ForeignServer
from live import serving

from mockserver.declared import ContractFile, load_declared

HERE = Path(__file__).resolve().parent
OWN_WORDS = {"error", "errors", "created", "last_modified"}
"""Members whose values each server chooses itself."""

NOT_DESCRIBED = {"details", "message", "permissions"}
"""Members that the contract leaves out, or leaves to the server."""

Call = tuple[str, str, Any] | tuple[str, str, Any, Mapping[str, str]]
"""Method, path, body and headers; a body that is text is sent as it is, ``{ETag}`` the last one."""

ROWS = "/items/-/upsert"
DATASETTE: tuple[Call, ...] = (
    ("GET", "/items.json", None),
    ("POST", ROWS, {"rows": [{"id": "a", "name": "x"}, {"id": "b", "name": "y"}]}),
    ("GET", "/items/a.json?_shape=array", None),
    ("POST", ROWS, {"rows": [{"id": "a", "price": 3}]}),
    ("GET", "/items/a.json?_shape=array", None),
    ("POST", ROWS, {"rows": [{"id": "c", "name": "z"}, {"id": "d", "price": "many"}]}),
    ("GET", "/items/c.json?_shape=array", None),
    ("POST", ROWS, {"rows": [{"id": "a", "name": "z"}, {"name": "no id"}]}),
    ("POST", ROWS, {"rows": [{"id": "a", "colour": "red"}]}),
    ("POST", ROWS, {"rows": [{"id": "a", "name": None}]}),
    ("POST", ROWS, {"rows": [{"id": "a", "must": None}]}),
    ("POST", ROWS, {"rows": [{"id": "a", "sku": "S"}, {"id": "b", "sku": "S"}]}),
    ("GET", "/items/a.json?_shape=array", None),
    ("POST", ROWS, {"rows": [{"id": "t", "name": "1"}, {"id": "t", "name": "2"}]}),
    ("GET", "/items/t.json?_shape=array", None),
    ("POST", ROWS, {"rows": [{"id": f"n{n}"} for n in range(101)]}),
    ("POST", ROWS, {"rows": [{"id": f"n{n}"} for n in range(100)]}),
    ("POST", ROWS, {"rows": []}),
    ("POST", ROWS, "{"),
    ("POST", "/items/-/insert", {"rows": [{"id": "i", "name": "new"}]}),
    ("POST", "/items/-/insert", {"rows": [{"id": "j"}, {"id": "i", "name": "taken"}]}),
    ("GET", "/items/j.json?_shape=array", None),
    ("POST", "/items/-/insert", {"rows": [{"id": "k"}, {"id": "k"}]}),
    ("POST", "/items/i/-/update", {"update": {"price": 5}}),
    ("POST", "/items/i/-/update", {"update": {"colour": "red"}}),
    ("GET", "/items/i.json?_shape=array", None),
    ("POST", "/items/nothing/-/update", {"update": {"price": 5}}),
    ("GET", "/items.json?name=y", None),
    ("POST", "/items/i/-/delete", None),
    ("GET", "/items/i.json?_shape=array", None),
    ("POST", "/items/i/-/delete", None),
    ("PUT", ROWS, {"rows": []}),
)

RECORDS = "/buckets/default/collections/items/records"
KINTO: tuple[Call, ...] = (
    ("GET", RECORDS, None),
    ("PUT", f"{RECORDS}/a", {"data": {"name": "x", "price": 1}}),
    ("GET", f"{RECORDS}/a", None),
    ("PUT", f"{RECORDS}/a", {"data": {"name": "y"}}),
    ("GET", f"{RECORDS}/a", None),
    ("PATCH", f"{RECORDS}/a", {"data": {"price": 2}}),
    ("GET", f"{RECORDS}/a", None),
    ("PATCH", f"{RECORDS}/unknown", {"data": {"price": 2}}),
    ("PUT", f"{RECORDS}/a", {"data": {"name": "y"}, "surprise": 1}),
    ("PUT", f"{RECORDS}/b", {"data": {"anything": {"at": ["all"]}}}),
    ("POST", RECORDS, {"data": {"id": "a", "name": "again"}}),
    ("GET", f"{RECORDS}/a", None),
    ("POST", RECORDS, {"data": {"id": "c", "name": "new"}}),
    ("PUT", f"{RECORDS}/a", "{"),
    ("PUT", f"{RECORDS}/a", {"data": {"name": "z"}}),
    ("PUT", f"{RECORDS}/a", {"data": {"name": "current"}}, {"If-Match": "{ETag}"}),
    ("PUT", f"{RECORDS}/a", {"data": {"name": "stale"}}, {"If-Match": '"1"'}),
    ("PATCH", f"{RECORDS}/a", {"data": {"name": "stale"}}, {"If-Match": '"1"'}),
    ("DELETE", f"{RECORDS}/a", None, {"If-Match": '"1"'}),
    ("PUT", f"{RECORDS}/a", {"data": {"name": "new"}}, {"If-None-Match": "*"}),
    ("PUT", f"{RECORDS}/n", {"data": {"name": "new"}}, {"If-None-Match": "*"}),
    ("PUT", f"{RECORDS}/m", {"data": {"name": "new"}}, {"If-Match": "*"}),
    ("GET", f"{RECORDS}/a", None),
    ("DELETE", f"{RECORDS}/n", None, {"If-Match": "{ETag}"}),
    ("DELETE", f"{RECORDS}/n", None),
    ("DELETE", f"{RECORDS}/c", None),
    ("GET", f"{RECORDS}/c", None),
    ("DELETE", f"{RECORDS}/c", None),
    ("PUT", f"{RECORDS}/c", {"data": {"name": "back"}}),
    ("GET", f"{RECORDS}/c", None),
)


def form(value: Any) -> Any:
    """The answer without what each server says in its own words."""
    match value:
        case dict():
            kept = sorted(value.keys() - NOT_DESCRIBED)
            return {name: "..." if name in OWN_WORDS else form(value[name]) for name in kept}
        case list():
            return [form(each) for each in value]
        case _:
            return value


def answers(client: httpx.Client, calls: tuple[Call, ...]) -> Iterator[tuple[str, int, Any]]:
    tag = ""
    for number, (method, path, body, *more) in enumerate(calls):
        content = body if isinstance(body, str) else json.dumps(body) if body is not None else None
        headers = {"Content-Type": "application/json"} if content is not None else {}
        headers |= {n: said.replace("{ETag}", tag) for each in more for n, said in each.items()}
        answer = client.request(method, path, content=content, headers=headers)
        tag = answer.headers.get("ETag", tag) if method != "GET" or path != RECORDS else tag
        json_sent = answer.headers.get("content-type", "").startswith("application/")
        yield (
            f"{number} {method} {path}",
            answer.status_code,
            form(answer.json()) if json_sent and answer.content else answer.text,
        )


def both(
    foreign: ForeignServer, name: str, calls: tuple[Call, ...]
) -> list[list[tuple[str, int, Any]]]:
    contract = ContractFile(name, HERE / name / "contract.yaml")
    with serving([load_declared(contract)], strict=False) as live:
        said = []
        for url in (foreign.url, f"{live.url}/{name}"):
            headers = {"Authorization": foreign.authorization}
            with httpx.Client(base_url=url, headers=headers, trust_env=False) as client:
                said.append(list(answers(client, calls)))
    return said


def test_a_sandbox_of_datasette_answers_as_datasette_does(datasette: ForeignServer):
    real, ours = both(datasette, "datasette", DATASETTE)
    assert ours == real


def test_a_sandbox_of_kinto_answers_as_kinto_does(kinto: ForeignServer):
    real, ours = both(kinto, "kinto", KINTO)
    assert ours == real
