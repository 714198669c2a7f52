"""How much a request may carry: from both sides of the limit."""

from __future__ import annotations

import json

from conformance.catalogue import Mode
from conformance.declared import DeclaredResource, UnsentRecord
from conformance.expectations import client_error, success
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.looking import (
    Context,
    absent,
    again,
    catch_up,
    for_each,
    must_change,
    shown,
    stored,
)

HEAVY = 1_000
"""Records of a request beyond which it needs the mode ``heavy``."""

MOST = 20_000
MOST_BYTES = 32 * 2**20


@probe("UPS-16")
def records_in_a_request(context: Context) -> None:
    """
    As many records as the contract allows are accepted; one more is refused whole, and none of them
    is stored.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        limit = resource.limit() or int(resource.operation.said["limits"]["request"])
        may_be_heavy = Mode.HEAVY in context.target.wire.modes
        if limit > MOST or (limit > HEAVY and not may_be_heavy):
            raise Untested(f"{limit} records in a request need the mode heavy")
        name = resource.operation.id
        stored(context, resource, 99_999)
        fitting = numbered(resource, 0, limit)
        answer = resource.write(fitting)
        context.expect(f"{name}: status for {limit} records", got=answer.status, wanted=success())
        for place in sorted({0, limit // 2, limit - 1}):
            shown(context, resource, fitting[place])
        many = numbered(resource, 100_000, limit + 1)
        answer = resource.write(many)
        context.expect(
            f"{name}: status for {limit + 1} records", got=answer.status, wanted=client_error()
        )
        catch_up(context, resource)
        for place in sorted({0, limit // 2, limit}):
            unwritten(context, resource, many[place])

    for_each(context, look)


def numbered(resource: DeclaredResource, first: int, count: int) -> list[UnsentRecord]:
    """New records, or for an operation that updates, other values of stored ones."""
    fresh = [resource.record(first + n) for n in range(count)]
    if resource.operation.verb != "update":
        return fresh
    must_change(resource)
    return [again(resource, draft) for draft in resource.stored(fresh)]


def unwritten(context: Context, resource: DeclaredResource, draft: UnsentRecord) -> None:
    """Expect that a record of a refused request is as it was."""
    if resource.operation.verb == "update":
        shown(context, resource, again(resource, draft, 0), where=f"record {draft.n} of too many")
    else:
        absent(context, resource, [draft], why="of too many")


@probe("UPS-17")
def bytes_in_a_request(context: Context) -> None:
    """
    A request of more bytes than the contract allows is refused whole.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        limit = int(resource.operation.said["limits"]["bytes"])
        if limit > MOST_BYTES:
            raise Untested(f"{limit} bytes are too many to send")
        if resource.operation.verb == "update":
            raise Untested("judged where records are created")
        for n, size, wanted in ((0, limit, success()), (1, limit + 1, client_error())):
            draft = resource.record(n)
            request = resource.caller.requester(resource.operation).write([[draft]])
            text = json.dumps(request.body)
            padded = text[:-1] + " " * (size - len(text.encode())) + text[-1]
            resource.note(draft, "main")
            answer = context.target.send(
                request.method,
                request.path,
                query=list(request.query),
                headers=request.headers,
                content=padded.encode(),
            )
            where = f"{resource.operation.id}: status for {size} bytes"
            context.expect(where, got=answer.status, wanted=wanted)
            if size > limit:
                absent(context, resource, [draft], why="of too many bytes")
            else:
                shown(context, resource, draft)

    for_each(context, look)
