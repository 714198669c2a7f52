"""Exceptions by which a probe ends early."""

from __future__ import annotations


class Stop(Exception):
    """Ends a probe early."""


class Untested(Stop):
    """The rule cannot be judged; the reason is shown to the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NotServed(Untested):
    """The target does not serve an operation that is needed."""


class Unmet(Stop):
    """A required value differs; the difference is recorded already."""


class Broken(Stop):
    """The target broke the connection; ``message`` is what the client reports."""

    def __init__(self, request: str, message: str) -> None:
        super().__init__(f"{request}: {message}")
        self.request = request
        self.message = message
