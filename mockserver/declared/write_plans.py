"""
Writing as it is declared: what a sent record means, what is stored of it, what is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from mockserver.contract.words import DeclaredOperation, Key, KeyCase, Verb
from mockserver.core.reasons import Reason, Refusal, Violation
from mockserver.core.record import Json, JsonObject
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
    Stamp,
    Status,
    Write,
    WriteResult,
)
from mockserver.core.view import Stage, View
from mockserver.declared.answers import Answers, with_words
from mockserver.declared.fillings import ABSENT, Filling, ResultView
from mockserver.declared.frames import RequestFrame
from mockserver.declared.identities import (
    Identity,
    id_text,
    keys_of,
    new_id,
    stored_id,
    text_of,
)
from mockserver.declared.members import Members
from mockserver.declared.preconditions import UNCONDITIONAL, Preconditions
from mockserver.declared.record_refusals import broken, taken, wrong_members
from mockserver.declared.references import referred_keys
from mockserver.declared.shapes import RecordShape
from mockserver.provider import Request, Response, Upsert


@dataclass(frozen=True, slots=True)
class RecordHooks:
    """
    Functions that look at one record: the state, its members, those it had before, its scope.

    - ``check``: what is wrong with it, ``None`` when nothing is
    - ``compose``: the members to store instead
    """

    check: Callable[[View, JsonObject, JsonObject | None, str], str | None] | None = None
    compose: Callable[[View, JsonObject, JsonObject | None, str], JsonObject] | None = None


@dataclass(frozen=True, slots=True)
class WritePlan:
    """
    One operation that creates, upserts or updates.

    - ``members``: what of a sent record is stored; ``open`` stores unknown members too
    - ``defaults``: what a record that is created has where nothing was sent
    - ``within``: the members of its records, where a hook defines them, and how they are shown
    """

    id: str
    operation: DeclaredOperation
    records: RecordShape
    within: Members
    frame: RequestFrame
    identity: Identity
    answers: Answers
    form: RecordForm
    members: frozenset[str]
    defaults: JsonObject
    open: bool = False
    hooks: RecordHooks = RecordHooks()
    preconditions: Preconditions = UNCONDITIONAL

    def upsert(self) -> Upsert:
        """The operation as the engine takes it."""
        return Upsert(self.decode, self.policy, self.encode)

    def decode(self, view: View, request: Request, _tick: Tick) -> Command | Refusal:
        """The records of a request; an action without a body writes one that says nothing."""
        refusal = self.identity.unknown_scope(self.within.given.over(view), request.path)
        if refusal is not None:
            return with_words(refusal, self.id)
        if request.body is None and self.frame.shape is None:
            return Command([[Item((), {})]])
        return self.frame.command(request.body)

    def policy(self, request: Request) -> Policy:
        """The provider's part of the engine, for the path of this request."""

        def interpret(view: View, item: Item, index: int, _tick: Tick) -> Sequence[Write] | Refusal:
            return self.interpret(view, item, index, request)

        def compose(stage: Stage, write: Write, stamp: Stamp) -> Draft | Refusal:
            return self.compose(stage, write, request, stamp)

        def new_id(stage: Stage, write: Write, tick: Tick) -> str:
            return self.new_id(stage, write, request, tick)

        return Policy(interpret, compose, new_id, self.form)

    def interpret(
        self, view: View, item: Item, index: int, request: Request
    ) -> Sequence[Write] | Refusal:
        """A sent record as a write, or why it is none."""
        whole = item.value
        if not isinstance(whole, dict):
            return broken(item, (), "type", "object")
        kind = self.identity.kind(request.path)
        keys = self.within.keys(view, kind)
        key = self.identity.named_key(request, whole, keys)
        if isinstance(key, Refusal):
            return replace(key, place=item.place)
        said, members = self.identity.said(request, whole), self.members_of(whole)
        implied = {name: said for name in (key.members if key else ()) if name not in members}
        refusal = self.faulty(view, item, {**implied, **members}, request)
        if refusal is not None:
            return refusal
        sent = self.stored_members(members, keys)
        refusal = self.unknown_key(view, item, sent)
        if refusal is not None:
            return refusal
        version = self.version_of(whole)
        identity = self.identify(whole, sent, request, keys)
        first = self.stored_members(implied, keys)
        return [Write(index, item.place, kind, identity, sent, version=version, note=first)]

    def members_of(self, whole: JsonObject) -> JsonObject:
        """The members of a sent record, which may stand in one of its members."""
        holder = self.frame.roles.get("members")
        members: JsonObject = whole if holder is None else whole.get(holder, {})
        return members

    def stored_members(self, members: JsonObject, keys: Mapping[str, Key]) -> JsonObject:
        """
        The members of a sent record that are kept.

        Empty ones are null, and those of a key in lower case, where that is declared.
        """
        defined = self.within.define is not None
        stored = {
            name: None if self.clears(value) else value
            for name, value in members.items()
            if defined or self.stores(name)
        }
        lower = [name for key in keys.values() if key.case is KeyCase.LOWER for name in key.members]
        return stored | {n: str(stored[n]).lower() for n in lower if stored.get(n) is not None}

    def faulty(self, view: View, item: Item, value: JsonObject, request: Request) -> Refusal | None:
        """The refusal of a record for its members: undefined, read-only, other than in the path."""
        holder = self.frame.roles.get("members")
        place = item.place if holder is None else (*item.place, holder)
        known = self.within.known(view, self.identity.kind(request.path))
        if known is not None:
            cleared = {n: None if self.clears(each) else each for n, each in value.items()}
            faults = self.within.faults(place, cleared, known)
            return wrong_members(faults) if faults else None
        if self.operation.word("read-only", "ignore") == "refuse":
            sent = [name for name in value if name in self.records.read_only]
            faults = [Violation((*place, name), "readOnly", name) for name in sent]
            if faults:
                return wrong_members(faults)
        for name, said in self.identity.members_of_path(request.path).items():
            if name in value and text_of(value[name]) != text_of(said):
                return broken(item, (name,), "const", said)
        return None

    def clears(self, value: Json) -> bool:
        """Whether a value makes its member null: empty text, where that is declared."""
        return value == "" and self.operation.word("empty", "value") != "value"

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

    def identify(
        self, whole: JsonObject, sent: JsonObject, request: Request, keys: Mapping[str, Key]
    ) -> RecordIdentity:
        """Which record is meant."""
        if self.operation.verb is Verb.CREATE and not self.operation.by:
            own = sent.get(str(self.records.id_key))
            return New() if own is None else ByKey((id_text(own),))
        told = self.identity.parameter is not None or self.identity.value is not None
        meant = self.identity.meant(request, whole, keys) if told else self.identity.in_body(sent)
        if isinstance(meant, Refusal):
            raise TypeError("an unknown key was refused before")
        return ByKey(meant) if meant or self.operation.verb is Verb.UPDATE else New()

    def new_id(self, stage: Stage, write: Write, request: Request, tick: Tick) -> str:
        """The id of a record that is created: the client's, where its path or body has one."""
        name = str(self.records.id_key)
        sent = {**write.body, **self.identity.members_of_path(request.path)}.get(name)
        if sent is None:
            sent = new_id(self.records, stage, tick)
            write.note |= {} if self.records.id is None else {name: sent}
        return stored_id(write.kind, text_of(sent))

    def compose(
        self, stage: Stage, write: Write, request: Request, _stamp: Stamp
    ) -> Draft | Refusal:
        """What is stored, unless a condition fails, or another record is in its way."""
        refusal = self.preconditions.failed(request, write.old)
        if refusal is not None:
            return refusal
        creates = self.operation.verb is Verb.CREATE
        found = self.operation.word("found", "refuse" if creates else "update")
        if write.old is not None and found == "keep":
            return Draft(write.old["body"], write.old.get("keys", ()))
        if write.old is not None and found == "refuse":
            return taken(write, write.matched or "", write.old, self.records)
        body = self.final_body(write, request)
        scope = write.kind.partition("/")[2]
        before = None if write.old is None else write.old["body"]
        state = self.within.given.over(stage)
        if self.hooks.compose is not None:
            body = self.hooks.compose(state, body, before, scope)
        keys = keys_of(self.records, body, self.within.keys(stage, write.kind))
        refusal = self.fixed_changed(write, body) or self.checked(state, write, body, before, scope)
        refusal = refusal or self.key_taken(state, write, keys)
        return refusal or Draft(body, [*keys, *referred_keys(self.records, body)])

    def final_body(self, write: Write, request: Request) -> JsonObject:
        """
        A body with what the path says and the operation sets.

        A new one has its defaults, the members of the key that was named, and its id.
        """
        named = self.identity.members_of_path(request.path)
        body = {**write.body, **named, **self.operation.words.get("sets", {})}
        own = self.records.id_key
        if write.old is None:
            return {**self.defaults, **body, **write.note}
        if own is not None:
            body[own] = write.old["body"].get(own, body.get(own))
        return body

    def checked(
        self, view: View, write: Write, body: JsonObject, before: JsonObject | None, scope: str
    ) -> Refusal | None:
        """The refusal of a record that the hook ``check`` finds wrong."""
        check = self.hooks.check
        said = None if check is None else check(view, body, before, scope)
        facts = {"message": said}
        return None if said is None else Refusal(Reason.CONSTRAINT, write.place, facts)

    def key_taken(self, view: View, write: Write, keys: Sequence[str]) -> Refusal | None:
        """The refusal of a record one of whose keys another record of its scope has."""
        for key in keys:
            for other in view.find(self.records.collection.name, "keys", key):
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
            first = self.deciding(outcome, request)
            return self.answers.errors.response(self.worded(first), tick)
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
        if single is not None and single.version is not None:
            numbers["version"] = single.version
        filling = Filling(
            tick,
            request.url,
            shown=None if single is None else single.shown,
            results=views,
            result=single,
            numbers=numbers,
        )
        return self.answers.response(filling, created=created and bool(views), refused=refused > 0)

    def worded(self, refusal: Refusal) -> Refusal:
        """A refusal that says its operation, and where in a record its members stand."""
        named = with_words(refusal, self.id)
        return replace(named, facts={**named.facts, "inside": self.frame.roles.get("members")})

    def deciding(self, outcome: Outcome, request: Request) -> Refusal:
        """
        The refusal that a refused request is answered with: the first that cost all of it.

        Its fact ``alike`` is how many refusals have its reason.
        """
        rules = request.declared
        found = [r for r in outcome.refusals() if r.reason is not Reason.ROLLED_BACK]
        whole = [r for r in found if r.reason in rules.whole]
        first = (whole or found)[0]
        alike = sum((r.reason, r.note) == (first.reason, first.note) for r in found)
        return replace(first, facts={**first.facts, "alike": alike})

    def result_view(self, stage: Stage, result: WriteResult, index: int) -> ResultView:
        """One result with what can be shown of it: the stored record, else what was sent."""
        trace = ABSENT
        if "trace" in self.frame.roles and isinstance(result.item.value, dict):
            trace = result.item.value.get(self.frame.roles["trace"], ABSENT)
        if result.status is Status.REJECTED:
            ids = [said] if (said := sent_id(self.identity, result)) is not None else []
            sent = result.item.value if isinstance(result.item.value, dict) else {}
            refusal = self.worded(result.refusals[0])
            words = self.answers.errors.words(refusal)
            return ResultView(result, index, sent, words, trace, ids, refusal)
        record = stage.get(self.records.collection.name, result.writes[0].id)
        members = {} if record is None else self.within.shown(stage, record)
        if self.operation.word("empty", "value") == "echoed":
            members = self.echoed(members, result.item.value)
        version = None if record is None else record["version"]
        return ResultView(result, index, members, trace=trace, version=version)

    def echoed(self, shown: JsonObject, whole: JsonObject) -> JsonObject:
        """The members of a record with the empty texts that were sent in place of null."""
        holder = self.records.members
        inside = shown if holder is None else shown.get(holder, {})
        sent = [name for name, value in self.members_of(whole).items() if value == ""]
        empty = dict.fromkeys((name for name in sent if name in inside), "")
        return {**shown, **empty} if holder is None else {**shown, holder: {**inside, **empty}}


def sent_id(identity: Identity, result: WriteResult) -> Json:
    """What a record was sent as, where a member says it."""
    value = result.item.value
    return value.get(identity.value) if identity.value and isinstance(value, dict) else None
