"""
The tables of packages on the architecture page are the packages, lowest first.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from pages import ROOT, in_code, rows, section

TITLES = {"mockserver": "Packages of the sandbox", "conformance": "Packages of the suite"}
ROOFS = {"__init__", "__main__"}


def table(package: str) -> dict[str, set[str]]:
    """A part of a package and what the page lets it import."""
    found: dict[str, set[str]] = {}
    for name, _, may_import in rows(section(TITLES[package]))[1:]:
        named = set(in_code(may_import))
        everything = may_import.startswith("everything above")
        found[name.strip("`")] = set(found) - named if everything else named
    return found


def parts(package: str) -> dict[str, set[str]]:
    """A part of a package and what it imports of the others."""
    found: dict[str, set[str]] = {}
    for file in sorted((ROOT / package).rglob("*.py")):
        part = file.relative_to(ROOT / package).with_suffix("").parts[0]
        if part not in ROOFS:
            found.setdefault(part, set()).update(imports(file, package) - {part})
    return found


def imports(file: Path, package: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        found |= {name.split(".")[1] for name in names if name.startswith(f"{package}.")}
    return found


@pytest.mark.parametrize("package", TITLES)
def test_every_part_of_a_package_has_its_row_and_imports_what_the_row_says(package: str):
    listed, there = table(package), parts(package)
    assert sorted(listed) == sorted(there)
    for part, imported in there.items():
        assert imported <= listed[part], f"{part} imports {sorted(imported - listed[part])}"


@pytest.mark.parametrize("package", TITLES)
def test_a_row_lets_import_only_what_stands_above_it(package: str):
    above: set[str] = set()
    for part, may_import in table(package).items():
        assert may_import <= above, part
        above.add(part)


def test_the_picture_names_the_same_parts():
    picture = section("Overview").split("```")[1]
    words = set(re.findall(r"[a-z_]+", picture))
    inside = {part for package in TITLES for part in parts(package)}
    files = {"errors", "json_text", "provider", "messages", "expectations", "outcomes"}
    assert inside - files - {"plugin"} <= words
