"""
A transport of httpx in which a request has one deadline for everything.

The time-outs of httpx hold for single reads, so that an answer of one byte a minute never ends.
Here every step of a connection gets what is left of its thread's deadline.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterable, Iterator
from threading import local
from typing import Any

import httpcore
import httpx


class Deadline(local):
    """When the request of the current thread has to be over, by the monotonic clock."""

    at: float = float("inf")

    def left(self, timeout: float | None, error: type[Exception]) -> float | None:
        """The seconds a step may take, at most ``timeout``. Raises ``error`` when none are left."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise error("the deadline of the answer has passed")
        limit = min(left, float("inf") if timeout is None else timeout)
        return None if limit == float("inf") else limit


class BoundedStream(httpcore.NetworkStream):
    """A connection whose reads and writes end at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        left = self._deadline.left(timeout, httpcore.ReadTimeout)
        return self._stream.read(max_bytes, left)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._deadline.left(timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = self._stream.start_tls(ssl_context, server_hostname, left)
        return BoundedStream(stream, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class BoundedBackend(httpcore.SyncBackend):
    """Opens connections that know the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._deadline.left(timeout, httpcore.ConnectTimeout)
        stream = super().connect_tcp(host, port, left, local_address, socket_options)
        return BoundedStream(stream, self._deadline)


class AnswerBody(httpx.SyncByteStream):
    """The body of an answer, as httpcore reads it."""

    def __init__(self, parts: Iterable[bytes], close: Callable[[], None]) -> None:
        self._parts, self._close = parts, close

    def __iter__(self) -> Iterator[bytes]:
        yield from self._parts

    def close(self) -> None:
        self._close()


class BoundedTransport(httpx.BaseTransport):
    """Sends requests; errors are those of httpcore. ``deadline.at`` is set before each request."""

    def __init__(self, *, verify: ssl.SSLContext | None, kept_alive: int, timeout: float) -> None:
        self.deadline = Deadline()
        self._timeouts = dict.fromkeys(("connect", "read", "write", "pool"), timeout)
        self._pool = httpcore.ConnectionPool(
            ssl_context=verify,
            max_connections=None,
            max_keepalive_connections=kept_alive,
            keepalive_expiry=5.0,
            network_backend=BoundedBackend(self.deadline),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(
                    scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path
                ),
                headers=request.headers.raw,
                content=request.stream,
                extensions={"timeout": self._timeouts},
            )
        )
        return httpx.Response(
            answer.status,
            headers=answer.headers,
            stream=AnswerBody(answer.iter_stream(), answer.close),
            extensions=answer.extensions,
        )

    def close(self) -> None:
        self._pool.close()
