"""
What the probes of general rules have in common: one look for each operation that a rule is about.

What a contract says is expected; what it leaves open is noted, with the line that would declare it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

from conformance.declared import (
    DeclaredDriver,
    DeclaredResource,
    DescribedOperation,
    UnsentRecord,
    arising,
)
from conformance.declared.advice import advice
from conformance.declared.arising import SUBJECTS
from conformance.expectations import ABSENT, client_error, differences
from conformance.judging.probe_context import ProbeContext
from conformance.outcomes import Unmet, Untested

Context = ProbeContext[DeclaredDriver]
Look = Callable[[Context, DeclaredResource], None]
SENTINEL = 9_000
"""Number of the record that is written last, to know that earlier writes had their time."""


def for_each(context: Context, look: Look) -> None:
    """
    Look at each operation that the rule is about, in a namespace of its own.

    Untested where there is none, or where no look came to its end.
    """
    operations = arising(context.driver.api, context.rule.id)
    if not operations:
        context.untested(SUBJECTS[context.rule.id].missing)
    reasons = []
    for place, operation in enumerate(operations):
        try:
            look(context, resource_for(context, operation, place))
        except Untested as stop:
            reasons.append(f"{operation.id}: {stop.reason}")
        except Unmet:
            continue  # the difference is recorded, and the next operation is another question
    if len(reasons) == len(operations) and not context.differences:
        context.untested("; ".join(dict.fromkeys(reasons)))
    for reason in reasons:
        context.note(f"not looked at: {reason}")


def resource_for(
    context: Context, operation: DescribedOperation, place: int = 0, *, scope: int = 0
) -> DeclaredResource:
    """A resource whose names no other operation of the probe uses."""
    target = replace(context.target, namespace=f"{context.target.namespace}{letters(place)}")
    return DeclaredResource(context.driver.api, operation, target, scope=scope)


def letters(number: int) -> str:
    """A number in letters: a, b, ... z, ba, bb."""
    head, last = divmod(number, 26)
    return (letters(head) if head else "") + chr(97 + last)


def settle(context: Context, operation: DescribedOperation, word: str, seen: str) -> None:
    """Hold what was seen to a word of the operation, or note which word would declare it."""
    wanted = operation.said.get(word)
    if wanted is not None:
        context.expect(f"{operation.id}: {word}", got=seen, wanted=wanted)
    else:
        context.note(f"{operation.id}: {seen}; {advice(operation, word, seen)}")


def sees_later(resource: DeclaredResource) -> bool:
    """Whether a read of the collection says that it shows writes later."""
    known = resource.api.of(resource.collection.name, "read", "list")
    return any(each.said.get("sees") == "later" for each in known)


def catch_up(context: Context, resource: DeclaredResource) -> None:
    """Wait until earlier writes had their time, where reads may show them later."""
    if sees_later(resource):
        # Of its own, so that what the last write of the other told is still known.
        other = DeclaredResource(resource.api, resource.samples.maker, resource.target)
        last = other.stored([other.record(SENTINEL)])[0]
        shown(context, other, last, given=True)


def shown(
    context: Context,
    resource: DeclaredResource,
    draft: UnsentRecord,
    *,
    given: bool = False,
    where: str = "",
    members: Sequence[str] | None = None,
) -> bool:
    """Expect, or where it is given require, that a read shows a record as it was sent."""
    wanted = resource.shown(draft.members)
    if members is not None:
        wanted = {name: value for name, value in wanted.items() if name in members}
    what = where or f"record {draft.n}"

    def fits(got: Any) -> bool:
        return not differences(what, wanted=wanted, got=got)

    patience = context.profile.number("visibility", 0) if sees_later(resource) else 0.0
    got = context.target.poll(lambda: resource.read_draft(draft), fits, patience)
    if given:
        context.given(what, got=got, wanted=wanted)
        return True
    return context.expect(f"{resource.operation.id}: {what}", got=got, wanted=wanted)


def is_shown(
    resource: DeclaredResource, draft: UnsentRecord, members: Sequence[str] | None = None
) -> bool:
    """Whether a read shows a record as it was sent, in some members or in all."""
    wanted = resource.shown(draft.members)
    if members is not None:
        wanted = {name: value for name, value in wanted.items() if name in members}
    return not differences("", wanted=wanted, got=resource.read_draft(draft))


def absent(
    context: Context, resource: DeclaredResource, drafts: Iterable[UnsentRecord], *, why: str = ""
) -> None:
    """Expect that records cannot be read."""
    catch_up(context, resource)
    for draft in drafts:
        where = f"{resource.operation.id}: record {draft.n}{f' {why}' if why else ''}"
        context.expect(where, got=resource.read_draft(draft), wanted=ABSENT)


def stored(
    context: Context, resource: DeclaredResource, *numbers: int, variant: int = 0
) -> list[UnsentRecord]:
    """Store prerequisite records that can be read. Raises ``Untested`` otherwise."""
    drafts = resource.stored([resource.record(n, variant) for n in numbers])
    for draft in drafts:
        shown(context, resource, draft, given=True)
    return drafts


def again(resource: DeclaredResource, draft: UnsentRecord, variant: int = 1) -> UnsentRecord:
    """The same record with other values in all that the operation of the resource may change."""
    fresh = resource.record(draft.n, variant).members
    here = resource.samples.shape(resource.operation).properties
    kept = (
        resource.samples.key_members()
        | {str(resource.collection.id)}
        | (set() if resource.operation.record_holds_any() else draft.members.keys() - here.keys())
    )
    held = {name: value for name, value in draft.members.items() if name in kept}
    return replace(draft, members={**fresh, **held})


def anew(resource: DeclaredResource, draft: UnsentRecord, variant: int = 1) -> UnsentRecord:
    """A new record of the same keys, and of the same id only where the client gives it."""
    known = draft.id if resource.samples.chooses_ids else ""
    return again(resource, replace(draft, id=known), variant)


def must_change(resource: DeclaredResource) -> list[str]:
    """The members by which an update can be seen. Raises ``Untested`` where there is none."""
    shape = resource.samples.shape(resource.operation).properties
    loose = resource.operation.record_holds_any()
    found = [name for name in resource.changing() if loose or name in shape]
    if not found:
        raise Untested("no member outside the identity can be changed and read")
    return found


def refused(context: Context, resource: DeclaredResource, answer: Any, where: str) -> bool:
    """Expect that a request of one record was refused, by its status or by its result."""
    fates = resource.told
    if answer.ok and fates and all(fate.accepted is False for fate in fates):
        return True
    return context.expect(
        f"{resource.operation.id}: status of {where}", got=answer.status, wanted=client_error()
    )


def accepted(resource: DeclaredResource, answer: Any) -> bool:
    """Whether each record of the last request was accepted."""
    return answer.ok and all(fate.accepted is not False for fate in resource.told)


def unknown_id(resource: DeclaredResource) -> str:
    """An id that names nothing."""
    kinds = resource.collection.id_schema.get("type", "string")
    if "integer" in kinds or resource.collection.id_schema.get("pattern") == "^[0-9]+$":
        return str(987_654_321)
    return resource.target.name("none")
