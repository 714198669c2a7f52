"""
Which tenants may make way for new ones: those without anything of their own, and in which order.
"""

from __future__ import annotations

from collections import OrderedDict

from mockserver.tenants.tenant import Tenant, Terms


class EvictionOrder(OrderedDict[str, None]):
    """
    The names of tenants that may have nothing of their own, the least recently used first.

    ``move_to_end`` notes a use. Each step costs the same, however many there are, and is safe
    beside others.
    """

    def add(self, name: str) -> None:
        """Let a tenant be evicted, after all others."""
        self[name] = None

    def remove(self, name: str) -> None:
        """Let a tenant be evicted no more."""
        self.pop(name, None)

    def take(self) -> str | None:
        """The next one, which is not offered again, or nothing."""
        try:
            return self.popitem(last=False)[0]
        except KeyError:
            return None


def is_plain(tenant: Tenant, usual: Terms) -> bool:
    """
    Whether nothing would be missed with a tenant but its request log.

    ``usual`` is what a new tenant begins with.
    """
    return (
        tenant.state.revision == tenant.pristine
        and not tenant.snapshots
        and not tenant.limits.own_names()
        and not tenant.faults.active()
        and tenant.clock.mode == "real"
        and tenant.terms.readings == usual.readings
    )
