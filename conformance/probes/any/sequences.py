"""Random sequences of writes, bad writes and deletes, compared with a small model."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from pkgutil import resolve_name
from typing import Any

from conformance.drivers.interface import Resource
from conformance.generated.state_model import SequencePlan, explore
from conformance.judging.probe import probe
from conformance.judging.probe_context import ProbeContext
from conformance.judging.vendors import find_vendor
from conformance.probes.any.generated_traffic import traffic_for

EXAMPLES, STEPS = 12, 6
SLOW_EXAMPLES = 4
"""Examples where each read may have to wait for what was written."""


@probe("GEN-09")
def a_random_sequence_follows_the_model(context: ProbeContext[Any]) -> None:
    """
    After any sequence of writes, bad writes, reads and deletes of a few records, each record reads
    as it was last accepted.
    """
    promised = context.profile.numbers.get("visibility")
    plan = SequencePlan(
        collections=collections_of(context),
        read=lambda read, until: context.target.poll(read, until, promised),
        examples=SLOW_EXAMPLES if context.profile.offers("eventual-visibility") else EXAMPLES,
        steps=STEPS,
        seed=context.random.randrange(2**31),
        shrink=not context.profile.offers("eventual-visibility"),
    )
    found = explore(plan)
    context.note(f"{plan.examples} sequences of {plan.steps} steps, seed {plan.seed}")
    if found is not None:
        where = f"after {'; '.join(found.steps)}: {found.where}"
        context.expect(where, got=found.got, wanted=found.wanted)


def collections_of(context: ProbeContext[Any]) -> Any:
    """A function that makes a resource in a new namespace each time."""
    make = resolve_name(traffic_for(context).collection)
    connect = find_vendor(context.rule.vendor).connect
    numbers = count(1)

    def collection() -> Resource:
        target = replace(context.target, namespace=f"{context.target.namespace}-{next(numbers)}")
        driver = connect(target)
        target.authorise = driver.headers
        made: Resource = make(driver)
        return made

    return collection
