"""
Serving beside other work: an application in a thread of this process.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from mockserver.errors import SandboxError
from mockserver.transport.uvicorn_server import AnnouncingServer, bind, url_of

LONGEST_START: Final = 30
LONGEST_END: Final = 5
"""Seconds; an answer that is held on purpose must not hold the end of a test."""


@contextmanager
def served_in_thread(app: ASGIApp, host: str = "127.0.0.1") -> Iterator[str]:
    """
    The address of an application on a free port, for as long as the block runs.

    The process belongs to somebody else: its signals, logging and collector are left alone.
    Raises ``SandboxError`` when the server does not start.
    """
    ready = threading.Event()
    config = uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        date_header=False,  # the sandbox writes it, by its own clock
        lifespan="on",
        timeout_graceful_shutdown=LONGEST_END,
    )
    with bind(host, 0) as listener:
        server = AnnouncingServer(config, ready.set)
        thread = threading.Thread(
            target=server.run, kwargs={"sockets": [listener]}, name="mockserver", daemon=True
        )
        thread.start()
        try:
            if not ready.wait(LONGEST_START):
                raise SandboxError("the server could not start; the log says why")
            yield url_of(listener)
        finally:
            server.should_exit = True
            thread.join(2 * LONGEST_END)
