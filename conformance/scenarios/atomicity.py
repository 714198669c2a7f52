"""What one bad record costs the others of its batch."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import client_error, success
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import nothing_is_stored, require_record


class Cost(StrEnum):
    """What a bad record costs by the documents."""

    ITSELF = "itself"
    EVERYTHING = "everything"


def one_bad_record(
    context: ProbeContext[Any], resource: Resource, cost: Cost, *, position: int = 1
) -> None:
    """One bad record among three good ones: the good ones are stored, or nothing is."""
    records = [resource.record(n) for n in range(3)]
    records.insert(position, resource.bad(3))
    answer = resource.write(records)
    if cost is Cost.EVERYTHING:
        context.expect("status", got=answer.status, wanted=client_error())
        nothing_is_stored(context, resource, range(4))
        return
    context.expect("status", got=answer.status, wanted=success())
    accepted = [result.accepted for result in resource.record_results(answer, records)]
    context.expect("accepted", got=accepted, wanted=[n != position for n in range(4)])
    for n in range(3):
        require_record(context, resource, n)
    nothing_is_stored(context, resource, [3])
