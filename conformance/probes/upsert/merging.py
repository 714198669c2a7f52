"""What an update makes of what was stored, and what a creation fills in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.declared.object_schema import described, is_nullable, roles_of, types_of
from conformance.expectations import ABSENT, anything_but, differences, nothing, one_of
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.looking import (
    Context,
    accepted,
    again,
    catch_up,
    for_each,
    must_change,
    refused,
    settle,
    shown,
    stored,
)


def loose(resource: DeclaredResource) -> list[str]:
    """The members that can be changed and may be left out. Raises ``Untested`` without any."""
    required = resource.samples.shape(resource.operation).required
    found = [name for name in must_change(resource) if name not in required]
    if not found:
        raise Untested("no member that can be changed may be left out")
    return found


def only(resource: DeclaredResource, draft: UnsentRecord, *names: str) -> UnsentRecord:
    """A record with its identity, what it must have, and some members."""
    required = resource.samples.shape(resource.operation).required
    keyed = resource.samples.key_members()
    kept = {n: v for n, v in draft.members.items() if n in {*names, *keyed, *required}}
    return replace(draft, members=kept)


@probe("UPS-06")
def members_left_out(context: Context) -> None:
    """
    A member left out of an update stays, or is cleared, as the operation says, alone and beside
    unlike records.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        members = loose(resource)
        first, last = members[0], members[-1]
        before = stored(context, resource, 0, 1, 2)
        sent = [
            only(resource, again(resource, before[0]), *([first] if first != last else [])),
            only(resource, again(resource, before[1]), *([last] if first != last else [])),
        ]
        answers = {before[0].n: last, before[1].n: first if first != last else last}
        parts = [sent] if resource.operation.holds_many else [[each] for each in sent]
        for part in parts:
            answer = resource.write(part)
            where = f"{resource.operation.id}: an update of some members is accepted"
            if not context.expect(where, got=accepted(resource, answer), wanted=True):
                return
        catch_up(context, resource)
        seen = {
            left_out(resource, before[n], resource.read_draft(before[n]), name)
            for n, name in answers.items()
        }
        text = seen.pop() if len(seen) == 1 else f"differs from record to record: {sorted(seen)}"
        settle(context, resource.operation, "merge", text)
        if first != last:
            for draft, name in zip(sent, (first, last), strict=True):
                shown(context, resource, draft, members=[name])
        shown(context, resource, before[2])

    for_each(context, look)


def left_out(resource: DeclaredResource, before: UnsentRecord, got: Any, name: str) -> str:
    """What became of a member that was left out of an update, as a word of ``merge``."""
    wanted = resource.shown(before.members)[name]
    value = got.get(name, ABSENT) if isinstance(got, dict) else got
    if not differences("", wanted=wanted, got=value):
        return "patch"
    default = (
        resource.samples.shape(resource.operation).properties.get(name, {}).get("default", ABSENT)
    )
    cleared = not differences("", wanted=nothing(), got=value) or value == default
    return "replace" if cleared else f"became {value!r}"


