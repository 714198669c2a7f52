"""
An API as its contract declares it: collections, and operations with their words and places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from conformance.catalogue.operations import ApiOperations, operations_of
from conformance.declared.contract_file import read_contract
from conformance.declared.object_schema import (
    EVERY,
    Collection,
    ObjectSchema,
    Path,
    UniqueKey,
    described,
    id_of,
    is_nullable,
    locate,
    object_of,
    resolved,
    roles_of,
    schema_at,
)
from conformance.declared.vocabulary_check import VERBS, walk
from conformance.errors import UnreadableContract
from conformance.expectations import JsonDict

WRITES = ("upsert", "create", "update")
STANDARD = ("maxItems", "additionalProperties", "readOnly", "default", "required", "enum", "type")
CONSTRAINTS = frozenset(
    {"maxLength", "minLength", "minimum", "maximum", "pattern", "format", "maxItems", "minItems"}
) | {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"}


@dataclass(frozen=True)
class DescribedOperation:
    """
    One operation that declares what it does.

    - ``said``: its words, over the defaults of the document; a word that nobody said is not there
    - ``path``: its template; ``parameter`` names the record in it, ``scope`` are the others
    - ``records_at``: where the records stand in a request, ``None`` where it has no body
    - ``record``: the object that a record in a request is
    - ``responses``: schema of the answer by status, ``None`` for an answer without body
    - ``headers``: the header of a success that has a role, by role
    - ``words``: everything that the contract says of it, in its own words and those of JSON Schema
    """

    id: str
    verb: str
    collection: Collection
    method: str
    path: str
    said: Mapping[str, Any]
    parameters: Sequence[JsonDict]
    body: JsonDict | None
    records_at: Path | None
    record: ObjectSchema | None
    responses: Mapping[str, JsonDict | None]
    parameter: str | None
    scope: Sequence[str]
    by: Sequence[str]
    media: str = "application/json"
    words: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where in the contract it stands, as people write it."""
        return f"paths['{self.path}'].{self.method.lower()}"

    @property
    def holds_many(self) -> bool:
        """Whether a request carries a list of records."""
        return self.records_at is not None and EVERY in self.records_at

    @property
    def holds_batches(self) -> bool:
        """Whether a request carries several lists of records."""
        return self.records_at is not None and self.records_at.count(EVERY) > 1

    def record_holds_any(self) -> bool:
        """Whether the members of a record stand in one of its members."""
        return self.record is not None and self.record.with_role("members") is not None

    def word(self, name: str, default: str) -> str:
        """A word, or its default."""
        return str(self.said.get(name, default))

    def most(self, document: JsonDict) -> int | None:
        """How many records ``maxItems`` lets a list of them hold, ``None`` for any number."""
        if self.records_at is None or not self.holds_many:
            return None
        last = max(n for n, step in enumerate(self.records_at) if step == EVERY)
        node = described(document, schema_at(document, self.body, self.records_at[:last]))
        return node.get("maxItems")

    def query(self, role: str) -> JsonDict | None:
        """The parameter with a role."""
        return next((each for each in self.parameters if role in roles_of(each)), None)

    @property
    def parents(self) -> dict[str, str]:
        """The path parameters that name a record above, each with its collection."""
        found = {each["name"]: roles_of(each).get("parent") for each in self.parameters}
        return {name: str(found[name]) for name in self.scope if found.get(name)}

    def header_named(self, name: str) -> JsonDict | None:
        """The header of a request with a name, in any letters."""
        headers = [each for each in self.parameters if each.get("in") == "header"]
        return next((each for each in headers if each["name"].lower() == name), None)

    def query_named(self, name: str) -> JsonDict | None:
        """The parameter of a name."""
        return next((each for each in self.parameters if each.get("name") == name), None)


@dataclass(frozen=True)
class DeclaredApi:
    """Everything that is known of an API; ``files`` are the contract and its overlays."""

    name: str
    files: tuple[FilePath, ...]
    document: JsonDict
    collections: Mapping[str, Collection]
    operations: Mapping[str, DescribedOperation]

    def status_of(self, operation: DescribedOperation, reason: str, default: int) -> int:
        """The status that is declared for a reason: by the operation, else by the document."""
        own = self.document["paths"][operation.path][operation.method.lower()]["x-upsert"]
        for said in (own, self.document["x-upsert"]):
            row = said.get("errors", {}).get(reason, {})
            if "status" in row:
                return int(row["status"])
        return default

    @cached_property
    def api_operations(self) -> ApiOperations:
        """All operations of the contract, those too that declare nothing."""
        return operations_of(self.document)

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """The members that requests know of the records of each collection."""
        found: dict[str, set[str]] = {}
        for name, collection in self.collections.items():
            found[name] = {member for key in collection.keys.values() for member in key.members}
            for operation in self.of(name, *WRITES):
                found[name] |= set(operation.record.properties) if operation.record else set()
        return {name: frozenset(each) for name, each in found.items()}

    def of(self, collection: str, *verbs: str) -> list[DescribedOperation]:
        """The operations with some verbs on a collection, in the order of the verbs."""
        found = [each for each in self.operations.values() if each.collection.name == collection]
        return [each for verb in verbs for each in found if each.verb == verb]

    def writers(self, *verbs: str) -> list[DescribedOperation]:
        """The operations with some verbs that carry records, of all collections."""
        return [
            each
            for each in self.operations.values()
            if each.verb in (verbs or WRITES) and each.record is not None
        ]


