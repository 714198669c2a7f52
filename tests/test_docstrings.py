"""What others build on states its contract, whatever the linter lets pass elsewhere."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import pytest

INTERFACES = [
    "conformance.catalogue.profile",
    "conformance.catalogue.rule",
    "conformance.drivers.interface",
    "conformance.errors",
    "conformance.expectations",
    "conformance.generated.vendor_traffic",
    "conformance.http.exchange",
    "conformance.http.target",
    "conformance.http.write_ledger",
    "conformance.judging.probe",
    "conformance.judging.probe_context",
    "conformance.judging.vendors",
    "conformance.judging.verdict",
    "conformance.outcomes",
    "conformance.reports.report",
    "conformance.runner.api",
    "conformance.runner.run_settings",
    "conformance.scenarios.atomicity",
    "conformance.scenarios.idempotency",
    "conformance.scenarios.isolation",
    "conformance.scenarios.limits",
    "conformance.scenarios.updates",
    "conformance.scenarios.writing",
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
            default_of_a_field = function.__name__ == "<lambda>"
            if not function.__doc__ and not default_of_a_field:
                yield f"{name}.{inner}"


@pytest.mark.parametrize("module", INTERFACES)
def test_an_interface_documents_everything_public(module: str):
    assert list(undocumented(import_module(module))) == []
