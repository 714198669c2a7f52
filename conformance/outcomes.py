"""
How a probe ends before its last line.
"""

from __future__ import annotations


class Stop(Exception):
    """The probe is over."""


class Untested(Stop):
    """The rule could not be judged; the reason is for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Unmet(Stop):
    """A difference was recorded that leaves nothing more to ask."""


class Broken(Stop):
    """The target broke the connection instead of answering; ``message`` is what the client saw."""

    def __init__(self, request: str, message: str) -> None:
        super().__init__(f"{request}: {message}")
        self.request = request
        self.message = message
