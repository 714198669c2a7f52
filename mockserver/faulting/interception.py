"""
Where planned misbehaviour enters a sound server: around and inside the execution of a request.

A tenant has one ``FaultBook``, which makes the ``FaultPlan`` of each request that a fault meets;
the steps of the request ask the plan at four points.

| point | what a plan may do there |
|---|---|
| ``before`` | answer in place of the operation, which is not carried out |
| ``command`` | shorten what is written (the first k records are, then the answer is another) |
| ``policy`` | refuse single records, so that the vendor's own results report them |
| ``after`` | replace the answer to what was carried out and committed |
"""

from __future__ import annotations

from typing import Protocol

from mockserver.core.upsert_types import Command, Policy
from mockserver.messages import HttpResponse


class FaultPlan(Protocol):
    """What happens to one request."""

    def before(self) -> HttpResponse | None:
        """An answer in place of carrying the operation out."""

    def command(self, command: Command) -> Command:
        """What is written of a command."""

    def policy(self, policy: Policy) -> Policy:
        """The policy that writes it."""

    def after(self, answer: HttpResponse) -> HttpResponse:
        """What goes out; what was written is committed by then."""

    def finishes(self) -> bool:
        """Whether the request is carried out whole; one that is not leaves its key unused."""

    def acted(self) -> str | None:
        """The id of the rule that did anything to the request."""


class NoFaults:
    """The plan of a request that nothing happens to."""

    def before(self) -> HttpResponse | None:
        """Carry it out."""
        return None

    def command(self, command: Command) -> Command:
        """All of it."""
        return command

    def policy(self, policy: Policy) -> Policy:
        """As the provider has it."""
        return policy

    def after(self, answer: HttpResponse) -> HttpResponse:
        """As it was answered."""
        return answer

    def finishes(self) -> bool:
        """It is carried out whole."""
        return True

    def acted(self) -> str | None:
        """No rule."""
        return None


NO_FAULTS: FaultPlan = NoFaults()
"""The same for every request that no fault meets, so that nothing need be asked of it."""
