"""
Requests of an operation: where identity, members and envelope of its records go.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from conformance.declared.declared_api import DeclaredApi
from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import EVERY, UniqueKey, object_of, resolved, roles_of
from conformance.declared.sample_values import Sampler
from conformance.expectations import ABSENT, JsonDict
from conformance.http.target import path_segment
from conformance.outcomes import Untested

NAMED = "named"
ID = "id"
PARAMETER = re.compile(r"\{([^}]+)\}")


@dataclass(frozen=True)
class UnsentRecord:
    """
    A record before it is sent.

    - ``n``: the small number that stands for its identity
    - ``members``: its members by name, those of its keys among them, wherever a request puts them
    - ``id``: the id that the server gave it, empty while it has none
    - ``trace``: the client's tag, sent where the operation has a place for one
    - ``version``: the version that the request names, ``None`` for none
    - ``by``: ``id`` where it has to be found by that and not by a key
    """

    n: int
    members: Mapping[str, Any]
    id: str = ""
    trace: str = ""
    version: Any = None
    by: str = ""

    def having(self, **members: Any) -> UnsentRecord:
        """The same record with other members; ``ABSENT`` leaves one out."""
        changed = {**self.members, **members}
        kept = {name: value for name, value in changed.items() if value is not ABSENT}
        return replace(self, members=kept)


@dataclass(frozen=True)
class Sending:
    """A request without its credential: what ``Target.send`` takes."""

    method: str
    path: str
    body: Any = ABSENT
    query: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RequestMaker:
    """Makes the requests of one operation; ``scope`` are values of path parameters."""

    api: DeclaredApi
    operation: DescribedOperation
    sampler: Sampler
    scope: Mapping[str, str]

    def key_for(self, draft: UnsentRecord) -> UniqueKey | None:
        """The key by which the operation finds a record, ``None`` where it is the id."""
        keys = self.operation.collection.keys
        if draft.by == ID and ID in self.operation.by:
            return None
        for name in self.operation.by:
            if name == NAMED and keys:
                return next(iter(keys.values()))
            if name in keys and all(draft.members.get(m) is not None for m in keys[name].members):
                return keys[name]
            if name == ID and draft.id:
                return None
        return None

    def said(self, draft: UnsentRecord) -> str:
        """The text that means a record: the value of its key, else its id. Raises ``Untested``."""
        key = self.key_for(draft)
        if key is not None and len(key.members) == 1:
            return str(draft.members[key.members[0]])
        if not draft.id:
            raise Untested(f"{self.operation.id} finds records by an id, and none is known")
        return draft.id

    def write(
        self,
        batches: Sequence[Sequence[UnsentRecord]],
        *,
        key: str | None = None,
        mode: str = "",
    ) -> Sending:
        """A request that writes records, in batches where the operation has some."""
        operation = self.operation
        values = [[self.value(draft) for draft in batch] for batch in batches]
        first = batches[0][0]
        if not operation.holds_many and (len(batches) > 1 or len(batches[0]) > 1):
            raise Untested(f"{operation.id} writes one record a request")
        body = ABSENT if operation.body is None else self.framed(values, key, self.key_for(first))
        headers, query = self.conditions(first), list(self.required_query())
        place = key_place(self.api, operation)
        if place is not None and place[0] == "header" and key is not None:
            headers[place[1]] = key
        if place is not None and place[0] == "query" and key is not None:
            query.append((place[1], key))
        if mode and operation.query_named(mode) is not None:
            query.append((mode, "true"))
        elif mode and isinstance(body, dict):
            body[mode] = True
        if operation.media != "application/json":
            headers["content-type"] = operation.media
        return Sending(operation.method, self.path(first), body, query, headers)

    @property
    def version_member(self) -> str | None:
        """The member of a sent record that names its version; ``None`` where a header does."""
        record, name = self.operation.record, self.operation.collection.version
        if record is None or self.operation.header_named("if-match") is not None:
            return None
        holder = record.with_role("members")
        here = record.properties if holder is None else {}
        return name if name in here else None

    @property
    def takes_versions(self) -> bool:
        """Whether a request has a place for a version."""
        return (
            self.version_member is not None or self.operation.header_named("if-match") is not None
        )

    def conditions(self, draft: UnsentRecord) -> dict[str, str]:
        """The header that names the version of a record, where the operation has one."""
        header = self.operation.header_named("if-match")
        return {} if header is None or draft.version is None else {"if-match": str(draft.version)}

    def naming(self, drafts: Sequence[UnsentRecord]) -> Sending:
        """A request that names records to read or remove: in its path, or in its body."""
        operation, query = self.operation, list(self.required_query())
        name = operation.query("key-name")
        key = self.key_for(drafts[0])
        if name is not None and key is not None:
            query.append((name["name"], key.name))
        if operation.parameter is not None:
            return Sending(operation.method, self.path(drafts[0]), ABSENT, query)
        found = object_of(self.api.document, operation.body)
        ids = found.with_role("ids") if found else None
        if ids is not None and found is not None:
            node = resolved(self.api.document, found.properties[ids].get("items", {}))
            said = [typed(self.said(draft), node) for draft in drafts]
            return Sending(operation.method, self.path(drafts[0]), {ids: said}, query)
        if operation.record is None:
            raise Untested(f"{operation.id} has no place for the identity of a record")
        values = [[self.value(draft) for draft in drafts]]
        return Sending(
            operation.method, self.path(drafts[0]), self.framed(values, None, key), query
        )

    def path(self, draft: UnsentRecord | None = None) -> str:
        """The address: the record's identity in its place, the scope in the others."""

        def filled(found: re.Match[str]) -> str:
            name = found[1]
            if draft is not None and name in self.operation.spelled:
                return path_segment(str(draft.members[name]))
            if draft is not None and name == self.operation.parameter:
                return path_segment(self.said(draft))
            return path_segment(self.scope[name])

        return PARAMETER.sub(filled, self.operation.path)

    def value(self, draft: UnsentRecord) -> JsonDict:
        """A record as the request carries it."""
        record = self.operation.record
        if record is None:
            return {}
        key, properties = self.key_for(draft), record.properties
        held = {role: name for name in properties for role in roles_of(properties[name])}
        made: JsonDict = {}
        if "key" in held:
            made[held["key"]] = typed(self.said(draft), properties[held["key"]])
        if "key-name" in held and key is not None:
            made[held["key-name"]] = key.name
        if "trace" in held and draft.trace:
            made[held["trace"]] = draft.trace
        if "members" in held:
            used = set(key.members) if key is not None and "key" in held else set()
            inner = {n: v for n, v in draft.members.items() if n not in used}
            return {**made, held["members"]: inner}
        if "key" in held:
            return made | {n: v for n, v in draft.members.items() if n in properties}
        own = self.operation.collection.id
        by_id = ID in self.operation.by and self.operation.verb in {"upsert", "update"}
        if by_id and key is None and own in properties and draft.id:
            made[str(own)] = typed(draft.id, properties[str(own)])
        if draft.version is not None and self.version_member is not None:
            made[self.version_member] = draft.version
        return self.sendable(draft) | made

    def sendable(self, draft: UnsentRecord) -> JsonDict:
        """The members of a draft but those that this request has no place for."""
        here = self.operation.record.properties if self.operation.record else {}
        elsewhere = self.api.members[self.operation.collection.name]
        return {n: v for n, v in draft.members.items() if n in here or n not in elsewhere}

    def framed(
        self, batches: Sequence[Sequence[Any]], key: str | None, found_by: UniqueKey | None
    ) -> Any:
        """The body around some records; ``key`` is the idempotency key."""
        path = self.operation.records_at or ()
        inner: Any = [list(batch) for batch in batches]
        if EVERY not in path:
            inner = inner[0][0]
        elif not self.operation.holds_batches:
            inner = inner[0]
        return self.around(self.operation.body, list(path), inner, (key, found_by))

    def around(
        self, schema: Any, path: list[str], inner: Any, keys: tuple[str | None, UniqueKey | None]
    ) -> Any:
        """An envelope with what it must have besides, and the records at the end of a path."""
        document = self.api.document
        if not path:
            return inner
        step, rest = path[0], path[1:]
        if step == EVERY:
            if EVERY not in rest:
                return inner
            items = resolved(document, resolved(document, schema).get("items", {}))
            return [self.around(items, rest, batch, keys) for batch in inner]
        found = object_of(document, schema)
        if found is None:
            return inner
        key, found_by = keys
        made = {step: self.around(found.properties[step], rest, inner, keys)}
        for name, node in found.properties.items():
            if "idempotency-key" in roles_of(node):
                if key is not None or name in found.required:
                    made[name] = key or f"{self.sampler.name}-{id(inner)}"
            elif "key-name" in roles_of(node):
                made |= {name: found_by.name} if found_by is not None else {}
            elif name in found.required and name != step:
                made[name] = self.sampler.value(node, 0)
        return made

    def required_query(self) -> Iterator[tuple[str, str]]:
        """The query parameters that a request must have."""
        for each in self.operation.parameters:
            if each.get("in") == "query" and each.get("required") and not roles_of(each):
                yield each["name"], str(self.sampler.value(each.get("schema", {}), 0))


def key_place(api: DeclaredApi, operation: DescribedOperation) -> tuple[str, str] | None:
    """Where an operation carries an idempotency key (``header``, ``query``, ``body``) by name."""
    found = operation.query("idempotency-key")
    if found is not None:
        return found["in"], found["name"]
    shape = None if operation.body is None else object_of(api.document, operation.body)
    name = shape.with_role("idempotency-key") if shape else None
    return None if name is None else ("body", name)


def typed(said: str, node: JsonDict) -> Any:
    """A text in the type that a place has."""
    kinds = node.get("type", "string")
    if "integer" in kinds and "string" not in kinds and said.lstrip("-").isdecimal():
        return int(said)
    return said


def scope_of(
    api: DeclaredApi, operation: DescribedOperation, sampler: Sampler, variant: int = 0
) -> dict[str, str]:
    """Values of the path parameters that do not name the record; another variant, another scope."""
    found = {}
    for name in operation.scope:
        schema = (operation.query_named(name) or {}).get("schema", {})
        found[name] = str(sampler.value(resolved(api.document, schema), 0, variant))
    return found
