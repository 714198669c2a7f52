"""
Idempotency keys: a replay answers again and writes nothing; reuse is refused.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import client_error
from conformance.judging.probe_context import Run
from conformance.scenarios.writing import nothing_is_stored, stored, written


def replay(run: Run[Any], resource: Resource) -> None:
    """The same key and body again: the same answer, no second record."""
    key = run.key()
    first = written(run, resource, [0], key=key)
    again = resource.write([resource.record(0)], key=key)
    run.expect("status of the replay", got=again.status, wanted=first.status)
    run.expect("answer of the replay", got=again.json, wanted=first.json)
    run.expect("records", got=resource.count(), wanted=1)


def replay_after_a_change(run: Run[Any], resource: Resource) -> None:
    """A replay after a later write does not bring the old values back."""
    key = run.key()
    first = written(run, resource, [0], key=key)
    written(run, resource, [0], 1)
    again = resource.write([resource.record(0)], key=key)
    run.expect("status of the replay", got=again.status, wanted=first.status)
    run.expect("answer of the replay", got=again.json, wanted=first.json)
    stored(run, resource, 0, 1)


def reuse(run: Run[Any], resource: Resource) -> None:
    """The same key with another body is refused and writes nothing."""
    key = run.key()
    written(run, resource, [0], key=key)
    answer = resource.write([resource.record(1)], key=key)
    run.expect("status of the reuse", got=answer.status, wanted=client_error())
    nothing_is_stored(run, resource, [1])
    stored(run, resource, 0)
