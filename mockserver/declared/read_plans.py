"""
Reading, listing and removing as they are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mockserver.contract.words import DeclaredOperation, Key
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, Record
from mockserver.core.record_writer import RecordWriter
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import RecordForm, Status, WriteResult
from mockserver.core.view import Seen, Stage, View
from mockserver.declared.answers import Answers, with_words
from mockserver.declared.fillings import Filling, ResultView
from mockserver.declared.frames import RequestFrame
from mockserver.declared.identities import (
    ID,
    Identity,
    key_text,
    keys_of,
    stored_id,
    text_of,
)
from mockserver.declared.listings import DeclaredListing, is_asked
from mockserver.declared.members import Members
from mockserver.declared.parents import Child
from mockserver.declared.preconditions import Preconditions
from mockserver.declared.shapes import MemberReference, RecordShape
from mockserver.provider import Request, Response


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """
    One operation that reads a record, reads several, or lists records.

    ``listing`` is ``None`` for an operation that reads one, or those that its ``frame`` holds.
    ``later`` hides recent writes.
    """

    id: str
    records: RecordShape
    within: Members
    frame: RequestFrame | None
    identity: Identity
    answers: Answers
    listing: DeclaredListing | None
    shows_removed: tuple[str, str] | None
    later: bool = False

    def answer(self, view: View, request: Request, tick: Tick) -> Response | Refusal:
        """The record, or the page, that a request asks for."""
        seen = self.within.given.over(Seen(view, tick.now) if self.later else view)
        refusal = self.identity.unknown_scope(seen, request.path)
        if refusal is not None:
            return with_words(refusal, self.id)
        kind = self.identity.kind(request.path)
        if self.listing is None and self.frame is not None and self.frame.holds_many:
            return self.answer_many(seen, request, kind, tick)
        if self.listing is None:
            return self.answer_one(seen, request, kind, tick)
        page = self.listing.page(seen, request, kind, lambda each: self.within.shown(seen, each))
        if isinstance(page, Refusal):
            return with_words(page, self.id)
        numbers = page.numbers(self.listing.paging, request)
        rows = [self.within.shown(seen, record, request) for record in page.records]
        return self.answers.response(Filling(tick, request.url, records=rows, numbers=numbers))

    def answer_one(self, view: View, request: Request, kind: str, tick: Tick) -> Response | Refusal:
        """The record that the path names."""
        meant = self.identity.meant(request, None, self.within.keys(view, kind))
        if isinstance(meant, Refusal):
            return with_words(meant, self.id)
        record = self.found(view, request, kind, meant)
        if record is None:
            facts = {"identity": next(iter(meant), "")}
            return with_words(Refusal(Reason.UNKNOWN_RECORD, facts=facts), self.id)
        members = self.within.shown(view, record, request)
        numbers = {"version": record["version"]}
        return self.answers.response(Filling(tick, request.url, shown=members, numbers=numbers))

    def answer_many(
        self, view: View, request: Request, kind: str, tick: Tick
    ) -> Response | Refusal:
        """The records that a body names, in its order, and which of them there are not."""
        keys, views = self.within.keys(view, kind), []
        items = [] if self.frame is None else self.frame.command(request.body).batches[0]
        for index, item in enumerate(items):
            meant = self.identity.meant(request, item.value, keys)
            if isinstance(meant, Refusal):
                return with_words(meant, self.id)
            record = self.found(view, request, kind, meant)
            if record is not None:
                members = self.within.shown(view, record, request)
                views.append(ResultView(WriteResult(item, Status.UNCHANGED), index, members))
                continue
            facts = {"identity": next(iter(meant), "")}
            refusal = Refusal(Reason.UNKNOWN_RECORD, item.place, facts)
            result = WriteResult(item, Status.REJECTED, refusals=[refusal])
            words = self.answers.errors.words(with_words(refusal, self.id))
            ids = [self.identity.said(request, item.value)]
            views.append(ResultView(result, index, {}, words, ids=ids, refusal=refusal))
        refused = sum(each.refused for each in views)
        counts = {"sent": len(views), "accepted": len(views) - refused, "refused": refused}
        numbers = {f"count {name}": number for name, number in counts.items()}
        filling = Filling(tick, request.url, results=views, numbers=numbers)
        return self.answers.response(filling, refused=refused > 0)

    def found(self, view: View, request: Request, kind: str, meant: Sequence[str]) -> Record | None:
        """The record of a scope that one of some keys finds, shown or hidden as was asked."""
        removed = self.shows_removed
        wanted = removed is not None and is_asked(request, removed[0])
        for key in meant:
            for record in self.candidates(view, key, kind, removed=wanted):
                gone = bool(record.get("deleted"))
                if record["kind"] != kind or (gone and not wanted):
                    continue
                if wanted and removed and removed[1] == "only" and not gone:
                    continue
                return record
        return None

    def candidates(self, view: View, key: str, kind: str, *, removed: bool) -> Iterator[Record]:
        """The records that a natural key may mean, removed ones, the latest first, among them."""
        name, _, said = key.partition("=")
        collection = self.records.collection.name
        yield from view.find(collection, "keys", key)
        if removed and name == ID:
            found = view.get(collection, stored_id(kind, said))
            yield from () if found is None else (found,)
        elif removed:
            keys = self.within.keys(view, kind)
            for record in reversed([*view.find(collection, "kind", kind)]):
                if record.get("deleted") and key in keys_of(self.records, record["body"], keys):
                    yield record


@dataclass(frozen=True, slots=True)
class RemovePlan:
    """
    One operation that removes records: the one that the path names, or those of a body.

    ``holders`` are the members that refer to the records of a collection, and how they do;
    ``children`` are the collections whose records stand below those of another.
    """

    id: str
    operation: DeclaredOperation
    records: RecordShape
    within: Members
    frame: RequestFrame | None
    ids_at: Sequence[str]
    identity: Identity
    answers: Answers
    forms: Mapping[str, RecordForm]
    holders: Mapping[str, Sequence[tuple[RecordShape, str, MemberReference]]]
    preconditions: Preconditions
    children: Mapping[str, Sequence[Child]]

    def apply(self, stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
        """Remove what is meant and what goes with it, or refuse all of it."""
        refusal = self.identity.unknown_scope(self.within.given.over(stage), request.path)
        if refusal is not None:
            return with_words(refusal, self.id)
        kind = self.identity.kind(request.path)
        meant: list[tuple[str, ...]] = []
        for each in self.meant(request, self.within.keys(stage, kind)):
            if isinstance(each, Refusal):
                return with_words(each, self.id)
            meant.append(each)
        found = self.all_found(stage, request, meant, kind)
        if isinstance(found, Refusal):
            return with_words(found, self.id)
        removed = [self.within.shown(stage, record) for record in found]
        for record in {record["id"]: record for record in found}.values():
            refusal = self.drop(stage, self.records, record, request, tick)
            if refusal is not None:
                return with_words(refusal, self.id)
        if self.records.collection.keeps_removed:
            name = self.records.collection.name
            kept = (stage.get(name, record["id"]) for record in found)
            removed = [self.within.shown(stage, record) for record in kept if record is not None]
        accepted = len(found)
        numbers = {
            "count sent": len(meant),
            "count accepted": accepted,
            "count refused": len(meant) - accepted,
        }
        single = removed[0] if removed and self.identity.parameter is not None else None
        filling = Filling(tick, request.url, shown=single, records=removed, numbers=numbers)
        return self.answers.response(filling)

    def meant(
        self, request: Request, known: Mapping[str, Key]
    ) -> Iterator[tuple[str, ...] | Refusal]:
        """The natural keys of each record that a request means."""
        if self.identity.parameter is not None:
            yield self.identity.meant(request, None, known)
            return
        if self.ids_at:
            value: Json = request.body
            for step in self.ids_at:
                value = value.get(step) if isinstance(value, dict) else None
            for said in value if isinstance(value, list) else ():
                yield tuple(filter(None, (self.identity.named(n, said) for n in self.identity.by)))
            return
        if self.frame is not None:
            for batch in self.frame.command(request.body).batches:
                for item in batch:
                    yield self.identity.meant(request, item.value, known)

    def all_found(
        self, stage: Stage, request: Request, meant: Sequence[Sequence[str]], kind: str
    ) -> list[Record] | Refusal:
        """The records that there are; one that there is not may refuse all of them."""
        found: list[Record] = []
        for index, keys in enumerate(meant):
            record = self.find(stage, keys, kind)
            refusal = self.preconditions.failed(request, record)
            if refusal is not None:
                return refusal
            if record is not None:
                found.append(record)
            elif self.operation.word("missing", "refuse") == "refuse":
                place = () if self.identity.parameter is not None else (index,)
                return Refusal(Reason.UNKNOWN_RECORD, place, {"identity": next(iter(keys), "")})
        return found

    def find(self, stage: Stage, keys: Sequence[str], kind: str) -> Record | None:
        """The live record of a scope that one of its keys finds."""
        for key in keys:
            for record in stage.find(self.records.collection.name, "keys", key):
                if record["kind"] == kind and not record.get("deleted"):
                    return record
        return None

    def drop(
        self, stage: Stage, shape: RecordShape, record: Record, request: Request, tick: Tick
    ) -> Refusal | None:
        """Remove one record, once those that refer to it are unlinked or removed; or refuse."""
        collection = shape.collection.name
        for holder, member, reference in self.holders.get(collection, ()):
            reference_name = holder.collection.name
            for user in list(self.users(stage, shape, record, holder, reference)):
                if reference.on_remove == "refuse":
                    facts = {"id": called(record), "holder": f"{reference_name} {called(user)}"}
                    return Refusal(Reason.CONSTRAINT, facts=facts, note="in-use")
                if reference.on_remove == "cascade":
                    refusal = self.drop(stage, holder, user, request, tick)
                    if refusal is not None:
                        return refusal
                    continue
                writer = self.writer(stage, holder.collection.name, request, tick)
                writer.amend(stage, user, without(user["body"], member, record["id"]))
        own = self.identity_of(shape, record)
        for child in self.children.get(collection, ()):
            for each in child.of(stage, record, own):
                refusal = self.drop(stage, child.records, each, request, tick)
                if refusal is not None:
                    return refusal
        remove(stage, [record["id"]], self.writer(stage, collection, request, tick))
        return None

    def identity_of(self, shape: RecordShape, record: Record) -> str | None:
        """The id of a record as text, ``None`` where it has none of its own."""
        said: Json = record["body"].get(shape.id_key or "")
        return None if said is None else text_of(said)

    def users(
        self,
        stage: Stage,
        shape: RecordShape,
        record: Record,
        holder: RecordShape,
        reference: MemberReference,
    ) -> Iterator[Record]:
        """The live records of a collection that refer to one."""
        index, value = "refs", record["id"]
        if reference.by is not None:
            if reference.by == ID:
                text = self.identity_of(shape, record)
            else:
                key = key_text(shape.collection.keys[reference.by], record["body"])
                text = None if key is None else key.partition("=")[2]
            index, value = "keys", f"refers {reference.collection} {reference.by}={text}"
        for user in stage.find(holder.collection.name, index, value):
            if not user.get("deleted") and user is not record:
                yield user

    def writer(self, stage: Stage, collection: str, request: Request, tick: Tick) -> RecordWriter:
        """A writer of a collection, under this operation's rules."""
        rules = replace(request.declared, resource=collection)
        return RecordWriter.for_request(stage, rules, self.forms[collection], tick)


def called(record: Record) -> str:
    """A record as its clients know it: by a key of its own where it has no id, else by its id."""
    keys = [key for key in record.get("keys", ()) if not key.startswith("refers ")]
    own = [key for key in keys if key.startswith(f"{ID}=")] or keys
    return own[0].partition("=")[2] if own else record["id"]


def without(body: Mapping[str, Json], member: str, target: str) -> dict[str, Json]:
    """A body that no longer refers to a record: null, or one less in a list."""
    value = body.get(member)
    left = [each for each in value if text_of(each) != target] if isinstance(value, list) else None
    return {**body, member: left}
