"""What a record may hold: unknown, read-only and fixed members, and every constraint."""

from __future__ import annotations

from itertools import islice
from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.declared.object_schema import roles_of
from conformance.expectations import ABSENT, anything_but
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.grouping import ready
from conformance.probes.upsert.looking import (
    Context,
    absent,
    accepted,
    again,
    catch_up,
    for_each,
    refused,
    settle,
    shown,
    stored,
)

UNKNOWN = "no-such-member"
MOST = 40
"""Constraints of one operation that are looked at."""


@probe("UPS-31")
def members_that_are_not_written(context: Context) -> None:
    """
    Unknown members, members that only the server writes, and members that are written once are
    refused or ignored, as the contract says, on creation and update.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        looked = [
            unknown_member(context, resource),
            read_only_member(context, resource),
            fixed_member(context, resource),
        ]
        if not any(looked):
            raise Untested("no operation reads its records, or they have no such members")

    for_each(context, look)


def updating(context: Context, resource: DeclaredResource, n: int) -> list[UnsentRecord]:
    """A record to create, and where the operation updates, a stored one to send again."""
    drafts = [] if resource.operation.verb == "update" else [resource.record(n)]
    if resource.operation.verb != "create":
        drafts.append(again(resource, stored(context, resource, n + 1)[0]))
    return drafts


def unchanged(context: Context, resource: DeclaredResource, draft: UnsentRecord, why: str) -> None:
    """Expect that a refused record left nothing: none where it was new, else its older self."""
    if draft.n in resource.drafts:
        shown(context, resource, again(resource, draft, 0), where=f"record {draft.n} {why}")
    else:
        absent(context, resource, [draft], why=why)


def unknown_member(context: Context, resource: DeclaredResource) -> bool:
    """A member that the schema does not name."""
    is_open = resource.samples.shape(resource.operation).open
    name = resource.operation.id
    seen = set()
    for draft in updating(context, resource, 0):
        sent = draft.having(**{UNKNOWN: "x"})
        answer = resource.write([sent])
        if is_open is False:
            refused(context, resource, answer, "a record with an unknown member")
            unchanged(context, resource, draft, "with an unknown member")
            continue
        if not accepted(resource, answer):
            seen.add("refused")
            continue
        catch_up(context, resource)
        got = resource.read_draft(draft)
        is_stored = isinstance(got, dict) and UNKNOWN in got
        seen.add("stored" if is_stored else "ignored")
    if seen:
        context.note(f"{name}: an unknown member is {' and '.join(sorted(seen))}")
    return True


def read_only_member(context: Context, resource: DeclaredResource) -> bool:
    """A value for a member that the server writes is refused or ignored, and never stored."""
    shape = resource.samples.shape(resource.operation)
    own = [name for name, node in shape.properties.items() if node.get("readOnly")]
    own = [
        name
        for name in own
        if name != resource.collection.id and name not in resource.samples.key_members()
    ]
    if not own:
        return False
    name = own[0]
    value = resource.sampler.value({**shape.properties[name], "readOnly": False}, 77, 1)
    for draft in updating(context, resource, 10):
        answer = resource.write([draft.having(**{name: value})])
        seen = "ignore" if accepted(resource, answer) else "refuse"
        settle(context, resource.operation, "read-only", seen)
        catch_up(context, resource)
        if seen == "refuse":
            unchanged(context, resource, draft, f"with {name}, which is read-only")
            continue
        shown(context, resource, draft, where=f"the other members beside {name}")
        got = resource.read_draft(draft)
        where = f"{resource.operation.id}: {name}, which is read-only"
        kept = got.get(name, ABSENT) if isinstance(got, dict) else ABSENT
        context.expect(where, got=kept, wanted=anything_but(value))
    return True


def fixed_member(context: Context, resource: DeclaredResource) -> bool:
    """Another value for a member that is written once is refused or ignored."""
    shape, maker = resource.samples.shape(resource.operation), resource.samples.shape()
    found = {
        name: roles_of(node)["fixed"]
        for name, node in {**shape.properties, **maker.properties}.items()
        if "fixed" in roles_of(node) and name in shape.properties
    }
    if not found or resource.operation.verb == "create":
        return False
    for name, how in found.items():
        before = stored(context, resource, 20)[0]
        if name not in resource.shown(before.members):
            continue
        value = resource.sampler.value(maker.properties[name], 78, 1)
        answer = resource.write([before.having(**{name: value})])
        seen = "ignore" if accepted(resource, answer) else "refuse"
        where = f"{resource.operation.id}: another {name}"
        context.expect(where, got=seen, wanted=how)
        shown(context, resource, before, where=f"record 20 after another {name}")
    return True


@probe("UPS-41")
def every_constraint(context: Context) -> None:
    """
    A record that breaks one constraint of its schema is refused, on creation and on update, and
    nothing of it is stored.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        ways = list(islice(resource.samples.faults(resource.operation), MOST))
        ways += list(key_faults(resource))
        if not ways:
            raise Untested("the contract has no constraint that could be broken")
        for n, (name, keyword, value) in enumerate(ways):
            what = f"with a broken {keyword} of {name}"
            if name in resource.samples.key_members():
                draft = resource.record(n)
                answer = resource.write([draft.having(**{name: value})])
                refused(context, resource, answer, f"a record {what}")
                continue
            for draft in ready(context, resource, n):
                answer = resource.write([draft.having(**{name: value})])
                refused(context, resource, answer, f"a record {what}")
                catch_up(context, resource)
                if resource.operation.verb == "update":
                    shown(context, resource, again(resource, draft, 0), where=f"record {n} {what}")
                else:
                    absent(context, resource, [draft], why=what)
        if resource.operation.verb == "upsert":
            on_update(context, resource, ways)

    for_each(context, look)


def key_faults(resource: DeclaredResource) -> list[tuple[str, str, Any]]:
    """Constraints of the key by which an operation that creates finds its records."""
    operation = resource.operation
    if operation.verb == "update" or operation.parameter is not None:
        return []
    if operation.record is None or operation.record.with_role("key"):
        return []
    found = []
    for key in list(resource.collection.keys.values())[:1]:
        for name in key.members:
            node = resource.samples.shape(operation).properties.get(name, {})
            ways = [way for way in resource.sampler.broken(node) if way[0] != "type"]
            found += [(name, keyword, value) for keyword, value in ways]
    return found


def on_update(context: Context, resource: DeclaredResource, ways: list[Any]) -> None:
    """The same constraints where the record is there already."""
    before = stored(context, resource, 500)[0]
    for name, keyword, value in ways:
        if name in resource.samples.key_members() or keyword == "required":
            continue
        answer = resource.write([again(resource, before).having(**{name: value})])
        what = f"with a broken {keyword} of {name}"
        refused(context, resource, answer, f"an update {what}")
        catch_up(context, resource)
        shown(context, resource, before, where=f"record 500 after an update {what}")
