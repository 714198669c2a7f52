"""
A limit from both sides.

All identities differ, so that no other rule refuses the request first.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import client_error, success
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import nothing_is_stored, require_record


def at_the_limit(context: ProbeContext[Any], resource: Resource, limit: int) -> None:
    """Exactly ``limit`` records are accepted; the first and the last can be read."""
    answer = resource.write([resource.record(n) for n in range(limit)])
    context.require(f"status for {limit} records", got=answer.status, wanted=success())
    require_record(context, resource, 0)
    require_record(context, resource, limit - 1)


def over_the_limit(context: ProbeContext[Any], resource: Resource, limit: int) -> None:
    """One record more than ``limit`` is refused, and none of them is stored."""
    answer = resource.write([resource.record(n) for n in range(limit + 1)])
    context.expect(f"status for {limit + 1} records", got=answer.status, wanted=client_error())
    nothing_is_stored(context, resource, (0, limit // 2, limit))
