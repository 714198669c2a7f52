"""
The sandbox without HTTP: vendors, tenants, time, and the way of one request through them.

The order of checks is observable, so it stands here; the first that applies answers.

| | check | where |
|---|---|---|
| 1 | route, method | Connexion |
| 2 | credential: missing, malformed, revoked, not allowed to write | ``credentials`` |
| 3 | media type | Connexion |
| 4 | size of the body | ``transport`` |
| 5 | a rate of requests or bytes that a user set | here |
| 6 | another writer of the same tenant | here |
| 7 | query and header parameters, JSON, envelope | ``reading`` |
| 8 | idempotency key: reuse or replay | ``execution`` |
| 9 | what the request is about (an unknown definition, say) | provider |
| 10 | a rate of records, limits, records | ``core.upsert`` |
"""

from __future__ import annotations

import logging
import random
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from email.utils import format_datetime
from itertools import count

from mockserver.contract import Contract, OperationContract
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.rules import Writers
from mockserver.core.tick import MILLISECOND, Tick, moment
from mockserver.messages import ANYONE, Grant, HttpRequest, HttpResponse
from mockserver.provider import Provider, Request
from mockserver.requests.decoding import read_request
from mockserver.requests.encoding import check_answer, refused, with_headers
from mockserver.requests.execution import Exchange, execute, fingerprint_of
from mockserver.requests.vendor import Vendor
from mockserver.store.seam import Store
from mockserver.tenants.clock import Clock
from mockserver.tenants.credentials import admit, tenant_of
from mockserver.tenants.limit_overrides import Unit
from mockserver.tenants.registry import Tenants
from mockserver.tenants.request_log import Entry, Text, Trace
from mockserver.tenants.tenant import Tenant, Terms