def api_of(name: str, files: Sequence[FilePath]) -> DeclaredApi:
    """
    The API that a contract and its overlays describe. Raises ``UnreadableContract``.
    """
    document = read_contract(files[0], files[1:])
    collections = {
        each: collection_of(each, said or {})
        for each, said in document["x-upsert"]["collections"].items()
    }
    for _pass in range(2):  # the second knows which member the id is
        for _path, method, item in walk(document):
            for schema, said in bodies_of(document, item[method]):
                known = collections[said]
                at = locate(document, schema, known)
                found = None if at is None else object_of(document, schema_at(document, schema, at))
                if found is None:
                    continue
                if (own := id_of(found, known.id)) is not None:
                    node = {**found.properties[own], **known.id_schema}
                    known = replace(known, id=own, id_schema=node)
                version = known.version or found.with_role("version")
                collections[said] = replace(known, version=version)
    operations: dict[str, DescribedOperation] = {}
    for path, method, item in walk(document):
        each = operation_of(document, collections, path, method, item)
        if each is None:
            continue
        if each.id in operations:
            raise UnreadableContract(f"{files[0].name}: operationId {each.id} is used twice")
        secured = bool(item[method].get("security", document.get("security")))
        words = frozenset(words_of(document, each, secured=secured))
        operations[each.id] = replace(each, words=words)
    return DeclaredApi(name, tuple(files), document, collections, operations)


def collection_of(name: str, said: JsonDict) -> Collection:
    """A collection as the root declares it."""
    keys = said.get("keys", ())
    named = keys if isinstance(keys, Mapping) else {each: {} for each in keys}
    return Collection(
        name,
        {
            each: UniqueKey(each, tuple(how.get("of", (each,))), how.get("case", "exact"))
            for each, how in named.items()
        },
        keeps_removed=said.get("removed") == "kept",
    )


def bodies_of(document: JsonDict, operation: JsonDict) -> Iterator[tuple[Any, str]]:
    """The schemas of an operation's bodies with the collection that they are about."""
    said = operation.get("x-upsert")
    if said is None:
        return
    collection = next(said[verb] for verb in VERBS if verb in said)
    body = body_of(document, operation)
    if body is not None:
        yield body, collection
    for schema in responses_of(document, operation).values():
        if schema is not None:
            yield schema, collection


def body_of(document: JsonDict, operation: JsonDict) -> JsonDict | None:
    """The schema of a request's JSON body."""
    request = resolved(document, operation.get("requestBody", {}))
    return next((schema for _media, schema in json_of(request)), None)


def json_of(node: JsonDict) -> Iterator[tuple[str, JsonDict]]:
    """The JSON media types of a request or an answer, with their schemas."""
    for media, content in (node.get("content") or {}).items():
        if "json" in media and isinstance(content.get("schema"), Mapping):
            yield media, content["schema"]


def responses_of(document: JsonDict, operation: JsonDict) -> dict[str, JsonDict | None]:
    """The schemas of the successful answers by status."""
    return {
        str(status): next((schema for _m, schema in json_of(resolved(document, node))), None)
        for status, node in (operation.get("responses") or {}).items()
        if str(status).startswith("2")
    }


def headers_of(document: JsonDict, operation: JsonDict) -> dict[str, str]:
    """Role to the header of the successful answers that has it."""
    found: dict[str, str] = {}
    for status, node in (operation.get("responses") or {}).items():
        for name, header in (resolved(document, node).get("headers") or {}).items():
            if str(status).startswith("2"):
                found |= dict.fromkeys(roles_of(resolved(document, header)), name.lower())
    return found


