"""
Failing on purpose: a rule for as long as it stands.
"""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from mockserver.control.refused import CallRefused
from mockserver.control.spelling import path_segment
from mockserver.errors import UsageError
from mockserver.testing.control_client import Control

GONE = 404


class PlantedFault:
    """
    A rule that stands until its block ends, ``remove`` is called, or its tenant is discarded.

    ``met`` requests were of the kind that it is about; ``hits`` of them were failed. Both can
    still be read after it was removed.
    """

    def __init__(self, control: Control, rule: dict[str, Any]) -> None:
        self.id = str(rule["id"])
        self._control = control
        self._last: dict[str, Any] | None = None
        control.call("PATCH", "/faults", {"faults": [rule]})

    @property
    def hits(self) -> int:
        """How many requests it failed."""
        return int(self._standing()["hits"])

    @property
    def met(self) -> int:
        """How many requests were of the kind that it is about."""
        return int(self._standing()["met"])

    def remove(self) -> None:
        """Take the rule out; a reset may have done so already."""
        try:
            gone = self._control.call("DELETE", f"/faults/{path_segment(self.id)}")
            [self._last] = gone["faults"]
        except CallRefused as refused:
            if refused.status != GONE:
                raise

    def _standing(self) -> dict[str, Any]:
        if self._last is not None:
            return self._last
        for rules in self._control.call("GET", "/faults")["faults"].values():
            for rule in rules:
                if rule["id"] == self.id:
                    standing: dict[str, Any] = rule
                    return standing
        raise UsageError(f"the fault {self.id} does not stand any more, so nothing is counted")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()
