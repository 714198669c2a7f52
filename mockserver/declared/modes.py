"""
Modes: words that hold instead of an operation's where the request says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from mockserver.core.record import Json
from mockserver.core.rules import Rules
from mockserver.declared.frames import RequestFrame
from mockserver.declared.identities import text_of
from mockserver.provider import Request

TRACED = "traced"
"""The mode of a request each of whose records carries a trace of its own."""


@dataclass(frozen=True, slots=True)
class Modes:
    """
    The modes of one operation: name to the rules that differ there from the operation's.

    ``frame`` is where its records stand, and which member of them is the trace.
    """

    changes: Mapping[str, Mapping[str, Any]]
    frame: RequestFrame

    def rules(self, request: Request) -> Rules:
        """The rules of a request: the operation's, limits that were set included, or its mode's."""
        rules = request.declared
        for name, changes in self.changes.items():
            if self.holds(name, request):
                rules = replace(rules, **changes)
        return rules

    def holds(self, name: str, request: Request) -> bool:
        """Whether a request is in a mode."""
        if name == TRACED:
            return self.is_traced(request.body)
        said = request.parameters.get(name)
        if said is None and isinstance(request.body, dict):
            said = request.body.get(name)
        return said is not None and text_of(said).lower() == "true"

    def is_traced(self, body: Json) -> bool:
        """Whether each record of a body carries a trace, and no two the same."""
        member = self.frame.roles.get("trace", "")
        items = [item.value for batch in self.frame.command(body).batches for item in batch]
        traces: Sequence[Json] = [
            item.get(member) if isinstance(item, dict) else None for item in items
        ]
        return all(isinstance(trace, str) for trace in traces) and len(set(traces)) == len(traces)


def differences(rules: Rules, other: Rules) -> Mapping[str, Any]:
    """What a mode changes of the rules of its operation."""
    names = [field.name for field in fields(Rules)]
    return {n: getattr(other, n) for n in names if getattr(other, n) != getattr(rules, n)}
