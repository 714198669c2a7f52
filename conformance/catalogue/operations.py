"""The operations of a contract: which one a request calls, and how to ask whether it is served."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the suite, with its rules and profiles."""

WHEEL = Path("mockserver", "openapi")
"""Where the distribution puts the contracts."""

METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
PARAMETER = re.compile(r"\{([^}]*)\}")


def contract_of(vendor: str) -> Path:
    """
    The contract of a vendor: in ``openapi/`` of a clone, in the package of the sandbox in a wheel.
    """
    return contracts_folder() / f"{vendor}.yaml"


def contracts_folder() -> Path:
    """``openapi/`` of a clone, its copy in the package of the sandbox in a wheel."""
    clone = PACKAGE.parent / "openapi"
    return clone if (clone / "README.md").exists() else PACKAGE.parent / WHEEL


@dataclass(frozen=True)
class ApiOperation:
    """
    One operation of a contract.

    ``path`` is the template; ``parameters`` maps the names in it to values that name nothing that
    is stored, where the schema of the parameter allows only some; ``prefixes`` are the paths of the
    contract's servers, in front of which an address may lie.
    """

    id: str
    method: str
    path: str
    parameters: Mapping[str, str]
    prefixes: tuple[str, ...] = ()

    @property
    def names_records(self) -> bool:
        """Whether the path names something that may not exist."""
        return bool(self.parameters)

    def prefix(self, path: str) -> str | None:
        """What stands in front of the template in a path, ``None`` when it is another's path."""
        found = pattern_of(self.path, self.prefixes).fullmatch(path)
        return found["prefix"] if found else None

    def address(self, unknown: str) -> str:
        """A path of the operation; ``unknown`` is the text of ids that do not exist."""
        return PARAMETER.sub(lambda found: self.parameters[found[1]] or unknown, self.path)


@cache
def pattern_of(path: str, prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern of the addresses of a template."""
    pieces = PARAMETER.split(path)
    pieces[::2] = [re.escape(piece) for piece in pieces[::2]]
    pieces[1::2] = ["[^/]+" for _name in pieces[1::2]]
    before = "|".join(map(re.escape, prefixes))
    return re.compile(f"(?P<prefix>{before})" + "".join(pieces))


class ApiOperations:
    """The operations of one contract, those with the fewest parameters first."""

    def __init__(self, found: Iterable[ApiOperation] = ()) -> None:
        self.ordered = sorted(found, key=lambda each: len(each.parameters))
        self.by_id = {each.id: each for each in self.ordered}

    def called_by(self, method: str, path: str) -> ApiOperation | None:
        """The operation that a request calls, ``None`` when the contract has no such one."""
        plain = path.partition("?")[0]
        for each in self.ordered:
            if each.method == method and each.prefix(plain) is not None:
                return each
        return None

    def named(self, text: str) -> ApiOperation | None:
        """The operation that a rule names: by its id, or by method and path."""
        method, _, path = text.partition(" ")
        return self.by_id.get(text) or self.called_by(method, path)


@cache
def read_operations(contract: Path) -> ApiOperations:
    """The operations of a contract; none when there is no such file."""
    if not contract.exists():
        return ApiOperations()
    return operations_of(yaml.load(contract.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))


def operations_of(document: Mapping[str, Any]) -> ApiOperations:
    """The operations of a contract that was read."""
    paths = (urlsplit(each.get("url", "")).path for each in document.get("servers", ()))
    prefixes = tuple(sorted({"", *(path.rstrip("/") for path in paths)}))
    return ApiOperations(operations_in(document, prefixes))


def operations_in(document: Mapping[str, Any], prefixes: tuple[str, ...]) -> Iterator[ApiOperation]:
    for path, item in document.get("paths", {}).items():
        for method in (each for each in METHODS if each in item):
            found = item[method]
            declared = [*item.get("parameters", ()), *found.get("parameters", ())]
            schemas = dict(path_parameters(document, declared))
            names = PARAMETER.findall(path)
            values = {name: stand_in(schemas.get(name, {})) for name in names}
            name = found.get("operationId", f"{method.upper()} {path}")
            yield ApiOperation(name, method.upper(), path, values, prefixes)


def path_parameters(
    document: Mapping[str, Any], declared: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Names and schemas of path parameters."""
    for each in declared:
        parameter = resolved(document, each)
        if parameter.get("in") == "path":
            yield parameter["name"], resolved(document, parameter.get("schema", {}))


def resolved(document: Mapping[str, Any], value: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a reference within the document leads to, the value itself when it is none."""
    while isinstance(place := value.get("$ref"), str):
        value = document
        for step in place.removeprefix("#/").split("/"):
            value = value[step.replace("~1", "/").replace("~0", "~")]
    return value


def stand_in(schema: Mapping[str, Any]) -> str:
    """A value of a parameter that names nothing that is stored, empty for any text."""
    allowed = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if allowed:
        return str(allowed[0])
    return "0" if schema.get("type") in {"integer", "number"} else ""
