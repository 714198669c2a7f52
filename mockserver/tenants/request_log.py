"""
What was asked of a tenant and what came of it: the last requests, and what each did to records.

Rules of this file:

1. Writing an entry copies nothing but the first bytes of the bodies; the outcome and the changed
   records are kept as they are. Whatever is shown of them is made when it is asked for.
2. The log is bounded three ways: entries, bytes of a body, and records that outcomes and
   changes hold. Beyond the last, the oldest entries lose their details and say so.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeAlias

from mockserver.core.reasons import Refusal
from mockserver.core.record import Record
from mockserver.core.upsert_types import Outcome
from mockserver.core.view import Changes, View
from mockserver.messages import HttpRequest, HttpResponse

MOST_ENTRIES = 1_000
MOST_BYTES = 16 * 1024
"""Of each body."""
MOST_DETAILS = 20_000
"""Results and changed records that all entries of a log hold together."""

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


class RequestLog:
    """The last requests of one tenant; safe to use from several threads."""

    def __init__(self) -> None:
        self._entries: deque[LoggedRequest] = deque(maxlen=MOST_ENTRIES)
        self._heavy: deque[tuple[LoggedRequest, int]] = deque()
        self._details = 0
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
        """Keep an entry; the oldest one may go, or lose its details."""
        weight = weight_of(entry.trace)
        with self._lock:
            self._entries.append(entry)
            if weight:
                self._heavy.append((entry, weight))
                self._details += weight
            while self._heavy and (
                self._details > MOST_DETAILS or self._heavy[0][0].number < self._entries[0].number
            ):
                oldest, lighter = self._heavy.popleft()
                oldest.trace = Trace(
                    refusal=oldest.trace.refusal, key=oldest.trace.key, fault=oldest.trace.fault
                )
                oldest.detailed = False
                self._details -= lighter

    def entries(self) -> list[LoggedRequest]:
        """What is kept, oldest first."""
        with self._lock:
            return list(self._entries)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()
            self._heavy.clear()
            self._details = 0


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
