"""
The architecture of the sandbox as tests: who may import whom, and where a vendor's name may stand.
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

WINGS: dict[str, set[str]] = {
    "errors": set(),
    "core": set(),
    "json_text": {"core"},
    "provider": {"core"},
    "messages": {"json_text", "provider"},
    "contract": {"errors", "core"},
    "declared": {"errors", "core", "provider", "contract"},
    "providers": {"core", "provider"},
    "store": {"errors", "core"},
    "faulting": {"core", "json_text", "provider", "messages", "contract"},
    "tenants": {"errors", "core", "provider", "messages", "contract", "store", "faulting"},
    "requests": {"errors", "core", "json_text", "provider", "messages", "contract", "declared"}
    | {"providers"}
    | {"store", "faulting", "tenants"},
    "seeding": {"errors", "core", "json_text", "provider", "messages", "contract"}
    | {"store", "tenants", "requests"},
    "admin": {"errors", "core", "json_text", "provider", "messages", "contract", "store"}
    | {"faulting", "tenants", "requests", "seeding"},
    "transport": {"errors", "core", "json_text", "messages", "contract", "requests", "seeding"}
    | {"admin"},
    "control": {"errors", "contract", "faulting"},
    "testing": {"errors", "control", "json_text", "declared", "providers", "store", "faulting"}
    | {"requests", "seeding", "transport"},
    "cli": {"errors", "control", "core", "json_text", "provider", "contract", "declared"}
    | {"providers", "store", "requests", "seeding", "transport"},
}
"""A wing (a folder or a module of the package) and the wings it may import, lowest first."""

REGISTRY = {"errors", "contract", "declared"}
"""What the registry of vendors may import besides, to make the provider of a declared one."""

MAY_USE = {
    "tinydb": {"mockserver.store"},
    "connexion": {"mockserver.transport"},
    "starlette": {"mockserver.transport"},
    "uvicorn": {"mockserver.transport"},
    "a2wsgi": {"mockserver.transport"},
    "flask": {"mockserver.transport"},
    "jsonschema_rs": {"mockserver.contract", "mockserver.contract.vocabulary"}
    | {"mockserver.declared.members"},
    "jsonpath_rfc9535": {"mockserver.contract.source"},
    "openapi_spec_validator": {"mockserver.contract.validation"},
    "yaml": {"mockserver.contract", "mockserver.seeding"},
    "click": {"mockserver.cli"},
    "rich": {"mockserver.cli"},
    "jiter": {"mockserver.json_text"},
    "httpx": {"mockserver.testing"},
    "pytest": {"mockserver.testing.plugin"},
}
"""A library and the modules that may know it."""

ROOFS = {"mockserver", "mockserver.__main__"}
AT_THE_TOP = {"__init__.py", "__main__.py", "errors.py", "py.typed"}
SHARED_FILES = 4
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
LONGEST_FILE = 400


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), file


FILES = dict(modules())
MODULES = [pytest.param(*each, id=each[0]) for each in FILES.items()]


def imports(file: Path) -> set[str]:
    """The modules that a file imports, at its head, in functions and for types alike."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            module = node.module or ""
            below = {f"{module}.{alias.name}" for alias in node.names}
            found |= below & set(FILES) or {module}
    return found


EDGES = {module: imports(file) for module, file in FILES.items()}


