"""
From a document and its declaration to what is served: a contract, and a provider for it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from mockserver.contract.bodies import key_place
from mockserver.contract.document import Contract, OperationContract, check_contract
from mockserver.contract.engine_rules import engine_rules
from mockserver.contract.navigation import resolve
from mockserver.contract.words import Declaration, DeclaredOperation, Verb, roles_of
from mockserver.core.record import JsonObject
from mockserver.core.rules import Presence, Rules
from mockserver.declared.contradictions import Contradictions
from mockserver.declared.frames import RequestFrame, frame_of, record_schema, without_record
from mockserver.declared.given_records import GivenRecords
from mockserver.declared.hooks import Hooks
from mockserver.declared.modes import Modes, differences
from mockserver.declared.plans import Plans
from mockserver.declared.scopes import check_scopes
from mockserver.declared.shapes import (
    Every,
    RecordShape,
    at_path,
    effective,
    locate,
    shape_of,
)
from mockserver.provider import Provider

WRITES = frozenset({Verb.CREATE, Verb.UPSERT, Verb.UPDATE})


@dataclass
class Assembly:
    """Compiles one document."""

    name: str
    file: Path
    document: JsonObject
    declaration: Declaration
    hooks: Hooks = field(default_factory=Hooks)
    shapes: dict[str, RecordShape] = field(default_factory=dict)
    frames: dict[str, RequestFrame] = field(default_factory=dict)
    parameters: dict[str, Sequence[JsonObject]] = field(default_factory=dict)
    tagged: set[str] = field(default_factory=set)

    def build(self) -> tuple[Contract, Provider]:
        """The contract and the provider."""
        described = check_contract(self.name, self.file, self.document)
        self.shapes = {
            name: RecordShape(collection)
            for name, collection in self.declaration.collections.items()
        }
        for _pass in range(2):  # the second knows which member the id is
            for operation in described.operations.values():
                self.learn(operation)
        self.tagged = set(self.tagged_collections(described))
        for operation in described.operations.values():
            self.parameters[operation.id] = operation.parameters
            self.take_records_out(operation)
            self.allow_any_size(operation)
        self.contradictions.refuse(described.operations)
        contract = check_contract(self.name, self.file, self.document)
        operations = {
            name: replace(operation, rules=self.rules_of(operation))
            for name, operation in contract.operations.items()
        }
        contract = replace(contract, operations=operations)
        plans = Plans(
            self.document,
            self.declaration,
            self.shapes,
            self.frames,
            self.parameters,
            self.modes(contract),
            self.hooks,
            GivenRecords(self.shapes),
        )
        provider = plans.provider(self.name, contract)
        check_scopes(contract, provider, self.shapes)
        return contract, provider

    @property
    def contradictions(self) -> Contradictions:
        """What looks for words that cannot hold together."""
        return Contradictions(self.file, self.document, self.declaration, self.shapes, self.frames)

    def declared(self, operation: OperationContract) -> DeclaredOperation | None:
        """What an operation declares."""
        return self.declaration.operations.get(operation.id)

    def learn(self, operation: OperationContract) -> None:
        """Take over what the bodies of an operation say about the records of its collection."""
        declared = self.declared(operation)
        if declared is None:
            return
        records = self.shapes[declared.collection]
        for schema in self.bodies(operation):
            path = locate(self.document, schema, records)
            shape = (
                None
                if path is None
                else shape_of(self.document, at_path(self.document, schema, path))
            )
            if shape is not None:
                records.learn(self.document, shape)

    def bodies(self, operation: OperationContract) -> Iterator[JsonObject]:
        """The schemas of an operation's request and of its successes."""
        request = self.request_schema(operation)
        if request is not None:
            yield request
        for status, node in operation.definition.get("responses", {}).items():
            content = resolve(self.document, node).get("content") or {}
            for media, described in content.items():
                if str(status).startswith("2") and "json" in media and "schema" in described:
                    yield described["schema"]

    def request_schema(self, operation: OperationContract) -> JsonObject | None:
        """The schema of an operation's body, ``None`` where it describes none."""
        if not operation.media_types:
            return None
        body = resolve(self.document, operation.definition["requestBody"])
        schema: JsonObject | None = body["content"][operation.media_types[0]].get("schema")
        return schema

    def take_records_out(self, operation: OperationContract) -> None:
        """Make the records of a request a component, so that each is checked by itself."""
        declared = self.declared(operation)
        schema = self.request_schema(operation)
        if declared is None or declared.verb in {Verb.LIST, Verb.CHANGE}:
            return
        if schema is None and declared.verb is Verb.READ:
            return
        schemas = self.document.setdefault("components", {}).setdefault("schemas", {})
        name = f"{operation.id}.record"
        if schema is None:
            schemas[name] = {}  # an action without a body
            return
        records = self.shapes[declared.collection]
        path = self.explicit(schema) or locate(self.document, schema, records) or ()
        frame = frame_of(self.document, schema, path)
        self.frames[operation.id] = frame
        if declared.verb not in WRITES:
            return
        found = at_path(self.document, schema, path)
        component = found if frame.shape is None else record_schema(frame.shape)
        schemas[name] = component
        body = copy.deepcopy(resolve(self.document, operation.definition["requestBody"]))
        media = operation.media_types[0]
        body["content"][media]["schema"] = without_record(self.document, schema, path, name)
        operation.definition["requestBody"] = body

    def allow_any_size(self, operation: OperationContract) -> None:
        """Let a page be asked for that is too large, where that is not refused."""
        declared = self.declared(operation)
        if declared is None or declared.word("oversize", "refuse") == "refuse":
            return
        operation.definition["parameters"] = [
            {**parameter, "schema": without_maximum(parameter.get("schema", {}))}
            if "size" in roles_of(parameter)
            else parameter
            for parameter in operation.parameters
        ]

    def explicit(self, schema: JsonObject) -> tuple[str | Every, ...] | None:
        """Where the role ``records`` says that the records stand."""
        shape = shape_of(self.document, schema)
        for name, node in (shape.properties if shape else {}).items():
            if "records" in roles_of(node):
                return (name, Every.ELEMENT)
        return None

    def modes(self, contract: Contract) -> dict[str, Modes]:
        """The modes of each operation that has some."""
        found = {}
        for name, operation in contract.operations.items():
            declared, frame = self.declared(operation), self.frames.get(name)
            if declared is None or frame is None or operation.rules is None:
                continue
            changes = {}
            for mode, words in declared.words.get("modes", {}).items():
                other = replace(declared, words={**declared.words, **words})
                rules = self.rules_of(operation, other)
                if rules is not None:
                    changes[mode] = differences(operation.rules, rules)
            if changes:
                found[name] = Modes(changes, frame)
        return found

    def rules_of(
        self, operation: OperationContract, declared: DeclaredOperation | None = None
    ) -> Rules | None:
        """The engine's rules of an operation that writes, ``None`` for any other."""
        declared = declared or self.declared(operation)
        if declared is None or declared.verb in {Verb.READ, Verb.LIST}:
            return None
        frame = self.frames.get(operation.id)
        keyed = key_place(self.document, operation.definition) is not None
        return engine_rules(
            declared,
            method=operation.method,
            record=f"{operation.id}.record" if declared.verb in WRITES else None,
            many=frame is not None and frame.holds_many,
            most=None if frame is None else frame.most,
            versioned=self.is_versioned(declared.collection),
            key=Presence.OPTIONAL if keyed else Presence.NONE,
            later=self.declaration.hides_recent(declared.collection),
            retention=self.declaration.retention,
        )

    def is_versioned(self, collection: str) -> bool:
        """Whether answers show a version of the records: in a member, or in a header."""
        return "version" in self.shapes[collection].shown.values() or collection in self.tagged

    def tagged_collections(self, contract: Contract) -> Iterator[str]:
        """The collections of operations that answer with an entity tag."""
        for operation in contract.operations.values():
            declared = self.declared(operation)
            for answer in operation.definition.get("responses", {}).values():
                for header in (resolve(self.document, answer).get("headers") or {}).values():
                    if declared and "version" in roles_of(effective(self.document, header)):
                        yield declared.collection


def without_maximum(schema: JsonObject) -> JsonObject:
    return {key: value for key, value in schema.items() if key != "maximum"}
