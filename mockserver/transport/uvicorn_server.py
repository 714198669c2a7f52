"""
Serving: a socket, uvicorn, and a line that says when the sandbox can answer.
"""

from __future__ import annotations

import errno
import gc
import signal
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.types import ASGIApp

from mockserver.errors import AddressInUse, SandboxError

BACKLOG = 2048
GC_THRESHOLDS = (200_000, 50, 1_000)
"""Records are long-lived trees without cycles; looking at all of them again and again is waste."""

QUIET = {"version": 1, "disable_existing_loggers": False}
"""uvicorn's logging left alone: errors go to standard error through the root logger."""


def bind(host: str, port: int) -> socket.socket:
    """A bound socket; port 0 picks a free one. Raises ``AddressInUse``."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise AddressInUse(f"cannot listen on {host}: {error.strerror}") from error
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            hint = "stop what uses it, or choose another with --port (0 picks a free one)"
            raise AddressInUse(f"port {port} on {host} is in use; {hint}") from error
        raise AddressInUse(f"cannot listen on {host}:{port}: {error.strerror}") from error
    return listener


def url_of(listener: socket.socket) -> str:
    """The address of a listening socket as a client writes it."""
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


class AnnouncingServer(uvicorn.Server):
    """uvicorn, telling when it can answer; it has no other way to be asked."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, then announce."""
        await super().startup(sockets)
        if self.started:
            self._announce()


def run(app: ASGIApp, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Serve until interrupted. Requests in flight are finished first."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLDS)
    config = uvicorn.Config(
        app,
        log_config=QUIET,
        access_log=False,
        server_header=False,
        date_header=False,  # the sandbox writes it, by its own clock
        lifespan="on",
        timeout_graceful_shutdown=10,
    )
    server = AnnouncingServer(config, announce)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):  # uvicorn shuts down first and then repeats the signal
        server.run(sockets=[listener])
    if not server.started:
        raise SandboxError("the server could not start; its log says why")
