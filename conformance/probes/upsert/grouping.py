"""What a bad record costs, what it leaves behind, and in which order records act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.expectations import ABSENT, one_of
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.looking import (
    Context,
    absent,
    accepted,
    again,
    catch_up,
    for_each,
    is_shown,
    must_change,
    refused,
    settle,
    shown,
    stored,
)

Words = Mapping[str, Any]


def ready(context: Context, resource: DeclaredResource, *numbers: int) -> list[UnsentRecord]:
    """Records to send: new ones, or for an operation that updates, others of stored ones."""
    if resource.operation.verb != "update":
        return [resource.record(n) for n in numbers]
    must_change(resource)
    return [again(resource, draft) for draft in stored(context, resource, *numbers)]


def spoiled(resource: DeclaredResource, draft: UnsentRecord) -> UnsentRecord:
    """
    A record with one broken constraint outside its identity, the first that the target minds.

    Raises ``Untested`` where the contract has none, or the target minds none.
    """
    known = resource.target.memory.setdefault("minded constraints", {})
    name = resource.operation.id
    if name not in known:
        known[name] = minded(resource)
    member, value = known[name]
    return draft.having(**{member: value})


def minded(resource: DeclaredResource) -> tuple[str, Any]:
    """The first broken constraint for which a record is refused, as member and value."""
    other = DeclaredResource(resource.api, resource.operation, resource.target)
    ways = list(resource.samples.faults(resource.operation))
    if not ways:
        raise Untested("the contract has no constraint outside the identity that could be broken")
    for n, (member, _keyword, value) in enumerate(ways):
        fresh = [other.record(800 + n)]
        if resource.operation.verb == "update":
            fresh = other.stored(fresh)
        bad = fresh[0].having(**{member: value})
        answer = other.write([bad])
        told = answer.ok and other.told[0].accepted is not False
        left_alone = resource.operation.verb == "update" and is_shown(other, fresh[0], [member])
        if not told or left_alone or other.read_draft(bad) is ABSENT:
            return member, value
    raise Untested("no record with a broken constraint is refused, which UPS-41 judges")


@probe("UPS-09")
def one_bad_record(context: Context) -> None:
    """
    One bad record costs itself, its batch or its request, as the operation says, wherever it
    stands.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        for number, (mode, words) in enumerate(modes(resource)):
            seen = set()
            for place in range(3):
                first = 100 * number + 10 * place
                seen.add(cost(context, resource, (first, first + 1, first + 2), place, mode))
            text = seen.pop() if len(seen) == 1 else f"depends on its place: {sorted(seen)}"
            wanted = words.get("costs", {}).get("invalid-record", words.get("group"))
            where = f"{resource.operation.id}{f' in the mode {mode}' if mode else ''}"
            if wanted is None:
                settle(context, resource.operation, "group", text)
            else:
                # The three stand in one batch, so what costs a batch costs all of them.
                alike = "request" if wanted == "batch" else wanted
                context.expect(f"{where}: a bad record costs", got=text, wanted=alike)
        if resource.operation.holds_batches:
            batches(context, resource)

    for_each(context, look)


def modes(resource: DeclaredResource) -> Iterator[tuple[str, Words]]:
    """The operation as it is, and in each of its modes: name and words."""
    said = resource.operation.said
    plain = {name: value for name, value in said.items() if name != "modes"}
    yield "", plain
    for name, words in said.get("modes", {}).items():
        yield name, {**plain, **words}


def cost(
    context: Context, resource: DeclaredResource, numbers: tuple[int, ...], place: int, mode: str
) -> str:
    """What a bad record at one place of three costs, as a word of ``group``."""
    drafts = ready(context, resource, *numbers)
    if mode == "traced":
        drafts = [replace(draft, trace=f"trace-{draft.n}") for draft in drafts]
    drafts[place] = spoiled(resource, drafts[place])
    resource.write(drafts, mode="" if mode == "traced" else mode)
    catch_up(context, resource)
    good = [draft for n, draft in enumerate(drafts) if n != place]
    kept = [is_shown(resource, draft) for draft in good]
    if is_shown(resource, drafts[place]):
        return "the bad record is stored"
    if all(kept):
        return "record"
    if any(kept):
        return "some of its neighbours"
    for draft in good:
        unharmed(context, resource, draft)
    return "request"


def unharmed(context: Context, resource: DeclaredResource, draft: UnsentRecord) -> None:
    """Expect that a record that was not written is as it was before: absent, or its older self."""
    if resource.operation.verb != "update":
        absent(context, resource, [draft], why="beside a bad one")
    else:
        shown(
            context, resource, again(resource, draft, 0), where=f"record {draft.n} beside a bad one"
        )


def batches(context: Context, resource: DeclaredResource) -> None:
    """A bad record in the first of two batches."""
    one, two, other = ready(context, resource, 901, 902, 903)
    resource.send([[one, spoiled(resource, two)], [other]])
    catch_up(context, resource)
    kept = is_shown(resource, one), is_shown(resource, other)
    seen = {(True, True): "record", (False, True): "batch", (False, False): "request"}
    settle(context, resource.operation, "group", seen.get(kept, "another batch only"))


