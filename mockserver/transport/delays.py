"""
Answers that are held up on purpose: waited for here, where waiting costs no thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, MutableMapping
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mockserver.messages import Delay, HttpResponse

WAY = "sandbox_way"
DELAY = "sandbox_delay"
"""Where the rest of a request's way, and what holds it up, are kept: keys of the ASGI scope's
extensions."""

sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
"""Waits so many seconds; tests put their own in its place."""


def proceed(
    extensions: MutableMapping[str, Any], begin: Callable[[], Generator[Delay, None, HttpResponse]]
) -> HttpResponse | None:
    """The answer to a request that begins, or goes on; ``None`` while it is held up."""
    way = extensions.pop(WAY, None) or begin()
    try:
        extensions[DELAY] = next(way)
    except StopIteration as end:
        answer: HttpResponse = end.value
        return answer
    extensions[WAY] = way
    return None


class DelayedAnswers:
    """Middleware around the views: calls a view again when the time of its request has come."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, as often as it is held up."""
        extensions = scope.get("extensions", {})

        async def send_unless_delayed(message: Message) -> None:
            if DELAY not in extensions:
                await send(message)

        await self._app(scope, receive, send_unless_delayed)
        while DELAY in extensions:
            await sleep(extensions.pop(DELAY).seconds)
            await self._app(scope, receive, send_unless_delayed)
