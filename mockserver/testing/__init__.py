"""
The sandbox in the hands of a test: start one, have a tenant of it, set it up, ask what happened.

What is named here is loaded when it is used, so that the pytest plugin costs nothing until then.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.errors import ControlError
    from mockserver.testing.control_client import Refused, Unreachable
    from mockserver.testing.sandbox_handle import Sandbox
    from mockserver.testing.server_handle import Server

__all__ = ["ControlError", "Refused", "Sandbox", "Server", "Unreachable"]

HOMES = {
    "ControlError": "mockserver.errors",
    "Refused": "mockserver.testing.control_client",
    "Sandbox": "mockserver.testing.sandbox_handle",
    "Server": "mockserver.testing.server_handle",
    "Unreachable": "mockserver.testing.control_client",
}
"""Public name to the module that has it."""


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)
