"""What others build on states its contract, whatever the linter lets pass elsewhere."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

INTERFACES = [
    "mockserver.core.record",
    "mockserver.core.rules",
    "mockserver.core.view",
    "mockserver.errors",
    "mockserver.messages",
    "mockserver.provider",
    "mockserver.store.seam",
    "mockserver.testing.injected_faults",
    "mockserver.testing.sandbox_handle",
    "mockserver.testing.server_handle",
    "mockserver.testing.tenant_clock",
    "mockserver.testing.tenant_state",
]
"""Modules that vendors, tests and other wings build on."""


def undocumented(module: ModuleType) -> Iterator[str]:
    """The public classes, functions and methods of a module that say nothing of themselves."""
    for name, value in vars(module).items():
        if name.startswith("_") or getattr(value, "__module__", None) != module.__name__:
            continue
        if inspect.isfunction(value) or inspect.isclass(value):
            yield from without_docstring(name, value)


def without_docstring(name: str, value: Any) -> Iterator[str]:
    if not (value.__doc__ or "").strip():
        yield name
    if inspect.isclass(value):
        for inner, method in vars(value).items():
            function = getattr(method, "fget", method)
            if inner.startswith("_") or not inspect.isfunction(function):
                continue
            if not function.__doc__:
                yield f"{name}.{inner}"


@pytest.mark.parametrize("module", INTERFACES)
def test_an_interface_documents_everything_public(module: str):
    assert list(undocumented(import_module(module))) == []
