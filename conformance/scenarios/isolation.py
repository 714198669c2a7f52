"""
One tenant never meets another.
"""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import ABSENT
from conformance.judging.probe_context import Run
from conformance.scenarios.writing import written


def unseen_by_the_other_tenant(run: Run[Any], resource: Resource) -> None:
    """What one tenant stored cannot be read with the credential of another."""
    written(run, resource, [0])
    run.expect("record 0", got=resource.read(0, credential="second"), wanted=ABSENT)
