"""
Failing on purpose: a preset and some fields as a rule, and a rule for as long as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from mockserver.errors import UsageError
from mockserver.faulting.parsing import EFFECT, ITEMS, MATCH, RULE
from mockserver.faulting.presets import PRESETS
from mockserver.testing.control_client import CallRefused, Control, path_segment
from mockserver.testing.setup import FaultRule

PARTS: Mapping[str, tuple[str, ...]] = {"match": MATCH, "items": ITEMS, "effect": EFFECT}
"""The parts of a rule, and the fields that stand in each."""

LISTS = frozenset({"nth", "key", "index"})
"""Fields that hold a list; one value stands for a list of one."""

GONE = 404


def rule_of(rule: FaultRule | None, fields: Mapping[str, Any]) -> dict[str, Any]:
    """
    A rule as the control plane takes it; every field finds its part.

    A field of a part that the preset fills is laid over the preset's. Raises ``UsageError`` for a
    field that does not exist.
    """
    written: dict[str, Any] = {"preset": rule} if isinstance(rule, str) else dict(rule or {})
    preset = PRESETS.get(str(written.get("preset")), {})
    for name, value in fields.items():
        part = next((part for part, words in PARTS.items() if name in words), None)
        if part is not None:
            held = written.get(part, preset.get(part, {}))
            one = name in LISTS and not isinstance(value, list | tuple)
            written[part] = {**held, name: [value] if one else value}
        elif name in RULE:
            written[name] = value
        else:
            known = ", ".join(sorted({*RULE, *MATCH, *ITEMS, *EFFECT}))
            raise UsageError(f"a fault has no field {name!r}; there are: {known}")
    return written


class PlantedFault:
    """
    A rule that stands until its block ends, ``remove`` is called, or its tenant is discarded.

    ``met`` requests were of the kind that it is about; ``hits`` of them were failed.
    """

    def __init__(self, control: Control, rule: dict[str, Any]) -> None:
        self.id = str(rule["id"])
        self._control = control
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
            self._control.call("DELETE", f"/faults/{path_segment(self.id)}")
        except CallRefused as refused:
            if refused.status != GONE:
                raise

    def _standing(self) -> dict[str, Any]:
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
