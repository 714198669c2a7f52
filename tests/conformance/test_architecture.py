"""
The architecture of the suite as tests: who may import whom, and where a vendor's name may stand.

The suite is a black box: it knows nothing of what it judges but documented behaviour.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from conformance import scenarios
from conformance.judging.vendors import SHIPPED as VENDORS

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "conformance"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
LONGEST_FILE = 400
ORACLES = re.compile(r"x-upsert|__admin|X-Sandbox", re.IGNORECASE)
"""What a black box must not look at: the server's declarations and its control plane."""

OF_USERS = "conformance.declared"
"""Reads what a user declares of a third party, whose contract says nothing that the suite wrote."""

WINGS = {
    "errors": "",
    "expectations": "",
    "outcomes": "",
    "catalogue": "errors",
    "http": "errors expectations outcomes catalogue",
    "drivers": "expectations outcomes http",
    "declared": "errors expectations outcomes catalogue http drivers",
    "judging": "errors expectations outcomes catalogue http drivers declared",
    "scenarios": "expectations http drivers judging",
    "generated": "expectations http drivers",
    "probes": "expectations outcomes catalogue http drivers declared judging scenarios generated",
    "reports": "errors expectations catalogue http judging",
    "runner": "errors expectations outcomes catalogue http drivers judging reports",
    "plugin": "errors runner",
    "cli": "errors catalogue http judging reports runner",
}
"""Each wing, the lowest first, and the lower wings that it may import beside itself."""

ROOFS = ("__init__", "__main__")
"""Files at the top that may import everything and that nobody imports."""

DOCUMENTS = {"README.md", "py.typed"}
AT_THE_TOP = {*ROOFS, *DOCUMENTS, "errors", "expectations", "outcomes", "plugin"}

VENDOR_FOLDERS = re.compile(
    rf"conformance\.(drivers|generated|probes)\.(any|upsert|{'|'.join(VENDORS)})\b"
)

MAY_USE = {
    "httpx": {"conformance.http.wire", "conformance.http.bounded_transport"},
    "httpcore": {"conformance.http.wire", "conformance.http.bounded_transport"},
    "click": {"conformance.cli"},
    "rich": {"conformance.cli"},
    "jinja2": {"conformance.reports"},
    "junitparser": {"conformance.reports"},
    "jsonschema_rs": {"conformance.reports", "conformance.declared.vocabulary_check"},
    "jsonpath_rfc9535": {"conformance.declared.contract_file"},
    "openapi_spec_validator": {"conformance.declared.contract_soundness"},
    "pytest": {"conformance.plugin", "conformance.runner.rule_items", "conformance.runner.api"},
    "schemathesis": {"conformance.generated"},
    "hypothesis": {"conformance.generated"},
    "yaml": {"conformance.catalogue.operations", "conformance.declared.contract_file"},
}
"""A library and the modules that may know it."""

DISTRIBUTIONS = {"yaml": "pyyaml"}
"""Libraries whose distributions are called otherwise."""


def modules():
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), file


NAMES = {module for module, _ in modules()}


