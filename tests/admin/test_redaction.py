"""
No secret in what the request log shows, whatever it is, wherever it stands, however it is written.
"""

from __future__ import annotations

import base64
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from live import serving
from miniature import BOOKS, CONTRACT

from mockserver.admin.redaction import REDACTED, SECRET_NAME, body_without, in_text, without
from mockserver.admin.request_matching import body_of
from mockserver.tenants.request_log import Text

SECRET = "hunter2-hunter2"


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    with (
        serving([(CONTRACT, BOOKS)], strict=False) as live,
        live.client(**{"X-Key": "abc"}) as client,
    ):
        yield client


def shown(client: httpx.Client, content: bytes = b"{}", target: str = "", **headers: str) -> str:
    """Everything that the log shows of one request, and what of it a list shows."""
    answer = client.request(
        "PUT",
        f"/books/books{target}",
        content=content,
        headers={"Content-Type": "application/json", **headers},
    )
    one = client.get(f"/__admin/requests/{answer.headers['X-Request-Id']}")
    assert one.status_code == 200, one.text
    return one.text + client.get("/__admin/requests").text


BODIES = {
    "a string": b'{"password": "hunter2-hunter2", "note": "hunter2-hunter2"}',
    "a number": b'{"password": 1234567890, "note": 1234567890, "text": "is 1234567890"}',
    "a list": b'{"secrets": ["hunter2-hunter2"], "note": "hunter2-hunter2"}',
    "a list of objects": b'{"token": [{"a": [{"b": "hunter2-hunter2"}]}], "x": "hunter2-hunter2"}',
    "an object": b'{"secret": {"value": "hunter2-hunter2"}, "note": "hunter2-hunter2"}',
    "a name and a value": b'{"rows": [{"name": "api_key", "value": "hunter2-hunter2"}]}',
    "below others": b'{"a": [{"b": {"authToken": "hunter2-hunter2"}}]}',
    "broken at the end": b'{"password": "hunter2-hunter2", "note": ',
    "broken before": b'{"a": , "password": "hunter2-hunter2", "note": "hunter2-hunter2"}',
    "broken inside": b'{"password": "hunter2-hunter2',
    "a broken list": b'{"secrets": ["a", "hunter2-hunter2", ',
    "a broken object": b'{"secret": {"a": "hunter2-hunter2", "b": [1',
    "a broken number": b'{"password": 1234567890, "note": "1234567890"',
    "in single quotes": b"{'password': 'hunter2-hunter2'}",
    "without quotes": b"{password: hunter2-hunter2}",
    "a form": b"grant=x&client_secret=hunter2-hunter2&note=hunter2-hunter2",
    "a line of a header": b"Authorization: Bearer hunter2-hunter2\r\n",
    "an escaped object": b'{"text": "{\\"password\\": \\"hunter2-hunter2\\"}", ',
    "bytes that are no text": b'\xff\xfe{"password": "hunter2-hunter2"}',
    "twice": b'{"password": "other-secret-1", "password": "hunter2-hunter2"}',
}


@pytest.mark.parametrize("body", BODIES)
def test_no_secret_of_a_body_is_shown(client: httpx.Client, body: str):
    text = shown(client, BODIES[body])
    assert "hunter2" not in text
    assert "1234567890" not in text
    assert REDACTED in text


@pytest.mark.parametrize(
    "body",
    [
        b'{"password": "hunter2-hunter2", "note": "hunter2-hunter2' + b"x" * 50_000 + b'"}',
        b'{"note": "' + b"x" * 16_350 + b'", "password": "hunter2-hunter2"}',
    ],
    ids=["cut behind", "cut within"],
)
def test_no_secret_of_a_large_body_is_shown(body: bytes):
    kept = body_of(Text.of(body))
    assert "hunter2" in str(kept)
    assert "hunter2" not in str(body_without(kept, list(in_text(kept))))


