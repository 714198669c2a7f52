"""
Hooks: functions in Python for what has an ``if``, which a declaration names and a file defines.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

from mockserver.contract.words import Declaration
from mockserver.errors import ContractError, UsageError

Function = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Hooks:
    """The functions of a file by name; none where no file was given."""

    functions: Mapping[str, Function] = field(default_factory=dict)

    def of(self, named: Mapping[str, str], point: str) -> Function | None:
        """The function that a declaration names for a point, ``None`` where it names none."""
        return self.functions[named[point]] if point in named else None


def load_hooks(contract: Path, file: Path | None, declaration: Declaration) -> Hooks:
    """
    The functions that a declaration names.

    Raises ``ContractError`` for one that the file does not define, and for one that it defines and
    nothing names; ``UsageError`` where the file cannot be loaded.
    """
    named = set(names_in(declaration))
    if file is None:
        if named:
            raise ContractError(
                f"{contract.name}: hooks name {', '.join(sorted(named))}; give the file that"
                " defines them with --hooks FILE.py"
            )
        return Hooks()
    functions = functions_of(file)
    for name in sorted(named - functions.keys()):
        known = ", ".join(functions) or "nothing"
        raise ContractError(f"{contract.name}: {file.name} defines no {name}; it defines {known}")
    for name in sorted(functions.keys() - named):
        raise ContractError(
            f"{file.name}: no hook of {contract.name} names {name}; name it there, or let its name"
            " begin with _"
        )
    return Hooks(functions)


def names_in(declaration: Declaration) -> Iterable[str]:
    """Every function that a declaration names."""
    yield from declaration.hooks.values()
    for collection in declaration.collections.values():
        yield from collection.hooks.values()
    for operation in declaration.operations.values():
        yield from operation.hooks.values()


def functions_of(file: Path) -> dict[str, Function]:
    """The public functions that a file of Python defines itself."""
    spec = spec_from_file_location(f"hooks_of_{file.parent.name}_{file.stem}", file)
    if spec is None or spec.loader is None or not file.is_file():
        raise UsageError(f"--hooks {file}: no file of Python")
    module = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise UsageError(f"--hooks {file}: {type(error).__name__}: {error}") from error
    return {
        name: value
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and name[0] != "_"
    }
