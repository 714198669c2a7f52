"""
The smallest vendor that has everything the shell must handle: shelves of books.

Books are upserted by their ``isbn`` in batches; a shelf has one writer; keys are idempotent.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mockserver.contract.document import check_contract
from mockserver.core.reasons import Reason, Refusal, render
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import ByKey, Command, Draft, Item, Outcome, Policy, Stamp, Write
from mockserver.core.view import Seen, Stage, View
from mockserver.provider import Provider, Read, Request, Response, Upsert

ANSWERS = {
    status: {"description": "an answer", "content": {"application/json": {"schema": {}}}}
    for status in ("200", "400", "401", "403", "404", "413", "415", "429", "500")
}

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Books", "version": "1"},
    "security": [{"key": []}],
    "x-upsert": {
        "collections": {"books": {"keys": ["isbn"]}},
        "idempotency": {"kept": "PT24H"},
    },
    "paths": {
        "/books": {
            "put": {
                "operationId": "saveBooks",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["books"],
                                "additionalProperties": False,
                                "properties": {
                                    "key": {"type": "string", "x-upsert": "idempotency-key"},
                                    "books": {
                                        "type": "array",
                                        "maxItems": 3,
                                        "items": {"$ref": "#/components/schemas/Book"},
                                        "x-upsert": "records",
                                    },
                                },
                            }
                        }
                    },
                },
                "responses": ANSWERS,
                "x-upsert": {
                    "upsert": "books",
                    "merge": "patch",
                    "none-accepted": "refuse",
                    "writers": "one",
                    "limits": {"bytes": 1000},
                },
            }
        },
        "/books/{isbn}": {
            "get": {
                "operationId": "getBook",
                "x-upsert": {"read": "books", "sees": "later"},
                "parameters": [
                    {"name": "isbn", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "depth", "in": "query", "schema": {"type": "integer", "maximum": 3}},
                    {"name": "fail", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": ANSWERS,
            }
        },
    },
    "components": {
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        "schemas": {
            "Book": {
                "type": "object",
                "required": ["isbn"],
                "properties": {
                    "isbn": {"type": "string", "minLength": 1},
                    "title": {"type": "string", "maxLength": 20},
                    "pages": {"type": "integer", "format": "int64"},
                },
            }
        },
    },
}

STATUS = {
    Reason.UNAUTHENTICATED: 401,
    Reason.REVOKED: 401,
    Reason.FORBIDDEN: 403,
    Reason.NO_ROUTE: 404,
    Reason.NOT_FOUND: 404,
    Reason.WRONG_METHOD: 405,
    Reason.TOO_LARGE: 413,
    Reason.MEDIA_TYPE: 415,
    Reason.LOCKED: 429,
    Reason.RATE_LIMITED: 429,
    Reason.UNAVAILABLE: 503,
    Reason.INTERNAL: 500,
}
ERRORS = {reason: STATUS.get(reason, 400) for reason in Reason}


def refuse(refusal: Refusal) -> Response:
    body = {
        "reason": refusal.reason.value,
        "where": render(refusal.place),
        "facts": {name: str(value) for name, value in refusal.facts.items()},
        "faults": [[render(v.place), v.keyword] for v in refusal.violations],
        "total": refusal.total,
    }
    return Response(refusal.facts.get("status", ERRORS[refusal.reason]), body)


def decode(_view: View, request: Request, _tick: Tick) -> Command:
    books = request.body["books"]
    return Command([[Item(("books", index), book) for index, book in enumerate(books)]])


def interpret(_view: View, item: Item, index: int, _tick: Tick) -> list[Write]:
    return [Write(index, item.place, "book", ByKey((item.value["isbn"],)), dict(item.value))]


def compose(_stage: Stage, write: Write, _stamp: Stamp) -> Draft:
    return Draft(write.body, keys=[write.body["isbn"]])


def encode(_stage: Stage, outcome: Outcome, _request: Request, _tick: Tick) -> Response:
    if outcome.refused:
        return refuse(next(outcome.refusals()))
    statuses = [result.status.value for result in outcome.results()]
    return Response(200, {"books": statuses, "at": outcome.stamp.now})


def get_book(view: View, request: Request, tick: Tick) -> Response | Refusal:
    if request.parameters.get("fail"):
        raise RuntimeError("a planted bug with a secret in it")
    for record in Seen(view, tick.now).find("books", "keys", request.path["isbn"]):
        return Response(200, record["body"])
    return Refusal(Reason.NOT_FOUND, facts={"id": request.path["isbn"]})


POLICY = Policy(
    interpret=interpret,
    compose=compose,
    new_id=lambda stage, _write, _tick: f"B{stage.serial('books')}",
)

BOOKS = Provider(
    name="books",
    title="Books",
    operations={
        "saveBooks": Upsert(decode, lambda _request: POLICY, encode),
        "getBook": Read(get_book),
    },
    errors=ERRORS,
    refuse=refuse,
    credential=re.compile(r"[a-z-]{3,30}"),
    example="curl {url}/books/1 -H 'X-Key: abc'",
    idempotency_key=lambda request: request.body.get("key"),
    headers=lambda sent, _tick: {"X-Echo": sent["x-echo"]} if "x-echo" in sent else {},
    replayed=lambda known: Response(known.status, known.body, {**known.headers, "X-Replay": "1"}),
    aliases=("/v2",),
)

CONTRACT = check_contract("books", Path(__file__), DOCUMENT)
