"""
Contract files of users: which there are, what each is called, and the overlay of each.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from mockserver.contract import Contract
from mockserver.contract.document import check_references
from mockserver.contract.navigation import walk
from mockserver.contract.openapi_30 import as_31
from mockserver.contract.soundness import check_composition, check_sound
from mockserver.contract.source import apply_overlay, read_file
from mockserver.contract.vocabulary import check_roles, read_declaration
from mockserver.contract.words import Verb
from mockserver.core.record import JsonObject
from mockserver.declared.assembly import Assembly
from mockserver.declared.hooks import load_hooks
from mockserver.errors import ContractError, UsageError
from mockserver.provider import Provider

NAME = re.compile(r"[a-z][a-z0-9_-]*")
"""What an API may be called, because it is the first step of its addresses."""


@dataclass(frozen=True, slots=True)
class ContractFile:
    """
    A contract of a user's: the name that it is served under, its file, its overlays and hooks.
    """

    name: str
    file: Path
    overlays: tuple[Path, ...] = ()
    hooks: Path | None = None


def contract_files(
    contracts: Sequence[str], overlays: Sequence[Path] = (), hooks: Sequence[str] = ()
) -> list[ContractFile]:
    """
    The contracts that options name as ``[NAME=]FILE``, each with its overlays and its hooks.

    An overlay belongs to the only contract, or to the one whose file it ``extends``; hooks to the
    only one, or to that of the name before them. Raises ``UsageError`` for a name that cannot be
    one or that is taken twice.
    """
    found: dict[str, ContractFile] = {}
    for said in contracts:
        name, _, path = said.rpartition("=")
        name = name or Path(path).stem
        if NAME.fullmatch(name) is None:
            raise UsageError(
                f"--contract {said}: {name!r} cannot be a name; give one of small letters, digits"
                " and hyphens as NAME=FILE"
            )
        if name in found:
            raise UsageError(f"--contract {said}: {name} is taken; give another as NAME=FILE")
        found[name] = ContractFile(name, Path(path))
    for overlay in overlays:
        name = extended(overlay, found)
        known = found[name]
        found[name] = ContractFile(name, known.file, (*known.overlays, overlay))
    for said in hooks:
        name, _, path = said.rpartition("=")
        if (name or len(found) != 1) and name not in found:
            names = ", ".join(found) or "none is given"
            raise UsageError(f"--hooks {said}: must name its contract as NAME=FILE ({names})")
        known = found[name or next(iter(found))]
        found[known.name] = replace(known, hooks=Path(path))
    return list(found.values())


def extended(overlay: Path, contracts: dict[str, ContractFile]) -> str:
    """The name of the contract that an overlay is for."""
    if len(contracts) == 1:
        return next(iter(contracts))
    document = read_file(overlay)
    extends = document.get("extends") if isinstance(document, dict) else None
    for name, contract in contracts.items():
        if extends is not None and Path(str(extends)).name == contract.file.name:
            return name
    files = ", ".join(contract.file.name for contract in contracts.values()) or "none is given"
    raise UsageError(
        f"--overlay {overlay.name}: its extends must name the file of one --contract ({files})"
    )


def load_declared(source: ContractFile) -> tuple[Contract, Provider]:
    """
    The contract and the provider of an API that is described by a file.

    Raises ``ContractError``, with file and place, for what cannot be served.
    """
    file = source.file
    document = read_document(file)
    for overlay in source.overlays:
        document = apply_overlay(document, overlay)
        check_sound(file, document)
        check_references(file, document)
        check_composition(file, document)
    if "x-upsert" not in document:
        raise ContractError(
            f"{file.name}: declares nothing; x-upsert at the root must name its collections"
        )
    document = copy.deepcopy(document)
    name_operations(document)
    declaration = read_declaration(file, document)
    check_roles(file, document, declaration)
    for operation, declared in declaration.operations.items():
        if declared.verb is Verb.CHANGE and "answer" not in declared.hooks:
            raise ContractError(
                f"{file.name}: {operation}: x-upsert: change needs hooks.answer, the function that"
                " does it"
            )
    hooks = load_hooks(file, source.hooks, declaration)
    return Assembly(source.name, file, document, declaration, hooks).build()


def read_document(file: Path) -> JsonObject:
    """The document in somebody's file, as OpenAPI 3.1. Raises ``ContractError``."""
    document: JsonObject = read_file(file)
    check_sound(file, document)
    if str(document["openapi"]).startswith("3.0."):
        document = as_31(document)
    check_references(file, document)
    check_composition(file, document)
    return document


def name_operations(document: JsonObject) -> None:
    """Give every operation an id; OpenAPI does not ask for one."""
    for method, path, item in walk(document):
        words = re.findall(r"[A-Za-z0-9]+", path)
        own = method + "".join(word[:1].upper() + word[1:] for word in words)
        item[method].setdefault("operationId", own)
