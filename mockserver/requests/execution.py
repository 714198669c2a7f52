"""
Carrying out a sound request: a reading view, or one transaction with the idempotency ledger.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b
from typing import TypeAlias

from mockserver.contract import Contract
from mockserver.core.idempotency_ledger import Kept, key_reuse, recall, remember
from mockserver.core.reasons import Refusal
from mockserver.core.rules import Presence
from mockserver.core.tick import Tick
from mockserver.core.upsert import decide
from mockserver.core.upsert_types import Command, Policy
from mockserver.core.view import Stage
from mockserver.faulting.interception import SOUND, Plan
from mockserver.json_text import Document, parse
from mockserver.messages import HttpResponse, serialise
from mockserver.provider import Change, Provider, Read, Request, Response, Upsert
from mockserver.requests.encoding import refused
from mockserver.tenants.request_log import Trace, changed_records
from mockserver.tenants.tenant import Tenant

Spend: TypeAlias = Callable[[Callable[[], int]], Refusal | None]
"""Counts records against a rate; asks how many only where there is one."""


def spends_nothing(_records: Callable[[], int]) -> Refusal | None:
    """The rate of a request that no rate counts."""
    return None


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    A sound request on its way to an operation.

    - ``trace``: where execution writes down what it did
    - ``plan``: the faults that happen to it
    - ``spend``: counts records against a rate and refuses those that are too many
    """

    contract: Contract
    provider: Provider
    request: Request
    document: Document
    tick: Tick
    trace: Trace = field(default_factory=Trace)
    plan: Plan = SOUND
    spend: Spend = spends_nothing


def execute(exchange: Exchange, tenant: Tenant) -> HttpResponse:
    """The answer of an operation to a sound request of a tenant."""
    injected = exchange.plan.before()
    answer = perform(exchange, tenant) if injected is None else injected
    answer = exchange.plan.after(answer)
    exchange.trace.fault = exchange.plan.acted()
    return answer


def perform(exchange: Exchange, tenant: Tenant) -> HttpResponse:
    """Read, or write in one transaction."""
    request = exchange.request
    operation = exchange.provider.operations[request.operation]
    if isinstance(operation, Read):
        with tenant.state.reading() as view:
            return answered(exchange, operation.answer(view, request, exchange.tick))
    with tenant.state.transaction() as stage:
        return write(exchange, operation, stage, tenant)


def write(
    exchange: Exchange, operation: Upsert | Change, stage: Stage, tenant: Tenant
) -> HttpResponse:
    """Replay a known request, or carry it out and remember the answer with what it wrote."""
    request, tick, trace = exchange.request, exchange.tick, exchange.trace
    key, mark = key_of(exchange)
    trace.key = key
    if key is not None:
        known = recall(stage, key, mark, request.declared, tick)
        if tenant.gate.bound(key) not in {None, mark}:
            known = key_reuse(key)
        if known is not None:
            return replay(exchange, known)
    trial = stage.fork()
    response, executed = carry_out(exchange, operation, trial)
    answer = answered(exchange, response)
    if executed:
        trace.changed = changed_records(stage, trial.changes)
        stage.absorb(trial)
        if key is not None and exchange.plan.finishes():
            kept = Kept(answer.status, dict(answer.headers), answer.body.decode())
            remember(stage, key, mark, kept, tick)
    return answer


def key_of(exchange: Exchange) -> tuple[str | None, str]:
    """The idempotency key of a request and the fingerprint that it is bound to."""
    request = exchange.request
    if request.declared.idempotency is Presence.NONE:
        return None, ""
    key = exchange.provider.idempotency_key(request)
    return key, "" if key is None else fingerprint_of(request, exchange.document)


def carry_out(
    exchange: Exchange, operation: Upsert | Change, trial: Stage
) -> tuple[Response | Refusal, bool]:
    """What a writing operation answers, and whether what it staged shall be kept."""
    request, tick = exchange.request, exchange.tick
    if isinstance(operation, Change):
        response = operation.apply(trial, request, tick)
        return response, not isinstance(response, Refusal)
    command = operation.decode(trial, request, tick)
    if isinstance(command, Refusal):
        return command, False
    policy = operation.policy(request)
    refusal = exchange.spend(partial(sizes_of, command, policy))
    if refusal is not None:
        return refusal, False
    rules = request.declared
    check = exchange.contract.schemas.component(rules.record or "")
    command, policy = exchange.plan.command(command), exchange.plan.policy(policy)
    outcome = decide(trial, command, rules, policy, check, tick)
    if isinstance(outcome, Refusal):
        return outcome, False
    exchange.trace.outcome = outcome
    return operation.encode(trial, outcome, request, tick), not outcome.refused


def sizes_of(command: Command, policy: Policy) -> int:
    """How many records a command counts for."""
    return sum(policy.count(item) for batch in command.batches for item in batch)


def answered(exchange: Exchange, response: Response | Refusal) -> HttpResponse:
    """A response or a refusal as bytes; the trace learns of the refusal."""
    if isinstance(response, Refusal):
        exchange.trace.refusal = response
        return refused(exchange.provider, response)
    return serialise(response)


def replay(exchange: Exchange, known: Kept | Refusal) -> HttpResponse:
    """The answer that was given before, marked as the vendor marks it, or a refusal."""
    if isinstance(known, Refusal):
        return answered(exchange, known)
    exchange.trace.replayed = True
    body = parse(known.text.encode()).value if known.text else None
    return serialise(exchange.provider.replayed(Response(known.status, body, known.headers)))


def fingerprint_of(request: Request, document: Document) -> str:
    """What a key is bound to: operation, path and parsed body (A5)."""
    path = "\0".join(f"{name}={value}" for name, value in sorted(request.path.items()))
    digest = blake2b(f"{request.operation}\0{path}\0".encode(), digest_size=16)
    digest.update(document.canonical)
    return digest.hexdigest()
