"""
Requests that overlap in time: large writes sent at once, and small ones until those are answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from threading import Event
from typing import Protocol

from conformance.drivers.square.objects import name_of
from conformance.expectations import JsonDict
from conformance.http.exchange import Exchange
from conformance.probes.square.asking import SquareContext

BUSY = 429
MOST_IN_A_BATCH = 1000
"""Objects, nested ones counted, that one batch of an upsert may carry (SQ-28)."""

SIZES = (100, 600, MOST_IN_A_BATCH, 4 * MOST_IN_A_BATCH)
"""Objects of a large write, round by round; the last is long on the quickest target."""

LARGE, SMALL_WRITERS, MOST_SMALL_WRITES = 3, 2, 30


class SendRequest(Protocol):
    """Sends one request; each call sends the same one again."""

    def __call__(self, *, wait_when_busy: bool = False) -> Exchange:
        """Wait while the target is busy, or take its first answer."""


@dataclass
class SentRequest:
    """A request of an overlap: the names it writes or deletes, its answer, and how to repeat it."""

    names: Sequence[str]
    answer: Exchange
    send: SendRequest

    @property
    def locked_out(self) -> bool:
        """Whether it was refused because another write was under way."""
        return self.answer.status == BUSY


@dataclass
class Overlap:
    """All requests that were sent at one time; the large ones come first."""

    sent: list[SentRequest]

    @property
    def certain(self) -> bool:
        """Whether two of the large requests were under way together for most of their time."""
        pairs = combinations([each.answer for each in self.sent[:LARGE]], 2)
        return any(mostly_together(one, other) for one, other in pairs)

    @property
    def locked_out(self) -> list[SentRequest]:
        """The requests that were refused because another write was under way."""
        return [each for each in self.sent if each.locked_out]


def seconds_together(one: Exchange, other: Exchange) -> float:
    """For how many seconds two requests were under way at the same time."""
    ends = min(each.started + each.seconds for each in (one, other))
    return ends - max(one.started, other.started)


def mostly_together(one: Exchange, other: Exchange) -> bool:
    """Whether two requests overlap for more than half of the shorter one's time."""
    return seconds_together(one, other) > min(one.seconds, other.seconds) / 2


PlannedRequest = tuple[Sequence[str], SendRequest]
"""The names that a request is to write or delete, and how to send it."""


def overlap(
    context: SquareContext,
    large: Sequence[PlannedRequest],
    small: Callable[[int, int], PlannedRequest],
) -> Overlap:
    """Send large requests at once, and small ones beside them, numbered by writer and turn."""
    answered = [Event() for _ in large]

    def send_large(place: int) -> list[SentRequest]:
        names, send = large[place]
        try:
            return [SentRequest(names, send(), send)]
        finally:
            answered[place].set()

    def send_small(writer: int) -> list[SentRequest]:
        sent: list[SentRequest] = []
        while len(sent) < MOST_SMALL_WRITES and not all(each.is_set() for each in answered):
            names, send = small(writer, len(sent))
            sent.append(SentRequest(names, send(), send))
        return sent

    calls = [partial(send_large, place) for place in range(len(large))]
    calls += [partial(send_small, writer) for writer in range(SMALL_WRITERS)]
    return Overlap([each for sent in context.target.at_once(*calls) for each in sent])


def large_write(
    context: SquareContext, label: str, size: int, credential: str = "main"
) -> PlannedRequest:
    """A batch-upsert of so many taxes, in as few batches as may be."""
    taxes: list[JsonDict] = [context.driver.make.tax(f"#{label}-{n}") for n in range(size)]
    starts = range(0, size, MOST_IN_A_BATCH)
    batches = [taxes[start : start + MOST_IN_A_BATCH] for start in starts]
    sending = {"key": context.name(f"key-{label}"), "credential": credential}

    def send(*, wait_when_busy: bool = False) -> Exchange:
        return context.driver.batches(*batches, wait_when_busy=wait_when_busy, **sending)

    return [name_of(each) for each in taxes], send


def small_write(context: SquareContext, label: str) -> PlannedRequest:
    """An upsert of one tax."""
    value, key = context.driver.make.tax(f"#{label}"), context.name(f"key-{label}")

    def send(*, wait_when_busy: bool = False) -> Exchange:
        return context.driver.upsert(value, key=key, wait_when_busy=wait_when_busy)

    return [name_of(value)], send


def overlaps(context: SquareContext) -> Iterator[Overlap]:
    """Ever larger writes of one seller that are sent at once, with small ones beside them."""
    for size in SIZES:
        large = [large_write(context, f"{size}-large-{place}", size) for place in range(LARGE)]

        def small(writer: int, turn: int, size: int = size) -> PlannedRequest:
            return small_write(context, f"{size}-{writer}-{turn}")

        yield overlap(context, large, small)


def locked_out_write(context: SquareContext) -> SentRequest:
    """A write that was refused because of another. Raises ``Untested`` when none was."""
    refused = next((each for some in overlaps(context) for each in some.locked_out), None)
    if refused is None:
        context.untested("no write was refused while another one ran")
    return refused