def imports(file):
    """Modules that a file imports, in functions and for type checkers too."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in NAMES else node.module)
    return found


def inside(module, package):
    return module == package or module.startswith(f"{package}.")


def wing_of(module):
    return module.split(".")[1]


MODULES = [pytest.param(*each, id=each[0]) for each in modules()]


def test_the_wings_are_ordered_from_the_lowest_to_the_highest():
    order = list(WINGS)
    for wing, lower in WINGS.items():
        assert all(order.index(each) < order.index(wing) for each in lower.split()), wing


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_a_module_imports_its_own_wing_or_a_lower_one(module, file):
    if file.parent == PACKAGE and file.stem in ROOFS:
        return
    allowed = {wing_of(module), *WINGS[wing_of(module)].split()}
    for name in imports(file):
        if inside(name, "conformance"):
            assert name != "conformance", f"{module} imports a roof"
            assert wing_of(name) in allowed, f"{module} imports {name}"


def test_no_modules_import_each_other_in_a_circle():
    graph = {module: imports(file) & NAMES for module, file in modules()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_the_top_of_the_package_holds_what_belongs_to_all_wings():
    files = {file for file in PACKAGE.iterdir() if file.is_file()}
    assert {file.name.removesuffix(".py") for file in files} == AT_THE_TOP
    folders = {file.parent.name for file in PACKAGE.glob("*/__init__.py")}
    assert folders | AT_THE_TOP == {*WINGS, *ROOFS, *DOCUMENTS}


def leaves(*, of_vendors):
    found = [module for module in NAMES if bool(VENDOR_FOLDERS.match(module)) is of_vendors]
    return [module for module in found if not (of_vendors and module.count(".") == 2)]


def test_a_name_outside_of_vendor_folders_is_one_module():
    names = Counter(module.rpartition(".")[2] for module in leaves(of_vendors=False))
    assert [name for name, count in names.items() if count > 1] == []


def test_a_module_of_a_vendor_is_not_called_like_a_module_of_all_vendors():
    taken = {module.rpartition(".")[2] for module in leaves(of_vendors=False)}
    topics = {file.stem for file in (PACKAGE / "scenarios").glob("*.py")}
    for module in leaves(of_vendors=True):
        allowed = topics if inside(module, "conformance.probes") else set()
        assert module.rpartition(".")[2] not in taken - allowed, module


def test_a_name_in_the_folders_of_one_vendor_is_one_module():
    names = Counter(tuple(module.split(".")[2:]) for module in leaves(of_vendors=True))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_the_suite_imports_nothing_of_what_it_judges(module, file):
    for name in imports(file):
        assert not inside(name, "mockserver"), f"{module} imports {name}"
        assert not inside(name, "tests"), f"{module} imports {name}"


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_the_suite_looks_at_nothing_but_documented_behaviour(module, file):
    code = re.sub(r'""".*?"""', "", file.read_text(), flags=re.DOTALL)
    found = set(ORACLES.findall(code))
    assert found <= ({"x-upsert"} if inside(module, OF_USERS) else set()), module


def test_the_contracts_of_vendors_are_not_read_with_their_declarations():
    for module, file in modules():
        if inside(module, OF_USERS):
            assert "contract_of" not in file.read_text(), module


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_a_library_is_known_only_where_it_may_be(module, file):
    for name in imports(file):
        allowed = MAY_USE.get(name.split(".")[0])
        if allowed is not None:
            assert any(inside(module, each) for each in allowed), f"{module} imports {name}"


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_vendors_do_not_import_each_other(module, file):
    own = [vendor for vendor in VENDORS if vendor in module]
    for name in imports(file):
        for vendor in VENDORS:
            met = inside(name, "conformance") and vendor in name
            assert not met or vendor in own, f"{module} imports {name}"


def test_a_vendors_name_stands_only_in_its_own_files():
    for module, file in modules():
        text = file.read_text().lower()
        for vendor in VENDORS:
            if vendor not in module:
                assert vendor not in text, f"{module} names {vendor}"


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_files_are_short_and_named_for_a_purpose(module, file):
    assert len(file.read_text().splitlines()) <= LONGEST_FILE, module
    assert FORBIDDEN_NAMES.isdisjoint(module.split(".")), module


PROBES = [each for each in MODULES if each.values[0].startswith("conformance.probes.")]


@pytest.mark.parametrize(("module", "file"), PROBES)
def test_a_probe_neither_sleeps_nor_swallows(module, file):
    assert not re.search(r"\bsleep\(|except Exception|except:", file.read_text()), module


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_vendor_has_rules_driver_probes_and_profile(vendor):
    assert (PACKAGE / "rules" / f"{vendor}.toml").exists()
    assert (PACKAGE / "profiles" / f"{vendor}.toml").exists()
    assert VENDORS[vendor].registered
    assert VENDORS[vendor].connect


def test_the_suite_needs_no_library_that_is_not_declared():
    declared = (ROOT / "pyproject.toml").read_text()
    for module, file in modules():
        for imported in imports(file):
            top = imported.split(".")[0]
            if top not in sys.stdlib_module_names and top != "conformance":
                name = DISTRIBUTIONS.get(top, top.replace("_", "-"))
                assert re.search(rf'"{name}\b', declared), f"{module}: {top}"


def test_every_scenario_is_bound_by_a_probe():
    probes = "".join(file.read_text() for file in (PACKAGE / "probes").rglob("*.py"))
    assert [name for name in scenarios.__all__ if not re.search(rf"\b{name}\(", probes)] == []
