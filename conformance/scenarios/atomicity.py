"""
What one bad record costs.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import client_error, success
from conformance.judging.probe_context import Run
from conformance.scenarios.writing import nothing_is_stored, stored


class Cost(StrEnum):
    """What the documents let a bad record take along."""

    ITSELF = "itself"
    EVERYTHING = "everything"


def one_bad_record(run: Run[Any], resource: Resource, cost: Cost, *, position: int = 1) -> None:
    """Three good records and a bad one among them; the good ones are stored, or none is."""
    records = [resource.record(n) for n in range(3)]
    records.insert(position, resource.bad(3))
    answer = resource.write(records)
    if cost is Cost.EVERYTHING:
        run.expect("status", got=answer.status, wanted=client_error())
        nothing_is_stored(run, resource, range(4))
        return
    run.expect("status", got=answer.status, wanted=success())
    accepted = [fate.accepted for fate in resource.fates(answer, records)]
    run.expect("accepted", got=accepted, wanted=[n != position for n in range(4)])
    for n in range(3):
        stored(run, resource, n)
    nothing_is_stored(run, resource, [3])
