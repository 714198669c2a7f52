"""
The tenants of one vendor: found by their credentials, created on first use, reset, discarded.

Rules of this file:

1. Tenants share nothing mutable: state, clock, limits, faults, log, snapshots are their own.
2. A reset puts a new ``Tenant`` in the place of the old one over the same state, which is swapped
   in one step; requests in flight finish with the one they began with.
3. What is set for all tenants of a vendor stands above what is set for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from threading import Lock

from mockserver.core.idempotency_ledger import LEDGER
from mockserver.faulting import FaultBook
from mockserver.store.seam import Contents, Damage, Store, TenantState
from mockserver.tenants.clock import Clock
from mockserver.tenants.deferred_free import DeferredFree
from mockserver.tenants.limit_overrides import LimitOverrides
from mockserver.tenants.tenant import WHOLE, Part, Tenant, Terms

DEFERRED_FREE = DeferredFree()
"""Of the whole process: what is let go of belongs to no tenant."""


class Tenants:
    """
    The tenants of one vendor, created on first use.

    ``clock``, ``limits`` and ``faults`` are those of all of them.
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

    def get(self, name: str) -> Tenant:
        """The tenant of this name, a new one when it was idle for too long."""
        tenant = self.peek(name) or self._enter(name, self.terms)
        tenant.used = self.clock.now()
        if DEFERRED_FREE.held:
            DEFERRED_FREE.free()
        return tenant

    def create(self, name: str, terms: Terms) -> Tenant | None:
        """A new tenant with terms of its own, ``None`` when there is one of this name."""
        self.sweep()
        if name in self.names():
            return None
        return self._enter(name, terms)

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

    def unwritten(self) -> Mapping[str, str]:
        """The tenants whose last write was refused by the disk, and in which words."""
        return self._store.unwritten(self._vendor)

    def discard(self, name: str) -> None:
        """Forget a tenant and everything that belongs to it."""
        with self._opening:
            self._open.pop(name, None)
            self._store.discard(self._vendor, name)

    def sweep(self) -> None:
        """Discard the tenants that were idle for too long."""
        for name, tenant in list(self._open.items()):
            if self._is_idle(tenant):
                self.discard(name)

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
            ledger = old.state.contents().get(LEDGER, {})
            old.state.replace({**goal, LEDGER: ledger})
        elif Part.LEDGER in only:
            with old.state.transaction() as stage:
                for record in list(stage.all(LEDGER)):
                    stage.drop(LEDGER, record["id"])
        with self._opening:
            self._open[name] = self._renewed(old, only)

    def _renewed(self, old: Tenant, only: frozenset[Part]) -> Tenant:
        fresh = self._fresh(old.name, old.state, old.terms, old.used)
        fresh.snapshots = old.snapshots
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
            state = self._store.tenant(self._vendor, name)
            if terms.seed and not state.contents():
                state.replace(terms.seed)
            tenant = self._open[name] = self._fresh(name, state, terms, self.clock.now())
            return tenant

    def _is_idle(self, tenant: Tenant) -> bool:
        idle = tenant.terms.idle
        return bool(idle) and self.clock.now() >= tenant.used + idle