logger = logging.getLogger("mockserver")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    What the sandbox as a whole is told.

    ``lag`` is how long an eventual write stays hidden, milliseconds; ``seed`` makes ids repeat;
    ``strict`` holds every answer to its contract; ``idle`` is after how many milliseconds a
    tenant that nobody uses is discarded, 0 for never.
    """

    lag: int = 0
    seed: int | None = None
    strict: bool = False
    idle: int = 0


@dataclass(slots=True)
class Visit:
    """One call on its way: whose it is, under which limits, and what is learned of it."""

    vendor: Vendor
    operation: OperationContract
    call: HttpRequest
    tenant: Tenant
    tick: Tick
    trace: Trace


class Sandbox:
    """Everything that is served, and the answer to every call."""

    def __init__(
        self,
        vendors: Sequence[tuple[Contract, Provider]],
        store: Store,
        clock: Clock | None = None,
        settings: Settings | None = None,
    ) -> None:
        self.store = store
        self.clock = clock or Clock()
        self.settings = settings or Settings()
        terms = Terms(lag=self.settings.lag, idle=self.settings.idle)
        self.vendors = {
            provider.name: Vendor(
                contract, provider, Tenants(provider.name, store, self.clock, terms)
            )
            for contract, provider in vendors
        }
        self.started = time.monotonic()
        self._bits = random.Random(self.settings.seed)  # noqa: S311 ids, no secrets
        self._numbers = count(1)

    def tick(self, tenant: Tenant | None = None) -> Tick:
        """The current moment, of a tenant or of the sandbox."""
        if tenant is None:
            return Tick(self.clock.now(), self.settings.lag, self._bits.getrandbits)
        return Tick(tenant.clock.now(), tenant.terms.lag, self._bits.getrandbits)

    def admit(self, vendor: str, operation: str, credential: str | None) -> Grant | Refusal:
        """Whose state a credential opens at the time of its tenant, or why it does not."""
        served = self.vendors[vendor]
        name = tenant_of(served.provider, credential)
        known = None if name is None else served.tenants.peek(name)
        clock = self.clock if known is None else known.clock
        return admit(served.provider, operation, credential, clock.now())

    def answer(self, vendor: str, call: HttpRequest) -> HttpResponse:
        """The answer to a call, always in the vendor's own shape; it is journalled."""
        began = time.perf_counter_ns()
        served = self.vendors[vendor]
        tenant = served.tenants.get(call.grant.tenant)
        operation = tenant.limits.applied(served.contract.operations[call.operation])
        visit = Visit(served, operation, call, tenant, self.tick(tenant), Trace())
        try:
            answer = self._answer(visit)
        except Exception:  # a bug of ours: logged whole, answered without a word of it
            logger.exception("%s: %s failed", vendor, call.operation)
            if self.settings.strict:
                raise
            visit.trace.refusal = Refusal(Reason.INTERNAL)
            answer = refused(served.provider, visit.trace.refusal)
        answer = with_headers(answer, served.provider, call.headers, visit.tick)
        answer = self._signed(
            answer, visit.tick, overridden=visit.tenant.limits.touches(call.operation)
        )
        self._journal(visit, answer, (time.perf_counter_ns() - began) // 1000)
        return answer

    def refuse(
        self, vendor: str, refusal: Refusal, headers: Mapping[str, str], line: str = ""
    ) -> HttpResponse:
        """
        The answer to a request that did not become a call.

        ``line`` is its method and target, for the journal.
        """
        served, tick = self.vendors[vendor], self.tick()
        answer = with_headers(refused(served.provider, refusal), served.provider, headers, tick)
        answer = self._signed(answer, tick)
        method, _, target = line.partition(" ")
        entry = self._entry(
            answer, vendor, tick, Trace(refusal=refusal), HttpRequest("", ANYONE, headers=headers)
        )
        entry.method, entry.target, entry.operation, entry.tenant = method, target, None, None
        served.strangers.add(entry)
        return answer

    def _signed(
        self, answer: HttpResponse, tick: Tick, *, overridden: bool = False
    ) -> HttpResponse:
        """
        An answer with its id, its time, and whether limits were not the contract's.

        A vendor that names its answers by the same header keeps its own name.
        """
        headers = {
            "X-Request-Id": uuid.uuid4().hex,
            **answer.headers,
            "Date": format_datetime(moment(tick.now), usegmt=True),
        }
        if overridden:
            headers["X-Sandbox-Limit-Override"] = "1"
        return HttpResponse(answer.status, headers, answer.body)

    def _journal(self, visit: Visit, answer: HttpResponse, took: int) -> None:
        name = visit.vendor.provider.name
        entry = self._entry(answer, name, visit.tick, visit.trace, visit.call)
        entry.tenant, entry.took = visit.tenant.name, took
        visit.tenant.journal.add(entry)

    def _entry(
        self, answer: HttpResponse, vendor: str, tick: Tick, trace: Trace, call: HttpRequest
    ) -> Entry:
        return Entry(
            id=answer.headers["X-Request-Id"],
            number=next(self._numbers),
            at=tick.now,
            vendor=vendor,
            tenant=None,
            operation=call.operation,
            method=call.method,
            target=call.target,
            headers=call.headers,
            body=Text.of(call.body),
            status=answer.status,
            answer_headers=answer.headers,
            answer=Text.of(answer.body),
            took=0,
            trace=trace,
        )

    def _answer(self, visit: Visit) -> HttpResponse:
        for unit, amount in ((Unit.REQUESTS, 1), (Unit.BYTES, len(visit.call.body))):
            refusal = over_rate(visit, unit, amount)
            if refusal is not None:
                return turned_down(visit, refusal)
        rules = visit.operation.rules
        if rules is None or rules.writers is Writers.MANY:
            return self._proceed(visit)
        gate = visit.tenant.gate
        if not gate.enter():
            bind_key(visit)
            visit.trace.refusal = Refusal(Reason.LOCKED)
            return refused(visit.vendor.provider, visit.trace.refusal)
        try:
            return self._proceed(visit)
        finally:
            gate.leave()

    def _proceed(self, visit: Visit) -> HttpResponse:
        contract, provider = visit.vendor.contract, visit.vendor.provider
        read = read_request(contract, visit.operation, visit.call)
        if isinstance(read, Refusal):
            visit.trace.refusal = read
            answer = refused(provider, read)
        else:
            request, document = read
            self._claim(visit, request)
            exchange = Exchange(
                contract,
                provider,
                request,
                document,
                visit.tick,
                visit.trace,
                visit.tenant.faults.plan(provider, request, visit.tick),
                lambda records: spend_records(visit, records),
            )
            answer = execute(exchange, visit.tenant)
            if visit.trace.refusal and visit.trace.refusal.reason is Reason.RATE_LIMITED:
                return waiting(answer, visit.trace.refusal)
        if self.settings.strict and visit.trace.fault is None:
            check_answer(contract, visit.operation, answer)
        return answer

    def _claim(self, visit: Visit, request: Request) -> None:
        """Let a request without credential belong to the tenant that it speaks for."""
        if visit.call.grant is ANYONE:
            name = visit.vendor.provider.claimant(request)
            if name is not None:
                visit.tenant = visit.vendor.tenants.get(name)
                visit.tick = self.tick(visit.tenant)


def over_rate(visit: Visit, unit: Unit, amount: int) -> Refusal | None:
    """The refusal of a request that is too many for a rate that a user set."""
    wait = visit.tenant.limits.spend(visit.operation.id, unit, amount, visit.tick.now)
    if wait is None:
        return None
    seconds = -(-wait // MILLISECOND)
    return Refusal(Reason.RATE_LIMITED, facts={"unit": unit.value, "retry_after": seconds})


def spend_records(visit: Visit, records: Callable[[], int]) -> Refusal | None:
    """Count the records of a command, where a rate counts them."""
    if not visit.tenant.limits.touches(visit.operation.id):
        return None
    return over_rate(visit, Unit.RECORDS, records())


def turned_down(visit: Visit, refusal: Refusal) -> HttpResponse:
    """The vendor's answer to a request that came too soon."""
    visit.trace.refusal = refusal
    return waiting(refused(visit.vendor.provider, refusal), refusal)


def waiting(answer: HttpResponse, refusal: Refusal) -> HttpResponse:
    """An answer that says when to come again, in seconds."""
    headers = {**answer.headers, "Retry-After": str(refusal.facts["retry_after"])}
    return HttpResponse(answer.status, headers, answer.body)


def bind_key(visit: Visit) -> None:
    """Bind the idempotency key of a request that met a locked tenant, if it can be read."""
    read = read_request(visit.vendor.contract, visit.operation, visit.call)
    if isinstance(read, Refusal):
        return
    request, document = read
    key = visit.vendor.provider.idempotency_key(request)
    if key is not None:
        visit.tenant.gate.bind(key, fingerprint_of(request, document))
