"""
Carrying out a sound request: a reading view, or one transaction with the idempotency ledger.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from mockserver.answers import Answer, as_answer, refused
from mockserver.contract import Contract
from mockserver.core.ledger import Kept, key_reuse, recall, remember
from mockserver.core.reasons import Refusal
from mockserver.core.rules import Presence
from mockserver.core.tick import Tick
from mockserver.core.upsert import decide
from mockserver.core.view import Stage
from mockserver.jsontext import Document, parse
from mockserver.provider import Change, Provider, Read, Request, Response, Upsert
from mockserver.tenancy import Tenant


@dataclass(frozen=True, slots=True)
class Exchange:
    """A sound request on its way to an operation: whose it is, its text, and the moment."""

    contract: Contract
    provider: Provider
    tenant: Tenant
    request: Request
    document: Document
    tick: Tick


def execute(exchange: Exchange) -> Answer:
    """The answer of an operation to a sound request."""
    request, state = exchange.request, exchange.tenant.state
    operation = exchange.provider.operations[request.operation]
    if isinstance(operation, Read):
        with state.reading() as view:
            return answered(exchange.provider, operation.answer(view, request, exchange.tick))
    with state.transaction() as stage:
        return write(exchange, operation, stage)


def write(exchange: Exchange, operation: Upsert | Change, stage: Stage) -> Answer:
    """Replay a known request, or carry it out and remember the answer with what it wrote."""
    provider, request, tick = exchange.provider, exchange.request, exchange.tick
    rules = request.declared
    key = None if rules.idempotency is Presence.NONE else provider.idempotency_key(request)
    mark = "" if key is None else fingerprint_of(request, exchange.document)
    if key is not None:
        known = recall(stage, key, mark, rules, tick)
        if exchange.tenant.gate.bound(key) not in {None, mark}:
            known = key_reuse(key)
        if known is not None:
            return replay(provider, known)
    trial = stage.fork()
    response, executed = carry_out(exchange.contract, operation, trial, request, tick)
    answer = answered(provider, response)
    if executed:
        stage.absorb(trial)
        if key is not None:
            kept = Kept(answer.status, dict(answer.headers), answer.body.decode())
            remember(stage, key, mark, kept, tick)
    return answer


def carry_out(
    contract: Contract, operation: Upsert | Change, trial: Stage, request: Request, tick: Tick
) -> tuple[Response | Refusal, bool]:
    """What a writing operation answers, and whether what it staged shall be kept."""
    if isinstance(operation, Change):
        response = operation.apply(trial, request, tick)
        return response, not isinstance(response, Refusal)
    command = operation.decode(trial, request, tick)
    if isinstance(command, Refusal):
        return command, False
    rules = request.declared
    check = contract.schemas.component(rules.record or "")
    outcome = decide(trial, command, rules, operation.policy(request), check, tick)
    if isinstance(outcome, Refusal):
        return outcome, False
    return operation.encode(trial, outcome, request, tick), not outcome.refused


def answered(provider: Provider, response: Response | Refusal) -> Answer:
    """A response or a refusal as bytes."""
    return refused(provider, response) if isinstance(response, Refusal) else as_answer(response)


def replay(provider: Provider, known: Kept | Refusal) -> Answer:
    """The answer that was given before, marked as the vendor marks it, or a refusal."""
    if isinstance(known, Refusal):
        return refused(provider, known)
    body = parse(known.text.encode()).value if known.text else None
    return as_answer(provider.replayed(Response(known.status, body, known.headers)))


def fingerprint_of(request: Request, document: Document) -> str:
    """What a key is bound to: operation, path and parsed body (A5)."""
    path = "\0".join(f"{name}={value}" for name, value in sorted(request.path.items()))
    digest = blake2b(f"{request.operation}\0{path}\0".encode(), digest_size=16)
    digest.update(document.canonical)
    return digest.hexdigest()
