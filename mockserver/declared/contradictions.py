"""
Words that are valid each and cannot hold together: refused at the start, with what would be right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mockserver.contract.document import OperationContract
from mockserver.contract.words import Declaration, DeclaredOperation, Verb, roles_of
from mockserver.core.record import JsonObject
from mockserver.declared.frames import RequestFrame
from mockserver.declared.modes import TRACED
from mockserver.declared.shapes import RecordShape, body_members
from mockserver.errors import ContractError

WRITING = frozenset(
    {"by", "missing", "found", "several", "merge", "group", "costs", "twice", "none-accepted"}
    | {"read-only", "version", "writers", "limits", "sets", "empty", "modes"}
)
READS = {
    Verb.CREATE: WRITING,
    Verb.UPSERT: WRITING,
    Verb.UPDATE: WRITING,
    Verb.REMOVE: frozenset({"by", "missing", "version", "writers", "limits", "group"}),
    Verb.READ: frozenset({"by", "sees"}),
    Verb.LIST: frozenset({"sees", "sorted", "oversize"}),
    Verb.CHANGE: frozenset({"version", "writers", "limits"}),
}
"""Verb to the words that say something of it."""

ONLY_FOR = {("missing", "create"): Verb.UPSERT, ("missing", "skip"): Verb.REMOVE}
"""A word and its value to the only verb that they suit."""

PLACES_OF_A_PAGE = frozenset({"page", "size", "offset", "cursor"})


@dataclass(frozen=True, slots=True)
class Contradictions:
    """Looks for them in what was derived from one document."""

    file: Path
    document: JsonObject
    declaration: Declaration
    shapes: Mapping[str, RecordShape]
    frames: Mapping[str, RequestFrame]

    def refuse(self, operations: Mapping[str, OperationContract]) -> None:
        """Raise ``ContractError`` for the first contradiction."""
        for found in [*self.of_collections(), *self.of_operations(operations)]:
            raise ContractError(f"{self.file.name}: {found}")

    def of_collections(self) -> Iterator[str]:
        """Keys and references that name members and keys which there are not."""
        for name, shape in self.shapes.items():
            known = {*shape.types, *shape.shown, *shape.inner}
            where = f"x-upsert.collections.{name}"
            named = [
                member
                for key in shape.collection.keys.values()
                for member in (*key.members, *filter(None, [key.also]))
            ]
            for member in named:
                if "members" not in shape.collection.hooks and member not in known:
                    members = ", ".join(sorted(known)) or "none, so no body holds a record"
                    yield f"{where}.keys: no record has {member}; its members are {members}"
            for member, reference in shape.references.items():
                other = self.shapes[reference.collection].collection
                if reference.by not in {None, "id", *other.keys}:
                    keys = ", ".join(["id", *other.keys])
                    yield (
                        f"{member} of {name} refers by {reference.by}, which is no key of"
                        f" {other.name}; there are: {keys}"
                    )

    def of_operations(self, operations: Mapping[str, OperationContract]) -> Iterator[str]:
        """Words of operations that do not suit their verb, method, roles or each other."""
        own = self.own_words(operations)
        for operation in operations.values():
            declared = self.declaration.operations.get(operation.id)
            if declared is None:
                continue
            where = f"{operation.method.upper()} {operation.path}: x-upsert"
            if operation.method == "get" and declared.verb not in {Verb.READ, Verb.LIST}:
                yield f"{where}: a GET writes nothing, so it cannot {declared.verb}"
            for word in own[operation.id] - READS[declared.verb]:
                words = ", ".join(sorted(READS[declared.verb]))
                yield f"{where}.{word} says nothing of {declared.verb}; the words are {words}"
            for (word, value), verb in ONLY_FOR.items():
                said = word in own[operation.id] and declared.words.get(word) == value
                if said and declared.verb is not verb:
                    yield f"{where}.{word}: {value} is for {verb} only"
            yield from self.of_path(operation, declared, where)
            yield from self.of_roles(operation, declared, where)

    def of_path(
        self, operation: OperationContract, declared: DeclaredOperation, where: str
    ) -> Iterator[str]:
        """Keys of several members that a path without a body names in part."""
        path = {each["name"] for each in operation.parameters if each["in"] == "path"}
        keys = self.shapes[declared.collection].collection.keys
        for key in (keys[name] for name in declared.by if name in keys):
            missing = ", ".join(name for name in key.members if name not in path)
            if len(key.members) > 1 and missing and path and operation.id not in self.frames:
                yield (
                    f"{where}.by: {key.name} is {' and '.join(key.members)}, and the path has no"
                    f" {missing}"
                )

    def own_words(self, operations: Mapping[str, OperationContract]) -> Mapping[str, set[str]]:
        """The words that each operation says itself, without those of all."""
        told = {each.id: each.definition.get("x-upsert") or {} for each in operations.values()}
        apart = {*Verb, "errors", "hooks"}
        return {name: set(said) - apart for name, said in told.items()}

    def of_roles(
        self, operation: OperationContract, declared: DeclaredOperation, where: str
    ) -> Iterator[str]:
        """Words that need a role, or a parameter, which is not there."""
        frame = self.frames.get(operation.id)
        roles = Counter(list(frame.roles) if frame else [])
        names = {each["name"] for each in operation.parameters}
        for parameter in operation.parameters:
            roles.update(roles_of(parameter).keys())
        members = body_members(self.document, operation)
        for node in members.values():
            roles.update(roles_of(node).keys())
        for role in sorted(PLACES_OF_A_PAGE & roles.keys()):
            if roles[role] > 1:
                yield f"{where}: {roles[role]} parameters have the role {role}"
        shown = self.shapes[declared.collection].shown.values()
        if declared.words.get("version") == "required" and "version" not in shown:
            yield f"{where}.version: required, but no member has the role version"
        if "named" in declared.by and "key-name" not in roles:
            yield f"{where}.by: named, but nothing has the role key-name"
        for mode in declared.words.get("modes", {}):
            if mode == TRACED and "trace" not in roles:
                yield f"{where}.modes: traced, but no member of a record has the role trace"
            if mode not in {TRACED, *names, *members}:
                yield f"{where}.modes: {mode} is no parameter and no member of the body"
