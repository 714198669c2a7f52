"""References between records, and removal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.declared.advice import role_advice
from conformance.declared.object_schema import described, roles_of, types_of
from conformance.expectations import ABSENT, client_error, differences, one_of
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.identities import counted
from conformance.probes.upsert.looking import (
    Context,
    absent,
    accepted,
    anew,
    catch_up,
    for_each,
    refused,
    settle,
    shown,
    stored,
)


def references(resource: DeclaredResource) -> Iterator[tuple[str, Any]]:
    """The members of a request that refer to another record, with their schemas."""
    for name, node in resource.samples.shape(resource.operation).properties.items():
        if "refers-to" in roles_of(node):
            yield name, node


def nobody(resource: DeclaredResource, node: Any) -> Any:
    """A reference to a record that does not exist."""
    whole = described(resource.api.document, node)
    items = described(resource.api.document, whole.get("items", {}))
    kinds = types_of(items if "items" in whole else whole)
    said: Any = 987_654_321 if "integer" in kinds else resource.target.name("none")
    return [said] if "items" in whole else said


@probe("UPS-33")
def an_unknown_reference(context: Context) -> None:
    """
    A reference to a record that does not exist is refused, and its record is not stored.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        known = list(references(resource))
        if not known:
            raise Untested("no member of a request refers to another record")
        for n, (name, node) in enumerate(known):
            draft = resource.record(n).having(**{name: nobody(resource, node)})
            answer = resource.write([draft])
            refused(context, resource, answer, f"a reference {name} to nothing")
            absent(context, resource, [draft], why=f"whose {name} is nothing")
            good = resource.record(10 + n).having(**{name: resource.referred(node, 0)})
            answer = resource.write([good])
            where = f"{resource.operation.id}: a reference {name} to a record"
            if not context.expect(where, got=accepted(resource, answer), wanted=True):
                continue
            good = resource.latest(good)
            if resource.operation.verb == "upsert":
                worse = good.having(**{name: nobody(resource, node)})
                refused(
                    context, resource, resource.write([worse]), f"an update of {name} to nothing"
                )
            catch_up(context, resource)
            shown(context, resource, good, where=f"record {good.n} with its {name}")

    for_each(context, look)


@probe("UPS-34")
def the_target_is_removed(context: Context) -> None:
    """
    When a record that others refer to is removed, the removal is refused, the reference is cleared
    or they are removed too, as the reference says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        looked = [
            target_removed(context, resource, name, node, 10 * place)
            for place, (name, node) in enumerate(references(resource))
        ]
        if not any(looked):
            raise Untested("no target of a reference can be removed")

    for_each(context, look)


def target_removed(
    context: Context, resource: DeclaredResource, name: str, node: Any, first: int
) -> bool:
    """Remove one target of two; whether it could be."""
    other = resource.other(str(roles_of(node)["refers-to"]))
    if not resource.api.of(other.collection.name, "remove"):
        return False
    holders = [
        resource.record(n).having(**{name: resource.referred(node, n)}) for n in (first, first + 1)
    ]
    holders = resource.stored(holders)
    targets = [
        resource.target.memory[f"referred {resource.target.namespace} {other.collection.name}"][n]
        for n in (first, first + 1)
    ]
    for target in targets:
        other.ids[target.n] = target.id
    answer = other.remove([targets[0]])
    gone = other.read_draft(targets[0]) is ABSENT
    left = resource.read_draft(holders[0])
    seen = after_removal(resource, holders[0], name, left, gone=gone)
    where = f"{resource.operation.id}: the {name} of a record was removed ({answer.status})"
    wanted = roles_of(node).get("on-remove", "refuse")
    if "on-remove" in roles_of(node):
        context.expect(where, got=seen, wanted=wanted)
    else:
        context.note(f"{where}: {seen}; {role_advice(name, 'on-remove', seen)}")
    shown(context, resource, holders[1], where="the record that refers to another")
    shown(context, other, targets[1], where="the other record that is referred to")
    return True


def after_removal(
    resource: DeclaredResource, holder: UnsentRecord, name: str, left: Any, *, gone: bool
) -> str:
    """What became of a record whose target was removed, as a word of ``on-remove``."""
    if left is ABSENT:
        return "cascade" if gone else "the target stays, and what refers to it is gone"
    wanted = resource.shown(holder.members).get(name)
    holds = not differences("", wanted=wanted, got=left.get(name))
    if not gone:
        return "refuse" if holds else "the target stays, and the reference is cleared"
    return "a reference to nothing" if holds else "unlink"


@probe("UPS-35")
def a_removed_record_is_gone(context: Context) -> None:
    """
    A removed record cannot be read, is in no list, and its key is free for a new record; another
    one stays.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        removing = resource.operation
        made = resource.api.of(removing.collection.name, "upsert", "create")[0]
        writer = DeclaredResource(resource.api, made, resource.target)
        before = stored(context, writer, 0, 1, 2)
        gone = before[1]
        if not writer.finder.nameable(removing, gone):
            raise Untested("it cannot find the record by what is known of it")
        request = writer.caller.requester(removing).naming([gone])
        context.expect(f"{removing.id}: status", got=writer.caller.sent(request).ok, wanted=True)
        absent(context, writer, [gone], why="that was removed")
        for draft in (before[0], before[2]):
            shown(context, writer, draft, where=f"record {draft.n} beside the one that was removed")
        counted(context, writer, 2)
        second = writer.caller.sent(request)
        seen = "skip" if second.ok else "refuse"
        if not second.ok:
            context.expect(
                f"{removing.id}: a second removal", got=second.status, wanted=client_error()
            )
        settle(context, removing, "missing", seen)
        free_again(context, writer, gone)

    for_each(context, look)


