"""
Making writes meet: large ones sent at once, and small ones that knock until all are answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import combinations
from threading import Event
from typing import Protocol

from conformance.drivers.square.objects import Json, name_of
from conformance.http.exchange import Exchange
from conformance.probes.square.refusing import SquareRun

BUSY = 429
SIZES = (100, 300, 600, 1000)
"""Objects of a large write, round by round."""

LARGE, KNOCKERS, MOST_KNOCKS = 3, 2, 30


class Send(Protocol):
    """Sends a request, again the same when it is called again."""

    def __call__(self, *, patient: bool = False) -> Exchange:
        """Wait out a busy target, or take its first answer."""


@dataclass
class Sent:
    """A request of a meeting: what it was to write or delete, its answer, and itself."""

    what: Sequence[str]
    answer: Exchange
    send: Send

    @property
    def turned_away(self) -> bool:
        """Whether it was refused for coming too early."""
        return self.answer.status == BUSY


@dataclass
class Meeting:
    """Everything that was sent at one time; the large requests come first."""

    sent: list[Sent]

    @property
    def met(self) -> bool:
        """Whether two of the large requests were under way together for most of their time."""
        pairs = combinations([each.answer for each in self.sent[:LARGE]], 2)
        return any(
            overlap(one, other) > min(one.seconds, other.seconds) / 2 for one, other in pairs
        )

    @property
    def turned_away(self) -> list[Sent]:
        """Those that were refused."""
        return [each for each in self.sent if each.turned_away]


def overlap(one: Exchange, other: Exchange) -> float:
    """For how many seconds two requests were under way at the same time."""
    ends = min(each.started + each.seconds for each in (one, other))
    return ends - max(one.started, other.started)


Planned = tuple[Sequence[str], Send]
"""What a request is to write or delete, and the request."""


def meet(run: SquareRun, large: Sequence[Planned], small: Callable[[int, int], Planned]) -> Meeting:
    """Send large requests at once, and small ones beside them, numbered by writer and turn."""
    left = [Event() for _ in large]

    def first(place: int) -> list[Sent]:
        what, send = large[place]
        try:
            return [Sent(what, send(), send)]
        finally:
            left[place].set()

    def knock(writer: int) -> list[Sent]:
        told: list[Sent] = []
        while len(told) < MOST_KNOCKS and not all(each.is_set() for each in left):
            what, send = small(writer, len(told))
            told.append(Sent(what, send(), send))
        return told

    calls = [partial(first, place) for place in range(len(large))]
    calls += [partial(knock, writer) for writer in range(KNOCKERS)]
    return Meeting([each for told in run.target.at_once(*calls) for each in told])


def large_write(run: SquareRun, label: str, size: int, credential: str = "main") -> Planned:
    """A batch-upsert of so many taxes."""
    batch: list[Json] = [run.driver.make.tax(f"#{label}-{n}") for n in range(size)]
    key = run.name(f"key-{label}")

    def send(*, patient: bool = False) -> Exchange:
        return run.driver.batches(batch, key=key, patient=patient, credential=credential)

    return [name_of(each) for each in batch], send


def small_write(run: SquareRun, label: str) -> Planned:
    """An upsert of one tax."""
    value, key = run.driver.make.tax(f"#{label}"), run.name(f"key-{label}")

    def send(*, patient: bool = False) -> Exchange:
        return run.driver.upsert(value, key=key, patient=patient)

    return [name_of(value)], send


def meetings(run: SquareRun) -> Iterator[Meeting]:
    """Ever larger writes of one seller that are sent at once, with small ones beside them."""
    for size in SIZES:
        large = [large_write(run, f"{size}-large-{place}", size) for place in range(LARGE)]

        def small(writer: int, turn: int, size: int = size) -> Planned:
            return small_write(run, f"{size}-{writer}-{turn}")

        yield meet(run, large, small)


def turned_away(run: SquareRun) -> Sent:
    """A write that was refused for coming too early, given that one was."""
    refused = next((each for meeting in meetings(run) for each in meeting.turned_away), None)
    if refused is None:
        run.untested("no write was refused while another one ran")
    return refused
