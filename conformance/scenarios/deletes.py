"""Deleting a record and creating it anew."""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import ABSENT, success
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import require_record, write_and_require


def delete_and_recreate(context: ProbeContext[Any], resource: Resource) -> None:
    """A deleted record is gone, and its identity makes a new one."""
    write_and_require(context, resource, [0, 1])
    context.require("status of the delete", got=resource.delete(0).status, wanted=success())
    context.eventually("record 0", read=lambda: resource.read(0), wanted=ABSENT)
    require_record(context, resource, 1)
    write_and_require(context, resource, [0], 1)
