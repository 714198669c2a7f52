"""
Deleting and writing anew.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import ABSENT, success
from conformance.judging.probe_context import Run
from conformance.scenarios.writing import stored, written


def delete_and_recreate(run: Run[Any], resource: Resource) -> None:
    """A deleted record is gone, and its identity makes a new one."""
    written(run, resource, [0, 1])
    run.require("status of the delete", got=resource.delete(0).status, wanted=success())
    run.eventually("record 0", read=lambda: resource.read(0), wanted=ABSENT)
    stored(run, resource, 1)
    written(run, resource, [0], 1)
