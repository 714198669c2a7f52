"""
Making writes meet: a large one, and small ones that keep knocking until it is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event

from conformance.drivers.square.objects import Json
from conformance.exchange import Exchange
from conformance.probes.square.refusing import SquareRun

BUSY = 429
ENOUGH = 5
"""Small writes that fell into a large one before it counts that none was refused."""

SIZES = (250, 500, 1000)
"""Objects of the large write, round by round."""

MOST_KNOCKS = 40


@dataclass
class Meeting:
    """A large write and what was sent beside it: label and answer."""

    large: Exchange
    beside: list[tuple[str, Exchange]] = field(default_factory=list)

    @property
    def inside(self) -> list[tuple[str, Exchange]]:
        """What was sent after the large write was and before it was answered."""
        end = self.large.started + self.large.seconds
        return [each for each in self.beside if self.large.started < each[1].started < end]

    @property
    def turned_away(self) -> list[tuple[str, Exchange]]:
        """What was sent beside the large write and refused with 429."""
        return [each for each in self.beside if each[1].status == BUSY]


def meet(
    run: SquareRun,
    large: Callable[[], Exchange],
    small: Callable[[str], Exchange],
    writers: int = 3,
) -> Meeting:
    """Run a large request with small ones beside it, each under a label of its own."""
    done = Event()

    def first() -> list[tuple[str, Exchange]]:
        try:
            return [("large", large())]
        finally:
            done.set()

    def knock(writer: int) -> list[tuple[str, Exchange]]:
        told = []
        for n in range(MOST_KNOCKS):
            label = f"small-{writer}-{n}"
            told.append((label, small(label)))
            if done.is_set():
                break
        return told

    calls = [lambda writer=writer: knock(writer) for writer in range(writers)]
    ((_, answer),), *others = run.target.at_once(first, *calls)
    return Meeting(answer, [each for told in others for each in told])


def large_write(run: SquareRun, size: int, credential: str = "main") -> Callable[[], Exchange]:
    """A batch-upsert of so many taxes, sent once."""
    batch: list[Json] = [run.driver.make.tax(f"#large-{size}-{n}") for n in range(size)]
    return lambda: run.driver.batches(batch, patient=False, credential=credential)


def small_write(run: SquareRun, round_: int, credential: str = "main") -> Callable[[str], Exchange]:
    """Upserts of one category each, sent once, under keys that can be found again."""

    def write(label: str) -> Exchange:
        label = f"{round_}-{label}"
        value = run.driver.make.category(f"#{label}")
        return run.driver.upsert(
            value, key=run.name(f"key-{label}"), patient=False, credential=credential
        )

    return write


def meetings(run: SquareRun) -> Iterator[Meeting]:
    """Ever larger writes with small ones of the same seller beside them."""
    for round_, size in enumerate(SIZES):
        yield meet(run, large_write(run, size), small_write(run, round_))


def refused_by_lock(run: SquareRun) -> tuple[Meeting, str, Exchange]:
    """A small write that was turned away, given that one was: its meeting, its label, itself."""
    for round_, meeting in enumerate(meetings(run)):
        for label, answer in meeting.turned_away:
            return meeting, f"{round_}-{label}", answer
    return run.untested("no write was refused while another one ran")
