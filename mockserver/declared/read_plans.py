"""
Reading, listing and removing as they are declared.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, Record
from mockserver.core.record_writer import RecordWriter
from mockserver.core.removal import remove
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import RecordForm
from mockserver.core.view import Seen, Stage, View
from mockserver.declared.answers import Answers, with_words
from mockserver.declared.frames import RequestFrame
from mockserver.declared.identities import ID, Identity, key_text, stored_id, text_of
from mockserver.declared.listings import DeclaredListing
from mockserver.declared.shapes import MemberReference, RecordShape
from mockserver.declared.templates import Filling
from mockserver.declared.words import DeclaredOperation
from mockserver.declared.write_plans import shown
from mockserver.provider import Request, Response


@dataclass(frozen=True, slots=True)
class ReadPlan:
    """
    One operation that reads a record, or lists records.

    ``listing`` is ``None`` for an operation that reads one. ``later`` hides recent writes.
    """

    id: str
    records: RecordShape
    identity: Identity
    answers: Answers
    listing: DeclaredListing | None
    shows_removed: tuple[str, str] | None
    later: bool = False

    def answer(self, view: View, request: Request, tick: Tick) -> Response | Refusal:
        """The record, or the page, that a request asks for."""
        seen = Seen(view, tick.now) if self.later else view
        kind = self.identity.kind(request.path)
        if self.listing is None:
            return self.answer_one(seen, request, kind, tick)
        page = self.listing.page(seen, request, kind)
        if isinstance(page, Refusal):
            return with_words(page, self.id)
        numbers = page.numbers(self.listing.paging, request)
        rows = [shown(self.records, record) for record in page.records]
        return self.answers.response(Filling(tick, request.url, records=rows, numbers=numbers))

    def answer_one(self, view: View, request: Request, kind: str, tick: Tick) -> Response | Refusal:
        """The record that the path names."""
        removed = self.shows_removed
        wanted = bool(removed and request.parameters.get(removed[0]))
        for key in self.identity.in_path(request.path):
            for record in self.candidates(view, key, kind):
                gone = bool(record.get("deleted"))
                if record["kind"] != kind or (gone and not wanted):
                    continue
                if wanted and removed and removed[1] == "only" and not gone:
                    continue
                members = shown(self.records, record)
                return self.answers.response(Filling(tick, request.url, shown=members))
        facts = {"identity": next(iter(self.identity.in_path(request.path)), "")}
        return with_words(Refusal(Reason.UNKNOWN_RECORD, facts=facts), self.id)

    def candidates(self, view: View, key: str, kind: str) -> Iterator[Record]:
        """The records that a natural key may mean; a removed one is found by its id only."""
        name, _, said = key.partition("=")
        collection = self.records.collection.name
        removed = view.get(collection, stored_id(kind, said)) if name == ID else None
        if removed is not None and removed.get("deleted"):
            yield removed
        yield from view.find(collection, "keys", key)


@dataclass(frozen=True, slots=True)
class RemovePlan:
    """
    One operation that removes records: the one that the path names, or those of a body.

    ``holders`` are the members that refer to the records of a collection, and how they do.
    """

    id: str
    operation: DeclaredOperation
    records: RecordShape
    frame: RequestFrame | None
    ids_at: Sequence[str]
    identity: Identity
    answers: Answers
    forms: Mapping[str, RecordForm]
    holders: Mapping[str, Sequence[tuple[RecordShape, str, MemberReference]]]

    def apply(self, stage: Stage, request: Request, tick: Tick) -> Response | Refusal:
        """Remove what is meant and what goes with it, or refuse all of it."""
        kind = self.identity.kind(request.path)
        meant = list(self.meant(request))
        found: list[Record] = []
        for index, keys in enumerate(meant):
            record = self.find(stage, keys, kind)
            if record is not None:
                found.append(record)
            elif self.operation.word("missing", "refuse") == "refuse":
                place = () if self.identity.parameter is not None else (index,)
                facts = {"identity": next(iter(keys), "")}
                return with_words(Refusal(Reason.UNKNOWN_RECORD, place, facts), self.id)
        before = [shown(self.records, record) for record in found]
        for record in found:
            refusal = self.drop(stage, self.records, record, request, tick)
            if refusal is not None:
                return with_words(refusal, self.id)
        accepted = len(found)
        numbers = {
            "count sent": len(meant),
            "count accepted": accepted,
            "count refused": len(meant) - accepted,
        }
        single = before[0] if before and self.identity.parameter is not None else None
        filling = Filling(tick, request.url, shown=single, records=before, numbers=numbers)
        return self.answers.response(filling)

    def meant(self, request: Request) -> Iterator[tuple[str, ...]]:
        """The natural keys of each record that a request means."""
        if self.identity.parameter is not None:
            yield self.identity.in_path(request.path)
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
                    yield self.identity.in_body(item.value if isinstance(item.value, dict) else {})

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
        remove(stage, [record["id"]], self.writer(stage, collection, request, tick))
        return None

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
                said: Json = record["body"].get(shape.id or "")
                text = None if said is None else text_of(said)
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
