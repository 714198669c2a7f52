"""
The version in the path: there is one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from mockserver.core.reasons import Refusal
from mockserver.core.tick import Tick
from mockserver.provider import Change, Operation, Request, Upsert
from mockserver.providers.solvimon.vendor_errors import refused

SUPPORTED = "1"

State = TypeVar("State")
Result = TypeVar("Result")


def versioned(operation: Operation) -> Operation:
    """An operation that answers in the supported version only (SLV-60)."""
    match operation:
        case Upsert():
            return replace(operation, decode=checked(operation.decode))
        case Change():
            return replace(operation, apply=checked(operation.apply))
    return replace(operation, answer=checked(operation.answer))


def checked(
    function: Callable[[State, Request, Tick], Result],
) -> Callable[[State, Request, Tick], Result | Refusal]:
    """A function of an operation, behind the check of the version."""

    def check(state: State, request: Request, tick: Tick) -> Result | Refusal:
        if request.path["version"] != SUPPORTED:
            return refused("UNSUPPORTED_VERSION", (), f"the version must be {SUPPORTED}")
        return function(state, request, tick)

    return check
