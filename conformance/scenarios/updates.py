"""
Create, update, read: the same record, changed.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.judging.probe_context import Run
from conformance.scenarios.writing import stored, written


def create_update_read(run: Run[Any], resource: Resource) -> None:
    """A second write of an identity changes the record and makes no second one; ids stay."""
    first = resource.fates(written(run, resource, [0]), [resource.record(0)])
    again = resource.record(0, 1)
    answer = run.accepted(resource.write([again]))
    stored(run, resource, 0, 1)
    second = resource.fates(answer, [again])
    if first[0].id and second[0].id:
        run.expect("id after the update", got=second[0].id, wanted=first[0].id)
    run.expect("records of this identity", got=resource.count(), wanted=1)
