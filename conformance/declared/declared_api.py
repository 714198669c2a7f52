"""
An API as its contract declares it: collections, and operations with their words and places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path as FilePath
from typing import Any

from conformance.catalogue.operations import ApiOperations, operations_of
from conformance.declared.contract_file import read_contract
from conformance.declared.described_operation import WRITES, DescribedOperation
from conformance.declared.object_schema import (
    EVERY,
    Collection,
    UniqueKey,
    id_of,
    locate,
    object_of,
    resolved,
    roles_of,
    schema_at,
)
from conformance.declared.said_words import words_of
from conformance.declared.vocabulary_check import VERBS, walk
from conformance.errors import UnreadableContract
from conformance.expectations import JsonDict


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
    by = words.get("by") or default_by(collection, parameter, names)
    spelled = spelled_by(collection, by, parameter, names)
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
        spelled=spelled,
        scope=[name for name in names if name != parameter and name not in spelled],
        by=(by,) if isinstance(by, str) else tuple(by),
        media=next((media for media, _schema in json_of(request)), "application/json"),
        headers=headers_of(document, operation),
    )


def default_by(collection: Collection, parameter: str | None, names: Sequence[str]) -> str:
    """What finds a record where nothing was said: in a path key or id, in a body the only key."""
    keys = list(collection.keys)
    if parameter in collection.keys:
        return str(parameter)
    for name in keys:
        if spelled_by(collection, name, parameter, names):
            return name
    if keys and (collection.id is None or (parameter is None and len(keys) == 1)):
        return keys[0]
    return "id"


def spelled_by(
    collection: Collection, by: str | Sequence[str], parameter: str | None, names: Sequence[str]
) -> Sequence[str]:
    """The path parameters that are members of the one key with several that finds a record."""
    only = by if isinstance(by, str) else by[0] if len(by) == 1 else ""
    members = collection.keys[only].members if only in collection.keys else ()
    whole = len(members) > 1 and parameter in members and set(members) <= set(names)
    return members if whole else ()


def is_fixed(document: JsonDict, parameters: Sequence[JsonDict], name: str) -> bool:
    """Whether a path parameter has only one possible value."""
    schemas = [each.get("schema", {}) for each in parameters if each["name"] == name]
    found = resolved(document, schemas[0] if schemas else {})
    return "const" in found or len(found.get("enum", (1, 2))) == 1


def holds_ids(document: JsonDict, body: JsonDict) -> bool:
    """Whether a body lists the ids of the records meant."""
    found = object_of(document, body)
    return found is not None and found.with_role("ids") is not None
