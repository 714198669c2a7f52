"""
The orders of ``tests/declared/orders.yaml``, and of the guide to the suite, as somebody may serve
them: ``python orders_server.py PORT [BUG]``.

The bug ``one-transaction`` stores a request whole or not at all.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

KNOWN = {"number", "status", "total", "note", "updated"}
STATUSES = ("open", "paid", "shipped")


class Orders:
    """Orders by their number."""

    def __init__(self, *bugs: str) -> None:
        self.bugs = set(bugs)
        self.stored: dict[str, dict[str, Any]] = {}

    def save(self, sent: Any) -> tuple[int, Any]:
        if not isinstance(sent, list) or len(sent) > 100:
            return 400, {"detail": "send at most 100 orders"}
        before = {number: dict(order) for number, order in self.stored.items()}
        results = [self.result(order) for order in sent]
        if "one-transaction" in self.bugs and any("error" in each for each in results):
            self.stored = before
        return 200, results

    def result(self, order: dict[str, Any]) -> dict[str, Any]:
        number, wrong = order.get("number"), fault(order)
        if wrong:
            return {"number": str(number), "outcome": "refused", "error": wrong}
        old = self.stored.get(str(number))
        sent = {name: value for name, value in order.items() if name != "updated"}
        moment = datetime.now(UTC).isoformat()
        self.stored[str(number)] = {"status": "open", **(old or {}), **sent, "updated": moment}
        return {"number": number, "outcome": "updated" if old else "created"}

    def page(self, query: dict[str, list[str]]) -> tuple[int, Any]:
        asked = query.get("status")
        found = [row for row in self.stored.values() if not asked or row["status"] in asked]
        limit, page = (int(query.get(name, ["0"])[0]) for name in ("limit", "page"))
        if limit > 200:
            return 400, {"detail": "limit is at most 200"}
        limit, page = limit or 50, page or 1
        return 200, found[(page - 1) * limit : page * limit]

    def answer(self, method: str, path: str, content: bytes) -> tuple[int, Any]:
        address = urlsplit(path)
        _, _, number = address.path.removeprefix("/").partition("/")
        number = unquote(number)
        if method == "POST":
            return self.save(json.loads(content or b"null"))
        if method == "GET" and not number:
            return self.page(parse_qs(address.query))
        if number not in self.stored:
            return 404, {"detail": "there is no such order"}
        if method == "DELETE":
            del self.stored[number]
            return 204, None
        return 200, self.stored[number]


def fault(order: dict[str, Any]) -> str:
    """What is wrong with an order, empty when nothing is."""
    number, total = order.get("number"), order.get("total", 0)
    note, status = order.get("note"), order.get("status", "open")
    if not isinstance(number, str) or len(number) > 32:
        return "number must be a text of at most 32 characters"
    if set(order) - KNOWN:
        return f"{min(set(order) - KNOWN)} is not known"
    if not isinstance(total, int | float) or isinstance(total, bool) or total < 0:
        return "total must be a number from 0"
    if note is not None and not isinstance(note, str):
        return "note must be a text"
    return "" if status in STATUSES else "status must be open, paid or shipped"


def server_of(orders: Orders, port: int = 0) -> ThreadingHTTPServer:
    """A server on this machine, not started yet."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer

        def respond(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, body = orders.answer(self.command, self.path, content)
            text = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_DELETE = respond  # noqa: N815 the library's names

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    return server


@contextmanager
def serving_orders(*bugs: str) -> Iterator[str]:
    """The server, running in a thread of this process."""
    server = server_of(Orders(*bugs))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


if __name__ == "__main__":
    server_of(Orders(*sys.argv[2:]), int(sys.argv[1])).serve_forever()
