"""
Idempotency keys: a replay answers again and writes nothing; reuse is refused.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import require_record, write_and_require


def replay(context: ProbeContext[Any], resource: Resource) -> None:
    """The same key and body again give the same answer and create no second record."""
    key = context.key()
    first = write_and_require(context, resource, [0], key=key)
    again = resource.write([resource.record(0)], key=key)
    context.expect("status of the replay", got=again.status, wanted=first.status)
    context.expect("answer of the replay", got=again.json, wanted=first.json)
    context.expect("records", got=resource.count(), wanted=1)


def replay_after_a_change(context: ProbeContext[Any], resource: Resource) -> None:
    """A replay after a later write does not restore the old values."""
    key = context.key()
    first = write_and_require(context, resource, [0], key=key)
    write_and_require(context, resource, [0], 1)
    again = resource.write([resource.record(0)], key=key)
    context.expect("status of the replay", got=again.status, wanted=first.status)
    context.expect("answer of the replay", got=again.json, wanted=first.json)
    require_record(context, resource, 0, 1)
