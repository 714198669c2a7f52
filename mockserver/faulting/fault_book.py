"""
The faults of one tenant: an ordered list of rules, the first that meets a request decides.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from threading import Lock

from mockserver.contract import Contract
from mockserver.core.record import JsonObject
from mockserver.core.tick import Tick
from mockserver.faulting.effects import PlannedFault
from mockserver.faulting.fault import Body, Fault, FaultEffect, Match
from mockserver.faulting.parsing import BadFault, read_fault
from mockserver.faulting.presets import PRESETS, rule_named
from mockserver.provider import Provider, Request

HEADER = "x-sandbox-fault"
PREFER = re.compile(r"(?:^|[,;\s])code=([0-9]{3})(?:$|[,;\s])")


def chance(fault: Fault, hit: int) -> random.Random:
    """What draws the share of a request's records: the same at the same hit of the same seed."""
    return random.Random(f"{fault.seed} {hit}")  # noqa: S311 not for secrets


@dataclass(slots=True)
class ActiveRule:
    """A fault in a book: since when (milliseconds), how many requests it met, how many it hit."""

    fault: Fault
    since: int
    draw: random.Random
    met: int = 0
    hits: int = 0


@dataclass
class FaultBook:
    """
    The faults of one tenant, with what they did so far. Safe to use from several threads.

    ``above`` are those of all tenants, asked when none of the tenant's own meets a request.
    """

    contract: Contract
    provider: Provider
    above: FaultBook | None = None
    _active: list[ActiveRule] = field(default_factory=list)
    _changing: Lock = field(default_factory=Lock)
    _number: int = 0

    def below(self) -> FaultBook:
        """An empty book of one tenant under this one."""
        return FaultBook(self.contract, self.provider, self)

    def replace(self, written: Sequence[JsonObject], now: int) -> None:
        """Put other rules in the place of all. Raises ``BadFault``; then nothing is changed."""
        with self._changing:
            self._active = self._read(written, now, [])

    def append(self, written: Sequence[JsonObject], now: int) -> None:
        """Add rules behind the others. Raises ``BadFault``; then nothing is changed."""
        with self._changing:
            self._active = self._active + self._read(written, now, self._active)

    def remove(self, fault_id: str | None = None) -> Sequence[ActiveRule]:
        """Take one rule out, or all; returns them with their counts."""
        with self._changing:
            gone = [rule for rule in self._active if fault_id in {None, rule.fault.id}]
            self._active = [rule for rule in self._active if fault_id not in {None, rule.fault.id}]
            return gone

    def active(self) -> Sequence[ActiveRule]:
        """The rules in order, with their counts."""
        return tuple(self._active)

    def plan(self, request: Request, tick: Tick) -> PlannedFault | None:
        """The fault that a request asks for, else the first that meets it, if any does."""
        requested = self.requested_fault(request)
        if requested is not None:
            return PlannedFault(requested, self.provider, chance(requested, 0))
        hit = self.hit(request, tick.now)
        if hit is None:
            return None
        return PlannedFault(hit.fault, self.provider, chance(hit.fault, hit.hits))

    def hit(self, request: Request, now: int) -> ActiveRule | None:
        """The first rule that acts on a request, here or above; it is counted."""
        if self._active:
            with self._changing:
                for active in self._active:
                    if is_hit(active, request, self.contract, now):
                        return active
        return None if self.above is None else self.above.hit(request, now)

    def requested_fault(self, request: Request) -> Fault | None:
        """
        The fault that a request asks for itself: ``X-Sandbox-Fault`` or ``Prefer: code=``.

        A wish in our own header that is not understood is answered with 400 and what there is.
        Of ``Prefer`` it asks for none: a client may send that for its own reasons (RFC 7240, 2).
        """
        named = request.headers.get(HEADER)
        if named is not None:
            try:
                return self._requested(named)
            except BadFault as error:
                text = f"X-Sandbox-Fault: {named[:80]!r}: {error.detail}\n"
                return Fault("refused", Match(), FaultEffect(400, body=Body.RAW, text=text))
        prefer = PREFER.search(request.headers.get("prefer", ""))
        try:
            return None if prefer is None else self._requested(prefer.group(1))
        except BadFault:
            return None

    def _requested(self, word: str) -> Fault:
        rule = rule_named(word)
        if "preset" not in rule:
            word = f"code={word}"
        elif word not in PRESETS:
            raise BadFault("/preset", f"must be a status, or one of {', '.join(PRESETS)}")
        return read_fault({"id": word, **rule}, 0, self.contract, self.provider)

    def _read(
        self, written: Sequence[JsonObject], now: int, beside: Sequence[ActiveRule]
    ) -> list[ActiveRule]:
        taken = {active.fault.id for active in beside}
        found: list[ActiveRule] = []
        for index, rule in enumerate(written):
            self._number += 1
            try:
                fault = read_fault(rule, self._number, self.contract, self.provider)
            except BadFault as error:
                raise BadFault(f"/{index}{error.place}", error.detail) from error
            if fault.id in taken:
                raise BadFault(f"/{index}/id", f"there is a rule {fault.id!r} already")
            taken.add(fault.id)
            found.append(ActiveRule(fault, now, random.Random(fault.seed)))  # noqa: S311 same
        return found


def is_hit(active: ActiveRule, request: Request, contract: Contract, now: int) -> bool:
    """Count a request against a rule; whether the rule acts on it."""
    fault = active.fault
    if fault.times is not None and active.hits >= fault.times:
        return False
    if fault.ttl is not None and now >= active.since + fault.ttl:
        return False
    if not meets(fault.match, request, contract):
        return False
    active.met += 1
    if fault.match.nth and active.met not in fault.match.nth:
        return False
    if fault.probability is not None and active.draw.random() >= fault.probability:
        return False
    active.hits += 1
    return True


def meets(match: Match, request: Request, contract: Contract) -> bool:
    """Whether a request is one of those that a rule is about."""
    if match.operation not in {None, request.operation}:
        return False
    if match.method not in {None, contract.operations[request.operation].method.upper()}:
        return False
    return all(request.headers.get(name) == value for name, value in match.headers.items())
