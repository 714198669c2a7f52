"""
The architecture as tests: who may import whom, and where a vendor's name may stand.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mockserver.providers import VENDORS

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mockserver"

ALLOWED = {
    "mockserver.core": {"mockserver.core"},
    "mockserver.provider": {"mockserver.core"},
    "mockserver.store": {"mockserver.core", "mockserver.store", "mockserver.errors"},
    "mockserver.contract": {"mockserver.core", "mockserver.contract", "mockserver.errors"},
}
"""Package to what it may import of ours; the shell (everything else) may import everything."""

MAY_USE = {
    "tinydb": {"mockserver.store"},
    "connexion": {"mockserver.transport"},
    "starlette": {"mockserver.transport"},
    "uvicorn": {"mockserver.transport"},
    "jsonschema_rs": {"mockserver.contract"},
    "yaml": {"mockserver.contract", "mockserver.seeding"},
    "click": {"mockserver.cli"},
    "rich": {"mockserver.cli.banner", "mockserver.cli"},
    "jiter": {"mockserver.json_text"},
    "flask": {"mockserver.transport"},
    "httpx": {"mockserver.testing"},
    "pytest": {"mockserver.testing.plugin"},
}
"""A library and the rooms that may know it."""

FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
LONGEST_FILE = 400


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), file


def imports(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found.add(node.module or "")
    return found


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def rule_of(module: str) -> set[str] | None:
    for package, allowed in ALLOWED.items():
        if inside(module, package):
            return allowed
    if inside(module, "mockserver.providers") and module != "mockserver.providers":
        vendor = ".".join(module.split(".")[:3])
        return {"mockserver.core", "mockserver.provider", vendor}
    return None


@pytest.mark.parametrize(("module", "file"), list(modules()))
def test_a_module_imports_only_what_its_room_may(module: str, file: Path):
    allowed = rule_of(module)
    for name in imports(file):
        if inside(name, "mockserver") and allowed is not None:
            assert any(inside(name, package) for package in allowed), f"{module} imports {name}"
        assert not inside(name, "tests"), f"{module} imports {name}"
        assert not inside(name, "conformance"), f"{module} imports {name}"


@pytest.mark.parametrize(("module", "file"), list(modules()))
def test_a_library_is_known_only_in_its_room(module: str, file: Path):
    for name in imports(file):
        rooms = MAY_USE.get(name.split(".")[0])
        if rooms is not None:
            assert any(inside(module, room) for room in rooms), f"{module} imports {name}"


@pytest.mark.parametrize(("module", "file"), list(modules()))
def test_the_core_and_the_providers_use_the_standard_library_only(module: str, file: Path):
    pure = inside(module, "mockserver.core") or module.startswith("mockserver.providers.")
    if not (pure or module == "mockserver.provider"):
        return
    for name in imports(file):
        top = name.split(".")[0]
        assert top in sys.stdlib_module_names or top == "mockserver", f"{module} imports {name}"


IMPURE = {"time", "random", "secrets", "os", "io", "threading", "socket", "asyncio", "uuid", "sys"}


@pytest.mark.parametrize(("module", "file"), list(modules()))
def test_the_core_and_the_providers_have_no_clock_randomness_threads_or_io(module: str, file: Path):
    if not (inside(module, "mockserver.core") or module.startswith("mockserver.providers.")):
        return
    text = file.read_text()
    assert imports(file).isdisjoint(IMPURE), module
    assert not re.search(r"\b(datetime\.now|datetime\.utcnow|date\.today|open\(|print\()", text)


def test_a_vendors_name_stands_only_in_its_own_files_and_in_the_registry():
    for module, file in modules():
        text = file.read_text().lower()
        for vendor in VENDORS:
            if inside(module, f"mockserver.providers.{vendor}") or module == "mockserver.providers":
                continue
            assert vendor not in text, f"{module} names {vendor}"


def test_the_registry_names_each_vendor_once_and_has_its_contract():
    contracts = {file.stem for file in (ROOT / "openapi").glob("*.yaml")}
    assert contracts - {"admin"} == set(VENDORS), "the control plane's contract has no vendor"


@pytest.mark.parametrize(("module", "file"), list(modules()))
def test_files_are_rooms_and_not_halls(module: str, file: Path):
    assert len(file.read_text().splitlines()) <= LONGEST_FILE, module
    assert FORBIDDEN_NAMES.isdisjoint(module.split(".")), module


@pytest.mark.parametrize(("module", "file"), list(modules()))
def test_the_server_knows_nothing_of_the_handle_for_tests(module: str, file: Path):
    if inside(module, "mockserver.testing") or module == "mockserver":
        return
    assert not any(inside(name, "mockserver.testing") for name in imports(file)), module


def test_no_asynchronous_code_outside_of_the_transport():
    for module, file in modules():
        if not inside(module, "mockserver.transport"):
            asynchronous = (ast.AsyncFunctionDef, ast.Await)
            tree = ast.parse(file.read_text())
            assert not any(isinstance(node, asynchronous) for node in ast.walk(tree)), module