def inside(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def wing_of(module: str) -> str:
    return module.split(".")[1]


def test_the_wings_are_listed_from_the_bottom_up():
    seen: set[str] = set()
    for wing, allowed in WINGS.items():
        assert allowed <= seen, f"{wing} imports {sorted(allowed - seen)}, which stand above it"
        seen.add(wing)
    assert set(WINGS) == {wing_of(module) for module in FILES if module not in ROOFS}


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_a_module_imports_only_its_own_wing_and_lower_ones(module: str, file: Path):
    for name in EDGES[module]:
        assert not inside(name, "tests"), f"{module} imports {name}"
        assert not inside(name, "conformance"), f"{module} imports {name}"
        if not inside(name, "mockserver"):
            continue
        assert name not in ROOFS, f"{module} imports {name}, which stands above all"
        if module not in ROOFS and wing_of(name) != wing_of(module):
            allowed = WINGS[wing_of(module)]
            registry = module == "mockserver.providers" and wing_of(name) in REGISTRY
            assert wing_of(name) in allowed or registry, f"{module} imports {name}"


def test_providers_never_meet():
    for module, names in EDGES.items():
        if not module.startswith("mockserver.providers."):
            continue
        vendor = ".".join(module.split(".")[:3])
        for name in names:
            own = inside(name, vendor) or not inside(name, "mockserver.providers")
            assert own, f"{module} imports {name}"


def circle(edges: dict[str, set[str]]) -> list[str]:
    """Some modules that import each other in a circle, none when there is no circle."""
    done: set[str] = set()

    def walk(module: str, path: list[str]) -> list[str]:
        if module in path:
            return [*path[path.index(module) :], module]
        if module in done:
            return []
        for name in sorted(edges.get(module, ())):
            found = walk(name, [*path, module])
            if found:
                return found
        done.add(module)
        return []

    return next(filter(None, (walk(module, []) for module in edges)), [])


def test_no_modules_import_each_other_in_a_circle():
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"], "the test works"
    # A package imports what it exports, and its modules import each other below it.
    parts = {module: {name for name in names if name in FILES} for module, names in EDGES.items()}
    assert circle(parts) == []


def test_the_top_of_the_package_holds_only_what_belongs_to_all_wings():
    files = {entry.name for entry in PACKAGE.iterdir() if entry.is_file()}
    code = {name for name in files if not name.endswith(".md")}
    assert code >= AT_THE_TOP
    assert len(code - AT_THE_TOP) <= SHARED_FILES, sorted(code - AT_THE_TOP)


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_a_library_is_known_only_where_it_belongs(module: str, file: Path):
    for name in EDGES[module]:
        known = MAY_USE.get(name.split(".")[0])
        if known is not None:
            assert any(inside(module, each) for each in known), f"{module} imports {name}"


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_the_core_and_the_providers_use_the_standard_library_only(module: str, file: Path):
    pure = inside(module, "mockserver.core") or module.startswith("mockserver.providers.")
    if not (pure or module == "mockserver.provider"):
        return
    for name in EDGES[module]:
        top = name.split(".")[0]
        assert top in sys.stdlib_module_names or top == "mockserver", f"{module} imports {name}"


IMPURE = {"time", "random", "secrets", "os", "io", "threading", "socket", "asyncio", "uuid", "sys"}


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_the_core_and_the_providers_have_no_clock_randomness_threads_or_io(module: str, file: Path):
    if not (inside(module, "mockserver.core") or module.startswith("mockserver.providers.")):
        return
    text = file.read_text()
    assert EDGES[module].isdisjoint(IMPURE), module
    assert not re.search(r"\b(datetime\.now|datetime\.utcnow|date\.today|open\(|print\()", text)


def test_a_vendors_name_stands_only_in_its_own_files():
    for module, file in FILES.items():
        text = file.read_text().lower()
        for vendor in VENDORS:
            if not inside(module, f"mockserver.providers.{vendor}"):
                assert vendor not in text, f"{module} names {vendor}"


def test_every_vendor_has_its_contract():
    contracts = {file.stem for file in (ROOT / "openapi").glob("*.yaml")}
    assert contracts - {"admin"} == set(VENDORS), "the control plane's contract has no vendor"


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_files_are_short_and_named_for_what_they_hold(module: str, file: Path):
    assert len(file.read_text().splitlines()) <= LONGEST_FILE, module
    assert FORBIDDEN_NAMES.isdisjoint(module.split(".")), module


def test_no_asynchronous_code_outside_of_the_transport():
    for module, file in FILES.items():
        if not inside(module, "mockserver.transport"):
            asynchronous = (ast.AsyncFunctionDef, ast.Await)
            tree = ast.parse(file.read_text())
            assert not any(isinstance(node, asynchronous) for node in ast.walk(tree)), module
