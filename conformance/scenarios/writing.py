"""Steps of scenarios: write, read back, expect absence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import ABSENT
from conformance.http.exchange import Exchange
from conformance.judging.probe_context import ProbeContext

SENTINEL = 9_000
"""Identity of the record that is written last, to know that earlier writes had their time."""


def write_and_require(
    context: ProbeContext[Any],
    resource: Resource,
    numbers: Iterable[int],
    variant: int = 0,
    *,
    key: str | None = None,
) -> Exchange:
    """Write prerequisite records. Raises ``Untested`` unless they are accepted and readable."""
    numbers = list(numbers)
    records = [resource.record(n, variant) for n in numbers]
    exchange = context.accepted(resource.write(records, key=key))
    for n in (numbers[0], numbers[-1]):
        require_record(context, resource, n, variant)
    return exchange


def require_record(
    context: ProbeContext[Any], resource: Resource, n: int, variant: int = 0
) -> None:
    """Require that a record can be read with the values that were sent."""
    context.eventually(
        f"record {n}", read=lambda: resource.read(n), wanted=resource.shows(n, variant)
    )


def nothing_is_stored(
    context: ProbeContext[Any], resource: Resource, numbers: Iterable[int]
) -> None:
    """
    Expect that records are absent.

    Where writes become visible later, a later write is waited for first: only then is absence
    proof.
    """
    if context.profile.offers("eventual-visibility"):
        write_and_require(context, resource, [SENTINEL])
    for n in numbers:
        context.expect(f"record {n}", got=resource.read(n), wanted=ABSENT)
