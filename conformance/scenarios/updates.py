"""Create, update, read."""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import require_record, write_and_require


def create_update_read(context: ProbeContext[Any], resource: Resource) -> None:
    """A second write of an identity updates its record, keeps the id and creates no second one."""
    first = resource.record_results(write_and_require(context, resource, [0]), [resource.record(0)])
    again = resource.record(0, 1)
    answer = context.accepted(resource.write([again]))
    require_record(context, resource, 0, 1)
    second = resource.record_results(answer, [again])
    if first[0].id and second[0].id:
        context.expect("id after the update", got=second[0].id, wanted=first[0].id)
    context.expect("records of this identity", got=resource.count(), wanted=1)
