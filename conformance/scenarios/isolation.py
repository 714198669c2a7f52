"""Tenants do not see each other's records."""

from __future__ import annotations

from typing import Any

from conformance.drivers.interface import Resource
from conformance.expectations import ABSENT
from conformance.judging.probe_context import ProbeContext
from conformance.scenarios.writing import write_and_require


def unseen_by_the_other_tenant(context: ProbeContext[Any], resource: Resource) -> None:
    """What one tenant stored cannot be read with the credential of another."""
    write_and_require(context, resource, [0])
    context.expect("record 0", got=resource.read(0, credential="second"), wanted=ABSENT)
