"""
The sandbox in the hands of a test: start one, have a tenant of it, set it up, ask what happened.

What is named here is loaded when it is used, so that the pytest plugin costs nothing until then.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.control.refused import CallRefused as Refused
    from mockserver.errors import ControlError, Unreachable
    from mockserver.testing.sandbox_handle import Sandbox
    from mockserver.testing.server_handle import Server

__all__ = ["ControlError", "Refused", "Sandbox", "Server", "Unreachable"]

EXPORTED = {
    "ControlError": ("mockserver.errors", "ControlError"),
    "Refused": ("mockserver.control.refused", "CallRefused"),
    "Sandbox": ("mockserver.testing.sandbox_handle", "Sandbox"),
    "Server": ("mockserver.testing.server_handle", "Server"),
    "Unreachable": ("mockserver.errors", "Unreachable"),
}
"""Public name to the module that has it, and what it is called there."""


def __getattr__(name: str) -> Any:
    """Load a public name on first use."""
    if name not in EXPORTED:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, inside = EXPORTED[name]
    return getattr(import_module(module), inside)
