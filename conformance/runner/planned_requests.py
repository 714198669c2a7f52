"""What a run is expected to send, and when it has sent far more."""

from __future__ import annotations

from collections.abc import Iterable

from conformance.catalogue import ApiOperation, Rule
from conformance.judging.vendors import VendorParts
from conformance.judging.verdict import Result
from conformance.runner.rule_costs import read_calls, read_costs

ALLOWED_FOR = 2, 100
"""How many times the planned requests, and how many more, a run sends before it says so: a rule
that is violated is looked at twice, and a slow target is asked more often."""


class PlannedRequests:
    """
    The requests and the operations that rules need, as measured; unmeasured rules count for none.
    """

    def __init__(self, vendor: VendorParts) -> None:
        self._operations = vendor.operations
        self._declared = list(vendor.api.operations) if vendor.api else []
        self._costs, self._calls = read_costs(), read_calls()
        self._planned: dict[str, int] = {}
        self._spent = 0
        self._exceeded = False

    def calls(self, rule: Rule) -> list[str]:
        """The operations that the probe of a rule calls: the rule's own, and what was measured."""
        if self._declared:
            return []  # a general rule looks at each operation that is there
        own = self._operations.named(rule.operation)
        measured = self._calls.get(rule.id, [])
        return list(dict.fromkeys([*([own.id] if own else []), *measured]))

    def operations(self, rules: Iterable[Rule]) -> list[ApiOperation]:
        """The operations that the probes of some rules call."""
        called = {name for rule in rules for name in self.calls(rule)} | {*self._declared}
        return [each for name, each in self._operations.by_id.items() if name in called]

    def expect(self, rules: Iterable[Rule]) -> None:
        """Set the rules that the run is going to judge."""
        known = (rule.id for rule in rules if rule.id in self._costs)
        self._planned = {rule: self._costs[rule][0] for rule in known}

    @property
    def total(self) -> int:
        """The requests of all rules that are going to be judged."""
        return sum(self._planned.values())

    def exceeded_by(self, result: Result) -> str:
        """Count a result; a sentence when, for the first time, far more was sent than planned."""
        if result.rule.id not in self._planned:
            return ""
        self._spent += result.requests
        times, more = ALLOWED_FOR
        if self._exceeded or self._spent <= times * self.total + more:
            return ""
        self._exceeded = True
        return (
            f"more requests than planned: {self._spent} after {result.rule.id},"
            f" {self.total} were planned"
        )
