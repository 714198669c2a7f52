"""The one HTTP client of a run: kept-alive connections, request rate, budget of writes."""

from __future__ import annotations

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock

import httpx

from conformance.catalogue import Mode
from conformance.errors import TargetError
from conformance.http.exchange import Exchange, Redaction
from conformance.outcomes import Broken, Untested

TIMEOUT = 60.0
"""Seconds that one answer may take; a request with 10,000 records is slow on some targets."""


@dataclass(frozen=True)
class Message:
    """A request before it is sent."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    explicit_headers: frozenset[str] = frozenset()
    judged: bool = True


class Wire:
    """
    Sends requests and counts them.

    ``rate`` is requests per second, 0 for as fast as possible; ``max_writes`` is how many records
    the run may write, 0 for any number.
    """

    def __init__(
        self,
        url: str,
        *,
        modes: frozenset[Mode] = frozenset(Mode),
        rate: float = 0,
        max_writes: int = 0,
        timeout: float = TIMEOUT,
    ) -> None:
        self.url = url.rstrip("/")
        self.modes = modes
        self.redaction = Redaction()
        self.requests = 0
        self.writes = 0
        self._pause = 1 / rate if rate else 0.0
        self._next = 0.0
        self._max_writes = max_writes
        self._lock = Lock()
        limits = httpx.Limits(max_connections=None, max_keepalive_connections=32)
        # Proxies of the environment are not meant for a server under test.
        self._client = httpx.Client(
            timeout=timeout,
            limits=limits,
            trust_env=False,
            follow_redirects=False,
            verify=ssl.create_default_context() if url.startswith("https") else False,
        )

    def send(self, message: Message) -> Exchange:
        """
        Send a request. Raises ``Broken``, ``Untested``, and ``TargetError`` for an invalid address.
        """
        self._wait_for_turn()
        url = self.url + message.path
        started, clock = time.time(), time.perf_counter()
        try:
            answer = self._client.request(
                message.method, url, headers=dict(message.headers), content=message.content or None
            )
        except httpx.InvalidURL as error:
            raise TargetError(f"{url} is no address: {error}") from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise Untested(f"the target cannot be reached: {error}") from error
        except httpx.TimeoutException as error:
            raise Untested(f"no answer to {message.method} {message.path} in time") from error
        except httpx.TransportError as error:
            raise Broken(f"{message.method} {message.path}", str(error)) from error
        return Exchange(
            method=message.method,
            path=message.path,
            url=str(answer.request.url),
            headers=message.headers,
            content=message.content,
            status=answer.status_code,
            answer_headers=dict(answer.headers),
            answer=answer.content,
            started=started,
            seconds=time.perf_counter() - clock,
            explicit_headers=message.explicit_headers,
            judged=message.judged,
        )

    def spend(self, writes: int) -> None:
        """Count records against the budget before they are written. Raises ``Untested``."""
        if Mode.WRITE not in self.modes:
            raise Untested("needs --mode write")
        with self._lock:
            if self._max_writes and self.writes + writes > self._max_writes:
                raise Untested(
                    f"the budget of {self._max_writes} writes is spent"
                    f" ({self.writes} written, {writes} more wanted)"
                )
            self.writes += writes

    def close(self) -> None:
        self._client.close()

    def _wait_for_turn(self) -> None:
        with self._lock:
            self.requests += 1
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + self._pause
        if turn > now:
            time.sleep(turn - now)
