"""
The tenants of one vendor: found by their credentials, created on first use, reset, discarded.

Rules of this file:

1. Tenants share nothing mutable: state, clock, limits, faults, log, snapshots are their own.
2. A reset puts a new ``Tenant`` in the place of the old one over the same state, which is swapped
   in one step; requests in flight finish with the one they began with.
3. What is set for all tenants of a vendor stands above what is set for one.
4. There are never more than ``most``. For a new one beyond that, the least recently used tenant
   without anything of its own is evicted; when each has something, the new one is refused.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from threading import Lock

from mockserver.core.idempotency_ledger import LEDGER
from mockserver.core.view import METER
from mockserver.errors import StateError, TooManyTenants
from mockserver.faulting import FaultBook
from mockserver.store.seam import Contents, Damage, Store, TenantState
from mockserver.tenants.clock import Clock
from mockserver.tenants.deferred_free import DeferredFree
from mockserver.tenants.eviction import EvictionOrder, is_plain
from mockserver.tenants.limit_overrides import LimitOverrides
from mockserver.tenants.tenant import WHOLE, Part, Tenant, Terms

DEFERRED_FREE = DeferredFree()
"""Of the whole process: what is let go of belongs to no tenant."""


MOST_TENANTS = 10_000
"""Of one vendor, unless told otherwise."""


class Tenants:
    """
    The tenants of one vendor, created on first use.

    ``most`` is how many there may be, 0 for any number; ``clock``, ``limits`` and ``faults`` are
    those of all of them.
    """

    def __init__(
        self,
        vendor: str,
        store: Store,
        clock: Clock,
        faults: FaultBook,
        terms: Terms | None = None,
    ) -> None:
        self.clock = clock
        self.limits = LimitOverrides()
        self.faults = faults
        self.terms = terms or Terms()
        self._vendor = vendor
        self._store = store
        self._open: dict[str, Tenant] = {}
        self._opening = Lock()
        self._order = EvictionOrder()
        self._began = clock.now()
        self._unmet: set[str] | None = None
        self.most = MOST_TENANTS

    def get(self, name: str) -> Tenant:
        """
        The tenant of this name, a new one when it was idle for too long.

        Raises ``TooManyTenants`` for a new one that there is no place for.
        """
        tenant = self.peek(name) or self._enter(name, self.terms)
        tenant.used = self.clock.now()
        with suppress(KeyError):
            self._order.move_to_end(name)
        if DEFERRED_FREE.held:
            DEFERRED_FREE.free()
        return tenant

    def create(self, name: str, terms: Terms) -> Tenant | None:
        """A new tenant with terms of its own, ``None`` when there is one of this name."""
        self.sweep()
        if name in self.names():
            return None
        return self._enter(name, terms)

    def read_as(self, readings: Mapping[str, str]) -> None:
        """Choose readings for every tenant that there is, and for those to come."""
        with self._opening:
            self.terms = replace(self.terms, readings={**self.terms.readings, **readings})
            for tenant in self._open.values():
                tenant.read_as(readings)

    def peek(self, name: str) -> Tenant | None:
        """
        The tenant of this name if this process has met it and its next request does not renew it.

        Looking does not count as use.
        """
        tenant = self._open.get(name)
        return None if tenant is None or self._is_idle(tenant) else tenant

    def find(self, name: str) -> Tenant | None:
        """The tenant of this name if it exists, opened; looking does not count as use."""
        self.sweep()
        tenant = self._open.get(name)
        if tenant is None and name in self._store.tenants(self._vendor):
            tenant = self._enter(name, self.terms)
        return tenant

    def names(self) -> Sequence[str]:
        """The names of the tenants that have a state."""
        self.sweep()
        return self._store.tenants(self._vendor)

    def damaged(self) -> Sequence[Damage]:
        """The tenants that are known to have a state that cannot be used."""
        return self._store.damaged(self._vendor)

    def unchecked(self) -> int:
        """How many tenants have a file that was read no further than its first line."""
        with self._opening:
            return len(self._unmet_files() - {one.tenant for one in self.damaged()})

    def unwritten(self) -> Mapping[str, str]:
        """The tenants whose last write was refused by the disk, and in which words."""
        return self._store.unwritten(self._vendor)

    def discard(self, name: str) -> None:
        """Forget a tenant and everything that belongs to it."""
        with self._opening:
            self._forget(name)
            self._store.discard(self._vendor, name)

    def sweep(self) -> None:
        """
        Discard the tenants that were idle for too long.

        Those that this process found and never met are idle since it began. One that cannot be
        discarded stays; the store logs why.
        """
        for name, tenant in list(self._open.items()):
            if self._is_idle(tenant):
                with self._opening, suppress(StateError):
                    if self._is_idle(tenant) and self._open.get(name) is tenant:
                        self._evict(name)
        idle = self.terms.idle
        if idle and self.clock.now() >= self._began + idle:
            with self._opening, suppress(StateError):
                for name in list(self._unmet_files()):
                    self._evict(name)

    def _evict(self, name: str) -> None:
        self._store.evict(self._vendor, name)
        self._forget(name)

    def _forget(self, name: str) -> None:
        tenant = self._open.pop(name, None)
        if tenant is not None:
            tenant.request_log.clear()
        self._order.remove(name)
        self._unmet_files().discard(name)

    def _unmet_files(self) -> set[str]:
        """The tenants that have a state and were not asked for yet; looked for once."""
        if self._unmet is None:
            self._unmet = set(self._store.tenants(self._vendor)) - set(self._open)
        return self._unmet

    def _make_place(self) -> None:
        """Evict until there is a place for one more. Raises ``TooManyTenants``."""
        while self.most and len(self._open) + len(self._unmet_files()) >= self.most:
            name = self._order.take()
            if name is None:
                raise TooManyTenants(
                    f"there are {self.most} tenants of {self._vendor}, each with a state of its"
                    " own: discard some, or serve with a larger --max-tenants"
                )
            tenant = self._open.get(name)
            if tenant is not None and is_plain(tenant, self.terms):
                self._evict(name)

    def reset(self, name: str, to: Contents | None = None, only: frozenset[Part] = WHOLE) -> None:
        """
        Bring a tenant back to its seed, or to other contents; ``only`` some parts of it.

        Snapshots stay. The state is swapped atomically.
        """
        old = self.find(name) or self.get(name)
        goal = old.terms.seed if to is None else to
        if Part.STATE in only:
            entries = old.request_log.entries() if Part.REQUEST_LOG in only else ()
            DEFERRED_FREE.hold(old.state.contents(), entries)
        if Part.STATE in only and Part.LEDGER in only:
            old.state.replace(goal)
        elif Part.STATE in only:
            old.state.replace(with_ledger(goal, old.state.contents()))
        elif Part.LEDGER in only:
            with old.state.transaction() as stage:
                for record in list(stage.all(LEDGER)):
                    stage.drop(LEDGER, record["id"])
        with self._opening:
            fresh = self._open[name] = self._renewed(old, only)
            if Part.STATE in only and to is None:
                fresh.pristine = fresh.state.revision
                self._order.add(name)
        if Part.REQUEST_LOG in only:
            old.request_log.clear()

    def _renewed(self, old: Tenant, only: frozenset[Part]) -> Tenant:
        fresh = self._fresh(old.name, old.state, old.terms, old.used)
        fresh.snapshots = old.snapshots
        fresh.pristine = old.pristine
        kept: Mapping[Part, str] = {
            Part.LEDGER: "gate",
            Part.REQUEST_LOG: "request_log",
            Part.FAULTS: "faults",
            Part.CLOCK: "clock",
            Part.LIMITS: "limits",
        }
        for part, attribute in kept.items():
            if part not in only:
                setattr(fresh, attribute, getattr(old, attribute))
        return fresh

    def _fresh(self, name: str, state: TenantState, terms: Terms, now: int) -> Tenant:
        return Tenant(
            name,
            state,
            terms,
            clock=Clock(self.clock.now),
            limits=LimitOverrides(self.limits),
            faults=self.faults.below(),
            used=now,
        )

    def _enter(self, name: str, terms: Terms) -> Tenant:
        with self._opening:
            old = self._open.get(name)
            if old is not None:
                if not self._is_idle(old):
                    return old
                self._store.discard(self._vendor, name)
            elif name and name not in self._unmet_files():
                self._make_place()
            state = self._store.tenant(self._vendor, name)
            new = state.is_empty()
            if terms.seed and new:
                state.replace(terms.seed)
            tenant = self._open[name] = self._fresh(name, state, terms, self.clock.now())
            self._unmet_files().discard(name)
            if new and name:
                tenant.pristine = state.revision
                if terms is self.terms:
                    self._order.add(name)
            return tenant

    def _is_idle(self, tenant: Tenant) -> bool:
        idle = tenant.terms.idle
        return bool(idle) and self.clock.now() >= tenant.used + idle


def with_ledger(goal: Contents, held: Contents) -> Contents:
    """A state with the idempotency keys of another one, and with the counter of their bytes."""
    meters = dict(goal.get(METER, {}))
    if LEDGER in held.get(METER, {}):
        meters[LEDGER] = held[METER][LEDGER]
    return {**goal, LEDGER: held.get(LEDGER, {}), METER: meters}
