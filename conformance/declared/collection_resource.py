"""
A collection of a declared API as a ``Resource`` of the scenarios.

What a write could create is in the ledger before the request is sent; ids that answers tell are
kept. References that a record must have are written first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from conformance.declared.answer_reading import AnswerReader, Fate, SentRecord
from conformance.declared.calling import Caller
from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import described, roles_of, types_of
from conformance.declared.record_finding import RecordFinder
from conformance.declared.record_reading import ShownRecords, text_of
from conformance.declared.record_samples import RecordSamples
from conformance.declared.request_making import Sending, UnsentRecord
from conformance.declared.sample_values import Sampler
from conformance.drivers.interface import RecordResult
from conformance.expectations import JsonDict
from conformance.http.exchange import Exchange
from conformance.http.target import Target
from conformance.http.write_ledger import LedgerEntry
from conformance.outcomes import Untested

AT_ONCE = 50
"""Records of a request where nothing says how many it may carry."""


class DeclaredResource:
    """
    One collection, written by one operation.

    - ``samples`` makes its records, ``caller`` sends requests, ``finder`` finds records again
    - ``told``: what the last write said of each of its records
    """

    def __init__(
        self, api: DeclaredApi, operation: DescribedOperation, target: Target, *, scope: int = 0
    ) -> None:
        self.api, self.operation, self.target = api, operation, target
        self.collection = operation.collection
        self.sampler = Sampler(api.document, target.namespace)
        self.samples = RecordSamples(api, operation, target, self.sampler, self.referred)
        self.caller = Caller(api, target, self.sampler, scope, above=self.above)
        self.finder = RecordFinder(api, self.collection, self.caller)
        self.drafts: dict[int, UnsentRecord] = {}
        self.ids = self.samples.ids
        self.entries: dict[tuple[str, str], LedgerEntry] = {}
        self.told: list[Fate] = []

    def record(self, n: int, variant: int = 0) -> UnsentRecord:
        """A valid record of identity ``n``."""
        return self.samples.record(n, variant)

    def bad(self, n: int) -> UnsentRecord:
        """A record with one broken constraint outside its identity. Raises ``Untested``."""
        return self.samples.bad(n)

    def referred(self, node: JsonDict, n: int) -> Any:
        """What a reference to record ``n`` of its collection holds; the record is written first."""
        other = self.other(str(roles_of(node)["refers-to"]))
        known = self.target.memory.setdefault(
            f"referred {self.target.namespace} {other.collection.name}", {}
        )
        if n not in known:
            draft = other.record(900 + n)
            other.stored([draft])
            known[n] = other.latest(draft)
        draft = known[n]
        by = roles_of(node).get("by")
        said: Any = draft.members[by] if by else draft.id
        whole = described(self.api.document, node)
        if "integer" in types_of(whole) and isinstance(said, str) and said.isdecimal():
            said = int(said)
        return [said] if "array" in types_of(whole) else said

    def above(self, parameter: str, collection: str) -> str:
        """What names the record below which this one stands; it is written first."""
        variant = self.caller.variant
        place = f"above {self.target.namespace} {collection} {variant}"
        if place not in self.target.memory:
            self.target.memory[place] = self.other(collection).stored_above(variant)
        draft: UnsentRecord = self.target.memory[place]
        key = self.api.collections[collection].keys.get(parameter)
        known = next(iter(self.api.collections[collection].keys.values()), None)
        chosen = key or (None if draft.id else known)
        return str(draft.members[chosen.members[0]]) if chosen else draft.id

    def stored_above(self, variant: int) -> UnsentRecord:
        """A record below which others are written."""
        return self.stored([self.record(950 + variant)])[0]

    def other(self, collection: str) -> DeclaredResource:
        """The resource of another collection."""
        makers = self.api.of(collection, "upsert", "create")
        if not makers:
            raise Untested(f"no operation creates {collection}")
        return DeclaredResource(self.api, makers[0], self.target, scope=self.caller.variant)

    def shows(self, n: int, variant: int = 0) -> Mapping[str, Any]:
        """What a read shows of ``record(n, variant)`` once it is stored."""
        return self.shown(self.record(n, variant).members)

    def shown(self, members: Mapping[str, Any]) -> JsonDict:
        """How a read shows some members."""
        return ShownRecords(self.api, self.finder.reader()).shown(members)

    def changing(self) -> list[str]:
        """The members that differ between the variants, and that a read shows."""
        one, other = self.record(0, 0).members, self.record(0, 1).members
        shown = self.shown(one)
        return [name for name in one if one[name] != other[name] and name in shown]

    def write(
        self, records: Sequence[UnsentRecord], *, key: str | None = None, **how: Any
    ) -> Exchange:
        """Write records in one request; one after the other where it carries one only."""
        return self.send([records], key=key, **how)

    def send(
        self,
        batches: Sequence[Sequence[UnsentRecord]],
        *,
        key: str | None = None,
        mode: str = "",
        operation: DescribedOperation | None = None,
        credential: str = "main",
        versions: bool = True,
        **sending: Any,
    ) -> Exchange:
        """
        Write batches of records; ids that the answer tells are kept.

        Where a version is required, the current one is sent, unless ``versions`` says no.
        """
        chosen = operation or self.operation
        if versions and chosen.said.get("version") == "required":
            batches = [[self.with_version(chosen, draft) for draft in batch] for batch in batches]
        requests = self.requests(batches, chosen, key, mode)
        records = [draft for batch in batches for draft in batch]
        for draft in records:
            self.note(draft, credential)
        exchange, told = None, []
        for request, drafts in requests:
            exchange = self.caller.sent(
                request, credential=credential, writes=len(drafts), **sending
            )
            fates = self.fates(exchange, drafts, chosen)
            self.learn(drafts, fates, credential)
            told += fates
        if exchange is None:
            raise Untested("there is nothing to write")
        self.told = told
        return exchange

    def with_version(self, operation: DescribedOperation, draft: UnsentRecord) -> UnsentRecord:
        """A record with its current version, where it has one and none was chosen."""
        takes = self.caller.requester(operation).takes_versions
        if not takes or draft.version is not None:
            return draft
        return replace(draft, version=self.version_of(draft))

    def version_of(self, draft: UnsentRecord) -> Any:
        """The current version of a record, as a read shows it; ``None`` where it shows none."""
        known = replace(draft, id=self.ids.get(draft.n, draft.id))
        tagged = self.operation.header_named("if-match") is not None
        for operation in self.api.of(self.collection.name, "read"):
            header = operation.headers.get("version")
            if tagged and header and self.finder.nameable(operation, known):
                request = self.caller.requester(operation).naming([known])
                return self.caller.sent(request, writes=0).header(header)
        found = self.read_draft(draft)
        return found.get(str(self.collection.version)) if isinstance(found, dict) else None

    def requests(
        self,
        batches: Sequence[Sequence[UnsentRecord]],
        operation: DescribedOperation,
        key: str | None,
        mode: str,
    ) -> list[tuple[Sending, list[UnsentRecord]]]:
        """The requests that write some batches, each with its records."""
        maker = self.caller.requester(operation)
        if operation.holds_batches or (operation.holds_many and len(batches) == 1):
            flat = [draft for batch in batches for draft in batch]
            return [(maker.write(batches, key=key, mode=mode), flat)]
        loose = [draft for batch in batches for draft in batch]
        return [(maker.write([[draft]], key=key, mode=mode), [draft]) for draft in loose]

    def note(self, draft: UnsentRecord, credential: str) -> None:
        """Note a record in the ledger before it is written."""
        name = self.ledger_name(draft)
        if (name, credential) not in self.entries:
            self.entries[name, credential] = self.target.will_write(
                self.collection.name, name, id=draft.id, credential=credential
            )

    def ledger_name(self, draft: UnsentRecord) -> str:
        """The identity of a record as the ledger keeps it: keys, and the scope."""
        keyed = {n: v for n, v in draft.members.items() if n in self.samples.key_members()}
        maker = self.api.of(self.collection.name, "upsert", "create", "update")[0]
        scope = self.caller.scope(maker)
        if not keyed:
            keyed = {"record": self.target.name(str(draft.n))}
        return urlencode({**{n: text_of(v) for n, v in keyed.items()}, **scope})

    def learn(self, drafts: Sequence[UnsentRecord], fates: Sequence[Fate], credential: str) -> None:
        """Keep the ids that an answer tells."""
        for draft, fate in zip(drafts, fates, strict=True):
            if fate.accepted:
                self.drafts[draft.n] = draft
            if fate.accepted and fate.id:
                self.ids[draft.n] = fate.id
                self.entries[self.ledger_name(draft), credential].note_id(fate.id)

    def fates(
        self,
        exchange: Exchange,
        records: Sequence[UnsentRecord],
        operation: DescribedOperation | None = None,
    ) -> list[Fate]:
        """What became of each record, as the answer tells it."""
        chosen = operation or self.operation
        maker = self.caller.requester(chosen)
        sent = [
            SentRecord(maker.value(draft), place, self.names(draft), draft.trace)
            for place, draft in enumerate(records)
        ]
        return AnswerReader(self.api.document, chosen).fates(exchange, sent)

    def names(self, draft: UnsentRecord) -> frozenset[str]:
        """The texts by which an answer may name a record."""
        keyed = {
            text_of(draft.members[name])
            for name in self.samples.key_members()
            if name in draft.members
        }
        lowered = {text.lower() for text in keyed}
        return frozenset(keyed | lowered | ({draft.id} if draft.id else set()))

    def record_results(
        self, exchange: Exchange, records: Sequence[UnsentRecord]
    ) -> list[RecordResult]:
        fates = self.fates(exchange, records)
        return [RecordResult(fate.accepted is True, fate.id) for fate in fates]

    def latest(self, draft: UnsentRecord) -> UnsentRecord:
        """A record with the id that the server gave it, looked for when no answer told it."""
        if draft.n not in self.ids and self.collection.id is not None:
            found = self.read_draft(draft)
            own = found.get(self.collection.id) if isinstance(found, dict) else None
            if own is not None:
                self.ids[draft.n] = str(own)
        return replace(draft, id=self.ids.get(draft.n, draft.id))

    def stored(self, records: Sequence[UnsentRecord], **how: Any) -> list[UnsentRecord]:
        """
        Store prerequisite records, each in the way that creates it; with their ids.

        Raises ``Untested`` unless all of them are accepted.
        """
        maker, found = self.samples.maker, []
        for place in range(0, len(records), self.most(maker)):
            part = records[place : place + self.most(maker)]
            exchange = self.send([part], operation=maker, **how)
            for draft, fate in zip(part, self.told, strict=True):
                if not exchange.ok or fate.accepted is False:
                    text = exchange.answer[:200].decode(errors="replace")
                    raise Untested(f"a valid record was refused: {exchange.line} {text}")
                found.append(self.latest(draft))
        return found

    def most(self, operation: DescribedOperation) -> int:
        """How many records a request of an operation may carry."""
        if not operation.holds_many:
            return 1
        return min(self.limit(operation) or AT_ONCE, AT_ONCE)

    def limit(self, operation: DescribedOperation | None = None) -> int | None:
        """The records that a batch may hold, ``None`` where nothing says."""
        chosen = operation or self.operation
        limits = chosen.said.get("limits", {})
        if "batch" in limits:
            return int(limits["batch"])
        return chosen.most(self.api.document)

    def read(self, n: int, *, credential: str = "main") -> Any:
        """What is stored for identity ``n``, ``ABSENT`` when nothing is."""
        return self.read_draft(self.record(n), credential=credential)

    def read_draft(self, draft: UnsentRecord, *, credential: str = "main") -> Any:
        """What is stored for a record, by its id where that is known and by its key else."""
        known = replace(draft, id=self.ids.get(draft.n, draft.id))
        return self.finder.read(known, credential=credential)

    def count(self) -> int:
        """How many records of this namespace a list shows, -1 where there is no list."""
        lists = self.api.of(self.collection.name, "list")
        if not lists:
            return -1
        drafts = list(self.drafts.values())
        return sum(
            any(self.finder.is_record(record, self.latest(draft)) for draft in drafts)
            for record in self.finder.listed(lists[0])
        )

    def delete(self, n: int) -> Exchange:
        """Delete the record of identity ``n``. Raises ``Untested`` where nothing removes."""
        return self.remove([self.record(n)])

    def remove(self, drafts: Sequence[UnsentRecord], *, credential: str = "main") -> Exchange:
        """Delete records, in one request where several can be named in it."""
        drafts = [replace(each, id=self.ids.get(each.n, each.id)) for each in drafts]
        for operation in self.api.of(self.collection.name, "remove"):
            if all(self.finder.nameable(operation, each) for each in drafts) and (
                len(drafts) == 1 or operation.parameter is None
            ):
                request = self.caller.requester(operation).naming(drafts)
                return self.caller.sent(request, credential=credential)
        raise Untested(f"the contract has no operation that removes these {self.collection.name}")
