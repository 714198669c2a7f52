"""Lists: pages, sizes, filters and order; and what a read shows of a record."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from conformance.declared import DeclaredResource, UnsentRecord
from conformance.declared.object_schema import described, roles_of, types_of
from conformance.declared.record_reading import ShownRecords, text_of
from conformance.expectations import ABSENT, anything_but, client_error
from conformance.judging.probe import probe
from conformance.outcomes import Untested
from conformance.probes.upsert.looking import (
    Context,
    again,
    catch_up,
    for_each,
    shown,
    stored,
    unknown_id,
)

RECORDS = 5
MOST_TO_FILL = 450
"""Records that are written to see what a page of more than its maximum holds."""


def writer_for(resource: DeclaredResource) -> DeclaredResource:
    """The collection of an operation that reads, as the first operation that creates writes it."""
    made = resource.api.of(resource.collection.name, "upsert", "create")[0]
    return DeclaredResource(resource.api, made, resource.target)


@probe("UPS-37")
def every_record_once(context: Context) -> None:
    """
    The pages of a list show every record once, and the last one ends it.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        listing, writer = resource.operation, writer_for(resource)
        drafts = stored(context, writer, *range(RECORDS))
        catch_up(context, writer)
        walker = writer.caller.walker(listing)
        total = sum(len(walker.shown.records(page)) for page in walker.pages())
        sizes = {2, 3, max(2, total // 20)} if total < 100 else {max(2, total // 20)}
        sizes = {size for size in sizes if size <= walker.size("maximum", size)}
        for size in sorted(sizes) if listing.query("size") else [None]:
            pages = list(walker.pages(size=size))
            rows = [row for page in pages for row in walker.shown.records(page)]
            for draft in drafts:
                times = sum(writer.finder.is_record(row, draft) for row in rows)
                where = f"{listing.id}: how often pages of {size} show record {draft.n}"
                context.expect(where, got=times, wanted=1)
            said = walker.counted(pages[-1], "found")
            if said is not ABSENT:
                context.expect(f"{listing.id}: records found", got=said, wanted=len(rows))
            held_by = [len(walker.shown.records(page)) for page in pages]
            while held_by and not held_by[-1]:
                held_by.pop()
            for held in held_by[:-1]:
                if size is not None:
                    context.expect(
                        f"{listing.id}: records on a page of {size}", got=held, wanted=size
                    )

    for_each(context, look)


@probe("UPS-38")
def the_size_of_a_page(context: Context) -> None:
    """
    A page holds as many records as were asked for; a size over the maximum is refused, capped or
    replaced by the default, as the list says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        listing, writer = resource.operation, writer_for(resource)
        stored(context, writer, *range(RECORDS))
        catch_up(context, writer)
        walker, name = writer.caller.walker(listing), listing.query("size")
        if name is None:
            raise Untested("the list has no size of its pages")
        most, default = walker.size("maximum", 0), walker.size("default", 0)
        for size in (1, 2):
            held = len(walker.shown.records(walker.ask([(name["name"], size)])))
            context.expect(f"{listing.id}: records on a page of {size}", got=held, wanted=size)
        if 0 < default <= RECORDS:
            held = len(walker.shown.records(walker.ask()))
            context.expect(
                f"{listing.id}: records where no size is asked for", got=held, wanted=default
            )
        if most:
            oversize(context, writer, listing, most, default)

    for_each(context, look)


def oversize(
    context: Context, writer: DeclaredResource, listing: Any, most: int, default: int
) -> None:
    """A page of one record more than there may be."""
    walker, name = writer.caller.walker(listing), (listing.query("size") or {})["name"]
    answer = walker.ask([(name, most + 1)])
    if not answer.ok:
        context.expect(
            f"{listing.id}: status of a page of {most + 1}",
            got=answer.status,
            wanted=client_error(),
        )
        return settled(context, listing, "refuse")
    if most + 1 > RECORDS:
        if most + 1 > MOST_TO_FILL:
            return settled(context, listing, "not refused")
        writer.stored([writer.record(1_000 + n) for n in range(most + 1 - RECORDS)])
        catch_up(context, writer)
        answer = walker.ask([(name, most + 1)])
    held = len(walker.shown.records(answer))
    words = {most: "cap", default: "default"}
    return settled(context, listing, words.get(held, f"{held} records are shown"))


def settled(context: Context, listing: Any, seen: str) -> None:
    """Hold the page over the maximum to what the list says, which is refused unless it says so."""
    said = listing.said.get("oversize")
    if said is None:
        context.note(f"{listing.id}: a page over its maximum: {seen}")
    elif seen == "not refused":
        context.expect(f"{listing.id}: oversize", got=said != "refuse", wanted=True)
    else:
        context.expect(f"{listing.id}: oversize", got=seen, wanted=said)


@probe("UPS-39")
def a_filter(context: Context) -> None:
    """
    A filter shows the records that have the value asked for, and no others.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        writer, looked = writer_for(resource), False
        for parameter, member in filters(resource):
            looked = one_filter(context, writer, resource.operation, parameter, member) or looked
        if not looked:
            raise Untested("no member that a list can be filtered by can be written and read")

    for_each(context, look)


def filters(resource: DeclaredResource) -> Iterator[tuple[Any, str]]:
    """The parameters of a list that compare, each with its member."""
    members = resource.api.members[resource.collection.name]
    for parameter in resource.operation.parameters:
        roles = roles_of(parameter)
        member = roles.get("filter", None if roles else parameter["name"])
        if parameter.get("in") == "query" and member in members:
            yield parameter, member


def one_filter(
    context: Context, writer: DeclaredResource, listing: Any, parameter: Any, member: str
) -> bool:
    """Two records with two values, and two more: each value shows its own."""
    made = [draft for n in range(4) if (draft := with_value(writer, member, n)) is not None]
    if len(made) < 4:
        return False
    drafts = writer.stored(made)
    catch_up(context, writer)
    shows = ShownRecords(writer.api, listing)
    values = [draft.members.get(member) for draft in drafts]
    for place in (0, 1):
        if values[place] is None:
            return False
        rows = list(writer.finder.listed(listing, [(parameter["name"], text_of(values[place]))]))
        for draft, value in zip(drafts, values, strict=True):
            got = any(writer.finder.is_record(row, draft) for row in rows)
            where = f"{listing.id}: {parameter['name']}={values[place]} shows record {draft.n}"
            context.expect(where, got=got, wanted=value == values[place])
        strange = [
            row[member]
            for row in rows
            if row.get(member) is not None and not fits(row[member], values[place])
        ]
        if shows.shows(member):
            context.expect(f"{listing.id}: other values of {member}", got=strange, wanted=[])
    if "array" in types_of(described(writer.api.document, parameter.get("schema", {}))):
        asked = [(parameter["name"], text_of(value)) for value in values[:2]]
        rows = list(writer.finder.listed(listing, asked))
        both = [any(writer.finder.is_record(row, draft) for row in rows) for draft in drafts]
        wanted = [value in values[:2] for value in values]
        context.expect(f"{listing.id}: two values of {parameter['name']}", got=both, wanted=wanted)
    return True


def fits(got: Any, wanted: Any) -> bool:
    """Whether a member has a value, or holds it."""
    values = got if isinstance(got, list) else [got]
    return any(text_of(value).lower() == text_of(wanted).lower() for value in values)


def with_value(writer: DeclaredResource, member: str, n: int) -> UnsentRecord | None:
    """A record with the first or the second value of a member; ``None`` where it has not two."""
    node = writer.samples.shape().properties.get(member)
    if node is None or node.get("readOnly"):
        return None
    draft = writer.record(n)
    if "refers-to" in roles_of(node):
        return draft.having(**{member: writer.referred(node, n % 2)})
    if member in writer.samples.key_members():
        return draft
    one, other = (writer.sampler.value(node, 50, variant) for variant in (0, 1))
    return None if one == other else draft.having(**{member: (one, other)[n % 2]})


@probe("UPS-40")
def the_order_of_a_list(context: Context) -> None:
    """
    A list shows the oldest, the newest or the smallest key first, as it says.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        listing, writer = resource.operation, writer_for(resource)
        drafts = [stored(context, writer, n)[0] for n in (1, 2, 0, 3)]
        catch_up(context, writer)
        rows = list(writer.finder.listed(listing))
        order = [
            n
            for row in rows
            for n, draft in enumerate(drafts)
            if writer.finder.is_record(row, draft)
        ]
        keys = [keyed(writer, draft) for draft in drafts]
        by_key = sorted(range(len(drafts)), key=lambda n: keys[n])
        seen = {(0, 1, 2, 3): "oldest", (3, 2, 1, 0): "newest", tuple(by_key): "key"}
        said = listing.said.get("sorted")
        text = seen.get(tuple(order), f"neither by age nor by key: {order}")
        if said is not None:
            context.expect(f"{listing.id}: sorted", got=text, wanted=said)
        else:
            context.note(f"{listing.id}: sorted: {text}")

    for_each(context, look)


def keyed(writer: DeclaredResource, draft: UnsentRecord) -> tuple[str, ...]:
    key = next(iter(writer.collection.keys.values()), None)
    return tuple(text_of(draft.members[name]) for name in key.members) if key else (draft.id,)


@probe("UPS-43")
def an_unknown_record(context: Context) -> None:
    """
    A record that was never written is not found, and removing it changes nothing.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        reading, writer = resource.operation, writer_for(resource)
        known = stored(context, writer, 0)[0]
        nobody = UnsentRecord(1, writer.record(1).members, unknown_id(writer))
        if not writer.finder.nameable(reading, nobody):
            raise Untested("it cannot name a record")
        got = writer.finder.read_by(reading, nobody, "main")
        context.expect(f"{reading.id}: a record that was never written", got=got, wanted=ABSENT)
        for removing in writer.api.of(writer.collection.name, "remove"):
            if writer.finder.nameable(removing, nobody):
                writer.caller.sent(writer.caller.requester(removing).naming([nobody]))
                shown(context, writer, known, where=f"record 0 after {removing.id} of another")

    for_each(context, look)


@probe("UPS-44")
def members_of_the_server(context: Context) -> None:
    """
    What the server writes of a record is there: the id and the moment of creation stay, the version
    and the moment of change move.
    """

    def look(context: Context, resource: DeclaredResource) -> None:
        reading, writer = resource.operation, writer_for(resource)
        shows = ShownRecords(writer.api, reading)
        known = {role: shows.with_role(role) for role in ("created", "updated", "version")}
        own = {role: name for role, name in known.items() if name is not None}
        draft = stored(context, writer, 0)[0]
        if not own and writer.collection.id is None:
            raise Untested("it shows nothing that the server writes")
        before = row_of(writer, reading, draft)
        for role, name in own.items():
            context.expect(
                f"{reading.id}: {name} ({role})", got=before.get(name), wanted=anything_but(None)
            )
        if writer.operation.verb == "upsert":
            answer = writer.write([again(writer, draft)])
            context.given("an update", got=answer.ok, wanted=True)
            catch_up(context, writer)
            moved(context, shows, before, row_of(writer, reading, draft))

    for_each(context, look)


def moved(
    context: Context, shows: ShownRecords, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """What the server writes of a record, before and after an update."""
    where = shows.operation.id
    if shows.operation.collection.id is not None:
        context.expect(f"{where}: id", got=shows.id(after), wanted=shows.id(before))
    if created := shows.with_role("created"):
        got = after.get(created)
        context.expect(f"{where}: {created} stays", got=got, wanted=before.get(created))
    if version := shows.with_role("version"):
        same = after.get(version) == before.get(version)
        context.expect(f"{where}: {version} moves", got=same, wanted=False)
    updated = shows.with_role("updated") or ""
    one, other = before.get(updated), after.get(updated)
    if isinstance(one, str | int) and type(one) is type(other):
        context.expect(f"{where}: {updated} goes back", got=other < one, wanted=False)  # type: ignore[operator] # of one type


def row_of(writer: DeclaredResource, reading: Any, draft: UnsentRecord) -> dict[str, Any]:
    """A record as one operation shows it. Raises ``Untested`` when it does not."""
    if reading.verb == "list":
        found = writer.finder.listed_one(reading, draft, "main")
    elif writer.finder.nameable(reading, draft):
        found = writer.finder.read_by(reading, draft, "main")
    else:
        raise Untested("it cannot find the record by what is known of it")
    if not isinstance(found, dict):
        raise Untested("a record that was stored is not shown")
    return found
