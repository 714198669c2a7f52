"""The one HTTP client of a run: kept-alive connections, request rate, budgets of every kind."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from threading import Lock

import httpcore
import httpx

from conformance.catalogue import Mode
from conformance.errors import TargetError
from conformance.http.bounded_transport import BoundedTransport
from conformance.http.exchange import Exchange, Redaction
from conformance.outcomes import Broken, Untested

REPORTED_EVERY = 5.0
"""Seconds between two messages about a part of a run that takes long."""


@dataclass(frozen=True)
class AnswerBounds:
    """
    What one answer may take in all.

    ``seconds`` until its last byte, because 10,000 records are slow on some targets; ``size`` in
    bytes, unpacked, because 10,000 stored records take fewer than ten million.
    """

    seconds: float = 60.0
    size: int = 64 * 2**20


ANSWERS = AnswerBounds()


@dataclass(frozen=True)
class Message:
    """A request before it is sent."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    content: bytes = b""
    explicit_headers: frozenset[str] = frozenset()
    judged: bool = True


@dataclass
class Allowance:
    """
    What a part of a run may still take.

    ``requests`` in all, and time ``until`` a moment of the monotonic clock; ``spent`` says in the
    error that it is used up.
    """

    spent: str
    requests: float = float("inf")
    until: float = float("inf")
    progress: Callable[[int], None] = lambda _requests: None
    sent: int = 0
    reported: float = field(default_factory=time.monotonic)

    def take(self, turn: float) -> None:
        """Count a request that is sent at a moment. Raises ``Untested`` when it is one too many."""
        if self.sent >= self.requests or turn >= self.until:
            raise Untested(self.spent)
        self.sent += 1
        if turn - self.reported > REPORTED_EVERY:
            self.reported = turn
            self.progress(self.sent)


class Wire:
    """
    Sends requests and counts them.

    ``rate`` is requests per second, 0 for as fast as possible; ``max_writes`` is how many records
    the run may write, ``max_seconds`` how long it may send, 0 for no bound.
    """

    def __init__(
        self,
        url: str,
        *,
        modes: frozenset[Mode] = frozenset(Mode),
        rate: float = 0,
        max_writes: int = 0,
        max_seconds: float = 0,
        answers: AnswerBounds = ANSWERS,
    ) -> None:
        self.url = url.rstrip("/")
        self.modes = modes
        self.redaction = Redaction()
        self.requests = 0
        self.writes = 0
        self._pause = 1 / rate if rate else 0.0
        self._next = 0.0
        self._max_writes = max_writes
        self._answers = answers
        self._lock = Lock()
        self._allowance = Allowance(f"the {max_seconds:g} seconds of the run are over")
        if max_seconds:
            self._allowance.until = time.monotonic() + max_seconds
        verify = ssl.create_default_context() if url.startswith("https") else None
        self._transport = BoundedTransport(verify=verify, kept_alive=32, timeout=answers.seconds)
        # Proxies of the environment are not meant for a server under test.
        self._client = httpx.Client(
            transport=self._transport, trust_env=False, follow_redirects=False
        )

    @property
    def over(self) -> str:
        """Why nothing more is sent, empty while the run has time left."""
        allowance = self._allowance
        return allowance.spent if time.monotonic() >= allowance.until else ""

    @property
    def seconds_left(self) -> float:
        """The seconds until the run is over."""
        return max(0.0, self._allowance.until - time.monotonic())

    @contextmanager
    def within(self, allowance: Allowance) -> Iterator[None]:
        """Send inside under another allowance, which holds even when that of the run is spent."""
        before, self._allowance = self._allowance, allowance
        try:
            yield
        finally:
            self._allowance = before

    def send(self, message: Message) -> Exchange:
        """
        Send a request. Raises ``Broken``, ``Untested``, and ``TargetError`` for an invalid address.
        """
        self._wait_for_turn()
        name = f"{message.method} {message.path}"
        started, clock = time.time(), time.perf_counter()
        end = time.monotonic() + self._answers.seconds
        self._transport.deadline.at = min(end, self._allowance.until)
        try:
            request = self._request(message)
            answer = self._client.send(request, stream=True)
            with closing(answer):
                body = self._body(answer, name)
        except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
            raise Untested(f"the target cannot be reached: {error}") from error
        except httpcore.TimeoutException as error:
            raise Untested(f"no answer to {name} in time") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError) as error:
            raise Broken(name, str(error)) from error
        except httpx.DecodingError as error:
            raise Broken(name, f"a body that is not encoded as its headers say: {error}") from error
        return Exchange(
            method=message.method,
            path=message.path,
            url=str(request.url),
            headers=message.headers,
            content=message.content,
            status=answer.status_code,
            answer_headers=dict(answer.headers),
            answer=body,
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

    def _request(self, message: Message) -> httpx.Request:
        url = self.url + message.path
        try:
            return self._client.build_request(
                message.method, url, headers=dict(message.headers), content=message.content or None
            )
        except httpx.InvalidURL as error:
            raise TargetError(f"{url} is no address: {error}") from error
        except UnicodeEncodeError as error:
            # A token or an id that the target made up, in a header.
            raise Untested(f"{message.method} {message.path} cannot be sent: {error}") from error

    def _body(self, answer: httpx.Response, name: str) -> bytes:
        """The decoded body. Raises ``Untested`` when it is too long or does not end in time."""
        parts: list[bytes] = []
        size = 0
        for part in answer.iter_bytes():
            size += len(part)
            if size > self._answers.size:
                raise Untested(f"the answer to {name} is longer than {self._answers.size} bytes")
            if time.monotonic() > self._transport.deadline.at:
                raise Untested(f"no answer to {name} in time")
            parts.append(part)
        return b"".join(parts)

    def _wait_for_turn(self) -> None:
        with self._lock:
            now = time.monotonic()
            turn = max(now, self._next)
            self._allowance.take(turn)
            self.requests += 1
            self._next = turn + self._pause
        if turn > now:
            time.sleep(turn - now)
