"""
What a probe is given: the rule, the target, the driver, and methods to record what it saw.

| method | the rule is then |
|---|---|
| ``expect`` | violated if it differs; the probe goes on |
| ``require`` | violated if it differs; the probe ends |
| ``given`` | untested if it differs: a prerequisite that other rules judge; the probe ends |
| ``eventually`` | like ``require``, after waiting as long as the profile promises visibility |
| ``untested`` | untested, with a reason; the probe ends |
| ``note`` | characterised: which reading the target follows |
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, NoReturn, TypeVar

from conformance.catalogue import Mode, Rule
from conformance.catalogue.profile import Profile
from conformance.drivers.interface import Driver, refusal_text
from conformance.expectations import Difference, differences
from conformance.http.exchange import Exchange
from conformance.http.target import Target
from conformance.outcomes import Unmet, Untested

AnyDriver = TypeVar("AnyDriver", bound=Driver)


@dataclass
class ProbeContext(Generic[AnyDriver]):
    """What one execution of a probe reads and records."""

    rule: Rule
    target: Target
    driver: AnyDriver
    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shown_by: int | None = None
    """How many exchanges had been made when the first difference showed."""

    @property
    def profile(self) -> Profile:
        """The profile of the target."""
        return self.target.profile

    @property
    def may_write(self) -> bool:
        """Whether the run may write; if not, a probe judges its reads only."""
        return Mode.WRITE in self.target.wire.modes

    @property
    def random(self) -> random.Random:
        """A generator seeded by the run, the rule and the attempt."""
        return self.target.random

    def name(self, label: str = "") -> str:
        """A name that is used nowhere else; with a label, the same one each time."""
        return self.target.name(label)

    def key(self) -> str:
        """A fresh idempotency key."""
        return self.target.key()

    def expect(self, where: str, *, got: Any, wanted: Any) -> bool:
        """Record the differences; whether there are none."""
        found = differences(where, wanted=wanted, got=got)
        self.differences.extend(found)
        if found and self.shown_by is None:
            self.shown_by = len(self.target.exchanges)
        return not found

    def require(self, where: str, *, got: Any, wanted: Any) -> None:
        """Record the differences, and end the probe if there are any."""
        if not self.expect(where, got=got, wanted=wanted):
            raise Unmet

    def given(self, what: str, *, got: Any, wanted: Any) -> None:
        """End the probe as untested if a prerequisite differs."""
        found = differences(what, wanted=wanted, got=got)
        if found:
            first = found[0]
            raise Untested(f"{first.where}: wanted {first.wanted}, got {first.got}")

    def accepted(self, exchange: Exchange) -> Exchange:
        """The exchange, if the target accepted it; otherwise the probe ends as untested."""
        if not exchange.ok:
            text = refusal_text(exchange, self.driver.error_body(exchange))
            raise Untested(f"a valid request was refused: {text}")
        return exchange

    def eventually(self, where: str, *, read: Callable[[], Any], wanted: Any) -> Any:
        """
        Read until the value is as wanted, and return it; violated when the deadline passes.

        The deadline is the number ``visibility`` of the profile, in seconds. A profile without it
        promises nothing: the rule is then untested after ``patience`` seconds.
        """
        promised = self.profile.numbers.get("visibility")
        value = self.target.poll(
            read, lambda got: not differences(where, wanted=wanted, got=got), promised
        )
        if promised is None:
            self.given(where, got=value, wanted=wanted)
        self.require(where, got=value, wanted=wanted)
        return value

    def untested(self, reason: str) -> NoReturn:
        """End the probe: the rule cannot be judged here."""
        raise Untested(reason)

    def note(self, reading: str) -> None:
        """Record which of several allowed readings the target follows."""
        self.notes.append(reading)
