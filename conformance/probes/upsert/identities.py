"""Which record a write means."""

from __future__ import annotations

from dataclasses import replace

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.declared.object_schema import UniqueKey
from conformance.expectations import ABSENT, one_of
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.looking import (
    Context,
    absent,
    accepted,
    again,
    anew,
    catch_up,
    for_each,
    is_shown,
    must_change,
    refused,
    sees_later,
    shown,
    stored,
    unknown_id,
)


@probe("UPS-01")
def a_missing_identity(context: Context) -> None:
    """
    A key or id that finds nothing creates a record, or is refused and creates none, as the
    operation says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        operation = resource.operation
        wanted = operation.said.get("missing", "create" if operation.verb == "upsert" else "refuse")
        draft = resource.record(0)
        by_id = resource.caller.requester(operation).key_for(draft) is None
        if by_id and not resource.samples.chooses_ids:
            draft = replace(draft, id=unknown_id(resource))
        neighbours = some_stored(context, resource, 1)
        answer = resource.write([draft])
        catch_up(context, resource)
        found = resource.read_draft(draft)
        seen = {(True, True): "create", (False, False): "refuse", (True, False): "skip"}.get(
            (accepted(resource, answer), found is not ABSENT), f"{answer.line}, and it was stored"
        )
        context.expect(f"{operation.id}: an unknown identity", got=seen, wanted=wanted)
        if seen == "create":
            fits = shown(context, resource, draft)
            told = resource.told[0].outcome
            context.expect(f"{operation.id}: outcome", got=told, wanted=one_of("", "created"))
            if not fits:
                return
        for neighbour in neighbours:
            shown(context, resource, neighbour)

    for_each(context, look)


def some_stored(context: Context, resource: DeclaredResource, *numbers: int) -> list[UnsentRecord]:
    """Records beside the one that is looked at; none where none can be created."""
    try:
        return stored(context, resource, *numbers)
    except Untested:
        return []


@probe("UPS-02")
def a_known_key_updates(context: Context) -> None:
    """
    A key that finds one record updates it: its id stays, and no second record comes to be.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        must_change(resource)
        name = resource.operation.id
        before = stored(context, resource, 0, 1, 2)
        ids = dict(resource.ids)
        changed = [again(resource, before[0]), again(resource, before[2])]
        for part in [changed] if resource.operation.holds_many else [[each] for each in changed]:
            answer = resource.write(part)
            context.expect(f"{name}: accepted", got=accepted(resource, answer), wanted=True)
            for fate in resource.told:
                context.expect(
                    f"{name}: outcome", got=fate.outcome, wanted=one_of("", "updated", "unchanged")
                )
        for draft in (changed[0], before[1], changed[1]):
            shown(context, resource, draft)
        found = {n: resource.latest(draft).id for n, draft in enumerate(before)}
        for n, known in ids.items():
            context.expect(f"{name}: id of record {n}", got=found[n], wanted=known)
        counted(context, resource, 3)

    for_each(context, look)


def counted(context: Context, resource: DeclaredResource, wanted: int) -> None:
    """Expect so many records of this look in the list, where there is one."""
    if resource.api.of(resource.collection.name, "list"):
        patience = context.profile.number("visibility", 0) if sees_later(resource) else 0.0
        got = context.target.poll(resource.count, lambda found: found == wanted, patience)
        context.expect(f"{resource.operation.id}: records in the list", got=got, wanted=wanted)


@probe("UPS-30")
def the_same_upsert_twice(context: Context) -> None:
    """
    The same upsert sent twice leaves one record with the values sent; the second is an update.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        name, draft = resource.operation.id, resource.record(0)
        first = resource.write([draft])
        context.given("the first upsert", got=accepted(resource, first), wanted=True)
        known = resource.latest(draft).id
        second = resource.write([draft])
        context.expect(
            f"{name}: the second is accepted", got=accepted(resource, second), wanted=True
        )
        told = resource.told[0]
        context.expect(
            f"{name}: outcome", got=told.outcome, wanted=one_of("", "updated", "unchanged")
        )
        if told.id and known:
            context.expect(f"{name}: id", got=told.id, wanted=known)
        shown(context, resource, draft)
        counted(context, resource, 1)

    for_each(context, look)


@probe("UPS-04")
def two_identities_in_one_record(context: Context) -> None:
    """
    A record whose identity is one record's and one of whose other keys is another's is refused,
    and both stay as they were.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        one, other = stored(context, resource, 0, 1)
        ways = [(one, resource.caller.requester(resource.operation).key_for(one))]
        if "id" in resource.operation.by and one.id:
            ways.append((replace(one, by="id"), None))
        looked = [taken(context, resource, mine, key, other) for mine, key in ways]
        if not any(looked):
            raise Untested("a record has no second key")

    for_each(context, look)


