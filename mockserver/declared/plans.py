"""
From what was compiled to a provider: a plan for each operation, and the words of its errors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mockserver.contract.bodies import key_place
from mockserver.contract.document import Contract, OperationContract
from mockserver.contract.navigation import resolve
from mockserver.contract.words import Declaration, DeclaredOperation, Verb, roles_of
from mockserver.core.reasons import Reason, Refusal
from mockserver.core.record import Json, JsonObject
from mockserver.core.rules import Rules
from mockserver.core.tick import Tick
from mockserver.core.upsert_types import RecordForm
from mockserver.core.view import Stage
from mockserver.declared.answers import (
    Answers,
    ErrorAnswers,
    Template,
    answers_of,
    is_error,
    shared_error,
    templates_of,
    with_words,
)
from mockserver.declared.error_table import Sentences, words_of
from mockserver.declared.example_call import example_of
from mockserver.declared.frames import RequestFrame
from mockserver.declared.given_records import GivenRecords
from mockserver.declared.hooks import Hooks
from mockserver.declared.identities import Identity, default_by, spelled_by
from mockserver.declared.listings import DeclaredListing, filters_of, paging_of, removed_of
from mockserver.declared.members import Members
from mockserver.declared.modes import Modes
from mockserver.declared.parents import Parent, children_of, parents_in
from mockserver.declared.preconditions import Preconditions
from mockserver.declared.read_plans import ReadPlan, RemovePlan
from mockserver.declared.references import slots_of
from mockserver.declared.seed_mappings import seed_mappings
from mockserver.declared.sent_keys import key_in
from mockserver.declared.shapes import (
    MemberReference,
    ObjectShape,
    RecordShape,
    body_members,
    effective,
    shape_of,
)
from mockserver.declared.undeclared import undeclared
from mockserver.declared.write_plans import RecordHooks, WritePlan
from mockserver.provider import Change, Operation, Provider, Read, Request, Response

WRITES = frozenset({Verb.CREATE, Verb.UPSERT, Verb.UPDATE})
CREDENTIAL = re.compile(r"[!-~]{1,200}")
"""A well-formed credential of a declared API: anything printable without a blank."""

NOBODY_ELSE = 1
"""A path parameter with one possible value names no record."""


@dataclass(frozen=True, slots=True)
class Plans:
    """
    What an assembly compiled, by operation and by collection.

    ``parameters`` are an operation's as its contract has them, sizes of pages included.
    """

    document: JsonObject
    declaration: Declaration
    shapes: Mapping[str, RecordShape]
    frames: Mapping[str, RequestFrame]
    parameters: Mapping[str, Sequence[JsonObject]]
    modes: Mapping[str, Modes]
    hooks: Hooks
    given: GivenRecords

    def declared(self, operation: OperationContract) -> DeclaredOperation | None:
        """What an operation declares."""
        return self.declaration.operations.get(operation.id)

    def provider(self, name: str, contract: Contract) -> Provider:
        """The provider: a handler for each operation, and the words of its errors."""
        known: dict[tuple[int, int], Template] = {}
        templates = {
            operation.id: templates_of(
                contract.file.name, self.document, operation, self.records_of(operation), known
            )
            for operation in contract.operations.values()
        }
        shared = shared_error(templates.values())
        statuses = {status for answers in templates.values() for status in answers}
        common = {
            status: shared_error(templates.values(), status)
            for status in filter(is_error, statuses)
        }
        sentences = self.sentences()
        errors = ErrorAnswers((self.declaration.errors,), common, shared, sentences)
        answers = {
            operation.id: answers_of(
                templates[operation.id], self.rows(operation), shared, sentences
            )
            for operation in contract.operations.values()
        }
        keys = {
            operation.id: found
            for operation in contract.operations.values()
            if (found := key_place(self.document, operation.definition)) is not None
        }

        def refuse_at(refusal: Refusal, tick: Tick, operation: str) -> Response:
            own = answers.get(operation)
            if own is None:
                return errors.response(refusal, tick)
            return own.errors.response(with_words(refusal, operation), tick)

        def sentence(refusal: Refusal) -> str:
            own = answers.get(str(refusal.facts.get("operation")))
            return (errors if own is None else own.errors).words(refusal).text

        return Provider(
            name=name,
            title=str(self.document.get("info", {}).get("title", name)),
            operations={
                operation.id: self.handler(operation, answers[operation.id])
                for operation in contract.operations.values()
            },
            errors={
                reason: words_of(Refusal(reason), (self.declaration.errors,)) for reason in Reason
            },
            refuse=lambda refusal: refuse_at(refusal, NO_TICK, ""),
            refuse_at=refuse_at,
            sentence=sentence,
            rules_for=self.rules_for,
            credential=CREDENTIAL,
            example=example_of(contract),
            idempotency_key=lambda request: key_in(request, keys.get(request.operation)),
            seeds=seed_mappings(contract, self.declaration, self.frames),
        )

    def rules_for(self, request: Request) -> Rules | None:
        """The rules of a request: its operation's, or those of the mode that it is in."""
        modes = self.modes.get(request.operation)
        return request.rules if modes is None else modes.rules(request)

    def sentences(self) -> Sentences:
        """The hooks that word refusals."""
        named = self.declaration.hooks
        return Sentences(self.hooks.of(named, "text"), self.hooks.of(named, "fault"))

    def within(self, operation: OperationContract, declared: DeclaredOperation) -> Members:
        """Which members the records of an operation may have, and which it shows."""
        records = self.shapes[declared.collection]
        define = self.hooks.of(records.collection.hooks, "members")
        return Members(records, define, self.fields(operation), self.given)

    def fields(self, operation: OperationContract) -> tuple[str, Sequence[str] | None] | None:
        """The parameter, or member of the body, that chooses what is shown, and its default."""
        places = {each["name"]: each for each in operation.parameters}
        for name, node in {**places, **body_members(self.document, operation)}.items():
            if "fields" in roles_of(node):
                schema = effective(self.document, node.get("schema", node))
                return name, schema.get("default")
        return None

    def parameters_of_body(self, operation: OperationContract) -> Iterator[JsonObject]:
        """The members of an operation's body that have a role, as if they were parameters."""
        for name, node in body_members(self.document, operation).items():
            if roles_of(node):
                yield {"name": name, "in": "body", "schema": node, "x-upsert": node["x-upsert"]}

    def rows(self, operation: OperationContract) -> Sequence[Mapping[str, JsonObject]]:
        """The error rows of an operation, before those of the document."""
        declared = self.declared(operation)
        own = {} if declared is None else declared.errors
        return (own, self.declaration.errors)

    def records_of(self, operation: OperationContract) -> RecordShape | None:
        """The records that an operation is about, ``None`` where it declares nothing."""
        declared = self.declared(operation)
        return None if declared is None else self.shapes[declared.collection]

    def handler(self, operation: OperationContract, answers: Answers) -> Operation:
        """What carries an operation out."""
        declared = self.declared(operation)
        if declared is None:
            return Read(undeclared(self.document, operation))
        records = self.shapes[declared.collection]
        identity = self.identity(operation, declared)
        members = frozenset(records.types)
        within = self.within(operation, declared)
        removed = removed_of(operation.parameters)
        held = self.frames.get(operation.id)
        later = declared.word("sees", "now") == "later"
        if declared.verb is Verb.READ:
            return Read(
                ReadPlan(
                    operation.id, records, within, held, identity, answers, None, removed, later
                ).answer
            )
        if declared.verb is Verb.LIST:
            listing = DeclaredListing(
                declared.collection,
                paging_of(
                    [*self.parameters[operation.id], *self.parameters_of_body(operation)],
                    declared.word("oversize", "refuse"),
                ),
                filters_of(operation.parameters, members),
                declared.word("sorted", "oldest"),
                removed,
                lambda record: record.get("keys", [record["id"]])[0],
                self.hooks.of(declared.hooks, "select"),
            )
            return Read(
                ReadPlan(
                    operation.id, records, within, None, identity, answers, listing, removed, later
                ).answer
            )
        if declared.verb is Verb.REMOVE:
            return Change(self.remove_plan(operation, declared, identity, answers).apply)
        if declared.verb is Verb.CHANGE:
            return Change(changing(self.hooks.of(declared.hooks, "answer")))
        frame = self.frames.get(operation.id, RequestFrame((), None))
        shape = self.inner_shape(frame)
        return WritePlan(
            operation.id,
            declared,
            records,
            within,
            frame,
            identity,
            answers,
            self.form(records),
            frozenset(shape.properties if shape else ()),
            defaults_of(shape.properties if shape else {}),
            open=bool(shape and shape.open),
            preconditions=preconditions_of(operation),
            hooks=RecordHooks(
                self.hooks.of(records.collection.hooks, "check"),
                self.hooks.of(records.collection.hooks, "compose"),
            ),
        ).upsert()

    def inner_shape(self, frame: RequestFrame) -> ObjectShape | None:
        """The members of sent records: those within one of them where they stand there."""
        shape = frame.shape
        if shape is None or "members" not in frame.roles:
            return shape
        node = shape.properties[frame.roles["members"]]
        inner = shape_of(self.document, node)
        return inner or ObjectShape({}, frozenset(), node.get("additionalProperties"), ())

    def form(self, records: RecordShape) -> RecordForm:
        """How the records of a collection hang together."""
        return RecordForm(slots_of(records), tombstones=records.collection.keeps_removed)

    def remove_plan(
        self,
        operation: OperationContract,
        declared: DeclaredOperation,
        identity: Identity,
        answers: Answers,
    ) -> RemovePlan:
        """A removal, and everything that may refer to what is removed."""
        holders: dict[str, list[tuple[RecordShape, str, MemberReference]]] = {}
        for shape in self.shapes.values():
            for member, reference in shape.references.items():
                holders.setdefault(reference.collection, []).append((shape, member, reference))
        ids_at = ids_place(self.document, operation)
        return RemovePlan(
            operation.id,
            declared,
            self.shapes[declared.collection],
            self.within(operation, declared),
            self.frames.get(operation.id),
            ids_at,
            identity,
            answers,
            {name: self.form(shape) for name, shape in self.shapes.items()},
            holders,
            preconditions_of(operation),
            children_of(self.shapes, self.parents_of_all()),
        )

    def parents_of_all(self) -> Iterator[tuple[str, Parent]]:
        """Each collection with what its operations say of the records above its own."""
        for name, parameters in self.parameters.items():
            declared = self.declaration.operations.get(name)
            if declared is not None:
                for parent in parents_in(parameters, self.shapes):
                    yield declared.collection, parent

    def identity(self, operation: OperationContract, declared: DeclaredOperation) -> Identity:
        """How an operation says which record it means."""
        records = self.shapes[declared.collection]
        frame = self.frames.get(operation.id)
        many = frame is not None and frame.holds_many
        names = [p["name"] for p in operation.parameters if p["in"] == "path"]
        order = re.findall(r"\{([^}]+)\}", operation.path)
        names.sort(key=order.index)
        by_path = declared.verb in {Verb.READ, Verb.UPDATE, Verb.REMOVE} or (
            declared.verb is Verb.UPSERT and operation.method in {"put", "patch"}
        )
        free = [name for name in names if not self.is_fixed(operation, name)]
        parameter = free[-1] if by_path and not many and free else None
        by = declared.by or default_by(records, parameter, names)
        spelled = spelled_by(records, by, parameter, names)
        scope = [name for name in names if name not in {parameter, *spelled}]
        roles = {} if frame is None else frame.roles
        named_by = [roles["key-name"]] if "key-name" in roles else []
        places = {each["name"]: each for each in operation.parameters}
        for name, node in {**places, **body_members(self.document, operation)}.items():
            named_by += [name] if "key-name" in roles_of(node) else []
        return Identity(
            records,
            by,
            parameter,
            scope,
            {name: values for name in scope if (values := self.values(places[name]))},
            {name: roles_of(places[name]).get("aliases", {}) for name in scope},
            roles.get("key"),
            named_by,
            [p for p in parents_in(operation.parameters, self.shapes) if p.parameter in scope],
            spelled,
        )

    def values(self, parameter: JsonObject) -> Sequence[Json]:
        """What a parameter of the path may be, nothing where it may be anything."""
        schema = effective(self.document, parameter.get("schema", {}))
        values: Sequence[Json] = schema.get("enum", ())
        return values

    def is_fixed(self, operation: OperationContract, name: str) -> bool:
        """Whether a path parameter has only one possible value."""
        parameter = next(p for p in operation.parameters if p["name"] == name)
        schema = effective(self.document, parameter.get("schema", {}))
        return "const" in schema or len(schema.get("enum", (1, 2))) == NOBODY_ELSE


