"""Finding the records of a collection again: by a read, or in a list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from conformance.declared.calling import Caller
from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import Collection, UniqueKey
from conformance.declared.record_reading import ShownRecords, text_of
from conformance.declared.request_making import UnsentRecord
from conformance.expectations import ABSENT, JsonDict
from conformance.outcomes import Untested

NOT_FOUND = frozenset({404, 410})


@dataclass(frozen=True)
class RecordFinder:
    """Finds records of one collection."""

    api: DeclaredApi
    collection: Collection
    caller: Caller

    def reader(self) -> DescribedOperation:
        """The operation that reads a record: a read, else a list. Raises ``Untested``."""
        known = self.api.of(self.collection.name, "read", "list")
        for each in known:
            if each.verb == "list" or self.can_name(each):
                return each
        raise Untested(f"the contract has no operation that reads {self.collection.name}")

    def can_name(self, operation: DescribedOperation) -> bool:
        """Whether an operation finds records by something that is known of them."""
        keyed = any(
            name == "named" or name in self.collection.keys for name in operation.by
        ) and bool(self.collection.keys)
        return keyed or "id" in operation.by

    def nameable(self, operation: DescribedOperation, draft: UnsentRecord) -> bool:
        """Whether an operation can find a record by what is known of it."""
        if self.caller.requester(operation).key_for(draft) is not None:
            return True
        return "id" in operation.by and bool(draft.id)

    def read(self, draft: UnsentRecord, *, credential: str = "main") -> Any:
        """What is stored for a record, by a read where one can name it, else by a list."""
        for operation in self.api.of(self.collection.name, "read"):
            if self.nameable(operation, draft):
                return self.read_by(operation, draft, credential)
        for operation in self.api.of(self.collection.name, "list"):
            return self.listed_one(operation, draft, credential)
        raise Untested(f"the contract has no operation that reads {self.collection.name}")

    def read_by(
        self,
        operation: DescribedOperation,
        draft: UnsentRecord,
        credential: str,
        query: Sequence[tuple[str, str]] = (),
    ) -> Any:
        """What one operation reads of a record."""
        request = self.caller.requester(operation).naming([draft])
        request = replace(request, query=[*request.query, *query])
        fields = operation.query("fields")
        if fields is not None:
            names = [*draft.members, *ShownRecords(self.api, operation).inner.properties]
            request = replace(
                request,
                query=[*request.query, *((fields["name"], n) for n in dict.fromkeys(names))],
            )
        exchange = self.caller.sent(request, credential=credential, writes=0)
        if exchange.status in NOT_FOUND:
            return ABSENT
        shown = ShownRecords(self.api, operation)
        records = shown.records(exchange)
        if not exchange.ok:
            raise Untested(f"a record could not be read: {exchange.line}")
        return records[0] if records else ABSENT

    def listed_one(
        self, operation: DescribedOperation, draft: UnsentRecord, credential: str
    ) -> Any:
        """A record as a list shows it."""
        for record in self.listed(operation, credential=credential):
            if self.is_record(record, draft):
                return record
        return ABSENT

    def listed(
        self,
        operation: DescribedOperation,
        query: Any = (),
        *,
        credential: str = "main",
        **how: Any,
    ) -> Iterator[JsonDict]:
        """Every record of a list, page after page."""
        walker = self.caller.walker(operation)
        for page in walker.pages(query, credential=credential, **how):
            yield from walker.shown.records(page)

    def is_record(self, record: Mapping[str, Any], draft: UnsentRecord) -> bool:
        """Whether a record in an answer is the one that was meant, by its id or a whole key."""
        own = self.collection.id
        if own and draft.id and record.get(own) is not None:
            return str(record[own]) == draft.id
        return any(self.has_key(key, record, draft) for key in self.collection.keys.values())

    def has_key(self, key: UniqueKey, record: Mapping[str, Any], draft: UnsentRecord) -> bool:
        """Whether a record has the key of another, in the letters that the key minds."""
        pairs = [(record.get(name), draft.members.get(name)) for name in key.members]
        if any(value is None for pair in pairs for value in pair):
            return False
        texts = [(text_of(one), text_of(other)) for one, other in pairs]
        if key.case != "exact":
            texts = [(one.lower(), other.lower()) for one, other in texts]
        return all(one == other for one, other in texts)
