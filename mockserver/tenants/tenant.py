"""
A tenant: one shop, seller or platform for each credential, with everything that belongs to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from mockserver.faulting import FaultBook
from mockserver.store.seam import Contents, TenantState
from mockserver.tenants.clock import Clock
from mockserver.tenants.limit_overrides import LimitOverrides
from mockserver.tenants.request_log import RequestLog
from mockserver.tenants.writer_gate import WriterGate


class Part(StrEnum):
    """What a tenant is made of, as a reset names it."""

    STATE = "state"
    LEDGER = "ledger"
    REQUEST_LOG = "journal"
    FAULTS = "faults"
    CLOCK = "clock"
    LIMITS = "limits"


WHOLE = frozenset(Part)


@dataclass(frozen=True, slots=True)
class Terms:
    """
    What a new tenant begins with.

    - ``seed``: the state that it begins with and that a reset goes back to
    - ``visibility_delay``: how long an eventual write stays hidden, milliseconds
    - ``readings``: how the vendor's ambiguities are read, where that differs from the default
    - ``idle``: after how many milliseconds without a request it is discarded; 0 for never
    """

    seed: Contents = field(default_factory=dict)
    visibility_delay: int = 0
    idle: int = 0
    readings: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Tenant:
    """
    One tenant of one vendor.

    ``used`` is the time of its last request, sandbox time; ``pristine`` the revision of its state
    while nothing was written but its seed, -1 for one that was found with a state.
    """

    name: str
    state: TenantState
    terms: Terms
    clock: Clock
    limits: LimitOverrides
    faults: FaultBook
    gate: WriterGate = field(default_factory=WriterGate)
    request_log: RequestLog = field(default_factory=RequestLog)
    snapshots: dict[str, Contents] = field(default_factory=dict)
    used: int = 0
    pristine: int = -1

    def read_as(self, readings: Mapping[str, str]) -> None:
        """Read what the vendor leaves open in other ways from now on; a reset keeps them."""
        self.terms = replace(self.terms, readings={**self.terms.readings, **readings})
