"""The specimen vendor's server: it conforms, except for the defects it is given."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from typing import Any

from background import in_background


class Things:
    """
    Things by tenant and name. ``defects`` break one rule each; ``answers`` are given first.
    """

    def __init__(self, *defects: str, answers: Sequence[tuple[int, Any]] = ()) -> None:
        self.defects = set(defects)
        self.stored: dict[tuple[str, str], Any] = {}
        self.requests: list[str] = []
        self.answers = list(answers)
        self.reached, self.resume = threading.Event(), threading.Event()

    def answer(self, method: str, path: str, token: str | None, body: bytes) -> tuple[int, Any]:
        self.requests.append(f"{method} {path}")
        if self.answers:
            return self.answers.pop(0)
        if token is None and "open" not in self.defects:
            return 401, {"error": {"code": "NO_CREDENTIAL"}}
        tenant = "one" if "shared" in self.defects else str(token)
        name = path.removeprefix("/things").removeprefix("/")
        if method == "PUT":
            if "busy" in self.defects:
                return 429, {}
            if "refuses" in self.defects:
                return 400, {"error": {"code": "BAD"}}
            return self.put(tenant, json.loads(body)["things"])
        if method == "DELETE" and "breaks-on-delete" in self.defects:
            return 200, None
        if method == "DELETE" and "immortal" not in self.defects:
            self.stored.pop((tenant, name), None)
            return 200, {}
        if not name:
            owned = [row for (owner, _), row in self.stored.items() if owner == tenant]
            return 200, {"things": owned}
        found = self.stored.get((tenant, name))
        return (200, found) if found is not None else (404, {"error": {"code": "NOT_FOUND"}})

    def put(self, tenant: str, things: list[Any]) -> tuple[int, Any]:
        if len(things) > 3 and "unlimited" not in self.defects:
            return 400, {"error": {"code": "TOO_MANY", "place": "things"}}
        for thing in things:
            if not isinstance(thing["size"], int):
                place = "" if "placeless" in self.defects else "size"
                return 400, {"error": {"code": "BAD", "place": place}}
        if "stops-at-four" in self.defects and "zzz" in things[0]:
            self.stored[tenant, things[0]["name"]] = things[0]
            self.reached.set()
            self.resume.wait(20)
            return 200, {"things": things}
        for thing in things:
            if "drops" in self.defects:
                thing.pop("zzz", None)
            if "first-wins" not in self.defects or (tenant, thing["name"]) not in self.stored:
                self.stored[tenant, thing["name"]] = thing
        if "first-wins-once" in self.defects and things[0]["size"] == 2:
            self.defects.discard("first-wins-once")
            self.stored[tenant, things[0]["name"]] = things[0] | {"size": 1}
        return 200, {"things": things}


@contextmanager
def serving(things: Things) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer

        def respond(self) -> None:
            if "hangs-up" in things.defects and self.command == "PUT":
                self.close_connection = True
                self.connection.close()
                return
            length = int(self.headers.get("content-length") or 0)
            token = self.headers.get("authorization")
            status, body = things.answer(self.command, self.path, token, self.rfile.read(length))
            text = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_PUT = do_DELETE = respond  # noqa: N815 names of the standard library

        def log_message(self, *_: Any) -> None:
            pass

    with in_background(Handler) as url:
        yield url
