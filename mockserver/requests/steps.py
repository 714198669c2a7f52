"""
The way of a request: the steps in their order, which is observable and stands nowhere else.

Before the first step, the transport has found the operation, admitted the credential, compared
the media type and read the body up to its limit; each of these answers before the next.

A step takes what it needs from the context and leaves there what it finds out. It returns
nothing when the request goes on, else what it is answered with. No step waits.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import replace
from email.utils import format_datetime
from typing import TypeAlias, cast

from mockserver.core.idempotency_ledger import KeptAnswer, key_reuse, recall, remember
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.rules import Writers
from mockserver.core.tick import MILLISECOND, Tick, moment
from mockserver.core.upsert import decide
from mockserver.errors import StateError, TooManyTenants
from mockserver.messages import ANYONE, Delay, HttpResponse, serialise
from mockserver.provider import Change, Read, Upsert
from mockserver.requests.context import RequestContext
from mockserver.requests.decoding import read_request
from mockserver.requests.encoding import check_answer, refused
from mockserver.requests.idempotency import fingerprint_of, key_of, replay
from mockserver.tenants.limit_overrides import Unit
from mockserver.tenants.request_log import changed_records

logger = logging.getLogger("mockserver")

End: TypeAlias = Refusal | HttpResponse
"""What ends the way of a request early."""

Step: TypeAlias = Callable[[RequestContext], End | None]
AnswerStep: TypeAlias = Callable[[RequestContext, HttpResponse], HttpResponse]

UNDESCRIBED = frozenset({Reason.RATE_LIMITED, Reason.LOCKED})
"""Refusals that a contract need not describe, because they come from limits of the sandbox."""


def spend_request_rate(context: RequestContext) -> End | None:
    """Count the request against the rates that are set; one too many is ``rate-limited``."""
    return spend(context, Unit.REQUESTS, 1)


def spend_byte_rate(context: RequestContext) -> End | None:
    """Count the bytes of its body against the rates likewise."""
    return spend(context, Unit.BYTES, len(context.http.body))


def spend(context: RequestContext, unit: Unit, amount: int) -> Refusal | None:
    """Count an amount against the rates of the request, where there are any."""
    if not context.limits.rates:
        return None
    wait = context.tenant.limits.spend(context.limits, unit, amount, context.tick.now)
    if wait is None:
        return None
    seconds = -(-wait // MILLISECOND)
    return Refusal(Reason.RATE_LIMITED, facts={"unit": unit.value, "retry_after": seconds})


def enter_writer_gate(context: RequestContext) -> End | None:
    """
    Become the one writer of the tenant until the answer is complete, where it may have only one.

    While there is another, the request is ``locked``; it does not wait, and its key is bound.
    """
    rules = context.limits.operation.rules
    if rules is None or rules.writers is Writers.MANY:
        return None
    gate = context.tenant.gate
    if gate.enter():
        context.gate = gate
        return None
    if decode_request(context) is None:
        key = context.provider.idempotency_key(context.request)
        if key is not None:
            gate.bind(key, fingerprint_of(context))
    return Refusal(Reason.LOCKED)


def decode_request(context: RequestContext) -> End | None:
    """
    Read the parameters, then the body, then its envelope, all by the contract.

    The first that is wrong refuses it: ``bad-parameter``, ``not-json`` or ``invalid``.
    """
    found = read_request(context.contract, context.limits.operation, context.http)
    if isinstance(found, Refusal):
        return found
    request, document = found
    readings = context.provider.read_as(context.readings)
    rules = context.provider.rules_for(request)
    context.request = replace(request, readings=readings, rules=rules)
    context.canonical = document.canonical
    return None


def claim_tenant(context: RequestContext) -> End | None:
    """Give a request that needs no credential to the tenant that it speaks for, if any."""
    if context.http.grant is not ANYONE:
        return None
    name = context.provider.claimant(context.request)
    if name is not None:
        tenant = context.tenant = context.vendor.tenants.get(name)
        delay = tenant.terms.visibility_delay
        context.tick = Tick(tenant.clock.now(), delay, context.tick.bits)
        context.limits = tenant.limits.resolve(
            context.contract.operations[context.http.operation_id]
        )
    return None


def plan_faults(context: RequestContext) -> End | None:
    """Find the fault that the request meets; this uses up one of its hits."""
    context.fault = context.tenant.faults.plan(context.request, context.tick)
    return None


def inject_before(context: RequestContext) -> End | None:
    """Hold the request up, or answer in place of the operation, as its fault says."""
    if context.fault is None:
        return None
    context.delay = context.fault.delay_before()
    return context.fault.before()


def recall_key(context: RequestContext) -> End | None:
    """Answer a known idempotency key as before; with another request it is ``key-reuse``."""
    bound = key_of(context)
    if bound is None:
        return None
    context.key = bound
    context.trace.key = bound.key
    if context.tenant.gate.bound(bound.key) not in {None, bound.fingerprint}:
        return key_reuse(bound.key)
    known = recall(context.stage, *bound, context.request.declared, context.tick)
    return replay(context, known) if isinstance(known, KeptAnswer) else known


def decode_command(context: RequestContext) -> End | None:
    """Let the provider find the records in the request, or refuse it."""
    handler = cast("Upsert", context.handler)
    command = handler.decode(context.fork, context.request, context.tick)
    if isinstance(command, Refusal):
        return command
    context.command, context.policy = command, handler.policy(context.request)
    return None


def spend_record_rate(context: RequestContext) -> End | None:
    """Count the records against the rates that are set; too many are ``rate-limited``."""
    if not context.limits.rates:
        return None
    count, batches = context.policy.count, context.command.batches
    return spend(context, Unit.RECORDS, sum(count(item) for batch in batches for item in batch))


def decide_records(context: RequestContext) -> End | None:
    """Let the core decide: sizes of batch and request first, then each record."""
    if context.fault is not None:
        context.command = context.fault.command(context.command)
        context.policy = context.fault.policy(context.policy)
    rules = context.request.declared
    check = context.contract.schemas.component(rules.record or "")
    outcome = decide(context.fork, context.command, rules, context.policy, check, context.tick)
    if isinstance(outcome, Refusal):
        return outcome
    context.outcome = context.trace.outcome = outcome
    return None


def encode_outcome(context: RequestContext) -> End | None:
    """Let the provider answer for the outcome; one that keeps nothing ends here."""
    encode, outcome = cast("Upsert", context.handler).encode, context.outcome
    context.answer = serialise(encode(context.fork, outcome, context.request, context.tick))
    if not outcome.refused:
        return None
    if context.key is not None and context.provider.spends_key(outcome, context.request):
        context.tenant.gate.bind(*context.key)
    return context.answer


def apply_change(context: RequestContext) -> End | None:
    """Let the provider carry out a write that is no upsert; a refusal undoes all of it."""
    apply = cast("Change", context.handler).apply
    response = apply(context.fork, context.request, context.tick)
    if isinstance(response, Refusal):
        return response
    context.answer = serialise(response)
    return None


def keep_changes(context: RequestContext) -> End | None:
    """Take what was written over into the commit, and note it for the request log."""
    context.trace.changed = changed_records(
        context.stage, context.fork.changes, context.contract.collections
    )
    context.stage.absorb(context.fork)
    return None


def remember_key(context: RequestContext) -> End | None:
    """Keep the answer under the key in the same commit; half a batch leaves the key unused."""
    whole = context.fault is None or context.fault.finishes()
    if context.key is not None and whole:
        answer = context.answer
        kept = KeptAnswer(answer.status, dict(answer.headers), answer.body.decode())
        remember(context.stage, *context.key, kept, context.tick, context.contract.key_retention)
    return None


def read(context: RequestContext) -> End | None:
    """Let the provider answer from one snapshot of the state."""
    handler = cast("Read", context.handler)
    with context.tenant.state.reading() as view:
        response = handler.answer(view, context.request, context.tick)
        if isinstance(response, Refusal):
            return response
        context.answer = serialise(response)
    return None


def inject_after(context: RequestContext, answer: HttpResponse) -> HttpResponse:
    """Hold the answer up, or replace it, as the fault says; everything is committed by now."""
    if context.fault is None:
        return answer
    context.delay = context.fault.delay_after()
    answer = context.fault.after(answer)
    context.trace.fault = context.fault.acted()
    return answer


def add_retry_after(context: RequestContext, answer: HttpResponse) -> HttpResponse:
    """Say in how many seconds to come again, where a rate was used up."""
    refusal = context.trace.refusal
    if refusal is None or refusal.reason is not Reason.RATE_LIMITED:
        return answer
    return with_headers(answer, {"Retry-After": str(refusal.facts["retry_after"])})


def check_contract(context: RequestContext, answer: HttpResponse) -> HttpResponse:
    """Hold the answer to the contract in strict mode, unless it was injected or limited."""
    refusal = context.trace.refusal
    limited = refusal is not None and refusal.reason in UNDESCRIBED
    if context.vendor.strict and context.trace.fault is None and not limited:
        check_answer(context.contract, context.limits.operation, answer)
    return answer


def add_vendor_headers(context: RequestContext, answer: HttpResponse) -> HttpResponse:
    """Add the headers that every answer of the vendor carries."""
    return with_headers(answer, context.provider.headers(context.http.headers, context.tick))


def stamp(context: RequestContext, answer: HttpResponse) -> HttpResponse:
    """Add an id, unless the vendor gave one, the time, and whether limits are overridden."""
    return stamped(answer, context.tick, overridden=context.limits.overridden)


def log(context: RequestContext, answer: HttpResponse) -> HttpResponse:
    """Write the request and its answer into the log of the tenant."""
    context.tenant.request_log.record(
        context.http,
        answer,
        context.trace,
        number=next(context.vendor.numbers),
        at=context.tick.now,
        vendor=context.provider.name,
        tenant=context.tenant.name,
        took=(time.perf_counter_ns() - context.began) // 1000,
    )
    return answer


def with_headers(answer: HttpResponse, headers: Mapping[str, str]) -> HttpResponse:
    """An answer with more headers."""
    return HttpResponse(answer.status, {**answer.headers, **headers}, answer.body)


def stamped(answer: HttpResponse, tick: Tick, *, overridden: bool = False) -> HttpResponse:
    """An answer with an id of the sandbox's, unless it has one, and with its time."""
    headers = {
        "X-Request-Id": uuid.uuid4().hex,
        **answer.headers,
        "Date": format_datetime(moment(tick.now), usegmt=True),
    }
    if overridden:
        headers["X-Sandbox-Limit-Override"] = "1"
    return HttpResponse(answer.status, headers, answer.body)


