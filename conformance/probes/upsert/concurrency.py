"""Versions, writers at one time, and when a write can be read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.declared.record_reading import ShownRecords
from conformance.expectations import anything_but, client_error, differences
from conformance.http.exchange import Exchange
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.looking import (
    Context,
    absent,
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

RACERS = 4
ROUNDS = 3
WRITERS = 4
FREE_WITHIN = 2.0
"""Seconds after which a lock is free whose writers have had their answers."""

AT_ONCE = 20
"""Records that each of several writers sends in one request."""


def version_of(resource: DeclaredResource, draft: UnsentRecord) -> Any:
    """The version that a read shows. Raises ``Untested`` without one."""
    found = resource.version_of(draft)
    if found is None:
        raise Untested("no read shows a version")
    return found


@probe("UPS-25")
def a_stale_version(context: Context) -> None:
    """
    A stale version is refused and changes nothing; of several writers with one version one wins; a
    missing version is accepted or refused, as the operation says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        must_change(resource)
        where = resource.operation.id
        draft, neighbour = stored(context, resource, 0, 1)
        old = version_of(resource, draft)
        fresh = again(resource, draft)
        answer = resource.write([replace(fresh, version=old)])
        context.expect(f"{where}: the current version", got=accepted(resource, answer), wanted=True)
        shown(context, resource, fresh)
        new = version_of(resource, draft)
        context.expect(f"{where}: version after a change", got=new, wanted=anything_but(old))
        for label, sent in (("stale", old), ("future", later_than(new))):
            if sent is None:
                continue
            answer = resource.write([replace(again(resource, draft, 2), version=sent)])
            refused(context, resource, answer, f"a {label} version")
            shown(context, resource, fresh, where=f"record 0 after a {label} version")
        missing(context, resource, fresh)
        race(context, resource, neighbour)

    for_each(context, look)


def later_than(version: Any) -> Any:
    """A version that is not there yet, ``None`` where versions are not counted."""
    if isinstance(version, bool) or not isinstance(version, int | str):
        return None
    if isinstance(version, int):
        return version + 1_000
    digits = version.strip('"')
    return version.replace(digits, str(int(digits) + 1_000)) if digits.isdecimal() else None


def missing(context: Context, resource: DeclaredResource, draft: UnsentRecord) -> None:
    """An update that names no version."""
    newer = again(resource, draft, 3)
    answer = resource.write([newer], versions=False)
    seen = "optional" if accepted(resource, answer) else "required"
    wanted = resource.operation.said.get("version", "optional")
    context.expect(f"{resource.operation.id}: an update without a version", got=seen, wanted=wanted)
    catch_up(context, resource)
    shown(context, resource, newer if seen == "optional" else draft)


def race(context: Context, resource: DeclaredResource, draft: UnsentRecord) -> None:
    """Several writers with one version: one is accepted, and its values are stored."""
    for _round in range(ROUNDS):
        current = version_of(resource, draft)
        newer = [replace(again(resource, draft, 10 + n), version=current) for n in range(RACERS)]
        maker = resource.caller.requester(resource.operation)
        requests = [maker.write([[each]]) for each in newer]
        answers = context.target.at_once(*[sending(resource, each) for each in requests])
        fates = [resource.fates(a, [d])[0] for a, d in zip(answers, newer, strict=True)]
        won = [n for n, fate in enumerate(fates) if fate.accepted]
        where = f"{resource.operation.id}: winners of {RACERS} writers with one version"
        if not context.expect(where, got=len(won), wanted=1):
            return
        shown(context, resource, newer[won[0]], where="what the winner wrote")


def sending(resource: DeclaredResource, request: Any, writes: int = 1) -> Any:
    return lambda: resource.caller.sent(request, wait_when_busy=False, writes=writes)


@probe("UPS-27")
def a_second_writer(context: Context) -> None:
    """
    A second writer is refused, or both are carried out, as the operation says; a refused one leaves
    no trace and the next is accepted.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        if resource.operation.verb == "update":
            raise Untested("judged where records are created")
        stored(context, resource, 99_999)
        size = min(resource.limit() or AT_ONCE, AT_ONCE) if resource.operation.holds_many else 1
        maker, refusals = resource.caller.requester(resource.operation), 0
        for number in range(ROUNDS):
            groups = [
                [resource.record(10_000 * number + 1_000 * writer + n) for n in range(size)]
                for writer in range(WRITERS)
            ]
            for draft in (each for group in groups for each in group):
                resource.note(draft, "main")
            requests = [maker.write([group]) for group in groups]
            answers = context.target.at_once(*[sending(resource, each, size) for each in requests])
            for group, answer in zip(groups, answers, strict=True):
                refusals += not answer.ok
                resource.learn(group, resource.fates(answer, group), "main")
                if answer.ok:
                    shown(context, resource, resource.latest(group[-1]))
                else:
                    where = f"{resource.operation.id}: status of a refused writer"
                    context.expect(where, got=answer.status, wanted=client_error())
                    absent(context, resource, [group[0], group[-1]], why="of a refused writer")
            after = resource.record(10_000 * number + 9_999)
            answer = written_in_time(context, resource, after)
            context.expect(
                f"{resource.operation.id}: a writer afterwards",
                got=accepted(resource, answer),
                wanted=True,
            )
        if not refusals and resource.operation.said.get("writers") == "one":
            raise Untested("no two writes ran at once here")
        settle(context, resource.operation, "writers", "one" if refusals else "many")

    for_each(context, look)


def written_in_time(context: Context, resource: DeclaredResource, draft: UnsentRecord) -> Exchange:
    """Write a record, again while the target is busy with writes that are over."""
    return context.target.poll(
        lambda: resource.write([draft], wait_when_busy=False), lambda answer: answer.ok, FREE_WITHIN
    )


@probe("UPS-28")
def when_a_write_can_be_read(context: Context) -> None:
    """
    What was accepted can be read at once, or later, as the read says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        reading = resource.operation
        made = resource.api.of(reading.collection.name, "upsert", "create")[0]
        writer = DeclaredResource(resource.api, made, resource.target)
        at_once = True
        for n in range(4):
            draft = writer.stored([writer.record(n)])[0]
            if reading.verb == "read" and not writer.finder.nameable(reading, draft):
                raise Untested("it cannot find the record by what is known of it")
            at_once = at_once and visible(context, writer, reading, draft)
        said = reading.said.get("sees")
        if said == "now" or (said is None and at_once):
            settle(context, reading, "sees", "now" if at_once else "later")
        elif said is None:
            settle(context, reading, "sees", "later")

    for_each(context, look)


def visible(context: Context, writer: DeclaredResource, reading: Any, draft: UnsentRecord) -> bool:
    """Whether a record is read at once; violated when it is not read in the time promised."""
    wanted = ShownRecords(writer.api, reading).shown(draft.members)

    def look() -> Any:
        if reading.verb == "list":
            return writer.finder.listed_one(reading, draft, "main")
        return writer.finder.read_by(reading, draft, "main")

    if not differences("", wanted=wanted, got=look()):
        return True
    promised = context.profile.number("visibility", 2.0)
    got = context.target.poll(look, lambda f: not differences("", wanted=wanted, got=f), promised)
    context.expect(f"{reading.id}: record {draft.n}", got=got, wanted=wanted)
    return False