def taken(
    context: Context,
    resource: DeclaredResource,
    one: UnsentRecord,
    found_by: UniqueKey | None,
    other: UnsentRecord,
) -> bool:
    """Send one record with each key of another but that by which it is found; whether it could."""
    members = resource.samples.shape(resource.operation).properties
    theirs = [
        key
        for key in resource.collection.keys.values()
        if key != found_by
        and all(name in other.members for name in key.members)
        and (resource.operation.record_holds_any() or set(key.members) <= set(members))
    ]
    for key in theirs:
        mixed = again(resource, one).having(**{m: other.members[m] for m in key.members})
        answer = resource.write([mixed])
        refused(context, resource, answer, f"a record with the {key.name} of another")
        for draft in (one, other):
            shown(context, resource, draft, where=f"record {draft.n} after {key.name} was taken")
    return bool(theirs)


@probe("UPS-26")
def what_only_creates(context: Context) -> None:
    """
    A record that may only be created is refused, kept or updated when its key is known, as the
    operation says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        must_change(resource)
        first, neighbour = stored(context, resource, 0, 1)
        second = anew(resource, first)
        answer = resource.write([second])
        seen = "update" if accepted(resource, answer) else "refuse"
        catch_up(context, resource)
        if seen == "update" and is_shown(resource, first):
            seen = "keep"
        wanted = resource.operation.said.get("found", "refuse")
        context.expect(f"{resource.operation.id}: a known key", got=seen, wanted=wanted)
        shown(context, resource, second if wanted == "update" else first)
        shown(context, resource, neighbour)

    for_each(context, look)


@probe("UPS-45")
def another_scope(context: Context) -> None:
    """
    Keys are unique within the path that a record stands under, and a read or list of another path
    does not show it.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        must_change(resource)
        elsewhere = DeclaredResource(resource.api, resource.operation, resource.target, scope=1)
        here, there = (
            resource.caller.scope(resource.operation),
            elsewhere.caller.scope(resource.operation),
        )
        if here == there:
            raise Untested("the path has one possible scope only")
        first = stored(context, resource, 0)[0]
        looked = by_id_elsewhere(context, elsewhere, first)
        keyed = anew(resource, first, 0)
        try:
            absent(context, elsewhere, [keyed], why="of another path")
            second = again(resource, keyed)
            answer = elsewhere.write([second])
            context.given("a record in another path", got=accepted(elsewhere, answer), wanted=True)
        except Untested:
            if not looked:
                raise
            return
        shown(context, elsewhere, second)
        shown(context, resource, first, where="record 0 after its key was written elsewhere")

    for_each(context, look)


def by_id_elsewhere(context: Context, elsewhere: DeclaredResource, draft: UnsentRecord) -> bool:
    """Read a record by its id in another path, where that can be done; whether it was."""
    found = replace(draft, by="id")
    reads = elsewhere.api.of(elsewhere.collection.name, "read")
    reads = [each for each in reads if draft.id and "id" in each.by and each.scope]
    for operation in reads:
        got = elsewhere.finder.read_by(operation, found, "main")
        context.expect(f"{operation.id}: record of another path", got=got, wanted=ABSENT)
    return bool(reads)


@probe("UPS-46")
def a_key_in_other_letters(context: Context) -> None:
    """
    A key is compared with or without regard to case, as the collection says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        must_change(resource)
        first = stored(context, resource, 0)[0]
        key = resource.caller.requester(resource.operation).key_for(first)
        if key is None:
            raise Untested("records are found by an id")
        loud = {n: v.upper() for n in key.members if isinstance(v := first.members[n], str)}
        others = dict.fromkeys(resource.samples.key_members() - set(key.members), ABSENT)
        other = again(resource, replace(first, id="")).having(**others, **loud)
        other = replace(other, n=1)
        if all(first.members[name] == value for name, value in loud.items()):
            raise Untested("the key has no letters")
        answer = resource.write([other])
        context.given("a key in capitals", got=accepted(resource, answer), wanted=True)
        catch_up(context, resource)
        kept = is_shown(resource, first)
        seen = "exact" if kept else "ignore"
        if key.case != "exact":
            context.expect(f"{key.name}: its case", got=seen, wanted="ignore")
            changing = must_change(resource)
            shown(context, resource, again(resource, first), members=changing)
        else:
            where = f"{resource.operation.id}: the key {key.name} of {resource.collection.name}"
            context.note(f"{where}: case: {seen}")

    for_each(context, look)
