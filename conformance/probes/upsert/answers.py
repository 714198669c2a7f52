"""What a write answers: the fate of each record, the status, and where a refusal says it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.declared.answer_reading import AnswerReader, Fate
from conformance.declared.object_schema import roles_of
from conformance.declared.record_reading import text_of
from conformance.expectations import anything_but, client_error, containing, one_of
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.grouping import ready, spoiled
from conformance.probes.upsert.looking import (
    Context,
    accepted,
    again,
    catch_up,
    for_each,
    is_shown,
    must_change,
    settle,
    stored,
)

MULTI_STATUS = 207


@probe("UPS-11")
def a_result_for_each(context: Context) -> None:
    """
    The answer tells the fate of each record as it is, in order and number, or by the name it was
    sent under.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        all_good(context, resource)
        some_bad(context, resource)

    for_each(context, look)


def all_good(context: Context, resource: DeclaredResource) -> None:
    """New records and a known one: as many results, each about its own record."""
    name = resource.operation.id
    drafts = ready(context, resource, 0, 1, 2)
    if resource.operation.verb == "upsert":
        must_change(resource)
        drafts[1] = again(resource, stored(context, resource, 1)[0])
    drafts = traced(drafts)
    answer = resource.write(drafts)
    context.given("good records", got=accepted(resource, answer), wanted=True)
    told_truly(context, resource, drafts, answer)
    known = {"update": (0, 1, 2), "upsert": (1,)}.get(resource.operation.verb, ())
    for place, fate in enumerate(resource.told):
        right = one_of("", "updated", "unchanged") if place in known else one_of("", "created")
        context.expect(f"{name}: outcome of record {place}", got=fate.outcome, wanted=right)


def some_bad(context: Context, resource: DeclaredResource) -> None:
    """A bad record first, another last: the answer tells which were stored."""
    drafts = ready(context, resource, 10, 11, 12, 13)
    drafts[0], drafts[3] = spoiled(resource, drafts[0]), spoiled(resource, drafts[3])
    drafts = traced(drafts)
    answer = resource.write(drafts)
    if answer.ok:
        told_truly(context, resource, drafts, answer)


def traced(drafts: list[UnsentRecord]) -> list[UnsentRecord]:
    return [replace(draft, trace=f"trace-{draft.n}") for draft in drafts]


def told_truly(
    context: Context, resource: DeclaredResource, drafts: list[UnsentRecord], answer: Any
) -> None:
    """Expect that each fate is told, and that it is what a read shows."""
    name, fates = resource.operation.id, list(resource.told)
    catch_up(context, resource)
    for place, (draft, fate) in enumerate(zip(drafts, fates, strict=True)):
        truth = is_shown(resource, draft)
        context.expect(
            f"{name}: record {place} is told to be stored", got=fate.accepted, wanted=truth
        )
        about_itself(context, resource, draft, place, fate)
    reader = AnswerReader(resource.api.document, resource.operation)
    schema = reader.schema(answer)
    lists = dict(reader.lists(schema, answer.json)) if schema else {}
    good = sum(fate.accepted is True for fate in fates)
    right = {"results": len(drafts), "accepted": good, "refused": len(drafts) - good}
    for role, (_schema, nodes) in lists.items():
        if role == "refused" and "accepted" in lists and len(nodes) <= right[role]:
            continue  # one refusal may stand for several records
        context.expect(f"{name}: number of {role}", got=len(nodes), wanted=right[role])
    for node, value in reader.walk(schema, answer.json) if schema else ():
        what = roles_of(node).get("count")
        counts = {"sent": len(drafts), "accepted": good, "refused": len(drafts) - good}
        if what in counts:
            context.expect(f"{name}: count of {what}", got=value, wanted=counts[what])


def about_itself(
    context: Context, resource: DeclaredResource, draft: UnsentRecord, place: int, fate: Fate
) -> None:
    """Expect that a result that stands at the place of a record shows the key of that record."""
    if fate.found_by != "place" or not isinstance(fate.node, dict):
        return
    for name in resource.samples.key_members():
        if fate.node.get(name) is not None and name in draft.members:
            sent = text_of(draft.members[name]).lower()
            got = text_of(fate.node[name]).lower()
            where = f"{resource.operation.id}: {name} of the result at place {place}"
            context.expect(where, got=got, wanted=sent)


