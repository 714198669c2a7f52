"""
The sandbox without HTTP: vendors, time, and the answer to every request.
"""

from __future__ import annotations

import random
import time
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from mockserver.contract import Contract
from mockserver.core.reasons import Refusal
from mockserver.core.tick import Tick
from mockserver.errors import StateError, TooManyTenants
from mockserver.messages import ANYONE, Delay, HttpRequest, HttpResponse
from mockserver.provider import Provider
from mockserver.requests.context import RequestContext
from mockserver.requests.encoding import refused
from mockserver.requests.steps import respond, stamped, unserved, with_headers
from mockserver.requests.vendor import ServedVendor
from mockserver.store.seam import Store
from mockserver.tenants.clock import Clock
from mockserver.tenants.limit_overrides import EffectiveLimits
from mockserver.tenants.registry import MOST_TENANTS
from mockserver.tenants.request_log import Trace
from mockserver.tenants.tenant import Tenant, Terms


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """
    What the sandbox as a whole is told.

    ``visibility_delay`` is how long an eventual write stays hidden, milliseconds; ``seed`` makes
    ids repeat; ``strict`` holds every answer to its contract; ``idle`` is after how many
    milliseconds a tenant that nobody uses is discarded, 0 for never; ``most_tenants`` is how many
    there may be of one vendor, 0 for any number.
    """

    visibility_delay: int = 0
    seed: int | None = None
    strict: bool = False
    idle: int = 0
    most_tenants: int = MOST_TENANTS


class SandboxService:
    """Everything that is served, and the answer to every request."""

    def __init__(
        self,
        vendors: Sequence[tuple[Contract, Provider]],
        store: Store,
        clock: Clock | None = None,
        settings: SandboxSettings | None = None,
    ) -> None:
        self.store = store
        self.clock = clock or Clock()
        self.settings = settings or SandboxSettings()
        terms = Terms(visibility_delay=self.settings.visibility_delay, idle=self.settings.idle)
        numbers = count(1)
        self.vendors = {
            provider.name: ServedVendor(
                contract, provider, store, self.clock, terms, numbers, strict=self.settings.strict
            )
            for contract, provider in vendors
        }
        for vendor in self.vendors.values():
            vendor.tenants.most = self.settings.most_tenants
        self.started = time.monotonic()
        self._bits = random.Random(self.settings.seed)  # noqa: S311 ids, no secrets

    def sweep(self) -> None:
        """Discard the tenants that were idle for too long."""
        for vendor in self.vendors.values():
            vendor.tenants.sweep()

    def tick(self, tenant: Tenant) -> Tick:
        """The current moment of a tenant."""
        return Tick(tenant.clock.now(), tenant.terms.visibility_delay, self._bits.getrandbits)

    def answer(
        self, vendor: str, http: HttpRequest, limits: EffectiveLimits | None = None
    ) -> HttpResponse:
        """The answer to a request at once: what would hold it up is not waited for."""
        way = self.respond(vendor, http, limits)
        while True:
            try:
                next(way)
            except StopIteration as end:
                answer: HttpResponse = end.value
                return answer

    def respond(
        self, vendor: str, http: HttpRequest, limits: EffectiveLimits | None = None
    ) -> Generator[Delay, None, HttpResponse]:
        """
        Yields what holds a request up, and returns its answer, which is logged.

        ``limits`` are those that it was admitted under, so that they are not resolved again.
        The answer is always in the vendor's own shape.
        """
        began = time.perf_counter_ns()
        served = self.vendors[vendor]
        try:
            tenant = served.tenants.get(http.grant.tenant)
        except (StateError, TooManyTenants) as error:
            refusal = unserved(error)
            line = f"{http.method} {http.target}"
            return at_once(self.refuse(vendor, refusal, http.headers, line))
        if limits is None:
            limits = tenant.limits.resolve(served.contract.operations[http.operation_id])
        context = RequestContext(
            contract=served.contract,
            provider=served.provider,
            handler=served.provider.operations[http.operation_id],
            http=http,
            limits=limits,
            tick=self.tick(tenant),
            readings=tenant.terms.readings,
        )
        context.vendor, context.tenant, context.began = served, tenant, began
        return respond(context)

    def refuse(
        self, vendor: str, refusal: Refusal, headers: Mapping[str, str], line: str = ""
    ) -> HttpResponse:
        """
        The answer to a request that reached no operation, and so no tenant.

        ``line`` is its method and target, for the log.
        """
        served, now = self.vendors[vendor], self.clock.now()
        tick = Tick(now, self.settings.visibility_delay, self._bits.getrandbits)
        answer = refused(served.provider, refusal, tick)
        answer = stamped(with_headers(answer, served.provider.headers(headers, tick)), tick)
        method, _, target = line.partition(" ")
        request = HttpRequest("", ANYONE, headers=headers, method=method, target=target)
        served.unrouted_log.record(
            request,
            answer,
            Trace(refusal=refusal),
            number=next(served.numbers),
            at=now,
            vendor=vendor,
            tenant=None,
        )
        return answer


def at_once(answer: HttpResponse) -> Generator[Delay, None, HttpResponse]:
    """An answer that nothing holds up."""
    return answer
    yield  # what makes it a way that can be gone
