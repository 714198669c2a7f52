"""
Probes: functions that judge one rule, registered under the ids of the rules they serve.

A probe runs once for every rule it names, each time in a namespace of its own;
``context.rule.id`` is the rule that is judged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from conformance.errors import CatalogueError

if TYPE_CHECKING:
    from conformance.judging.probe_context import ProbeContext

Function = TypeVar("Function", bound=Callable[["ProbeContext[Any]"], None])


@dataclass(frozen=True, slots=True)
class Probe:
    """A function and the ids of the rules that it judges."""

    rules: tuple[str, ...]
    function: Callable[[ProbeContext[Any]], None]

    @property
    def place(self) -> str:
        """Module and name of the function."""
        return f"{self.function.__module__}:{self.function.__name__}"


REGISTRY: dict[str, list[Probe]] = {}
"""Module to its probes."""


def probe(*rules: str) -> Callable[[Function], Function]:
    """Register a function as the probe of rules, given by their ids."""
    if not rules:
        raise CatalogueError("a probe serves at least one rule")

    def register(function: Function) -> Function:
        found = Probe(rules, function)
        known = REGISTRY.setdefault(function.__module__, [])
        # A module that is imported again registers the same function again.
        known[:] = [each for each in known if each.place != found.place]
        known.append(found)
        return function

    return register


def probes_of(modules: Iterable[str]) -> dict[str, Probe]:
    """Probes by rule id. Raises ``CatalogueError`` when two claim one rule."""
    found: dict[str, Probe] = {}
    for module in modules:
        for each in REGISTRY.get(module, ()):
            for rule in each.rules:
                if rule in found:
                    raise CatalogueError(
                        f"{rule} is claimed by {found[rule].place} and by {each.place}"
                    )
                found[rule] = each
    return found
