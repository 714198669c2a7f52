"""
A sandbox behind a real socket, in this process, with its clock within reach.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn

from mockserver.contract import Contract
from mockserver.provider import Provider
from mockserver.requests.service import SandboxService, SandboxSettings
from mockserver.store import Store, open_store
from mockserver.tenants.clock import Clock
from mockserver.transport.application import build_application
from mockserver.transport.uvicorn_server import AnnouncingServer, bind, url_of


@dataclass(frozen=True)
class Live:
    url: str
    sandbox: SandboxService
    clock: Clock

    def client(self, **headers: str) -> httpx.Client:
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=30)


@contextmanager
def serving(
    vendors: Sequence[tuple[Contract, Provider]],
    *,
    root: str | None = None,
    visibility_delay: int = 0,
    strict: bool = True,
    store: Store | None = None,
    wrap: Callable[[Any], Any] = lambda app: app,
) -> Iterator[Live]:
    clock = Clock()
    sandbox = SandboxService(
        vendors,
        store or open_store(None),
        clock,
        SandboxSettings(visibility_delay=visibility_delay, seed=7, strict=strict),
    )
    app = wrap(build_application(sandbox, root))
    ready = threading.Event()
    config = uvicorn.Config(
        app, log_level="critical", access_log=False, lifespan="on", date_header=False
    )
    with bind("127.0.0.1", 0) as listener:
        server = AnnouncingServer(config, ready.set)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        assert ready.wait(10), "the server did not start"
        try:
            yield Live(url_of(listener), sandbox, clock)
        finally:
            server.should_exit = True
            thread.join(10)
    sandbox.store.close()
