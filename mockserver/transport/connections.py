"""
What becomes of a connection on purpose: reset, closed, cut in the middle of a body, or left open.

ASGI has no word for any of this, so uvicorn's transport is asked directly. This is the only
place that knows where uvicorn keeps it; a test notices when that changes.
"""

from __future__ import annotations

import asyncio
import socket
import struct
from contextlib import suppress
from typing import Any

from starlette.types import Message, Receive, Send

MARK = b"x-sandbox-connection"
"""The header by which an answer says what becomes of its connection; it is never sent."""

NO_LINGER = struct.pack("ii", 1, 0)
LONGEST_STALL = 600.0
"""Seconds after which even a stalled connection is closed, unless its client left before."""


def connection_fault_of(message: Message) -> str | None:
    """What an answer that is about to start says of its connection."""
    for name, value in message.get("headers", ()):
        if name.lower() == MARK:
            return str(value.decode())
    return None


def unmarked(message: Message) -> Message:
    """The start of an answer without its mark."""
    headers = [pair for pair in message["headers"] if pair[0].lower() != MARK]
    return {**message, "headers": headers}


def transport_of(send: Send) -> Any:
    """
    The transport of the connection that ``send`` answers on.

    Raises ``AttributeError`` under a server that is not uvicorn.
    """
    return send.__self__.transport  # type: ignore[attr-defined]


def close_abruptly(send: Send) -> None:
    """Close the connection without another byte."""
    transport_of(send).close()


def reset_connection(send: Send) -> None:
    """Reset the connection, as a server that dies does."""
    transport = transport_of(send)
    transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    transport.abort()


async def give_up(send: Send) -> None:
    """Close the connection of a request without an answer, and let the server notice."""
    close_abruptly(send)
    with suppress(asyncio.CancelledError):  # the end of the loop cancels what is left once more
        await asyncio.sleep(0)


class ConnectionFault:
    """``send`` for one answer that does to its connection what a fault says."""

    def __init__(self, send: Send, receive: Receive) -> None:
        self._send = send
        self._receive = receive
        self._wish: str | None = None
        self._start: Message = {}

    async def __call__(self, message: Message) -> None:
        """Pass a message on, or misbehave."""
        if message["type"] == "http.response.start":
            self._wish = connection_fault_of(message)
            if self._wish is not None:
                self._start = unmarked(message)
                return
        if self._wish is None:
            await self._send(message)
            return
        wish, self._wish = self._wish, "done"
        if wish == "reset":
            reset_connection(self._send)
        elif wish == "close":
            close_abruptly(self._send)
        elif wish == "truncate":
            await self._begin(message.get("body", b""))
            close_abruptly(self._send)
        elif wish == "stall":
            await self._begin(message.get("body", b"")[:1])
            with suppress(TimeoutError):
                await asyncio.wait_for(self._until_left(), LONGEST_STALL)
            close_abruptly(self._send)
        await asyncio.sleep(0)  # the server must notice before the answer ends without a start

    async def _until_left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def _begin(self, body: bytes) -> None:
        half = body[: len(body) // 2] if len(body) > 1 else body
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": half, "more_body": True})
        await asyncio.sleep(0)