@probe("UPS-10")
def a_refusal_leaves_nothing(context: Context) -> None:
    """
    What was refused leaves nothing behind: no record, no change, no key taken.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        name, draft = resource.operation.id, resource.record(0)
        bad = spoiled(resource, draft)
        refused(context, resource, resource.write([bad]), "a bad record")
        absent(context, resource, [draft], why="that was refused")
        resource.drafts[0] = draft
        if resource.api.of(resource.collection.name, "list"):
            context.expect(f"{name}: records in the list", got=resource.count(), wanted=0)
        answer = resource.write([draft])
        context.expect(f"{name}: the record set right", got=accepted(resource, answer), wanted=True)
        context.expect(
            f"{name}: outcome", got=resource.told[0].outcome, wanted=one_of("", "created")
        )
        shown(context, resource, draft)
        if resource.operation.verb == "upsert":
            stays(context, resource)

    for_each(context, look)


def stays(context: Context, resource: DeclaredResource) -> None:
    """A bad update changes none of the good members beside the bad one."""
    must_change(resource)
    before = stored(context, resource, 1)[0]
    answer = resource.write([spoiled(resource, again(resource, before))])
    refused(context, resource, answer, "a bad update")
    catch_up(context, resource)
    shown(context, resource, before, where="record 1 after a refused update")


@probe("UPS-14")
def the_later_wins(context: Context) -> None:
    """
    Records of one request act in the order in which they were sent: the later of two wins.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        must_change(resource)
        for number, variants in enumerate([(0, 1), (1, 0)]):
            n, between = 10 * number, 10 * number + 1
            if resource.operation.verb == "update":
                stored(context, resource, n, between)
            plain = [resource.latest(resource.record(each)) for each in (n, between)]
            pair = [again(resource, plain[0], variant) for variant in variants]
            answer = resource.write([pair[0], plain[1], pair[1]])
            if not accepted(resource, answer):
                raise Untested(f"one record twice in a request is refused: {answer.line}")
            catch_up(context, resource)
            shown(context, resource, pair[1], where="the record that was sent twice")
            shown(context, resource, plain[1], where="the record between")
        if "twice" not in resource.operation.said:
            settle(context, resource.operation, "twice", "in-order")

    for_each(context, look)


@probe("UPS-05")
def one_identity_twice(context: Context) -> None:
    """
    One identity twice in a request is refused, or written in order, as the operation says; no
    second record comes to be.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        must_change(resource)
        seen = {twice(context, resource, 0, in_other_letters=False)}
        if lettered(resource):
            seen.add(twice(context, resource, 10, in_other_letters=True))
        if resource.operation.verb == "create":
            context.note(f"{resource.operation.id}: one new key twice: {', '.join(sorted(seen))}")
            wanted = resource.operation.said.get("twice")
            if wanted != "refuse":
                return
        text = seen.pop() if len(seen) == 1 else f"depends on the letters: {sorted(seen)}"
        settle(context, resource.operation, "twice", text)

    for_each(context, look)


def lettered(resource: DeclaredResource) -> bool:
    """Whether two keys may be one in other letters."""
    key = resource.caller.requester(resource.operation).key_for(resource.record(0))
    return key is not None and key.case != "exact"


def twice(context: Context, resource: DeclaredResource, n: int, *, in_other_letters: bool) -> str:
    """One identity in the first and the last place of three records, as a word of ``twice``."""
    first, between = ready(context, resource, n, n + 1)
    last = again(resource, first, 2 if resource.operation.verb == "update" else 1)
    if in_other_letters:
        loud = {
            name: value.upper()
            for name, value in first.members.items()
            if name in resource.samples.key_members() and isinstance(value, str)
        }
        last = last.having(**loud)
    answer = resource.write([first, between, last])
    catch_up(context, resource)
    fates = [fate.accepted for fate in resource.told]
    was_refused = not answer.ok or fates[0] is False or fates[2] is False
    whole = resource.operation.said.get("costs", {}).get("duplicate")
    whole = whole or resource.operation.said.get("group")
    if was_refused and resource.operation.said.get("twice") == "refuse" and whole == "request":
        for draft in (first, between):
            unharmed(context, resource, draft)
    one_record(context, resource, first)
    if was_refused:
        return "refuse"
    later = replace(last, members={**last.members, **keyed(resource, first)})
    shows_last = is_shown(resource, later, must_change(resource))
    return "in-order" if shows_last else f"{answer.line}, and the later values are not stored"


def keyed(resource: DeclaredResource, draft: UnsentRecord) -> dict[str, Any]:
    return {n: v for n, v in draft.members.items() if n in resource.samples.key_members()}


def one_record(context: Context, resource: DeclaredResource, draft: UnsentRecord) -> None:
    """Expect that a list shows a key once at most."""
    lists = resource.api.of(resource.collection.name, "list")
    if not lists:
        return
    rows = [
        row
        for row in resource.finder.listed(lists[0])
        if resource.finder.is_record(row, replace(draft, id=""))
    ]
    where = f"{resource.operation.id}: there is more than one record of a key sent twice"
    context.expect(where, got=len(rows) > 1, wanted=False)
