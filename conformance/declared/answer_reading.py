"""
What an answer says of the records of a request, read through the roles of its schema.

| where it says it | how a record finds its part |
|---|---|
| ``results``, or an array of records without a role | its place |
| ``accepted`` | its trace, its key, its id, else its place among those not refused |
| ``refused`` | its trace, its index, its key or id, its echo |
| one record, or nothing | the status |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from conformance.declared.described_operation import DescribedOperation
from conformance.declared.object_schema import (
    EVERY,
    described,
    id_of,
    locate,
    object_of,
    resolved,
    roles_of,
    schema_at,
    values_at,
)
from conformance.declared.said_words import roles_in_schema
from conformance.expectations import ABSENT, JsonDict
from conformance.http.exchange import Exchange

SAYS_REFUSED = ("text", "code", "kind")
"""Roles that only a refusal fills in."""

DEEPEST = 10


@dataclass(frozen=True)
class SentRecord:
    """A record of a request: as it was sent, with the texts by which an answer may name it."""

    value: Any
    place: int
    names: frozenset[str] = frozenset()
    trace: str = ""


@dataclass
class Fate:
    """
    What became of one record, as the answer tells it.

    - ``accepted``: ``None`` where the answer says nothing of it
    - ``outcome``: ``created``, ``updated``, ``unchanged`` or ``refused``, empty where no word says
    - ``node``: the part of the answer that is about it; ``found_by`` says how it was found
    """

    accepted: bool | None
    outcome: str = ""
    id: str = ""
    node: Any = ABSENT
    found_by: str = ""
    roles: Mapping[str, list[Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class AnswerReader:
    """Reads the answers of one operation."""

    document: JsonDict
    operation: DescribedOperation

    def schema(self, exchange: Exchange) -> JsonDict | None:
        """The schema of an answer's body by its status, ``None`` where none is described."""
        known = self.operation.responses
        family = f"{exchange.status // 100}XX"
        for status in (str(exchange.status), family):
            if status in known:
                return known[status]
        return next((schema for schema in known.values() if schema is not None), None)

    def fates(self, exchange: Exchange, sent: Sequence[SentRecord]) -> list[Fate]:
        """What became of each record, in the order in which they were sent."""
        if not exchange.ok:
            return [Fate(False, "refused", found_by="status") for _each in sent]
        schema = self.schema(exchange)
        if schema is None or exchange.json is ABSENT:
            return [Fate(True, found_by="status") for _each in sent]
        lists = dict(self.lists(schema, exchange.json))
        if "results" in lists:
            return self.by_place(*lists["results"], sent)
        if "accepted" in lists or "refused" in lists:
            return self.sorted_out(lists, sent)
        at = locate(self.document, schema, self.operation.collection)
        if at is not None and EVERY in at:
            inner = schema_at(self.document, schema, at)
            return self.by_place(inner, values_at(exchange.json, at), sent)
        return [self.told(schema, exchange.json, "status") for _each in sent]

    def lists(self, schema: Any, value: Any) -> Iterator[tuple[str, tuple[JsonDict, list[Any]]]]:
        """The lists of an answer that have a role of an answer to a write."""
        for node, found in self.walk(schema, value):
            said = roles_of(node)
            role = next((r for r in ("results", "accepted", "refused") if r in said), None)
            if role and isinstance(found, list):
                yield role, (resolved(self.document, node.get("items", {})), found)

    def walk(self, schema: Any, value: Any, depth: int = 0) -> Iterator[tuple[JsonDict, Any]]:
        """Every part of a value with its schema; what is left out is walked as ``[]``."""
        node = resolved(self.document, schema)
        whole = {**described(self.document, schema), **node}
        yield whole, value
        if depth >= DEEPEST:
            return
        found = object_of(self.document, schema)
        for name, inner in (found.properties if found else {}).items():
            if isinstance(value, Mapping) and name in value:
                yield from self.walk(inner, value[name], depth + 1)
            elif depth == 0 and roles_of(inner).keys() & {"accepted", "refused", "results"}:
                yield inner, []
        if isinstance(value, list) and "items" in whole:
            for each in value:
                yield from self.walk(whole["items"], each, depth + 1)

    def roles(self, schema: Any, value: Any) -> dict[str, list[Any]]:
        """The values in a part of an answer by their role; a list holds each of its elements."""
        found: dict[str, list[Any]] = {}
        for node, each in self.walk(schema, value):
            for role in roles_of(node):
                found.setdefault(role, []).extend(each if isinstance(each, list) else [each])
        return found

    def roles_described(self, schema: Any) -> frozenset[str]:
        """Every role that a schema has somewhere."""
        return frozenset(roles_in_schema(self.document, [schema]))

    def told(self, schema: Any, node: Any, found_by: str) -> Fate:
        """What one part of an answer says of its record."""
        roles = self.roles(schema, node)
        outcome = self.outcome(schema, node)
        refused = outcome == "refused" or (
            not outcome and any(value for role in SAYS_REFUSED for value in roles.get(role, ()))
        )
        return Fate(not refused, outcome, self.id_in(schema, node), node, found_by, roles)

    def outcome(self, schema: Any, value: Any) -> str:
        """The outcome that a part of an answer says, empty where it says none."""
        for node, each in self.walk(schema, value):
            said = roles_of(node).get("outcome")
            if isinstance(said, Mapping):
                return next((word for word, sent in said.items() if sent == each), "")
            if said is not None:
                return str(each)
        return ""

    def id_in(self, schema: Any, value: Any) -> str:
        """The id that a part of an answer shows, empty where it shows none."""
        collection = self.operation.collection
        at = locate(self.document, schema, collection)
        if at is None or EVERY in at:
            return ""
        found = object_of(self.document, schema_at(self.document, schema, at))
        name = found and id_of(found, collection.id)
        for each in values_at(value, at):
            if name and isinstance(each, Mapping) and each.get(name) is not None:
                return str(each[name])
        return ""

    def by_place(
        self, schema: JsonDict, nodes: Sequence[Any], sent: Sequence[SentRecord]
    ) -> list[Fate]:
        """Fates where each record has its part at its own place."""
        return [
            self.told(schema, nodes[each.place], "place")
            if each.place < len(nodes)
            else Fate(None, found_by="place")
            for each in sent
        ]

    def sorted_out(
        self, lists: Mapping[str, tuple[JsonDict, list[Any]]], sent: Sequence[SentRecord]
    ) -> list[Fate]:
        """Fates where accepted and refused records are told apart."""
        refused = self.parts(lists, "refused")
        accepted = self.parts(lists, "accepted")
        fates: list[Fate] = []
        left: list[int] = []
        for each in sent:
            bad = next((part for part in refused if self.is_about(part, each)), None)
            good = next((part for part in accepted if self.is_about(part, each)), None)
            if bad is not None:
                fates.append(Fate(False, "refused", "", bad[1].node, bad[0], bad[1].roles))
            elif good is not None:
                fates.append(good[1])
            else:
                left.append(len(fates))
                fates.append(Fate(None))
        taken = {id(fate.node) for fate in fates}
        rest = [part[1] for part in accepted if id(part[1].node) not in taken]
        unnamed = [part for part in refused if id(part[1].node) not in taken]
        if len(rest) == len(left):
            for place, fate in zip(left, rest, strict=True):
                fates[place] = fate
        elif "accepted" not in lists and not unnamed:
            for place in left:
                fates[place] = Fate(True, found_by="not refused")
        elif not rest and len(unnamed) >= 1:
            for place in left:
                fates[place] = Fate(False, "refused", "", unnamed[0][1].node, "not accepted")
        return fates

    def parts(
        self, lists: Mapping[str, tuple[JsonDict, list[Any]]], role: str
    ) -> list[tuple[str, Fate]]:
        """The elements of a list with what each says of its record."""
        schema, nodes = lists.get(role, ({}, []))
        return [(role, self.told(schema, node, role)) for node in nodes]

    def is_about(self, part: tuple[str, Fate], sent: SentRecord) -> bool:
        """Whether an element is about a record: by the first of trace, index, names and echo."""
        roles = part[1].roles
        for role, own in (("trace", sent.trace), ("index", sent.place), ("echo", sent.value)):
            said = [value for value in roles.get(role, ()) if value is not None]
            if said and (role != "trace" or sent.trace):
                return own in said
        names = {str(value) for role in ("ids",) for value in roles.get(role, ())}
        names |= texts_in(part[1].node) if part[0] == "accepted" else texts_in(part[1].node, 1)
        return bool(names & sent.names)


def texts_in(value: Any, depth: int = 3) -> set[str]:
    """The scalars of an object, and of those in it, as texts."""
    if not isinstance(value, Mapping):
        return set()
    found = {str(each) for each in value.values() if isinstance(each, str | int | float)}
    if depth > 1:
        for inner in value.values():
            found |= texts_in(inner, depth - 1)
    return found