def free_again(context: Context, writer: DeclaredResource, gone: UnsentRecord) -> None:
    """The key of a removed record is free: a new one is created with it."""
    if not writer.collection.keys and not writer.samples.chooses_ids:
        return
    fresh = anew(writer, gone)
    known = writer.ids.pop(gone.n, "")
    answer = writer.write([fresh])
    name = writer.operation.id
    context.expect(f"{name}: a key that is free again", got=accepted(writer, answer), wanted=True)
    context.expect(f"{name}: outcome", got=writer.told[0].outcome, wanted=one_of("", "created"))
    if known and writer.told[0].id and not writer.samples.chooses_ids:
        context.expect(f"{name}: a new id", got=writer.told[0].id != known, wanted=True)
    shown(context, writer, fresh)


@probe("UPS-36")
def removed_records_are_shown_on_request(context: Context) -> None:
    """
    A removed record that is kept is shown to who asks for it, and to nobody else.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        reading = resource.operation
        made = resource.api.of(reading.collection.name, "upsert", "create")[0]
        writer = DeclaredResource(resource.api, made, resource.target)
        gone, live = stored(context, writer, 0, 1)
        writer.remove([gone])
        asks = next(p for p in reading.parameters if roles_of(p).get("removed") in {"also", "only"})
        which, query = roles_of(asks)["removed"], [(asks["name"], "true")]
        for draft, plain, asked in ((gone, False, True), (live, True, which == "also")):
            for label, sent, wanted in (("", [], plain), (" to who asks", query, asked)):
                got = reads(writer, reading, draft, sent)
                where = f"{reading.id}: record {draft.n} is shown{label}"
                context.expect(where, got=got, wanted=wanted)

    for_each(context, look)


def reads(writer: DeclaredResource, reading: Any, draft: UnsentRecord, query: list[Any]) -> bool:
    """Whether a read or a list with a query shows a record."""
    if reading.verb == "list":
        rows = writer.finder.listed(reading, query)
        return any(writer.finder.is_record(row, draft) for row in rows)
    if not writer.finder.nameable(reading, draft):
        raise Untested("it cannot find the record by what is known of it")
    known = replace(draft, by="id" if draft.id else "")
    return writer.finder.read_by(reading, known, "main", query) is not ABSENT
