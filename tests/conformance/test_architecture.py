"""The suite is black box, knows vendors only by their own files, and is made of rooms."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path

import pytest

from conformance.judging.vendors import SHIPPED as VENDORS

ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGE = ROOT / "conformance"
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "base", "misc"}
LONGEST_FILE = 400
ORACLES = re.compile(r"x-upsert|__admin|X-Sandbox", re.IGNORECASE)
"""What a black box must not look at: the server's declarations and its control plane."""

MAY_USE = {
    "httpx": {"conformance.http.wire"},
    "click": {"conformance.cli"},
    "rich": {"conformance.cli"},
    "jinja2": {"conformance.reports"},
    "junitparser": {"conformance.reports"},
    "jsonschema_rs": {"conformance.reports"},
    "pytest": {"conformance.plugin", "conformance.runner.rule_items", "conformance.runner.api"},
    "schemathesis": {"conformance.generated"},
    "hypothesis": {"conformance.generated"},
}
"""A library and the rooms that may know it."""


def modules():
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = file.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts).removesuffix(".__init__"), file


def imports(file):
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: relative import"
            found.add(node.module or "")
    return found


def inside(module, package):
    return module == package or module.startswith(f"{package}.")


MODULES = [pytest.param(*each, id=each[0]) for each in modules()]


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_the_suite_imports_nothing_of_what_it_judges(module, file):
    for name in imports(file):
        assert not inside(name, "mockserver"), f"{module} imports {name}"
        assert not inside(name, "tests"), f"{module} imports {name}"


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_the_suite_looks_at_nothing_but_documented_behaviour(module, file):
    code = re.sub(r'""".*?"""', "", file.read_text(), flags=re.DOTALL)
    assert not ORACLES.search(code), module


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_a_library_is_known_only_in_its_room(module, file):
    for name in imports(file):
        rooms = MAY_USE.get(name.split(".")[0])
        if rooms is not None:
            assert any(inside(module, room) for room in rooms), f"{module} imports {name}"


@pytest.mark.parametrize(("module", "file"), MODULES)
def test_vendors_never_meet(module, file):
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
def test_files_are_rooms_and_not_halls(module, file):
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
        for name in imports(file):
            top = name.split(".")[0]
            if top not in sys.stdlib_module_names and top != "conformance":
                assert re.search(rf'"{top.replace("_", "-")}\b', declared), f"{module}: {top}"
