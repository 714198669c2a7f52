"""
Records of a collection before they are sent: good ones, and others with one constraint broken.

Records follow from a number and a variant. Members of the identity are the same in both variants;
every other plain member differs where its schema has room for two values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import (
    ObjectSchema,
    described,
    object_of,
    roles_of,
    types_of,
)
from conformance.declared.record_reading import ShownRecords
from conformance.declared.request_making import UnsentRecord
from conformance.declared.sample_values import Sampler, text_for
from conformance.expectations import ABSENT, JsonDict
from conformance.http.target import Target
from conformance.outcomes import Untested

LEFT_OUT = frozenset({"version", "removed", "created", "updated", "id"})
"""Roles of members that a new record is sent without."""


@dataclass
class RecordSamples:
    """
    The records of one collection, as one operation writes them.

    - ``refer``: writes record ``n`` of the collection that a member refers to, and says what the
      member then holds
    - ``ids``: the ids that the server gave, by number
    """

    api: DeclaredApi
    operation: DescribedOperation
    target: Target
    sampler: Sampler
    refer: Callable[[JsonDict, int], Any]
    ids: dict[int, str] = field(default_factory=dict)

    @property
    def maker(self) -> DescribedOperation:
        """The operation that creates records. Raises ``Untested`` when there is none."""
        if self.operation.verb in {"upsert", "create"}:
            return self.operation
        found = [
            each
            for each in self.api.of(self.operation.collection.name, "upsert", "create")
            if each.word("missing", "create") == "create" or each.verb == "create"
        ]
        if not found:
            raise Untested(f"no operation creates {self.operation.collection.name}")
        return found[0]

    def shape(self, operation: DescribedOperation | None = None) -> ObjectSchema:
        """The members of a record in a request, those of an inner object where they stand there."""
        record = (operation or self.maker).record
        if record is None:
            return ObjectSchema({}, frozenset())
        holder = record.with_role("members")
        if holder is None:
            own = {n: v for n, v in record.properties.items() if not is_envelope(v)}
            return replace(record, properties=own)
        inner = record.properties[holder]
        found = object_of(self.api.document, inner)
        return found or ObjectSchema(
            exemplified(inner), frozenset(), inner.get("additionalProperties")
        )

    def record(self, n: int, variant: int = 0) -> UnsentRecord:
        """A valid record of identity ``n``."""
        members: JsonDict = {}
        shape = self.shape()
        keyed = self.key_members()
        for name, node in shape.properties.items():
            made = self.member(name, node, n, variant)
            if made is not ABSENT and name not in keyed:
                members[name] = made
        members = self.identity(n) | members
        chosen = self.chosen_id(n) if self.chooses_ids else ""
        if chosen != "" and self.operation.collection.id in shape.properties:
            members[str(self.operation.collection.id)] = chosen
        return UnsentRecord(n, members, self.ids.get(n, str(chosen)))

    @property
    def chooses_ids(self) -> bool:
        """Whether the client gives a new record its id: in the path, or as a member it may send."""
        collection, maker = self.operation.collection, self.maker
        if maker.parameter is not None:
            return maker.by == ("id",)
        node = self.shape().properties.get(str(collection.id), {"readOnly": True})
        return not (node.get("readOnly") or collection.id_schema.get("readOnly"))

    def chosen_id(self, n: int) -> Any:
        """The id of a record whose id the client gives."""
        collection, maker = self.operation.collection, self.maker
        node = self.shape().properties.get(str(collection.id)) or collection.id_schema
        if maker.parameter is not None and not node:
            node = (maker.query_named(maker.parameter) or {}).get("schema", {})
        return self.unique(node, n)

    def key_members(self) -> frozenset[str]:
        """The members of all keys."""
        keys = self.operation.collection.keys.values()
        return frozenset(name for key in keys for name in key.members)

    def identity(self, n: int) -> JsonDict:
        """The members of the keys of a record, and its id where the client gives it."""
        shape = self.shape()
        found: JsonDict = {}
        for name in sorted(self.key_members()):
            node = shape.properties.get(name) or self.elsewhere(name)
            if not node.get("readOnly"):
                found[name] = self.unique(node, n)
        return found

    def elsewhere(self, name: str) -> JsonDict:
        """The schema of a member that the creating request does not name."""
        for each in self.api.of(
            self.operation.collection.name, "upsert", "create", "update", "read", "list"
        ):
            record = each.record or ShownRecords(self.api, each).inner
            for known, node in (record.properties if record else {}).items():
                if known == name:
                    return node
        return {"type": "string", "format": "email" if "email" in name.lower() else ""}

    def unique(self, node: JsonDict, n: int) -> Any:
        """A value that no other record of this run has."""
        whole = described(self.api.document, node)
        if types_of(whole) & {"integer", "number"} and "string" not in types_of(whole):
            numbers = self.target.memory.setdefault(f"numbers of {self.target.namespace}", {})
            if n not in numbers:
                numbers[n] = self.target.unique_number() % whole.get("maximum", 10**12)
            return numbers[n]
        choices = whole.get("enum")
        return choices[n % len(choices)] if choices else text_for(self.target.name(str(n)), whole)

    def member(self, name: str, node: JsonDict, n: int, variant: int) -> Any:
        """The value of a plain member; ``ABSENT`` for one that is better left out."""
        roles, shape = roles_of(node), self.shape()
        required = name in shape.required
        if node.get("readOnly") or (roles.keys() & LEFT_OUT and not required):
            return ABSENT
        if "refers-to" in roles:
            return self.refer(node, 0) if required else ABSENT
        if name == self.operation.collection.id:
            return ABSENT
        try:
            return self.sampler.value(node, n, 0 if "fixed" in roles else variant)
        except Untested:
            if required:
                raise
            return ABSENT

    def bad(self, n: int) -> UnsentRecord:
        """A record with one broken constraint outside its identity. Raises ``Untested``."""
        for name, _keyword, value in self.faults():
            return self.record(n).having(**{name: value})
        raise Untested("the contract has no constraint outside the identity that could be broken")

    def faults(self, operation: DescribedOperation | None = None) -> Iterator[tuple[str, str, Any]]:
        """Each way to break one constraint outside the identity: member, keyword and value."""
        shape, keyed = self.shape(operation), self.key_members()
        free = {
            name: node
            for name, node in shape.properties.items()
            if name not in keyed
            and name not in {self.operation.collection.id, self.operation.collection.version}
            and not node.get("readOnly")
            and not roles_of(node).keys() & LEFT_OUT
        }
        ways = [
            (name, keyword, value)
            for name, node in free.items()
            if "refers-to" not in roles_of(node)
            for keyword, value in self.sampler.broken(node)
        ]
        yield from sorted(ways, key=lambda way: way[1] != "type" or way[0] in shape.required)
        yield from ((name, "required", ABSENT) for name in free if name in shape.required)
        if shape.open is False:
            yield "no-such-member", "additionalProperties", "x"


def is_envelope(node: JsonDict) -> bool:
    """Whether a member of a sent record says how to treat it, and is no member of it."""
    return bool(roles_of(node).keys() & {"key", "key-name", "trace", "idempotency-key"})


def exemplified(node: JsonDict) -> dict[str, JsonDict]:
    """The members that the example of an object without named members has, with their types."""
    example = node.get("example") or next(iter(node.get("examples", ())), None)
    kinds = {bool: "boolean", int: "integer", float: "number", str: "string"}
    found = example if isinstance(example, Mapping) else {}
    return {name: {"type": kinds[type(v)]} for name, v in found.items() if type(v) in kinds}
