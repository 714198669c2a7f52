"""Idempotency keys: a replay answers again and writes nothing."""

from __future__ import annotations

from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.expectations import ABSENT, client_error
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.grouping import ready, spoiled
from conformance.probes.upsert.identities import counted
from conformance.probes.upsert.looking import (
    Context,
    absent,
    accepted,
    again,
    catch_up,
    for_each,
    must_change,
    shown,
)

AT_ONCE = 5


def first_try(context: Context, resource: DeclaredResource, key: str) -> Any:
    """A first request under a key. Raises ``Untested`` unless it is accepted."""
    answer = resource.write(ready(context, resource, 0), key=key)
    context.given("a request with a key", got=accepted(resource, answer), wanted=True)
    return answer


@probe("UPS-19")
def a_replay(context: Context) -> None:
    """
    The same key with the same request gives the first answer again and writes nothing.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        key, draft = context.key(), ready(context, resource, 0)[0]
        first = resource.write([draft], key=key)
        context.given("a request with a key", got=accepted(resource, first), wanted=True)
        same_again(context, resource, draft, key, first)
        if resource.operation.verb != "create":
            newer = changed(context, resource, resource.latest(draft))
            same_again(context, resource, draft, key, first)
            shown(context, resource, newer, where="what was written between")
        counted(context, resource, 1)

    for_each(context, look)


def same_again(
    context: Context, resource: DeclaredResource, draft: UnsentRecord, key: str, first: Exchange
) -> None:
    """Send the same request under the same key: it is answered as it was."""
    name, second = resource.operation.id, resource.write([draft], key=key)
    context.expect(f"{name}: status of the replay", got=second.status, wanted=first.status)
    context.expect(f"{name}: answer of the replay", got=second.json, wanted=first.json)


def changed(context: Context, resource: DeclaredResource, draft: Any) -> Any:
    """Write other values under a key of their own."""
    must_change(resource)
    newer = again(resource, draft, 3)
    answer = resource.write([newer], key=context.key())
    context.given("a change between", got=accepted(resource, answer), wanted=True)
    return newer


@probe("UPS-20")
def a_key_is_used_again(context: Context) -> None:
    """
    The same key with another request is refused and writes nothing.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        name, key = resource.operation.id, context.key()
        draft = ready(context, resource, 0)[0]
        first = resource.write([draft], key=key)
        context.given("a request with a key", got=accepted(resource, first), wanted=True)
        other = ready(context, resource, 1)[0]
        if resource.operation.verb == "update":
            other = again(resource, other, 2)
        answer = resource.write([other], key=key)
        context.expect(
            f"{name}: status of another request", got=answer.status, wanted=client_error()
        )
        catch_up(context, resource)
        if resource.operation.verb != "update":
            absent(context, resource, [other], why="under a key that was used")
        shown(context, resource, resource.latest(draft))

    for_each(context, look)


@probe("UPS-21")
def a_key_several_times_at_once(context: Context) -> None:
    """
    The same key sent several times at once is carried out once.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        name, key = resource.operation.id, context.key()
        draft = ready(context, resource, 0)[0]
        request = resource.caller.requester(resource.operation).write([[draft]], key=key)
        resource.note(draft, "main")
        answers = context.target.at_once(
            *[lambda: resource.caller.sent(request, wait_when_busy=False)] * AT_ONCE
        )
        done = [answer for answer in answers if answer.ok]
        context.expect(f"{name}: some are accepted", got=bool(done), wanted=True)
        for answer in answers:
            if not answer.ok:
                where = f"{name}: status of one that was not carried out"
                context.expect(where, got=answer.status, wanted=client_error())
            elif answer.json is not ABSENT:
                context.expect(f"{name}: answer", got=answer.json, wanted=done[0].json)
        if done:
            resource.learn([draft], resource.fates(done[0], [draft]), "main")
        counted(context, resource, 1)

    for_each(context, look)


@probe("UPS-22")
def a_key_after_a_failure(context: Context) -> None:
    """
    After a refused first try the key is free, bound to its request, or replays the refusal.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        key = context.key()
        draft = ready(context, resource, 0)[0]
        bad = resource.write([spoiled(resource, draft)], key=key)
        if bad.ok:
            raise Untested("a bad record does not fail the request that carries it")
        answer = resource.write([draft], key=key)
        seen = "free" if accepted(resource, answer) else f"not free ({answer.status})"
        if not answer.ok and answer.json == bad.json:
            seen = "replays the refusal"
        context.note(f"{resource.operation.id}: after a refused first try the key is {seen}")

    for_each(context, look)


@probe("UPS-23")
def a_key_of_another_credential(context: Context) -> None:
    """
    A key belongs to one credential: the same key of another is a first one.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        if resource.operation.verb == "update":
            raise Untested("judged where records are created")
        if resource.operation.parents:
            raise Untested("it stands below a record of the first credential")
        key = context.key()
        first_try(context, resource, key)
        theirs = resource.record(0, 1)
        answer = resource.write([theirs], key=key, credential="second")
        if answer.status in {401, 403}:
            raise Untested("the second credential is refused")
        name = resource.operation.id
        context.expect(
            f"{name}: the key of another credential", got=accepted(resource, answer), wanted=True
        )
        got = resource.read_draft(resource.latest(theirs), credential="second")
        context.expect(f"{name}: what it wrote", got=got, wanted=resource.shown(theirs.members))

    for_each(context, look)


@probe("UPS-24")
def a_replay_is_told(context: Context) -> None:
    """
    A replay can be told from a first answer.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        key = context.key()
        first = first_try(context, resource, key)
        second = resource.write([resource.latest(resource.record(0))], key=key)
        own = set(second.answer_headers.items()) - set(first.answer_headers.items())
        told = sorted(name for name, _value in own if "replay" in name or "idempot" in name)
        text = f"by {', '.join(told)}" if told else "no"
        context.note(f"{resource.operation.id}: a replay is told: {text}")

    for_each(context, look)