@probe("UPS-12")
def the_status_of_a_mixed_outcome(context: Context) -> None:
    """
    A mixed outcome, and one of nothing but refusals, have the status that the contract says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        operation = resource.operation
        good = ready(context, resource, 0, 1)
        clean = resource.write(good)
        context.given("good records", got=clean.ok, wanted=True)
        mixed_drafts = ready(context, resource, 10, 11)
        mixed = resource.write([mixed_drafts[0], spoiled(resource, mixed_drafts[1])])
        kept = is_shown(resource, mixed_drafts[0])
        bad = [spoiled(resource, draft) for draft in ready(context, resource, 20, 21)]
        nothing = resource.write(bad)
        multi = str(MULTI_STATUS) in operation.responses
        if multi and len(operation.responses) > 1:
            context.expect(
                f"{operation.id}: status of good records",
                got=clean.status,
                wanted=anything_but(MULTI_STATUS),
            )
            if kept:
                where = f"{operation.id}: status of a mixed outcome"
                context.expect(where, got=mixed.status, wanted=MULTI_STATUS)
        elif kept:
            described = one_of(*(int(each) for each in operation.responses if each.isdecimal()))
            where = f"{operation.id}: status of a mixed outcome"
            context.expect(where, got=mixed.status, wanted=described)
        if kept or operation.said.get("group") == "batch":
            settle(context, operation, "none-accepted", "results" if nothing.ok else "refuse")
        else:
            where = f"{operation.id}: status of nothing but refusals"
            context.expect(where, got=nothing.status, wanted=client_error())

    for_each(context, look)


@probe("UPS-13")
def a_refusal_names_its_record(context: Context) -> None:
    """
    A refusal names the record that it is about, and the place in it.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        numbers = (0, 1, 2, 3) if resource.operation.holds_many else (0,)
        drafts = traced(ready(context, resource, *numbers))
        place = len(drafts) // 2
        good = dict(drafts[place].members)
        drafts[place] = spoiled(resource, drafts[place])
        member = changed_member(good, drafts[place].members)
        answer = resource.write(drafts)
        if answer.ok:
            in_its_result(context, resource, drafts, place, member)
            context.note(f"{resource.operation.id}: found by {resource.told[place].found_by}")
        else:
            in_the_error(context, resource, answer, member)

    for_each(context, look)


def changed_member(good: Mapping[str, Any], bad: Mapping[str, Any]) -> str:
    """The member in which two records differ."""
    return next((name for name in {**good, **bad} if good.get(name) != bad.get(name)), "")


def in_its_result(
    context: Context,
    resource: DeclaredResource,
    drafts: list[UnsentRecord],
    place: int,
    member: str,
) -> None:
    """The element of an answer that is about the bad record says which one it is, and where."""
    fate = resource.told[place]
    name = resource.operation.id
    if not context.expect(f"{name}: the bad record is told", got=fate.accepted, wanted=False):
        return
    known = fate.roles
    if not known.keys() & {"index", "trace", "ids", "echo", "place"} and fate.found_by != "place":
        raise Untested("a refusal has no place for the record that it is about")
    wanted = {"index": place, "trace": drafts[place].trace}
    for role, right in wanted.items():
        if role in known and (role != "trace" or resource.operation.words & {"trace"}):
            context.expect(f"{name}: {role} of the refusal", got=right in known[role], wanted=True)
    if "place" in known:
        said = " ".join(str(each) for each in known["place"])
        context.expect(f"{name}: place of the refusal", got=said, wanted=containing(member))
    alone = resource.operation.said.get("group") != "batch"
    for other, neighbour in enumerate(resource.told):
        if other != place:
            where = f"{name}: record {other} beside the bad one is told"
            context.expect(where, got=neighbour.accepted, wanted=alone)


def in_the_error(context: Context, resource: DeclaredResource, answer: Any, member: str) -> None:
    """The error of a refused request says where it is, where it has a place for that."""
    said = context.driver.error_body(answer).place
    if not said:
        raise Untested("the error of a refused request has no place")
    context.expect(
        f"{resource.operation.id}: place of the error", got=said, wanted=containing(member)
    )
