"""
The one form of an address, and the hosts that a request may name, as bytes on a socket.
"""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from live import Live, serving
from miniature import BOOKS, CONTRACT


@pytest.fixture(scope="module", params=[None, "books"], ids=["below its name", "at the root"])
def live(request: pytest.FixtureRequest) -> Iterator[Live]:
    with serving([(CONTRACT, BOOKS)], root=request.param) as served:
        yield served


def ask(live: Live, target: str, method: str = "GET", **headers: str) -> tuple[int, str, str]:
    """Status, media type and body of an answer to a target that no client library tidies up."""
    connection = http.client.HTTPConnection(urlsplit(live.url).netloc, timeout=30)
    try:
        connection.request(method, target, headers={"X-Key": "abc", **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers["Content-Type"] or "", answer.read().decode()
    finally:
        connection.close()


@pytest.mark.parametrize(
    "target",
    [
        "//books/books/1",
        "/books//books/1",
        "/books/books//1",
        "/%2Fbooks/books/1",
        "/books/./books/1",
        "/books/x/../books/1",
        "/books/%2e%2e/__admin/health",
        "/books/books/1%0A",
        "/books/books/%00",
    ],
)
def test_an_address_of_a_vendor_in_another_form_is_unknown_in_its_words(live: Live, target: str):
    status, _, body = ask(live, target)
    assert (status, json.loads(body)["reason"]) == (404, "no-route")


@pytest.mark.parametrize(
    "target",
    [
        "//__admin/health",
        "///__admin/health",
        "/%2F__admin/health",
        "/__admin//health",
        "/__admin/./health",
        "/__admin/x/../health",
        "/__admin/health/",
        "/__admin/state/books%0A",
        "/__admin",
    ],
)
@pytest.mark.parametrize("host", ["127.0.0.1", "rebound.example"])
def test_an_address_of_the_control_plane_in_another_form_leads_nowhere(
    live: Live, target: str, host: str
):
    status, media, body = ask(live, target, Host=host)
    assert status in {403, 404}
    assert media == "application/problem+json"
    assert "uptime" not in body


@pytest.mark.parametrize("target", ["/__admin/health", "/__admin%2Fhealth", "/%5F_admin/health"])
def test_the_host_is_checked_however_the_control_plane_is_spelled(live: Live, target: str):
    assert ask(live, target, Host="127.0.0.1")[0] == 200
    assert ask(live, target, Host="rebound.example")[0] == 403
    assert ask(live, target, Origin="http://rebound.example")[0] == 403


ODD = ["[", "[::1", "a b", "x@127.0.0.1", "127.0.0.1:x", "http://127.0.0.1", "a" * 5000, "\xe9"]


@pytest.mark.parametrize("host", ODD)
def test_a_host_that_is_none_opens_nothing_and_breaks_nothing(live: Live, host: str):
    assert ask(live, "/__admin/health", Host=host)[0] == 403
    assert ask(live, "/books/books/1", Host=host)[0] == 404
    status, _, body = ask(live, "/__admin/openapi.json", Host=host)
    assert (status, json.loads(body)["servers"][0]["url"]) == (200, f"{live.url}/__admin")


@pytest.mark.parametrize("origin", ["[", "http://[", "null", "http://", "\xe9", "//127.0.0.1"])
def test_an_origin_that_is_none_opens_nothing(live: Live, origin: str):
    assert ask(live, "/__admin/health", Origin=origin)[0] == 403


@pytest.mark.parametrize(
    ("method", "target", "allowed"),
    [
        ("TRACE", "/__admin/tenants", "DELETE, GET, HEAD, POST"),
        ("GET", "/__admin/verify", "POST"),
        ("GET", "/__admin/requests/find", "POST"),
    ],
)
def test_the_control_plane_says_which_methods_an_address_has(
    live: Live, method: str, target: str, allowed: str
):
    with live.client() as client:
        answer = client.request(method, target)
    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
