"""
A refusal of the control plane as an error that says what is wrong, where, and what there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.errors import ControlError, UsageError

MOST_KNOWN = 20
"""Valid words that an error lists."""


class CallRefused(ControlError):
    """
    The control plane refused a call.

    ``detail`` says what is wrong and ``place`` where: a JSON pointer into the body or the name of
    a parameter, ``None`` for the whole call. ``problem`` is everything that was answered.
    """

    def __init__(self, status: int, problem: Mapping[str, Any]) -> None:
        self.status = status
        self.problem = problem
        self.detail = str(problem.get("detail", f"answered with {status}"))
        self.place: str | None = problem.get("pointer") or problem.get("parameter")
        super().__init__(self._sentence())

    def _sentence(self) -> str:
        named = self.place is None or self.place in self.detail
        return self.detail if named else f"{self.detail} ({self.place})"


class UnknownName(CallRefused, UsageError):
    """A call names something that does not exist, or leaves open which; the message lists some."""

    def _sentence(self) -> str:
        known = list(map(str, self.problem["known"]))
        more = self.problem.get("total", len(known)) - MOST_KNOWN
        words = ", ".join(known[:MOST_KNOWN]) + (f" and {more} more" if more > 0 else "")
        return f"{self.detail}; there are: {words or 'none'}"


def refusal_of(status: int, problem: Mapping[str, Any]) -> CallRefused:
    """The error for a problem that was answered."""
    return (UnknownName if "known" in problem else CallRefused)(status, problem)
