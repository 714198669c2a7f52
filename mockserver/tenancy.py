"""
Tenants: one shop, seller or platform for each credential, with a state and a writer gate.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock

from mockserver.store.seam import Store, TenantState

MOST_BOUND_KEYS = 10_000


class WriterGate:
    """
    Where only one write of a tenant may run at a time, a second one is refused.

    The gate is held for the whole of a writing request, parsing included, and never waited for
    (SQ-101). It remembers the idempotency keys of the requests that it turned away.
    """

    def __init__(self) -> None:
        self._held = Lock()
        self._bound: OrderedDict[str, str] = OrderedDict()
        self._binding = Lock()

    def enter(self) -> bool:
        """Take the gate if it is free; never waits."""
        return self._held.acquire(blocking=False)

    def leave(self) -> None:
        """Free the gate."""
        self._held.release()

    def bind(self, key: str, fingerprint: str) -> None:
        """Bind a key to the request that was turned away with it (A5); the first one counts."""
        with self._binding:
            self._bound.setdefault(key, fingerprint)
            while len(self._bound) > MOST_BOUND_KEYS:
                self._bound.popitem(last=False)

    def bound(self, key: str) -> str | None:
        """The fingerprint of the request that a key was turned away with."""
        with self._binding:
            return self._bound.get(key)


class Tenant:
    """One tenant of one vendor."""

    def __init__(self, state: TenantState) -> None:
        self.state = state
        self.gate = WriterGate()


class Tenants:
    """The tenants of one vendor, created on first use."""

    def __init__(self, vendor: str, store: Store) -> None:
        self._vendor = vendor
        self._store = store
        self._open: dict[str, Tenant] = {}
        self._opening = Lock()

    def get(self, name: str) -> Tenant:
        """The tenant of this name."""
        tenant = self._open.get(name)
        if tenant is not None:
            return tenant
        with self._opening:
            if name not in self._open:
                self._open[name] = Tenant(self._store.tenant(self._vendor, name))
            return self._open[name]

    def names(self) -> Sequence[str]:
        """The names of the tenants that have a state."""
        return self._store.tenants(self._vendor)

    def reset(self, name: str) -> None:
        """Empty a tenant, atomically; requests in flight finish on the state they began with."""
        tenant = self.get(name)
        tenant.state.replace({})
        tenant.gate = WriterGate()
