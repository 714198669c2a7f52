"""
What was asked of a tenant and what came of it: the last requests, and what each did to records.

Rules of this file:

1. Writing an entry copies nothing but the first bytes of the bodies; the outcome and the changed
   records are kept as they are. Whatever is shown of them is made when it is asked for.
2. Of each body the beginning is kept. A log is bounded by entries and by their bytes, in which
   headers, target and bodies count, and so are all logs together: the oldest entries go.
3. What outcomes and changes hold is bounded too, by the number of records and by the bytes of the
   requests that they come from: the oldest entries lose their details and say so.
"""

from __future__ import annotations

import math
from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from threading import Lock
from typing import TypeAlias

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.upsert_types import Outcome
from mockserver.core.view import Changes, View
from mockserver.messages import HttpRequest, HttpResponse
from mockserver.tenants.shortening import shortened

MOST_ENTRIES = 1_000
MOST_BYTES = 16 * 1024
"""Of each body."""
MOST_DETAILS = 20_000
"""Results and changed records that all entries of a log hold together."""
MOST_LOG_BYTES = 8 * 1024 * 1024
"""Of all entries of a log, details apart."""
MOST_DETAIL_BYTES = 32 * 1024 * 1024
"""Of the bodies whose results and changed records the entries of a log hold."""
MOST_LOGGED_BYTES = 64 * 1024 * 1024
"""Of all entries of all logs of a process."""
OVERHEAD = 1_000
"""About the bytes of an entry without its texts."""

ChangedRecords: TypeAlias = Mapping[str, Mapping[str, tuple[Record | None, Record | None]]]
"""Collection, then id, then the record before and after."""


@dataclass(slots=True)
class Trace:
    """
    What execution tells about one request while it is carried out.

    ``fault`` is the id of the rule that changed the answer; ``key`` the idempotency key.
    """

    outcome: Outcome | None = None
    refusal: Refusal | None = None
    changed: ChangedRecords = field(default_factory=dict)
    key: str | None = None
    replayed: bool = False
    fault: str | None = None


@dataclass(slots=True)
class Text:
    """The beginning of a body, and the size of the whole in bytes."""

    start: bytes
    size: int

    @classmethod
    def of(cls, body: bytes) -> Text:
        """A body, cut."""
        return cls(body[:MOST_BYTES], len(body))


@dataclass(slots=True)
class LoggedRequest:
    """One request and its answer; ``number`` grows over all tenants, ``took`` is microseconds."""

    id: str
    number: int
    at: int
    vendor: str
    tenant: str | None
    operation: str | None
    method: str
    target: str
    headers: Mapping[str, str]
    body: Text
    status: int
    answer_headers: Mapping[str, str]
    answer: Text
    took: int
    trace: Trace
    detailed: bool = True
    ticket: int = 0

    @property
    def size(self) -> int:
        """About how many bytes it holds, details apart."""
        return (
            OVERHEAD
            + len(self.target)
            + len(self.body.start)
            + len(self.answer.start)
            + sum(len(name) + len(value) for name, value in self.headers.items())
            + sum(len(name) + len(value) for name, value in self.answer_headers.items())
        )


class LogBudget:
    """
    Counts the bytes of entries by tickets that grow; the oldest entries of all go first.

    Safe to use from several threads; it calls a log only while it holds no lock.
    """

    def __init__(self, most: int = MOST_LOGGED_BYTES) -> None:
        self.most = most
        self.total = 0
        self._held: OrderedDict[int, tuple[RequestLog, int]] = OrderedDict()
        self._tickets = count(1)
        self._lock = Lock()

    def spend(self, log: RequestLog, entry: LoggedRequest, size: int) -> None:
        """Count an entry and give it its ticket; what is too much goes from its log."""
        evicted = []
        with self._lock:
            ticket = entry.ticket = next(self._tickets)
            self._held[ticket] = (log, size)
            self.total += size
            while self.total > self.most and len(self._held) > 1:
                oldest, (holder, freed) = self._held.popitem(last=False)
                self.total -= freed
                evicted.append((holder, oldest))
        for holder, oldest in evicted:
            holder.drop(oldest)

    def release(self, tickets: Iterable[int]) -> None:
        """Count entries no more that their log let go of."""
        with self._lock:
            for ticket in tickets:
                held = self._held.pop(ticket, None)
                if held is not None:
                    self.total -= held[1]


