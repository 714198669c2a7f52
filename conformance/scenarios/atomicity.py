"""What one bad record costs the others of its batch."""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import client_error
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import nothing_is_stored


def one_bad_record(context: ProbeContext[Any], resource: Resource, *, position: int = 1) -> None:
    """One bad record among three good ones: the batch is refused, and none of them is stored."""
    records = [resource.record(n) for n in range(3)]
    records.insert(position, resource.bad(3))
    answer = resource.write(records)
    context.expect("status", got=answer.status, wanted=client_error())
    nothing_is_stored(context, resource, range(4))