def preconditions_of(operation: OperationContract) -> Preconditions:
    """The headers of an operation that state a condition."""
    named = {
        each["name"].lower(): str(each["name"])
        for each in operation.parameters
        if each["in"] == "header"
    }
    return Preconditions(named.get("if-match"), named.get("if-none-match"))


def changing(
    answer: Callable[[Stage, Request, Tick], tuple[int, Json]] | None,
) -> Callable[[Stage, Request, Tick], Response]:
    """What carries out an operation by its hook, which answers a status and a body."""
    if answer is None:
        raise TypeError("a change without a hook was refused before")

    def apply(stage: Stage, request: Request, tick: Tick) -> Response:
        status, body = answer(stage, request, tick)
        return Response(status, body)

    return apply


NO_TICK = Tick(0, 0, lambda _bits: 0)
"""The time of an error that is only looked at, for its status."""


def defaults_of(properties: Mapping[str, JsonObject]) -> JsonObject:
    """What a record that is created has where nothing was sent."""
    return {name: node["default"] for name, node in properties.items() if "default" in node}


def ids_place(document: JsonObject, operation: OperationContract) -> list[str]:
    """The member of a body that lists the ids of the records meant, as a path; empty for none."""
    if not operation.media_types:
        return []
    body = resolve(document, operation.definition["requestBody"])
    shape = shape_of(document, body["content"][operation.media_types[0]].get("schema", {}))
    properties = {} if shape is None else shape.properties
    return [name for name, node in properties.items() if "ids" in roles_of(node)][:1]