LOG_BUDGET = LogBudget()
"""Of the whole process."""


class RequestLog:
    """The last requests of one tenant; safe to use from several threads."""

    def __init__(self, budget: LogBudget = LOG_BUDGET) -> None:
        self._budget = budget
        self._entries: deque[tuple[LoggedRequest, int]] = deque()
        self._size = 0
        self._heavy: deque[tuple[LoggedRequest, int, int]] = deque()
        self._details = 0
        self._detail_bytes = 0
        self._lock = Lock()

    def record(  # noqa: PLR0913 an entry has that many parts
        self,
        request: HttpRequest,
        answer: HttpResponse,
        trace: Trace,
        *,
        number: int,
        at: int,
        vendor: str,
        tenant: str | None,
        took: int = 0,
    ) -> None:
        """Keep a request with its answer; one that reached no operation has no ``operation_id``."""
        if trace.refusal is not None:
            trace.refusal = shortened(trace.refusal)
        entry = LoggedRequest(
            id=answer.headers["X-Request-Id"],
            number=number,
            at=at,
            vendor=vendor,
            tenant=tenant,
            operation=request.operation_id or None,
            method=request.method,
            target=request.target,
            headers=request.headers,
            body=Text.of(request.body),
            status=answer.status,
            answer_headers=answer.headers,
            answer=Text.of(answer.body),
            took=took,
            trace=trace,
        )
        self.add(entry)

    def add(self, entry: LoggedRequest) -> None:
        """Keep an entry; the oldest ones may go, or lose their details."""
        size, weight = entry.size, weight_of(entry.trace)
        self._budget.spend(self, entry, size)
        with self._lock:
            self._entries.append((entry, size))
            self._size += size
            if weight:
                self._heavy.append((entry, weight, entry.body.size))
                self._details += weight
                self._detail_bytes += entry.body.size
            gone = self._shrink()
        if gone:
            self._budget.release(gone)

    def drop(self, ticket: int) -> None:
        """Let go of the entry with this ticket, and of older ones."""
        gone = []
        with self._lock:
            while self._entries and self._entries[0][0].ticket <= ticket:
                gone.append(self._pop())
            self._lighten()
        self._budget.release(gone)

    def _shrink(self) -> list[int]:
        """Keep within the bounds; the tickets of the entries that went."""
        gone = []
        while len(self._entries) > MOST_ENTRIES or (
            self._size > MOST_LOG_BYTES and len(self._entries) > 1
        ):
            gone.append(self._pop())
        self._lighten()
        return gone

    def _pop(self) -> int:
        entry, size = self._entries.popleft()
        self._size -= size
        return entry.ticket

    def _lighten(self) -> None:
        """Take the details from the oldest entries, and from those that are gone."""
        first = self._entries[0][0].ticket if self._entries else math.inf
        while self._heavy and (
            self._details > MOST_DETAILS
            or self._detail_bytes > MOST_DETAIL_BYTES
            or self._heavy[0][0].ticket < first
        ):
            oldest, weight, size = self._heavy.popleft()
            oldest.trace = Trace(
                refusal=oldest.trace.refusal, key=oldest.trace.key, fault=oldest.trace.fault
            )
            oldest.detailed = False
            self._details -= weight
            self._detail_bytes -= size

    def entries(self) -> list[LoggedRequest]:
        """What is kept, oldest first."""
        with self._lock:
            return [entry for entry, _ in self._entries]

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            gone = [entry.ticket for entry, _ in self._entries]
            self._entries.clear()
            self._heavy.clear()
            self._size = self._details = self._detail_bytes = 0
        self._budget.release(gone)


def weight_of(trace: Trace) -> int:
    """How many results and changed records a trace holds."""
    results = 0 if trace.outcome is None else sum(len(b.results) for b in trace.outcome.batches)
    return results + sum(map(len, trace.changed.values()))


def changed_records(view: View, changes: Changes, collections: frozenset[str]) -> ChangedRecords:
    """What changes do to the records of these collections, before and after."""
    return {
        name: {record_id: (view.get(name, record_id), new) for record_id, new in changed.items()}
        for name, changed in changes.items()
        if name in collections
    }


def names_of(record: Record | None, record_id: str) -> Iterator[str]:
    """What a record may be called in a request: its id and its natural keys."""
    yield record_id
    if record is not None:
        yield from record.get("keys", ())
