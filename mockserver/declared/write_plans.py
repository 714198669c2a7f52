"""
Writing as it is declared: what a sent record means, what is stored of it, what is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mockserver.core.reasons import Reason, Refusal, Violation, invalid
from mockserver.core.record import Json, JsonObject, Record
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import (
    ByKey,
    Command,
    Draft,
    Item,
    New,
    Outcome,
    Policy,
    RecordForm,
    RecordIdentity,
    Slot,
    Stamp,
    Status,
    Write,
    WriteResult,
)
from mockserver.core.view import Stage, View
from mockserver.declared.answers import Answers, with_words
from mockserver.declared.frames import RequestFrame
from mockserver.declared.identities import Identity, keys_of, new_id, stored_id, text_of
from mockserver.declared.shapes import RecordShape
from mockserver.declared.templates import Filling, ResultView, timestamp
from mockserver.declared.words import DeclaredOperation, KeyCase, Verb
from mockserver.provider import Request, Response, Upsert

RecordCheck = Callable[[Mapping[str, Json], View], str | None]
"""A hook: what is wrong with a record, ``None`` when nothing is."""


@dataclass(frozen=True, slots=True)
class WritePlan:
    """
    One operation that creates, upserts or updates.

    - ``members``: what of a sent record is stored; ``open`` stores unknown members too
    - ``defaults``: what a record that is created has where nothing was sent
    - ``check``: the hook that looks at one record before it is stored
    """

    id: str
    operation: DeclaredOperation
    records: RecordShape
    frame: RequestFrame
    identity: Identity
    answers: Answers
    form: RecordForm
    members: frozenset[str]
    defaults: JsonObject
    open: bool = False
    check: RecordCheck | None = None

    def upsert(self) -> Upsert:
        """The operation as the engine takes it."""
        return Upsert(self.decode, self.policy, self.encode)

    def decode(self, _view: View, request: Request, _tick: Tick) -> Command:
        """The records of a request; an action without a body writes one that says nothing."""
        if request.body is None and self.frame.shape is None:
            return Command([[Item((), {})]])
        return self.frame.command(request.body)

    def policy(self, request: Request) -> Policy:
        """The provider's part of the engine, for the path of this request."""

        def interpret(view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
            return self.interpret(view, item, index, request)

        def compose(stage: Stage, write: Write, stamp: Stamp) -> Draft | Refusal:
            return self.compose(stage, write, request, stamp)

        return Policy(interpret, compose, self.new_id, self.form)

    def interpret(
        self, view: View, item: Item, index: int, request: Request
    ) -> Sequence[Write] | Refusal:
        """A sent record as a write, or why it is none."""
        value = item.value
        if not isinstance(value, dict):
            return broken(item, (), "type", "object")
        refused = self.operation.word("read-only", "ignore") == "refuse"
        for name in self.records.read_only & value.keys() if refused else ():
            return broken(item, (name,), "readOnly", name, note="read-only-member")
        named = self.identity.members_of_path(request.path)
        for name, said in named.items():
            if name in value and text_of(value[name]) != text_of(said):
                return broken(item, (name,), "const", said)
        sent = {name: value[name] for name in value if self.stores(name)}
        for key in self.records.collection.keys.values():
            if key.case is KeyCase.LOWER:
                sent |= {n: str(sent[n]).lower() for n in key.members if sent.get(n) is not None}
        refusal = self.unknown_key(view, item, sent)
        if refusal is not None:
            return refusal
        version = self.version_of(value)
        kind = self.identity.kind(request.path)
        identity = self.identify(sent, request)
        return [Write(index, item.place, kind, identity, sent, version=version)]

    def stores(self, name: str) -> bool:
        """Whether a sent member is kept."""
        if name in self.records.read_only or self.records.shown.get(name) == "version":
            return False
        return name in self.members or (self.open and name not in self.records.shown)

    def version_of(self, value: Mapping[str, Json]) -> int | None:
        """The version that a sent record names; one that is none of ours matches nothing."""
        for name, role in self.records.shown.items():
            if role == "version" and value.get(name) is not None:
                said = text_of(value[name])
                return int(said) if said.isdecimal() else -1
        return None

    def unknown_key(self, view: View, item: Item, sent: JsonObject) -> Refusal | None:
        """The refusal of a reference by a key that no record of the other collection has."""
        for name, reference in self.records.references.items():
            value = sent.get(name)
            if reference.by is None or value is None:
                continue
            key = f"{reference.by}={text_of(value)}"
            if not any(not r.get("deleted") for r in view.find(reference.collection, "keys", key)):
                facts = {"target": value, "collection": reference.collection}
                return Refusal(Reason.UNKNOWN_REFERENCE, (*item.place, name), facts)
        return None

    def identify(self, sent: JsonObject, request: Request) -> RecordIdentity:
        """Which record is meant."""
        if (
            self.operation.verb is Verb.CREATE
            and self.operation.word("found", "refuse") != "update"
        ):
            return New()
        if self.identity.parameter is not None:
            return ByKey(self.identity.in_path(request.path))
        keys = self.identity.in_body(sent)
        return ByKey(keys) if keys or self.operation.verb is Verb.UPDATE else New()

    def new_id(self, stage: Stage, write: Write, tick: Tick) -> str:
        """The id of a record that is created: the client's where it sent one."""
        name = self.records.id
        sent = None if name is None else write.body.get(name)
        if sent is None:
            write.note = sent = new_id(self.records, stage, tick)
        return stored_id(write.kind, text_of(sent))

    def compose(
        self, stage: Stage, write: Write, request: Request, _stamp: Stamp
    ) -> Draft | Refusal:
        """What is stored, unless the record may not be created, or another one is in its way."""
        found = self.operation.word("found", "update")
        if write.old is not None and found == "keep":
            return Draft(write.old["body"], write.old.get("keys", ()))
        if write.old is not None and found == "refuse":
            return taken(write, write.matched or "", write.old, self.records)
        body = self.final_body(write, request)
        keys = keys_of(self.records, body)
        refusal = self.fixed_changed(write, body) or self.checked(write, body, stage)
        refusal = refusal or self.key_taken(stage, write, keys)
        return refusal or Draft(body, [*keys, *referred_keys(self.records, body)])

    def final_body(self, write: Write, request: Request) -> JsonObject:
        """A body with what the path says and the operation sets; a new one has its defaults."""
        named = self.identity.members_of_path(request.path)
        body = {**write.body, **named, **self.operation.words.get("sets", {})}
        own = self.records.id
        if write.old is None:
            given = {} if own is None or write.note is None else {own: write.note}
            return {**self.defaults, **body, **given}
        if own is not None:
            body[own] = write.old["body"].get(own, body.get(own))
        return body

    def checked(self, write: Write, body: JsonObject, stage: Stage) -> Refusal | None:
        """The refusal of a record that the hook ``check`` finds wrong."""
        said = None if self.check is None else self.check(body, stage)
        facts = {"message": said}
        return None if said is None else Refusal(Reason.CONSTRAINT, write.place, facts)

    def key_taken(self, stage: Stage, write: Write, keys: Sequence[str]) -> Refusal | None:
        """The refusal of a record one of whose keys another record of its scope has."""
        for key in keys:
            for other in stage.find(self.records.collection.name, "keys", key):
                rival = other["id"] != write.id and other["kind"] == write.kind
                if rival and not other.get("deleted"):
                    return taken(write, key, other, self.records)
        return None

    def fixed_changed(self, write: Write, body: JsonObject) -> Refusal | None:
        """Hold members that are written once to what they were."""
        for name, how in self.records.fixed.items():
            before = None if write.old is None else write.old["body"].get(name)
            if before is None or body.get(name, before) == before:
                continue
            if how == "refuse":
                message = f"{name} cannot be changed"
                return Refusal(Reason.CONSTRAINT, (*write.place, name), {"message": message})
            body[name] = before
        return None

    def encode(self, stage: Stage, outcome: Outcome, request: Request, tick: Tick) -> Response:
        """The answer to a write; a refused outcome is answered with its first refusal."""
        if outcome.refused:
            first = next(r for r in outcome.refusals() if r.reason is not Reason.ROLLED_BACK)
            return self.answers.errors.response(with_words(first, self.id), tick)
        views = [
            self.result_view(stage, result, index) for index, result in enumerate(outcome.results())
        ]
        refused = sum(view.refused for view in views)
        created = all(view.result.status is Status.CREATED for view in views)
        numbers = {
            "count sent": len(views),
            "count accepted": len(views) - refused,
            "count refused": refused,
        }
        single = views[0] if len(views) == 1 and not self.frame.holds_many else None
        filling = Filling(
            tick,
            request.url,
            shown=None if single is None else single.shown,
            results=views,
            result=single,
            numbers=numbers,
        )
        return self.answers.response(filling, created=created and bool(views), refused=refused > 0)

    def result_view(self, stage: Stage, result: WriteResult, index: int) -> ResultView:
        """One result with what can be shown of it: the stored record, else what was sent."""
        if result.status is Status.REJECTED:
            sent = result.item.value if isinstance(result.item.value, dict) else {}
            words = self.answers.errors.words(with_words(result.refusals[0], self.id))
            return ResultView(result, index, sent, words)
        record = stage.get(self.records.collection.name, result.writes[0].id)
        return ResultView(result, index, {} if record is None else shown(self.records, record))


def broken(
    item: Item, inside: tuple[str, ...], keyword: str, limit: Json, note: str | None = None
) -> Refusal:
    """The refusal of a record with one thing wrong."""
    violation = Violation((*item.place, *inside), keyword, limit)
    refusal = invalid((violation,), 1, Reason.INVALID_RECORD)
    return (
        refusal
        if note is None
        else Refusal(refusal.reason, refusal.place, {}, refusal.violations, 1, note)
    )


def taken(write: Write, key: str, holder: Record, records: RecordShape) -> Refusal:
    """The refusal of a value that another record has already."""
    own = holder["body"].get(records.id) if records.id else holder["id"]
    return Refusal(Reason.CONSTRAINT, write.place, {"key": key, "holder": own}, note="taken")


def shown(records: RecordShape, record: Record) -> JsonObject:
    """The members of a stored record as answers show them."""
    members = dict(record["body"])
    for name, role in records.shown.items():
        if role == "removed":
            members[name] = bool(record.get("deleted"))
        elif role == "version":
            members[name] = record["version"]
        else:
            moment = record["created"] if role == "created" else record["updated"]
            numeric = records.types.get(name, frozenset()) & {"integer", "number"}
            members[name] = moment if numeric else timestamp(moment)
    return members


def slots_of(records: RecordShape) -> Callable[[str, JsonObject], list[Slot]]:
    """Where bodies of a collection hold ids of other records."""
    by_id = [(name, each) for name, each in records.references.items() if each.by is None]

    def slots(_kind: str, body: JsonObject) -> list[Slot]:
        found = []
        for name, reference in by_id:
            value = body.get(name)
            if isinstance(value, list):
                found += [
                    Slot(value, index, reference.collection, (name, index))
                    for index in range(len(value))
                ]
            elif value is not None:
                found.append(Slot(body, name, reference.collection, (name,)))
        return found

    return slots


def referred_keys(records: RecordShape, body: JsonObject) -> list[str]:
    """Natural keys by which the holders of references by key are found."""
    return [
        f"refers {each.collection} {each.by}={text_of(body[name])}"
        for name, each in records.references.items()
        if each.by is not None and body.get(name) is not None
    ]
