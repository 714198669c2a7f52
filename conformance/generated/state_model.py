"""
Random sequences of writes, bad writes and deletes of a few records, compared with a model.

The model is a dictionary: number of a record to the variant that was last accepted. After each
step every record that the step touched is read and compared. Each example works in a namespace of
its own, so examples do not affect each other.

Records have small numbers, so that a counterexample is a short list of steps.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from conformance.drivers.interface import Resource
from conformance.expectations import ABSENT, differences

NUMBERS = st.integers(0, 3)
VARIANTS = st.integers(0, 1)
BATCHES = st.dictionaries(NUMBERS, VARIANTS, min_size=1, max_size=3)

RepeatedRead = Callable[[Callable[[], Any], Callable[[Any], bool]], Any]
"""Repeats a read until a condition holds for its value or time is up; the last value."""


@dataclass(frozen=True)
class Diverged:
    """Where a target differs from the model: the steps of one example, and what a read showed."""

    steps: tuple[str, ...]
    where: str
    wanted: str
    got: str


class Divergence(AssertionError):
    """Carries a ``Diverged`` out of an example."""

    def __init__(self, found: Diverged) -> None:
        super().__init__(f"{found.where}: wanted {found.wanted}, got {found.got}")
        self.found = found


@dataclass(frozen=True)
class SequencePlan:
    """
    How many sequences to run, and how.

    - ``collections``: makes the records of one example, in a namespace of its own
    - ``read``: how a read waits for what was accepted
    - ``shrink``: whether to spend requests on a shorter counterexample
    """

    collections: Callable[[], Resource]
    read: RepeatedRead
    examples: int
    steps: int
    seed: int
    shrink: bool


def read_matches(wanted: Any, got: Any) -> bool:
    return not differences("", wanted=wanted, got=got)


def explore(plan: SequencePlan) -> Diverged | None:
    """Run all examples; the first divergence, ``None`` without any."""
    phases = (Phase.generate, Phase.shrink) if plan.shrink else (Phase.generate,)
    limits = settings(
        max_examples=plan.examples,
        stateful_step_count=plan.steps,
        phases=phases,
        database=None,
        deadline=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    factory = seed(plan.seed)(machine_of(plan))
    try:
        with redirect_stdout(io.StringIO()):  # Hypothesis prints steps; ours go into the finding
            run_state_machine_as_test(factory, settings=limits)
    except Divergence as divergence:
        return divergence.found
    return None


def machine_of(plan: SequencePlan) -> type[RuleBasedStateMachine]:
    class Sequences(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.records = plan.collections()
            self.model: dict[int, int] = {}
            self.steps: list[str] = []

        @rule(batch=BATCHES)
        def write(self, batch: Mapping[int, int]) -> None:
            """A batch of good records is accepted whole."""
            self.steps.append(f"write {dict(batch)}")
            sent = [self.records.record(n, variant) for n, variant in batch.items()]
            answer = self.records.write(sent)
            accepted = [result.accepted for result in self.records.record_results(answer, sent)]
            self.require_equal(f"accepted, {answer.line}", accepted, [True] * len(sent))
            self.model.update(batch)
            self.compare(batch)

        @rule(n=NUMBERS)
        def write_badly(self, n: int) -> None:
            """A bad record is refused and changes nothing."""
            self.steps.append(f"write_badly {n}")
            sent = [self.records.bad(n)]
            answer = self.records.write(sent)
            accepted = [result.accepted for result in self.records.record_results(answer, sent)]
            self.require_equal(f"accepted, {answer.line}", accepted, [False])
            self.compare([n])

        @rule(n=NUMBERS)
        def delete(self, n: int) -> None:
            """A deleted record is gone; one that is not there stays absent."""
            if n in self.model:
                self.steps.append(f"delete {n}")
                answer = self.records.delete(n)
                self.require_equal(f"deleted, {answer.line}", answer.ok, wanted=True)
                del self.model[n]
            self.compare([n])

        def compare(self, numbers: Any) -> None:
            """Read records and compare them with the model."""
            for n in numbers:
                wanted = self.records.shows(n, self.model[n]) if n in self.model else ABSENT
                got = plan.read(partial(self.records.read, n), partial(read_matches, wanted))
                self.require_equal(f"record {n}", got, wanted)

        def require_equal(self, where: str, got: Any, wanted: Any) -> None:
            """End the example when something differs."""
            first = next(iter(differences(where, wanted=wanted, got=got)), None)
            if first is not None:
                steps = tuple(self.steps)
                raise Divergence(Diverged(steps, first.where, first.wanted, first.got))

    return Sequences
