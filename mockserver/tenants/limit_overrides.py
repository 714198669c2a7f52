"""
Limits and rates that a user sets for a tenant, over what the contract declares.

Sizes are the words of ``x-upsert.limits``; a rate is so many requests, records or bytes in a
window that begins with the first of them. A request that is larger than a whole window never
passes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from threading import Lock

from mockserver.contract import OperationContract

EVERY = "*"
"""In the place of an operation: all operations of the tenant together."""


class Unit(StrEnum):
    """What a rate counts."""

    REQUESTS = "requests"
    RECORDS = "records"
    BYTES = "bytes"


@dataclass(frozen=True, slots=True)
class Rate:
    """At most so many of a unit in a window of ``per`` milliseconds."""

    unit: Unit
    most: int
    per: int


@dataclass(frozen=True, slots=True)
class Override:
    """What is set for one operation: sizes by the names of ``core.rules.Limits``, and a rate."""

    sizes: Mapping[str, int | None] = field(default_factory=dict)
    rate: Rate | None = None


@dataclass(frozen=True, slots=True)
class EffectiveLimits:
    """
    What holds for one operation of one tenant while a request is answered.

    - ``operation``: as the contract describes it, under the sizes that are set
    - ``rates``: that of the operation, then that of all operations together; each with the name
      under which it is counted
    - ``overridden``: whether a user set anything for it, which its answers say
    """

    operation: OperationContract
    rates: tuple[tuple[str, Rate], ...] = ()
    overridden: bool = False


class LimitOverrides:
    """
    The overrides of one tenant, or of all tenants of a vendor (``above``), and what was counted.

    Safe to use from several threads.
    """

    def __init__(self, above: LimitOverrides | None = None) -> None:
        self._above = above
        self._own: dict[str, Override] = {}
        self._windows: dict[tuple[str, Unit], tuple[int, int]] = {}
        self._counting = Lock()

    def of(self, operation: str) -> Override | None:
        """What is set for an operation, here or above."""
        own = self._own.get(operation)
        return own if own is not None or self._above is None else self._above.of(operation)

    def own_names(self) -> set[str]:
        """The operations that something is set for here, not above."""
        return set(self._own)

    def names(self) -> set[str]:
        """The operations that something is set for."""
        above = set() if self._above is None else self._above.names()
        return above | set(self._own)

    def set(self, operation: str, override: Override) -> None:
        """Set the limits of an operation; counting begins anew."""
        with self._counting:
            self._own[operation] = override
            self._windows.clear()

    def clear(self, operation: str | None = None) -> None:
        """Go back to what is set above or declared, for one operation or all."""
        with self._counting:
            if operation is None:
                self._own.clear()
            else:
                self._own.pop(operation, None)
            self._windows.clear()

    def resolve(self, operation: OperationContract) -> EffectiveLimits:
        """What holds for an operation now."""
        own, every = self.of(operation.id), self.of(EVERY)
        if own is None and every is None:
            return EffectiveLimits(operation)
        if own is not None and own.sizes and operation.rules is not None:
            limits = replace(operation.rules.limits, **own.sizes)
            operation = replace(operation, rules=replace(operation.rules, limits=limits))
        rates = tuple(
            (name, override.rate)
            for name, override in ((operation.id, own), (EVERY, every))
            if override is not None and override.rate is not None
        )
        return EffectiveLimits(operation, rates, overridden=True)

    def spend(self, limits: EffectiveLimits, unit: Unit, amount: int, now: int) -> int | None:
        """
        Count an amount of a unit against the rates of a request; ``None`` when it passes.

        Otherwise the milliseconds until the window of the first rate that is used up ends; the
        amount is not counted against that rate.
        """
        for name, rate in limits.rates:
            if rate.unit is unit:
                wait = self._count(name, rate, amount, now)
                if wait is not None:
                    return wait
        return None

    def _count(self, name: str, rate: Rate, amount: int, now: int) -> int | None:
        with self._counting:
            start, used = self._windows.get((name, rate.unit), (now, 0))
            if not start <= now < start + rate.per:
                start, used = now, 0
            if used + amount > rate.most:
                return start + rate.per - now
            self._windows[name, rate.unit] = (start, used + amount)
            return None