@pytest.mark.parametrize(
    "target",
    [
        "?token=hunter2-hunter2",
        "?token=hunter2",
        "?note=1&access_token=hunter2-hunter2&x=hunter2-hunter2",
        "?to%6ben=hunter2-hunter2",
        "?api_key=hunter2-%68unter2",
        "?signature=hunter2%2Fhunter2&x=hunter2/hunter2",
    ],
)
def test_no_secret_parameter_is_shown(client: httpx.Client, target: str):
    text = shown(client, target=target)
    assert "hunter2" not in text
    assert "%68unter2" not in text
    assert REDACTED in text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X-Auth-Token", SECRET),
        ("X-Token", "hunter2"),
        ("Proxy-Authorization", f"Bearer {SECRET}"),
        ("Cookie", f"session={SECRET}; other=1"),
        ("X-Signature", SECRET),
        ("X-Api-Key", SECRET),
    ],
)
def test_no_secret_header_is_shown(client: httpx.Client, name: str, value: str):
    text = shown(
        client, b'{"note": "hunter2-hunter2"}' if SECRET in value else b"{}", **{name: value}
    )
    assert "hunter2" not in text


def test_what_basic_credentials_stand_for_is_not_shown(client: httpx.Client):
    credentials = base64.b64encode(f"somebody:{SECRET}".encode()).decode()
    text = shown(client, b'{"note": "hunter2-hunter2"}', Authorization=f"Basic {credentials}")
    assert credentials not in text
    assert "hunter2" not in text


def test_a_secret_is_found_as_it_is_written_elsewhere(client: httpx.Client):
    body = '{"password": "a b/c\\"d\u00e9", "note": "a b/c\\"d\u00e9"}'
    text = shown(client, body.encode(), target="?x=a%20b%2Fc%22d%C3%A9&y=a+b%2Fc%22d%C3%A9")
    for form in ("a b/c", "a%20b", "a+b"):
        assert form not in text


def test_a_verification_that_fails_shows_no_secret_either(client: httpx.Client):
    shown(client, b'{"password": "hunter2", "other": {"token": ["hunter2"]}}', "?token=hunter2")
    wanted = {"where": {"/password": "x", "/other/token/0": "y", "/other": 1}, "target": "nowhere"}
    missed = client.post("/__admin/verify", json=wanted)
    assert missed.status_code == 422
    assert "hunter2" not in missed.text
    assert "'hunter2" not in missed.text


@pytest.mark.parametrize(
    "name",
    [
        "token",
        "X-Auth-Token",
        "access_token",
        "refreshToken",
        "tokens",
        "password",
        "passwd",
        "PASSWORD",
        "client_secret",
        "spm-api-key",
        "Set-Cookie",
        "apikey",
        "credentials",
        "private_key",
    ],
)
def test_a_name_that_tells(name: str):
    assert SECRET_NAME.search(name)


@pytest.mark.parametrize(
    "name",
    [
        "page_token",
        "nextPageToken",
        "next-page-token",
        "token_type",
        "tokenType",
        "tokenized",
        "access_token_expires_in",
        "idempotency_key",
        "cursor",
        "name",
        "key",
    ],
)
def test_a_name_that_tells_nothing(name: str):
    assert not SECRET_NAME.search(name)


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (b"a secret-value b", "a [redacted] b"),
        ([b"secret-value", 1], [REDACTED, 1]),
        ({"password": False, "secret": None}, {"password": False, "secret": None}),
        ({"a-s3cr3t-value": 1}, {"a-[redacted]": 1}),
        ({"token": 1.5}, {"token": REDACTED}),
    ],
)
def test_values_of_any_kind(value: Any, left: Any):
    assert without(value, ["secret-value", "s3cr3t-value"]) == left


def test_a_short_secret_is_taken_out_of_its_own_field_only():
    body = '{"password": "red", "color": "red", '
    assert body_without(body, []) == '{"password": [redacted], "color": "red", '


@pytest.mark.parametrize(
    "text",
    [
        "a" * 16_384,
        "token" * 3_277,
        "token:" * 2_731,
        'token:"' * 2_341,
        "token:[" * 2_341,
        "token " * 2_731,
        "token" + " " * 16_000,
        '"\\' * 8_000,
    ],
)
def test_no_body_takes_long(text: str):
    start = time.process_time()
    list(in_text(text))
    body_without(text, [])
    assert time.process_time() - start < 1
