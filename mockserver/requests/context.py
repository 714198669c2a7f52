"""
One request on its way: what is known of it, and what each step adds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mockserver.contract import Contract
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import Command, Outcome, Policy
from mockserver.core.view import Stage
from mockserver.faulting.effects import PlannedFault
from mockserver.messages import Delay, HttpRequest, HttpResponse
from mockserver.provider import Operation, Provider, Request
from mockserver.requests.vendor import ServedVendor
from mockserver.tenants.limit_overrides import EffectiveLimits
from mockserver.tenants.request_log import Trace
from mockserver.tenants.tenant import Tenant
from mockserver.tenants.writer_gate import WriterGate


class BoundKey(NamedTuple):
    """An idempotency key, and the fingerprint of the request that it is bound to."""

    key: str
    fingerprint: str


@dataclass(slots=True)
class RequestContext:
    """
    One request, from its bytes to its answer; it belongs to one thread at a time.

    - ``handler``: what the provider does for the operation
    - ``limits``: the operation as its contract describes it, under the limits that are set
    - ``readings``: how ambiguities are read for its tenant, where that differs from the default
    - ``trace``: what the request log tells of it
    - ``fault``: what happens to it on purpose
    - ``gate``: the writer gate of its tenant, while this request holds it
    - ``delay``: what holds it up before the next steps
    - ``began``: when it arrived, nanoseconds by no clock of the sandbox
    - ``request``, ``canonical``: the decoded request, and the canonical text of its body
    - ``stage``, ``fork``: what is committed in the end, and what its writes are tried on
    - ``answer``: what the operation answered, before a fault replaces it

    What a step finds out has no value before that step: reading it too early is a bug and
    raises ``AttributeError``. A seed and an explanation have neither vendor nor tenant.
    """

    contract: Contract
    provider: Provider
    handler: Operation
    http: HttpRequest
    limits: EffectiveLimits
    tick: Tick
    readings: Mapping[str, str] = field(default_factory=dict)
    trace: Trace = field(default_factory=Trace)
    fault: PlannedFault | None = None
    gate: WriterGate | None = None
    delay: Delay | None = None
    key: BoundKey | None = None
    vendor: ServedVendor = field(init=False)
    tenant: Tenant = field(init=False)
    began: int = field(init=False)
    request: Request = field(init=False)
    canonical: bytes = field(init=False)
    stage: Stage = field(init=False)
    fork: Stage = field(init=False)
    command: Command = field(init=False)
    policy: Policy = field(init=False)
    outcome: Outcome = field(init=False)
    answer: HttpResponse = field(init=False)