@probe("UPS-07")
def null_and_empty_text(context: Context) -> None:
    """
    Null clears a member that may be null; an empty text is a value, or clears, as the operation
    says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        document, shape = resource.api.document, resource.samples.shape()
        visible = [name for name in resource.record(0).members if name in resource.shows(0)]
        free = [name for name in visible if name not in resource.samples.key_members()]
        nullable = [name for name in free if is_nullable(document, shape.properties.get(name, {}))]
        texts = [name for name in free if takes_empty(document, shape.properties.get(name, {}))]
        strict = [
            name
            for name in free
            if types_of(described(document, shape.properties.get(name, {})))
            and name not in nullable
        ]
        if not nullable and not texts:
            raise Untested("no member that a read shows may be null or an empty text")
        if nullable:
            null_clears(context, resource, nullable[0])
        if texts:
            empty_text(context, resource, texts[0])
        if strict:
            draft = resource.record(5).having(**{strict[0]: None})
            refused(context, resource, resource.write([draft]), f"null for {strict[0]}")

    for_each(context, look)


def takes_empty(document: Any, node: Any) -> bool:
    whole = described(document, node)
    bound = whole.keys() & {"enum", "const", "pattern", "format"} or whole.get("minLength")
    return types_of(whole) - {"null"} == {"string"} and not bound and not roles_of(node)


def updater(resource: DeclaredResource) -> bool:
    """Whether the operation can change what it created."""
    return resource.operation.verb == "upsert"


def null_clears(context: Context, resource: DeclaredResource, name: str) -> None:
    """Null on creation, and where the operation updates, in the place of a value."""
    fresh = resource.record(3).having(**{name: None})
    written = [fresh]
    if updater(resource):
        written.append(stored(context, resource, 4)[0].having(**{name: None}))
    for draft in written:
        answer = resource.write([draft])
        context.expect(
            f"{resource.operation.id}: null for {name}", got=accepted(resource, answer), wanted=True
        )
        catch_up(context, resource)
        got = resource.read_draft(draft)
        value = got.get(name, ABSENT) if isinstance(got, dict) else "no record"
        where = f"{resource.operation.id}: {name} after null"
        context.expect(where, got=value, wanted=one_of(None, ABSENT))
        shown(context, resource, draft.having(**{name: ABSENT}), where="the other members")


def empty_text(context: Context, resource: DeclaredResource, name: str) -> None:
    """An empty text on creation, and where the operation updates, in the place of a value."""
    written = [resource.record(1).having(**{name: ""})]
    if updater(resource):
        written.append(stored(context, resource, 2)[0].having(**{name: ""}))
    seen = set()
    for draft in written:
        answer = resource.write([draft])
        if not accepted(resource, answer):
            raise Untested(f"an empty {name} was refused: {answer.line}")
        catch_up(context, resource)
        got = resource.read_draft(draft)
        value = got.get(name, ABSENT) if isinstance(got, dict) else "no record"
        seen.add({"": "value"}.get(str(value), "clears" if not value else f"became {value!r}"))
    settle(context, resource.operation, "empty", " and ".join(sorted(seen)))


@probe("UPS-08")
def a_list_is_sent_again(context: Context) -> None:
    """
    A list that is sent again, shorter, is stored as it was sent.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        properties = resource.samples.shape(resource.operation).properties
        for name, node in properties.items():
            whole = described(resource.api.document, node)
            if "items" not in whole or roles_of(node) or node.get("readOnly"):
                continue
            if whole.get("maxItems", 2) < 2 or whole.get("minItems", 0) > 1:
                continue
            pair = [resource.sampler.value(whole["items"], n, 0) for n in (1, 2)]
            before = resource.record(0).having(**{name: pair})
            if name not in resource.shown(before.members):
                continue
            before = resource.stored([before])[0]
            shown(context, resource, before, given=True)
            after = again(resource, before, 0).having(**{name: pair[1:]})
            answer = resource.write([after])
            context.given("a shorter list", got=accepted(resource, answer), wanted=True)
            got = resource.read_draft(after)
            value = got.get(name) if isinstance(got, dict) else got
            if resource.operation.said.get("merge"):
                context.expect(f"{resource.operation.id}: {name}", got=value, wanted=pair[1:])
            else:
                how = "replaced" if value == pair[1:] else f"became {value!r}"
                context.note(f"{resource.operation.id}: the list {name} is {how}")
            return
        raise Untested("no list that is read can be made shorter")

    for_each(context, look)


@probe("UPS-42")
def defaults_are_filled_in(context: Context) -> None:
    """
    A default is filled in when a record is created without the member, and never by an update.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        document = resource.api.document
        found = {
            name: described(document, node)["default"]
            for name, node in resource.samples.shape().properties.items()
            if "default" in described(document, node) and not node.get("readOnly")
        }
        shows = resource.shown(found)
        if not shows:
            raise Untested("no read shows a member that has a default")
        bare = resource.record(0).having(**dict.fromkeys(shows, ABSENT))
        bare = resource.stored([bare])[0]
        filled = replace(bare, members={**bare.members, **{n: found[n] for n in shows}})
        shown(context, resource, filled, where="a record without members that have a default")
        if updater(resource) and resource.operation.word("merge", "patch") == "patch":
            stays(context, resource, list(shows), found)

    for_each(context, look)


def stays(context: Context, resource: DeclaredResource, names: list[str], found: Any) -> None:
    """An update without the members leaves other values than their defaults as they are."""
    name = next((n for n in names if other_value(resource, n, found[n]) is not ABSENT), None)
    if name is None or (
        resource.operation.method == "PUT" and "merge" not in resource.operation.said
    ):
        return
    value = other_value(resource, name, found[name])
    before = resource.stored([resource.record(1).having(**{name: value})])[0]
    shown(context, resource, before, given=True)
    answer = resource.write([again(resource, before).having(**{name: ABSENT})])
    context.given("an update", got=accepted(resource, answer), wanted=True)
    got = resource.read_draft(before)
    kept = got.get(name, ABSENT) if isinstance(got, dict) else got
    where = f"{resource.operation.id}: {name} after an update without it"
    if "merge" in resource.operation.said:
        context.expect(where, got=kept, wanted=value)
    else:
        context.expect(where, got=kept, wanted=anything_but(found[name]))


def other_value(resource: DeclaredResource, name: str, default: Any) -> Any:
    """A value of a member that is not its default, ``ABSENT`` where there is none."""
    node = resource.samples.shape().properties[name]
    if "fixed" in roles_of(node):
        return ABSENT
    for variant in range(3):
        value = resource.sampler.value(node, 7, variant)
        if value != default:
            return value
    return ABSENT