ARRIVAL: tuple[Step, ...] = (
    spend_request_rate,
    spend_byte_rate,
    enter_writer_gate,
    decode_request,
    claim_tenant,
    plan_faults,
    inject_before,
)
"""Every request, until it reaches its operation."""

WRITE: Mapping[type[Upsert | Change], tuple[Step, ...]] = {
    Upsert: (
        recall_key,
        decode_command,
        spend_record_rate,
        decide_records,
        encode_outcome,
        keep_changes,
        remember_key,
    ),
    Change: (recall_key, apply_change, keep_changes, remember_key),
}
"""An operation that writes, in one transaction; of what ends early nothing is kept."""

READ: tuple[Step, ...] = (read,)
"""An operation that writes nothing."""

ANSWER: tuple[AnswerStep, ...] = (inject_after, add_retry_after, check_contract)
"""Every answer, while the writer gate is held. A bug up to here becomes the vendor's 500."""

SEND: tuple[AnswerStep, ...] = (add_vendor_headers, stamp, log)
"""Every answer, that to a bug too."""


def run(steps: Sequence[Step], context: RequestContext) -> End | None:
    """Take steps until one ends the way."""
    for step in steps:
        end = step(context)
        if end is not None:
            return end
    return None


def respond(context: RequestContext) -> Generator[Delay, None, HttpResponse]:
    """
    The whole way of a request: yields what holds it up, if anything does, and returns its answer.

    Whoever goes on waits first; the writer gate stays held until then. A bug is logged whole and
    answered without a word of it.
    """
    try:
        end = run(ARRIVAL, context)
        if context.delay is not None:
            yield context.delay
        answer = respond_with(context, execute(context) if end is None else end)
        for step in ANSWER:
            answer = step(context, answer)
        if context.delay is not None:
            yield context.delay
    except (StateError, TooManyTenants) as error:
        answer = respond_with(context, unserved(error))
    except Exception:  # a bug of ours: logged whole, answered without a word of it
        logger.exception("%s: %s failed", context.provider.name, context.http.operation_id)
        if context.vendor.strict:
            raise
        answer = respond_with(context, Refusal(Reason.INTERNAL))
    finally:
        if context.gate is not None:
            context.gate.leave()
    for step in SEND:
        answer = step(context, answer)
    return answer


def unserved(error: StateError | TooManyTenants) -> Refusal:
    """
    The refusal of a request whose tenant has no place, or a state that cannot be used.

    The store has logged what is wrong with a state when it began.
    """
    if isinstance(error, TooManyTenants):
        return Refusal(Reason.UNAVAILABLE, facts={"message": str(error)})
    return Refusal(Reason.INTERNAL)


def respond_with(context: RequestContext, end: End) -> HttpResponse:
    """An end as bytes; a refusal in the vendor's words, noted for the request log."""
    if isinstance(end, HttpResponse):
        return end
    context.trace.refusal = end
    return refused(context.provider, end, context.tick, context.http.operation_id)


def execute(context: RequestContext) -> End:
    """Carry out the operation: read a snapshot, or write in one transaction."""
    if isinstance(context.handler, Read):
        return run(READ, context) or context.answer
    with context.tenant.state.transaction() as stage:
        context.stage, context.fork = stage, stage.fork()
        return run(WRITE[type(context.handler)], context) or context.answer
