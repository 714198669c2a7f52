"""
The tenants of one vendor: found by their credentials, created on first use, reset, discarded.

Rules of this file:

1. Tenants share nothing mutable: state, clock, limits, faults, journal, snapshots are their own.
2. A reset puts a new ``Tenant`` in the place of the old one over the same state, which is swapped
   in one step; requests in flight finish with the one they began with.
3. What is set for all tenants of a vendor stands above what is set for one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from mockserver.core.idempotency_ledger import LEDGER
from mockserver.faulting.interception import SOUND, Faults
from mockserver.store.seam import Contents, Store, TenantState
from mockserver.tenants.clock import Clock
from mockserver.tenants.deferred_free import Retirement
from mockserver.tenants.limit_overrides import LimitBook
from mockserver.tenants.tenant import WHOLE, Part, Tenant, Terms

RETIREMENT = Retirement()
"""Of the whole process: what is let go of belongs to nobody."""


class Tenants:
    """
    The tenants of one vendor, created on first use.

    ``new_faults`` makes the faults of a new tenant; ``limits`` and ``clock`` are those of all.
    """

    def __init__(self, vendor: str, store: Store, clock: Clock, terms: Terms | None = None) -> None:
        self.clock = clock
        self.limits = LimitBook()
        self.terms = terms or Terms()
        self.new_faults: Callable[[], Faults] = lambda: SOUND
        self._vendor = vendor
        self._store = store
        self._open: dict[str, Tenant] = {}
        self._opening = Lock()

    def get(self, name: str) -> Tenant:
        """The tenant of this name, a new one when it was idle for too long."""
        tenant = self._open.get(name)
        now = self.clock.now()
        if tenant is None or self._is_idle(tenant, now):
            tenant = self._enter(name, self.terms, now)
        tenant.used = now
        RETIREMENT.free()
        return tenant

    def create(self, name: str, terms: Terms) -> Tenant | None:
        """A new tenant with terms of its own, ``None`` when there is one of this name."""
        self.sweep()
        if name in self.names():
            return None
        return self._enter(name, terms, self.clock.now())

    def peek(self, name: str) -> Tenant | None:
        """The tenant of this name if this process has met it; looking does not count as use."""
        return self._open.get(name)

    def find(self, name: str) -> Tenant | None:
        """The tenant of this name if it exists, opened; looking does not count as use."""
        self.sweep()
        tenant = self._open.get(name)
        if tenant is None and name in self._store.tenants(self._vendor):
            tenant = self._enter(name, self.terms, self.clock.now())
        return tenant

    def names(self) -> Sequence[str]:
        """The names of the tenants that have a state."""
        self.sweep()
        return self._store.tenants(self._vendor)

    def discard(self, name: str) -> None:
        """Forget a tenant and everything that belongs to it."""
        with self._opening:
            self._open.pop(name, None)
            self._store.discard(self._vendor, name)

    def sweep(self) -> None:
        """Discard the tenants that were idle for too long."""
        now = self.clock.now()
        for name, tenant in list(self._open.items()):
            if self._is_idle(tenant, now):
                self.discard(name)

    def reset(self, name: str, to: Contents | None = None, only: frozenset[Part] = WHOLE) -> None:
        """
        Bring a tenant back to its seed, or to other contents; ``only`` some parts of it.

        Snapshots stay. The state is swapped atomically.
        """
        old = self.find(name) or self.get(name)
        goal = old.terms.seed if to is None else to
        if Part.STATE in only:
            entries = old.journal.entries() if Part.JOURNAL in only else ()
            RETIREMENT.take(old.state.contents(), entries)
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
            Part.JOURNAL: "journal",
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
            limits=LimitBook(self.limits),
            faults=self.new_faults(),
            used=now,
        )

    def _enter(self, name: str, terms: Terms, now: int) -> Tenant:
        with self._opening:
            old = self._open.get(name)
            if old is not None:
                if not self._is_idle(old, now):
                    return old
                self._store.discard(self._vendor, name)
            state = self._store.tenant(self._vendor, name)
            if terms.seed and not state.contents():
                state.replace(terms.seed)
            tenant = self._open[name] = self._fresh(name, state, terms, now)
            return tenant

    @staticmethod
    def _is_idle(tenant: Tenant, now: int) -> bool:
        return bool(tenant.terms.idle) and now >= tenant.used + tenant.terms.idle
