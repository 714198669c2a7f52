"""
Reading request bodies: once, whole, up to a limit, chunked or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.core.reasons import Reason, Refusal
from mockserver.transport.security import RequestRefused

BODY = "sandbox_body"
"""Where the body is kept: a key of the ASGI scope's extensions."""

LONGEST_NAME = 40
"""How much of the name of an encoding a refusal repeats, characters."""

MOST_BYTES = 64 * 1024 * 1024
"""The limit where the contract states none."""


class BodyReader:
    """
    Middleware between security and the views: the body as bytes in the scope, nothing to replay.

    ``limit_of`` gives the limit of a routed request. Raises ``RequestRefused`` beyond it, before
    the rest is read, and for a body whose encoding is not read here, before any of it is.
    """

    def __init__(self, app: ASGIApp, limit_of: Callable[[Scope], int]) -> None:
        self._app = app
        self._limit_of = limit_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body of a routed request."""
        routing = scope.get("extensions", {}).get("connexion_routing", {})
        operation = routing.get("operation_id")
        if scope["type"] != "http" or operation is None:
            await self._app(scope, receive, send)
            return
        limit = self._limit_of(scope)
        refuse_encoded(dict(scope["headers"]))
        scope["extensions"][BODY] = await read(scope, receive, limit)
        unread = (b"content-length", b"transfer-encoding")
        headers = [(name, value) for name, value in scope["headers"] if name not in unread]
        await self._app({**scope, "headers": headers}, nothing_more, send)


def refuse_encoded(headers: Mapping[bytes, bytes]) -> None:
    """Raise ``RequestRefused`` for a body that is compressed, or encoded in another way."""
    named = headers.get(b"content-encoding", b"").decode("latin-1").strip()
    has_body = b"transfer-encoding" in headers or headers.get(b"content-length", b"0") != b"0"
    if has_body and named.lower() not in {"", "identity"}:
        message = f"the content encoding {named[:LONGEST_NAME]!r} is not supported"
        raise RequestRefused(Refusal(Reason.MEDIA_TYPE, facts={"message": message}))


async def nothing_more() -> Message:
    """The end of a body that was read already."""
    return {"type": "http.request", "body": b"", "more_body": False}


async def read(scope: Scope, receive: Receive, limit: int) -> bytes:
    """The whole body. Raises ``RequestRefused`` when it is larger than the limit, in bytes."""
    announced = dict(scope["headers"]).get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > limit:
        raise RequestRefused(Refusal(Reason.TOO_LARGE, facts={"limit": limit}))
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            said = "the connection ended before the body did"
            raise RequestRefused(Refusal(Reason.NOT_JSON, facts={"message": said, "empty": False}))
        piece = message.get("body", b"")
        size += len(piece)
        if size > limit:
            raise RequestRefused(Refusal(Reason.TOO_LARGE, facts={"limit": limit}))
        pieces.append(piece)
        if not message.get("more_body", False):
            return b"".join(pieces)
