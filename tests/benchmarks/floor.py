"""
The least that a durable server does: parse, store in a dictionary, sync to disk, answer.

A bare ASGI application, and the same work on stock Connexion with stock TinyDB:

    python tests/benchmarks/floor.py floor|stock PORT FOLDER
"""

from __future__ import annotations

import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import orjson
import uvicorn

Message = dict[str, Any]


def records_of(body: Any) -> list[Any]:
    """The records of a body: itself, its only list, or those of its batches."""
    if isinstance(body, list):
        return body
    for name in ("batches", "customers"):
        if name in body:
            found: list[Any] = body[name]
            return (
                [each for batch in found for each in batch["objects"]] if name[0] == "b" else found
            )
    return [body.get("object", body)]


class Floor:
    """Keeps the last body of each path, and every record by its number."""

    def __init__(self, folder: Path) -> None:
        self.stored: dict[str, Any] = {}
        self.records: dict[int, Any] = {}
        self.file = os.open(folder / "journal", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    async def __call__(
        self,
        scope: Message,
        receive: Callable[[], Awaitable[Message]],
        send: Callable[[Message], Awaitable[None]],
    ) -> None:
        if scope["type"] != "http":
            return
        pieces, more = [], True
        while more:
            message = await receive()
            pieces.append(message.get("body", b""))
            more = message.get("more_body", False)
        if scope["method"] == "GET":
            answer = orjson.dumps(self.stored.get("last", {}))
        else:
            raw = b"".join(pieces)
            body = orjson.loads(raw)
            records = records_of(body)
            for record in records:
                self.records[len(self.records)] = record
            self.stored["last"] = records[0]
            answer = orjson.dumps(records)
            os.write(self.file, raw + b"\n")
            os.fdatasync(self.file)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answer)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


def stock(folder: Path) -> Any:
    """Connexion as its documentation has it, over TinyDB as its documentation has it."""
    from connexion import FlaskApp  # noqa: PLC0415 the floor does not wait for it
    from connexion.resolver import Resolver  # noqa: PLC0415
    from tinydb import TinyDB  # noqa: PLC0415

    table = TinyDB(folder / "stock.json").table("records")

    def get(rest: str) -> Any:
        return table.get(doc_id=1) or {"path": rest}

    def write(rest: str, body: Any) -> Any:
        records = records_of(body)
        table.insert_multiple([dict(record) for record in records])
        return records

    answer = {"responses": {"200": {"description": "The records."}}}
    sent = {"requestBody": {"content": {"application/json": {"schema": {}}}}}
    name = {"name": "rest", "in": "path", "required": True, "schema": {"type": "string"}}
    operations = {
        "get": {"operationId": "get", "parameters": [name], **answer},
        "post": {"operationId": "post", "parameters": [name], **sent, **answer},
        "put": {"operationId": "put", "parameters": [name], **sent, **answer},
    }
    app = FlaskApp("stock")
    document = {
        "openapi": "3.0.3",
        "info": {"title": "stock", "version": "1"},
        "paths": {f"/{'/'.join('{' + part + '}' for part in ['rest'])}": operations},
    }
    app.add_api(document, resolver=Resolver({"get": get, "post": write, "put": write}.__getitem__))
    return app


def main() -> None:
    kind, port, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    app = Floor(folder) if kind == "floor" else stock(folder)
    uvicorn.run(
        app,
        port=port,
        log_level="error",
        access_log=False,
        lifespan="on" if kind == "stock" else "off",
    )


if __name__ == "__main__":
    main()
