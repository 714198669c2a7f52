"""Who may reach what: one credential's records are nobody else's."""

from __future__ import annotations

from typing import Any

from conformance.catalogue import Mode
from conformance.declared import DeclaredResource, DescribedOperation, UnsentRecord
from conformance.declared.object_schema import roles_of
from conformance.declared.request_making import Sending
from conformance.expectations import ABSENT, one_of
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.looking import (
    Context,
    absent,
    accepted,
    again,
    anew,
    for_each,
    refused,
    shown,
    stored,
)
from conformance.probes.upsert.references import references

REFUSED = frozenset({401, 403})


@probe("UPS-32")
def another_credential(context: Context) -> None:
    """
    No key, id or list of one credential reaches another's records.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        name = resource.operation.id
        mine = stored(context, resource, 0)[0]
        may_read = sees_nothing(context, resource, mine)
        for operation in resource.api.of(resource.collection.name, "update", "remove"):
            if resource.finder.nameable(operation, mine):
                changes_nothing(context, resource, operation, mine)
        if not may_read:
            return
        refers_to_nothing(context, resource)
        theirs = anew(resource, mine)
        answer = resource.write([theirs], credential="second")
        if is_refused(answer.status):
            shown(context, resource, mine, where="record 0 after another tried to write")
            return
        if refers(resource, theirs) or resource.operation.parents:
            refused(context, resource, answer, "a reference to another's record")
            return
        context.expect(
            f"{name}: the same key of another", got=accepted(resource, answer), wanted=True
        )
        told = resource.told[0].outcome
        context.expect(f"{name}: its outcome", got=told, wanted=one_of("", "created"))
        resource.ids[0] = mine.id
        shown(context, resource, mine, where="record 0 after another wrote its key")

    for_each(context, look)


def refers_to_nothing(context: Context, resource: DeclaredResource) -> None:
    """A record of another credential cannot refer to one of this credential."""
    for name, node in references(resource):
        target = resource.referred(node, 0)
        draft = resource.record(50).having(**{name: target})
        answer = resource.write([draft], credential="second")
        refused(context, resource, answer, f"a {name} of another credential")


def refers(resource: DeclaredResource, draft: UnsentRecord) -> bool:
    """Whether a record refers to another."""
    properties = resource.samples.shape().properties
    return any("refers-to" in roles_of(properties.get(name)) for name in draft.members)


def sees_nothing(context: Context, resource: DeclaredResource, mine: UnsentRecord) -> bool:
    """Neither a read nor a list of another credential shows the record; whether it may read."""
    may_read = False
    for operation in resource.api.of(resource.collection.name, "read", "list"):
        if operation.verb == "list":
            walker = resource.caller.walker(operation)
            if is_refused(walker.ask(credential="second").status):
                continue
            got: Any = resource.finder.listed_one(operation, mine, "second")
        elif resource.finder.nameable(operation, mine):
            request = resource.caller.requester(operation).naming([mine])
            if is_refused(resource.caller.sent(request, credential="second", writes=0).status):
                continue
            got = resource.finder.read_by(operation, mine, "second")
        else:
            continue
        may_read = True
        context.expect(f"{operation.id}: record of another credential", got=got, wanted=ABSENT)
    return may_read


def is_refused(status: int) -> bool:
    """Whether a credential may not do this. Raises ``Untested`` when it is none."""
    if status == 401:
        raise Untested("the second credential is refused")
    return status == 403


def changes_nothing(
    context: Context, resource: DeclaredResource, operation: DescribedOperation, mine: UnsentRecord
) -> None:
    """Neither an update nor a removal by another credential reaches the record."""
    maker = resource.caller.requester(operation)
    if operation.verb == "update" and operation.record is not None:
        request = maker.write([[again(resource, mine)]])
    else:
        request = maker.naming([mine])
    resource.caller.sent(request, credential="second", wait_when_busy=False)
    shown(context, resource, mine, where=f"record 0 after {operation.id} of another credential")


@probe("UPS-47")
def without_a_credential(context: Context) -> None:
    """
    A request without a credential, or with one that is not valid, is refused with 401 and does
    nothing.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        operation = resource.operation
        readable = bool(resource.api.of(resource.collection.name, "read", "list"))
        if readable and operation.body is not None and operation.verb in {"upsert", "create"}:
            if Mode.WRITE not in context.target.wire.modes:
                raise Untested("needs --mode write")
            draft = resource.record(0)
            request = resource.caller.requester(operation).write([[draft]])
            resource.note(draft, "main")
        else:
            draft, request = None, nowhere(context, resource)
        answer = resource.caller.sent(request, credential=None, writes=0)
        where = f"{operation.id}: status without a credential"
        # A contract may declare another status for the reason.
        wanted = resource.api.status_of(operation, "unauthenticated", 401)
        context.expect(where, got=answer.status, wanted=wanted)
        if "invalid" in context.profile.credentials:
            answer = resource.caller.sent(request, credential="invalid", writes=0)
            where = f"{operation.id}: status with an invalid credential"
            context.expect(where, got=answer.status, wanted=one_of(*REFUSED))
        if draft is not None and resource.api.of(resource.collection.name, "read", "list"):
            absent(context, resource, [draft], why="without a credential")

    for_each(context, look)


def nowhere(context: Context, resource: DeclaredResource) -> Sending:
    """A request to an operation for a record that does not exist."""
    operation = resource.operation
    found = resource.api.api_operations.by_id[operation.id]
    return Sending(operation.method, found.address(context.target.name("none")))
