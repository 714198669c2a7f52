"""
Finding and reading contracts: one OpenAPI 3.1 file a vendor.

A contract that cannot be served stops the start with its file, the operation, and what would be
right. The whole OpenAPI standard is checked by ``mockserver validate`` and by the tests;
at the start only what serving depends on, because that has to be quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from mockserver.contract.engine_rules import rules_in
from mockserver.contract.folder import contracts_folder
from mockserver.contract.navigation import dangling, resolve, walk
from mockserver.contract.schemas import Schemas
from mockserver.contract.source import read_file
from mockserver.contract.vocabulary import read_declaration
from mockserver.contract.words import NOTHING, Declaration
from mockserver.core.record import Json, JsonObject
from mockserver.core.rules import Presence, Rules
from mockserver.errors import ContractError


@dataclass(frozen=True, slots=True)
class OperationContract:
    """
    One operation of a contract.

    - ``parameters``: all of them, those of the path item included, references resolved
    - ``media_types``: what a body may be; empty where no body is described
    - ``secured``: whether it wants a credential
    """

    id: str
    method: str
    path: str
    definition: JsonObject
    parameters: tuple[JsonObject, ...]
    media_types: tuple[str, ...]
    body_required: bool
    secured: bool
    rules: Rules | None


@dataclass(frozen=True)
class Contract:
    """A contract that can be served."""

    vendor: str
    file: Path
    document: JsonObject
    operations: Mapping[str, OperationContract]
    declaration: Declaration = NOTHING

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the file, by which two sandboxes know that they serve the same text."""
        return sha256(self.file.read_bytes()).hexdigest()

    @cached_property
    def schemas(self) -> Schemas:
        """The validators of this contract, compiled when they are first used."""
        return Schemas(self.vendor, self.document)

    @cached_property
    def collections(self) -> frozenset[str]:
        """What the vendor's operations write to; whatever else a state holds is internal."""
        return frozenset(self.declaration.collections)

    @cached_property
    def key_retention(self) -> int:
        """How long a key is remembered by the operation that does so longest; 0 for ever."""
        found = [
            operation.rules.retention
            for operation in self.operations.values()
            if operation.rules is not None and operation.rules.idempotency is not Presence.NONE
        ]
        return max(found, default=0) if all(found) else 0

    def methods_of(self, path: str) -> list[str]:
        """The methods that an address answers, for the ``Allow`` header."""
        paths = {operation.path for operation in self.operations.values()}
        matching = [each for each in paths if template(each).fullmatch(path)]
        return self.methods_at(min(matching, key=generality)) if matching else []

    def methods_at(self, path: str) -> list[str]:
        found = {
            operation.method.upper()
            for operation in self.operations.values()
            if operation.path == path
        }
        return sorted(found | ({"HEAD"} if "GET" in found else set()))

    @cached_property
    def exceptions(self) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
        """
        Paths that another, more general path matches too, with their methods.

        OpenAPI matches the more concrete path first, so such an address answers its methods only.
        """
        paths = {operation.path for operation in self.operations.values()}
        return tuple(
            (template(path), frozenset(self.methods_at(path)))
            for path in sorted(paths)
            if any(template(other).fullmatch(path) for other in paths - {path})
        )

    def body(self, operation: OperationContract) -> JsonObject:
        """The schema of an operation's body."""
        described = resolve(self.document, operation.definition["requestBody"])
        schema: JsonObject = described["content"][operation.media_types[0]].get("schema", {})
        return schema

    def response(self, operation: OperationContract, status: int) -> JsonObject | None:
        """What the contract says of an answer with this status, ``None`` when it says nothing."""
        responses = operation.definition.get("responses", {})
        described = responses.get(str(status), responses.get("default"))
        return None if described is None else resolve(self.document, described)


def generality(path: str) -> tuple[bool, ...]:
    """Which steps of a path stand for any text; of two paths the smaller one is more concrete."""
    return tuple("{" in step for step in path.split("/"))


def template(path: str) -> re.Pattern[str]:
    """A path of a contract as a pattern of addresses."""
    pieces = re.split(r"\{[^}]+\}", path)
    return re.compile("[^/]+".join(map(re.escape, pieces)))


def load_contract(vendor: str, folder: Path | None = None) -> Contract:
    """Read and check the contract of a vendor. Raises ``ContractError``."""
    file = (folder or contracts_folder()) / f"{vendor}.yaml"
    return check_contract(vendor, file, read_file(file))


def check_contract(vendor: str, file: Path, document: Json) -> Contract:
    """Make a contract of a parsed document. Raises ``ContractError``."""
    check_references(file, document)
    declaration = read_declaration(file, document)
    operations: dict[str, OperationContract] = {}
    for method, path, item in walk(document):
        operation = read_operation(file, document, method, path, item, declaration)
        if operation.id in operations:
            other = operations[operation.id]
            raise ContractError(
                f"{file.name}: {method.upper()} {path}: operationId {operation.id} is used twice,"
                f" by {other.method.upper()} {other.path} as well"
            )
        operations[operation.id] = operation
    if not operations:
        raise ContractError(f"{file.name}: paths describes no operation")
    return Contract(vendor, file, document, operations, declaration)


def check_references(file: Path, document: Json) -> None:
    """Hold a document to being OpenAPI 3.1 whose references stay in it and lead somewhere."""
    if not isinstance(document, dict) or not str(document.get("openapi", "")).startswith("3.1."):
        raise ContractError(f"{file.name}: openapi must be 3.1.x, the version of all contracts")
    for pointer in dangling(document):
        if not pointer.startswith("#"):
            raise ContractError(
                f"{file.name}: $ref {pointer} leads out of this file; other files and addresses"
                " are never fetched, so copy what it names into this one"
            )
        raise ContractError(f"{file.name}: $ref {pointer} leads nowhere in this file")


def read_operation(
    file: Path,
    document: JsonObject,
    method: str,
    path: str,
    item: JsonObject,
    declaration: Declaration,
) -> OperationContract:
    """One operation, its references resolved, and the rules that follow from its declaration."""
    definition = item[method]
    name = definition.get("operationId")
    where = f"{file.name}: {method.upper()} {path}"
    if not name:
        raise ContractError(f"{where}: needs an operationId, by which the provider answers it")
    body = resolve(document, definition.get("requestBody") or {})
    parameters = [*item.get("parameters", ()), *definition.get("parameters", ())]
    resolved = tuple(resolve(document, parameter) for parameter in parameters)
    expected = set(re.findall(r"\{([^}]+)\}", path))
    described = {parameter["name"] for parameter in resolved if parameter["in"] == "path"}
    if expected != described:
        unmatched = ", ".join(sorted(expected ^ described))
        raise ContractError(f"{where}: path and path parameters disagree about {unmatched}")
    return OperationContract(
        id=name,
        method=method,
        path=path,
        definition=definition,
        parameters=resolved,
        media_types=tuple(body.get("content", {})),
        body_required=bool(body.get("required", False)),
        secured=bool(definition.get("security", document.get("security"))),
        rules=rules_in(document, declaration, definition, method),
    )