def operation_of(
    document: JsonDict,
    collections: Mapping[str, Collection],
    path: str,
    method: str,
    item: JsonDict,
) -> DescribedOperation | None:
    """An operation with what it declares, ``None`` when it declares nothing."""
    operation = item[method]
    said = operation.get("x-upsert")
    if said is None:
        return None
    verb = next(verb for verb in VERBS if verb in said)
    collection = collections[said[verb]]
    words = {name: value for name, value in said.items() if name not in {verb, "errors", "hooks"}}
    words = {**document["x-upsert"].get("defaults", {}), **words}
    declared = [*item.get("parameters", ()), *operation.get("parameters", ())]
    parameters = [resolved(document, each) for each in declared]
    body = body_of(document, operation)
    at = None if body is None else locate(document, body, collection) or ()
    many = at is not None and EVERY in at
    in_path = verb in {"read", "update", "remove"} or (
        verb == "upsert" and method in {"put", "patch"}
    )
    names = re.findall(r"\{([^}]+)\}", path)
    free = [name for name in names if not is_fixed(document, parameters, name)]
    parameter = free[-1] if in_path and free and not many else None
    if in_path and body is not None and holds_ids(document, body):
        parameter = None
    by = words.get("by") or default_by(collection, parameter)
    request = resolved(document, operation.get("requestBody", {}))
    return DescribedOperation(
        id=operation.get("operationId") or f"{method.upper()} {path}",
        verb=verb,
        collection=collection,
        method=method.upper(),
        path=path,
        said=words,
        parameters=parameters,
        body=body,
        records_at=at,
        record=None
        if body is None or at is None
        else object_of(document, schema_at(document, body, at)),
        responses=responses_of(document, operation),
        parameter=parameter,
        scope=[name for name in names if name != parameter],
        by=(by,) if isinstance(by, str) else tuple(by),
        media=next((media for media, _schema in json_of(request)), "application/json"),
        headers=headers_of(document, operation),
    )


def default_by(collection: Collection, parameter: str | None) -> str:
    """What finds a record where nothing was said: in a path key or id, in a body the only key."""
    keys = list(collection.keys)
    if parameter in collection.keys:
        return str(parameter)
    if keys and (collection.id is None or (parameter is None and len(keys) == 1)):
        return keys[0]
    return "id"


def is_fixed(document: JsonDict, parameters: Sequence[JsonDict], name: str) -> bool:
    """Whether a path parameter has only one possible value."""
    schemas = [each.get("schema", {}) for each in parameters if each["name"] == name]
    found = resolved(document, schemas[0] if schemas else {})
    return "const" in found or len(found.get("enum", (1, 2))) == 1


def holds_ids(document: JsonDict, body: JsonDict) -> bool:
    """Whether a body lists the ids of the records meant."""
    found = object_of(document, body)
    return found is not None and found.with_role("ids") is not None


def words_of(document: JsonDict, operation: DescribedOperation, *, secured: bool) -> Iterator[str]:
    """Every word that the contract says of an operation, those of JSON Schema included."""
    yield operation.verb
    yield from operation.said
    yield from (each for each in ("bytes",) if each in operation.said.get("limits", {}))
    yield from (role for parameter in operation.parameters for role in roles_of(parameter))
    yield from roles_in_schema(document, [operation.body, *operation.responses.values()])
    yield from operation.headers
    yield from ("version",) if operation.header_named("if-match") else ()
    collection = operation.collection
    yield from ("keys",) if collection.keys else ()
    yield from ("case",) if any(key.case != "exact" for key in collection.keys.values()) else ()
    yield from ("removed",) if collection.keeps_removed else ()
    yield from ("scope",) if operation.scope else ()
    yield from ("security",) if secured else ()
    yield from ("207",) if "207" in operation.responses else ()
    yield from ("filters",) if operation.verb == "list" else ()
    if operation.verb in WRITES:
        yield from standard_words(document, operation)


def standard_words(document: JsonDict, operation: DescribedOperation) -> Iterator[str]:
    """The words of JSON Schema that a request says of its records."""
    record = operation.record
    if record is None:
        return
    if operation.most(document) is not None:
        yield "maxItems"
    holder = record.with_role("members")
    if holder is not None:
        record = object_of(document, record.properties[holder]) or record
    if record.open is not None:
        yield "additionalProperties"
    if record.required:
        yield "constraints"
    for node in record.properties.values():
        whole = described(document, node)
        yield from (name for name in STANDARD if name in whole and name != "maxItems")
        if whole.keys() & (CONSTRAINTS | {"enum", "type"}):
            yield "constraints"
        if is_nullable(document, node):
            yield "nullable"
        if whole.get("type") == "array" or "array" in (whole.get("type") or ()):
            yield "array"


def roles_in_schema(document: JsonDict, schemas: Sequence[Any]) -> Iterator[str]:
    """Every role in some schemas."""
    level = [each for each in schemas if each is not None]
    for _depth in range(8):
        deeper: list[Any] = []
        for each in level:
            yield from roles_of(resolved(document, each))
            node = described(document, each)
            if "items" in node:
                deeper.append(node["items"])
            found = object_of(document, each)
            deeper += found.properties.values() if found else ()
        level = deeper
