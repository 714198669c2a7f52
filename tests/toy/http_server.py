"""The toy API behind a socket."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from background import in_background

from toy.records import Refused
from toy.shop import Shop


@contextmanager
def serving(shop: Shop) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer

        def respond(self) -> None:
            content = self.rfile.read(int(self.headers.get("content-length") or 0))
            status, body = self.answer(content)
            text = b"" if body is None else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def answer(self, content: bytes) -> tuple[int, Any]:
            address = urlsplit(self.path)
            steps = [unquote(step) for step in address.path.strip("/").split("/")]
            query = parse_qs(address.query)
            try:
                tenant = shop.tenant_of(self.headers.get("authorization"))
                key = self.headers.get("idempotency-key")
                return shop.answer(tenant, self.command, steps, query, content, key)
            except Refused as refused:
                return refused.status, {"error": refused.text, "member": refused.member}

        do_GET = do_PUT = do_POST = do_PATCH = do_DELETE = respond  # noqa: N815 the library's names

        def log_message(self, *_: Any) -> None:
            pass

    with in_background(Handler) as url:
        yield url
