"""The target as one probe uses it: requests, names of its own, the ledger, waiting."""

from __future__ import annotations

import json
import random
import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Barrier
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from conformance.catalogue.profile import PATIENCE, Profile
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange
from conformance.http.served_operations import ServedOperations
from conformance.http.wire import Message, Wire
from conformance.http.write_ledger import LedgerEntry, WriteLedger
from conformance.outcomes import Untested

Value = TypeVar("Value")
READS = frozenset({"GET", "HEAD", "OPTIONS"})
KEEP_COUNT = READS | {"DELETE"}
BUSY = 429
FIRST_PAUSE, LONGEST_PAUSE = 0.002, 0.25


@dataclass
class Target:
    """
    What drivers and probes send requests through.

    - ``namespace``: part of every name that the probe writes
    - ``exchanges``: everything that was sent, in order
    - ``memory``: lives as long as the run, for tokens and the like
    - ``served``: which operations of the contract the target does not serve
    - ``authorise``: turns the name of a credential into headers; set by the driver
    - ``authorise_query``: the same for an API whose credentials stand in the query
    """

    wire: Wire
    profile: Profile
    run_id: str
    namespace: str
    ledger: WriteLedger
    random: random.Random
    memory: dict[str, Any]
    rule: str = ""
    exchanges: list[Exchange] = field(default_factory=list)
    served: ServedOperations = field(default_factory=ServedOperations)
    authorise: Callable[[str], Mapping[str, str]] = lambda _credential: {}
    authorise_query: Callable[[str], Mapping[str, str]] | None = None
    _counter: int = 0
    _judged: bool = True

    def send(
        self,
        method: str,
        path: str,
        body: Any = ABSENT,
        *,
        query: Mapping[str, Any] | Sequence[tuple[str, Any]] | str = "",
        headers: Mapping[str, str | None] | None = None,
        credential: str | None = "main",
        content: bytes | None = None,
        writes: int | None = None,
        wait_when_busy: bool = True,
    ) -> Exchange:
        """
        Send a request and return its exchange, whatever the status.

        - ``body`` is sent as JSON, ``content`` as it is
        - ``headers`` replace those of the driver; ``None`` removes one
        - ``credential`` is a name of the profile, ``None`` for no credential at all
        - ``writes`` is how many records the request could write; unless it is given, 0 for reads
        and deletes and 1 for every other method, so a search by POST says ``writes=0``
        - ``wait_when_busy`` repeats the request while the answer is 429, at most ``patience``
        seconds; probes of locks turn it off

        Raises ``Untested`` when the target cannot be reached, stays busy, does not serve the
        operation or a budget is spent, ``Broken`` when it breaks the connection.
        """
        self.served.require(method, path)
        self._count_writes(method, writes)
        raw = content if content is not None else b"" if body is ABSENT else encoded(body)
        message = Message(
            method=method,
            path=self._with_credential(path + as_query(query), credential),
            headers=self._headers(raw, credential, headers or {}),
            content=raw,
            explicit_headers=frozenset(name.lower() for name in headers or {}),
            judged=self._judged,
        )
        return self._send_waiting(message) if wait_when_busy else self._send_once(message)

    def secret(self, name: str) -> str:
        """A secret of the profile. Raises ``Untested`` when it is not given."""
        source = self.profile.credentials.get(name)
        if source is None:
            raise Untested(f"the profile names no credential {name!r}")
        secret = source.secret(self.run_id)
        if secret is None:
            raise Untested(f"the credential {name!r} is not given: set {source.env}")
        self.hide_secret(secret, name)
        return secret

    def hide_secret(self, secret: str, name: str) -> None:
        """Hide a secret in reports; ``name`` is the credential that it belongs to."""
        prefix = "" if name == "main" else name.upper().replace("-", "_") + "_"
        self.wire.redaction.hide(secret, f"{prefix}TOKEN")

    def name(self, label: str = "") -> str:
        """A name that is used nowhere else; with a label, the same one each time."""
        return f"{self.namespace}-{label or self._next()}"

    def key(self) -> str:
        """A fresh idempotency key."""
        return f"{self.namespace}-key-{self._next()}"

    def unique_number(self) -> int:
        """A number that no other record of this run has."""
        block = self.memory.setdefault("numbers", 10**9 + secrets.randbelow(10**9))
        self.memory["numbers"] = block + 1
        return int(block)

    def will_write(
        self,
        kind: str,
        name: str,
        *,
        id: str = "",  # noqa: A002 the entry's own word
        credential: str = "main",
    ) -> LedgerEntry:
        """
        Note a record in the ledger before it is written, so that ``remove`` of the driver gets it.
        """
        return self.ledger.add(LedgerEntry(kind, name, id, credential, self.rule))

    def poll(
        self,
        read: Callable[[], Value],
        until: Callable[[Value], bool],
        patience: float | None = None,
    ) -> Value:
        """
        Repeat ``read`` until ``until`` holds for its value, and return the last value either way.

        Gives up after ``patience`` seconds, those of the profile unless given.
        """
        deadline = time.monotonic() + (self.patience if patience is None else patience)
        pause = FIRST_PAUSE
        while not until(value := read()) and time.monotonic() + pause < deadline:
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        return value

    def at_once(self, *calls: Callable[[], Value]) -> list[Value]:
        """Run calls in threads that start together; their results in the given order."""
        barrier = Barrier(len(calls))

        def start(call: Callable[[], Value]) -> Value:
            barrier.wait()
            return call()

        with ThreadPoolExecutor(len(calls)) as threads:
            return list(threads.map(start, calls))

    def reportable_exchanges(self, first: int | None = None) -> list[Exchange]:
        """
        The exchanges for a report: without housekeeping, and equal reads in a row only once.

        ``first`` limits them to the first so many exchanges.
        """
        found: list[Exchange] = []
        for exchange in (each for each in self.exchanges[:first] if each.judged):
            if not (found and exchange.repeats(found[-1])):
                found.append(exchange)
        return found

    @property
    def patience(self) -> float:
        """Seconds to wait for a busy or slow target, from the profile."""
        return self.profile.number("patience", PATIENCE)

    @contextmanager
    def housekeeping(self) -> Iterator[None]:
        """Leave the requests inside out of reports: cleaning, tokens, fixtures."""
        before, self._judged = self._judged, False
        try:
            yield
        finally:
            self._judged = before

    def _headers(
        self, content: bytes, credential: str | None, chosen: Mapping[str, str | None]
    ) -> dict[str, str]:
        sent = {"content-type": "application/json"} if content else {}
        if credential is not None:
            sent |= {name.lower(): value for name, value in self.authorise(credential).items()}
        for name, value in chosen.items():
            sent.pop(name.lower(), None)
            if value is not None:
                sent[name.lower()] = value
        return sent

    def _with_credential(self, path: str, credential: str | None) -> str:
        """A path with the credential in its query, for an API that wants it there."""
        if credential is None or self.authorise_query is None:
            return path
        said = urlencode(self.authorise_query(credential))
        return f"{path}{'&' if '?' in path else '?'}{said}" if said else path

    def _count_writes(self, method: str, writes: int | None) -> None:
        count = int(method not in KEEP_COUNT) if writes is None else writes
        if count or (method not in READS and writes is None):
            # Cleaning up must not fail for want of a budget.
            self.wire.spend(count if self._judged else 0)

    def _send_once(self, message: Message) -> Exchange:
        exchange = self.wire.send(message)
        self.exchanges.append(exchange)
        self.served.notice(exchange)
        return exchange

    def _send_waiting(self, message: Message) -> Exchange:
        deadline = time.monotonic() + self.patience
        pause = FIRST_PAUSE
        while (exchange := self._send_once(message)).status == BUSY:
            wait = max(retry_after(exchange), pause)
            if time.monotonic() + wait > deadline:
                raise Untested(f"{message.method} {message.path} stayed busy (429)")
            time.sleep(wait)
            pause = min(pause * 2, LONGEST_PAUSE)
        return exchange

    def _next(self) -> int:
        self._counter += 1
        return self._counter


def encoded(body: Any) -> bytes:
    """A value as compact JSON in UTF-8; what no UTF-8 can hold is escaped."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    return text.encode(errors="backslashreplace")


def path_segment(value: object) -> str:
    """A value as one segment of a path: everything that is reserved is escaped, slashes too."""
    return quote(str(value), safe="")


def as_query(query: Mapping[str, Any] | Sequence[tuple[str, Any]] | str) -> str:
    """A query string with its question mark, or an empty text."""
    text = query if isinstance(query, str) else urlencode(query, doseq=True)
    return f"?{text}" if text else ""


def retry_after(exchange: Exchange) -> float:
    """Seconds of ``Retry-After``; 0 for a date or anything else."""
    try:
        return max(0.0, float(exchange.header("retry-after") or 0))
    except ValueError:
        return 0.0
