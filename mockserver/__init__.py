"""A stateful sandbox for bulk-upsert APIs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.testing import Sandbox

__all__ = ["Sandbox"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Load the handle for tests on first use; the server does not need it."""
    if name != "Sandbox":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mockserver.testing import Sandbox  # noqa: PLC0415 the reason above

    return Sandbox
